"""Viewing in place: nothing opens but to whoever sits there, and only as long as they may (P7).

汝州调阅 3, 4, 7 and 10; 长子 15; 昌黎 14.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update
from starlette.requests import Request

from app.models import AccessItem, AccessPermit, Case, CaseDocument, CaseHandler, Recording
from app.policy.case_words import SecurityClass
from app.policy.law_words import Requester, Scope
from app.routers.ranges import Span
from app.routers.streaming import (
    READ_BYTES,
    RECHECK_BYTES,
    ViewingRightEndedError,
    stream_while,
)
from app.routers.viewing_content import recheck_watching
from app.storage.keys import original_key
from tests.access import desk, sitting
from tests.access.shelf import FACTS, kept_paper, kept_recording
from tests.cases.office import open_sand_case
from tests.papers import files
from tests.routers.conftest import ORIGIN, House
from tests.routers.evidence import sealed
from tests.routers.factors import with_settings

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CLIP = bytes(range(256)) * 8
BIG = RECHECK_BYTES + 2 * READ_BYTES


@dataclass(slots=True)
class Scene:
    """Chen's case with one recording and one document in it."""

    house: House
    case: UUID
    recording: UUID
    paper: UUID

    async def permit(self, **said: object) -> tuple[AccessPermit, list[UUID]]:
        """Return a permit with its items: the recording, then the document."""
        filled = {
            "case_id": self.case,
            "recordings": [self.recording],
            "documents": [self.paper],
            **said,
        }
        async with self.house.sessions() as session, session.begin():
            permit = await sitting.permitted(session, self.house.town, **filled)  # type: ignore[arg-type]
            return permit, await sitting.items_of(session, permit)

    async def change(self, *statements: object) -> None:
        async with self.house.sessions() as session, session.begin():
            for statement in statements:
                await session.execute(statement)  # type: ignore[call-overload]

    async def kinds(self, permit: AccessPermit) -> list[str]:
        async with self.house.sessions() as session:
            return await sitting.kinds_about(session, permit.request_id)


@dataclass(slots=True)
class Sitting:
    """Somebody before an open viewing."""

    browser: httpx.AsyncClient
    permit: AccessPermit
    address: str
    recording: str
    paper: str


@pytest.fixture
async def scene(house: House) -> Scene:
    town, store = house.town, house.resources.store
    async with house.sessions() as session, session.begin():
        case = await open_sand_case(session, town)
        recording = await kept_recording(session, store, town, CLIP)
        await desk.link(session, town, recording, case)
        paper = await kept_paper(session, store, town, case, files.pdf("Decision", pages=2))
    return Scene(house, case, recording, paper)


@pytest.fixture
async def chen(scene: Scene) -> Sitting:
    """Chen before her own case."""
    permit, items = await scene.permit()
    return await sit_down(scene, await scene.house.visit("chen"), permit, items)


async def sit_down(
    scene: Scene, browser: httpx.AsyncClient, permit: AccessPermit, items: list[UUID]
) -> Sitting:
    begun = await browser.post(f"/access/{permit.request_id}/viewings")
    assert begun.status_code == 303, begun.text
    return _sitting(browser, permit, begun.headers["Location"], items)


def _sitting(
    browser: httpx.AsyncClient, permit: AccessPermit, address: str, items: list[UUID]
) -> Sitting:
    base = f"{address}/items"
    return Sitting(
        browser, permit, address, f"{base}/{items[0]}/media", f"{base}/{items[1]}/content"
    )


async def lawyer_at(
    scene: Scene, *, networks: tuple[str, ...] = (sitting.SEAT,), **said: object
) -> Sitting:
    """Seat a lawyer at the terminal of the reading room, by Liu."""
    permit, items = await scene.permit(requester=Requester.LAWYER, **said)
    async with scene.house.sessions() as session, session.begin():
        terminal = await sitting.terminal_in(session, scene.house.town, networks=networks)
    keeper = await scene.house.visit("liu")
    opened = await keeper.post(
        f"/access/{permit.request_id}/viewings", data={"terminal": str(terminal)}
    )
    assert opened.status_code == 303, opened.text
    async with scene.house.sessions() as session:
        viewing = await sitting.viewing_of(session, permit.id)
    browser = sitting.seated(scene.house.stranger())
    return _sitting(browser, permit, f"/viewings/{viewing.id}", items)


async def statuses(sitting_: Sitting) -> list[int]:
    return [
        (await sitting_.browser.get(address)).status_code
        for address in (sitting_.recording, sitting_.paper)
    ]


async def test_content_is_answered_in_place_and_never_to_be_kept(
    scene: Scene, chen: Sitting
) -> None:
    whole = await chen.browser.get(chen.recording)
    head = await chen.browser.head(chen.recording)
    tag = {"Range": "bytes=10-19", "If-Range": whole.headers["ETag"]}
    part = await chen.browser.get(chen.recording, headers=tag)
    stale = await chen.browser.get(chen.recording, headers={**tag, "If-Range": '"other"'})
    behind = await chen.browser.get(chen.recording, headers={"Range": f"bytes={len(CLIP)}-"})
    paper = await chen.browser.get(chen.paper)

    assert (whole.status_code, whole.content) == (200, CLIP)
    assert (head.headers["Content-Length"], head.content) == (str(len(CLIP)), b"")
    assert (part.status_code, part.content) == (206, CLIP[10:20])
    assert (stale.status_code, behind.status_code) == (200, 416)
    assert paper.content.startswith(b"%PDF")
    for answer in (whole, part, paper):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("inline")


async def test_the_page_shows_items_terms_and_watermark_and_offers_no_download(
    scene: Scene, chen: Sitting
) -> None:
    items = [at.split("/")[4] for at in (chen.recording, chen.paper)]
    page = (await chen.browser.get(f"{chen.address}?item={items[0]}")).text
    paper = (await chen.browser.get(f"{chen.address}?item={items[1]}")).text

    assert "准予查阅至" in page
    assert "结束查阅" in page
    assert "陈立 水政监察大队" in page
    assert f'src="{chen.recording}"' in page
    assert f'src="{chen.paper}#toolbar=0' in paper
    assert "下载后" not in page + paper
    assert "download" not in (page + paper).replace("nodownload", "")
    assert f"/recordings/{scene.recording}" not in page


async def test_a_sitting_leaves_one_event_with_its_spans_and_one_line_in_the_register(
    scene: Scene, chen: Sitting
) -> None:
    item = chen.recording.split("/")[4]
    await chen.browser.get(chen.recording)
    await chen.browser.get(chen.paper)
    told = await chen.browser.post(
        f"{chen.address}/spans", json={"item": item, "spans": [[0, 900], [800, 99_000]]}
    )

    ended = await chen.browser.post(f"{chen.address}/end")

    assert (told.status_code, ended.status_code) == (200, 303)
    async with scene.house.sessions() as session:
        events = await sitting.events_about(session, chen.permit.request_id)
        (line,) = await sitting.lines_of(session, chen.permit.request_id)
    assert [event.kind.value for event in events] == ["viewing:begun", "viewing:ended"]
    assert events[-1].detail["spans"] == {item: [[0, 2000]], chen.paper.split("/")[4]: [[0, 0]]}
    assert line.columns["applicant"] == "陈立"
    ledger = (await (await scene.house.visit("wu")).get("/ledger")).text
    assert "结束方式“查阅人结束查阅”，打开 2 项" in ledger
    assert await statuses(chen) == [403, 403]


async def test_what_was_shown_last_comes_with_the_end(scene: Scene, chen: Sitting) -> None:
    item = chen.recording.split("/")[4]
    shown = json.dumps({"item": item, "spans": [[0, 900]]})

    ended = await chen.browser.post(f"{chen.address}/end", data={"shown": shown})

    assert ended.status_code == 303
    async with scene.house.sessions() as session:
        (line,) = await sitting.lines_of(session, chen.permit.request_id)
        viewing = await sitting.viewing_of(session, chen.permit.id)
    assert viewing.spans == {item: [[0, 900]]}
    assert "没有打开任何一项" not in line.columns["note"]


@pytest.mark.parametrize(
    "told", ["", "{", "[" * 20_000, "[]", '{"item": "x", "spans": []}', '{"spans": [[0, 1]]}']
)
async def test_a_senseless_last_report_keeps_no_sitting_from_ending(
    scene: Scene, chen: Sitting, told: str
) -> None:
    ended = await chen.browser.post(f"{chen.address}/end", data={"shown": told})

    assert ended.status_code == 303
    assert (await scene.kinds(chen.permit))[-1] == "viewing:ended"


async def test_the_still_that_stands_before_playing_was_opened_too(
    scene: Scene, chen: Sitting
) -> None:
    still = await chen.browser.get(chen.recording.replace("/media", "/thumbnails/0.jpg"))
    await chen.browser.post(f"{chen.address}/end")

    assert still.status_code == 200
    async with scene.house.sessions() as session:
        (line,) = await sitting.lines_of(session, chen.permit.request_id)
    assert "没有打开任何一项" not in line.columns["note"]
    assert line.columns["material"].startswith("录像（")


async def test_of_a_recording_that_no_browser_plays_the_keyframes_are_shown_and_counted(
    scene: Scene, chen: Sitting
) -> None:
    media = {**FACTS.to_json(), "browser_playable": False}
    await scene.change(update(Recording).values(media=media))
    still = chen.recording.replace("/media", "/thumbnails/0.jpg")

    page = (await chen.browser.get(f"{chen.address}?item={chen.recording.split('/')[4]}")).text

    assert "浏览器不能直接播放这种文件" in page
    assert f'src="{still}"' in page
    assert "0:00 处的画面" in page
    assert "视频：" in page
    assert (await chen.browser.get(still)).status_code == 200
    async with scene.house.sessions() as session:
        viewing = await sitting.viewing_of(session, chen.permit.id)
    assert viewing.spans == {chen.recording.split("/")[4]: [[0, 0]]}


async def test_a_link_is_dead_after_revocation_whatever_range_is_asked(
    scene: Scene, chen: Sitting
) -> None:
    assert await statuses(chen) == [200, 200]
    await revoke(scene, chen)

    answer = await chen.browser.get(chen.recording, headers={"Range": "bytes=5-9"})
    head = await chen.browser.head(chen.recording)
    told = await chen.browser.post(f"{chen.address}/spans", json={"active": True})
    page = await chen.browser.get(chen.address)

    assert (answer.status_code, head.status_code) == (403, 403)
    assert "已经收回或者办结" in answer.text
    assert (told.status_code, told.json()["open"]) == (403, False)
    assert "现在不能查阅" in page.text
    kinds = await scene.kinds(chen.permit)
    assert "viewing:refused" in kinds
    assert kinds.count("viewing:ended") == 1


async def test_a_revocation_stops_an_answer_that_is_on_its_way(scene: Scene) -> None:
    big = await sealed(scene.house, b"\0" * BIG)
    permit, items = await scene.permit(
        requester=Requester.OTHER_STAFF, recordings=[big], documents=[scene.paper]
    )
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    pieces = _pieces(scene, chen, big, UUID(chen.address.rsplit("/", 1)[1]), items[0])
    first = [await anext(pieces) for _ in range(RECHECK_BYTES // READ_BYTES)]
    await revoke(scene, chen)

    with pytest.raises(ViewingRightEndedError, match="已经收回或者办结"):
        await anext(pieces)

    assert sum(map(len, first)) == RECHECK_BYTES
    assert (await scene.kinds(permit))[-2:] == ["viewing:ended", "viewing:refused"]


async def test_a_link_is_dead_after_expiry(scene: Scene) -> None:
    permit, items = await scene.permit(until_at=scene.house.clock.now + timedelta(minutes=10))
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    scene.house.clock.advance(minutes=10)

    answer = await chen.browser.get(chen.recording)

    assert answer.status_code == 403
    assert "已经届满" in answer.text


async def test_a_link_opens_in_its_own_sign_in_alone(scene: Scene, chen: Sitting) -> None:
    """Another sign-in of Chen is told so; whoever else guesses the ids finds nothing."""
    again = await scene.house.visit("chen")
    keeper = await scene.house.visit("liu")
    nobody = scene.house.stranger()

    other = await again.get(chen.recording)
    guessed = [await keeper.get(at) for at in (chen.recording, chen.paper, chen.address)]
    asked = await nobody.get(chen.recording, headers={"Sec-Fetch-Mode": "no-cors"})

    assert other.status_code == 403
    assert "没有查阅这一项的权限" in other.text
    assert [answer.status_code for answer in guessed] == [404, 404, 404]
    assert asked.status_code == 401
    assert await statuses(chen) == [200, 200]
    await chen.browser.post("/sign-out")
    gone = await chen.browser.get(chen.recording, headers={"Sec-Fetch-Mode": "no-cors"})
    assert gone.status_code == 401


async def test_a_handler_who_is_moved_off_the_case_sees_no_more(
    scene: Scene, chen: Sitting
) -> None:
    await scene.change(update(CaseHandler).values(until=scene.house.clock.now))

    answer = await chen.browser.get(chen.recording, headers={"Range": "bytes=5-9"})

    assert answer.status_code == 403
    assert "您已不是本案的承办人" in answer.text
    assert "viewing:ended" in await scene.kinds(chen.permit)


async def test_a_recording_that_comes_into_a_secret_case_closes_and_the_rest_stays(
    scene: Scene, chen: Sitting
) -> None:
    async with scene.house.sessions() as session, session.begin():
        town = scene.house.town
        secret = await open_sand_case(session, town, case_no="汝水密〔2026〕1号")
        await desk.link(session, town, scene.recording, secret)
        await session.execute(
            update(Case).where(Case.id == secret).values(security_class=SecurityClass.SECRET.value)
        )

    assert await statuses(chen) == [403, 200]
    assert "密级在准予之后提高" in (await chen.browser.get(chen.recording)).text
    assert "viewing:ended" not in await scene.kinds(chen.permit)


async def test_stills_and_storyboard_inherit_the_check(scene: Scene, chen: Sitting) -> None:
    base = chen.recording.removesuffix("media")
    addresses = [base + name for name in ("thumbnails/0.jpg", "storyboard.jpg", "storyboard.vtt")]
    before = [await chen.browser.get(address) for address in addresses]
    await revoke(scene, chen)

    after = [await chen.browser.get(address) for address in addresses]

    assert [answer.status_code for answer in before] == [200, 200, 200]
    assert "storyboard.jpg#xywh=0,0," in before[2].text
    assert [answer.status_code for answer in after] == [403, 403, 403]


async def test_a_lawyer_sees_what_is_concluding_as_long_as_it_is(scene: Scene) -> None:
    """汝州调阅 7: a document that is no concluding one any more closes under his eyes."""
    lawyer = await lawyer_at(scene, limit=Scope.CONCLUDING)
    room = (await lawyer.browser.get("/reading-room")).text
    assert await statuses(lawyer) == [200, 200]

    await scene.change(update(CaseDocument).values(is_concluding=False))

    assert await statuses(lawyer) == [200, 403]
    assert "何律师 汝州法正律师事务所" in room
    assert "退出登录" not in room
    async with scene.house.sessions() as session:
        events = await sitting.events_about(session, lawyer.permit.request_id)
    assert (events[-1].kind.value, events[-1].actor_kind) == ("viewing:refused", "visitor")


async def test_a_visitor_is_nobody_at_every_other_door(scene: Scene) -> None:
    lawyer = await lawyer_at(scene)

    answers = [
        await lawyer.browser.get(address)
        for address in (
            "/",
            f"/recordings/{scene.recording}",
            f"/recordings/{scene.recording}/media",
            f"/documents/{scene.paper}/file",
            f"/access/{lawyer.permit.request_id}/viewings",
            "/reading-terminals",
        )
    ]

    assert all(answer.headers.get("Location", "").startswith("/sign-in") for answer in answers)


async def test_a_terminals_cookie_opens_nothing_at_another_address(scene: Scene) -> None:
    lawyer = await lawyer_at(scene)
    thief = elsewhere(scene.house)
    thief.cookies.update(lawyer.browser.cookies)

    room = await thief.get("/reading-room")
    answers = [await thief.get(address) for address in (lawyer.recording, lawyer.paper)]

    assert "不在登记的地址上" in room.text
    assert "何律师" not in room.text
    assert [answer.status_code for answer in answers] == [403, 403]
    assert await statuses(lawyer) == [200, 200]
    assert "viewing:refused" in await scene.kinds(lawyer.permit)


async def test_a_session_cookie_opens_nothing_at_another_address(
    scene: Scene, chen: Sitting
) -> None:
    """In a reading room the place is checked; where sessions are bound to addresses, always."""
    with_settings(scene.house, session_binding="address")
    thief = elsewhere(scene.house)
    thief.cookies.update(chen.browser.cookies)

    stolen = await thief.get(chen.recording, headers={"Sec-Fetch-Mode": "no-cors"})

    assert stolen.status_code == 401
    assert (await chen.browser.get(chen.recording)).headers["Location"].startswith("/sign-in")


async def test_what_may_not_leave_the_room_follows_nobody_out_of_it(scene: Scene) -> None:
    permit, items = await scene.permit(in_reading_room=True)
    async with scene.house.sessions() as session, session.begin():
        await sitting.terminal_in(session, scene.house.town)
    browser = await scene.house.visit("chen")
    request = await browser.get(f"/access/{permit.request_id}")
    outside = await browser.post(f"/access/{permit.request_id}/viewings")
    chen = await sit_down(scene, sitting.seated(browser), permit, items)
    assert await statuses(chen) == [200, 200]

    browser.cookies.delete("liuhen-room")

    assert "请到阅览室的阅览终端上查阅" in request.text
    assert outside.status_code == 403
    assert "第四条" in outside.text
    assert await statuses(chen) == [403, 403]


async def test_a_second_sitting_is_told_where_the_first_is_and_can_end_it(
    scene: Scene, chen: Sitting
) -> None:
    again = await scene.house.visit("chen")
    start = f"/access/{chen.permit.request_id}/viewings"

    told = await again.post(start)
    ended = await again.post(f"{chen.address}/end")
    begun = await again.post(start)

    assert told.status_code == 409
    assert "只能在一处查阅" in told.text
    assert f'action="{chen.address}/end"' in told.text
    assert (ended.status_code, begun.status_code) == (303, 303)
    assert await statuses(chen) == [403, 403]


async def test_a_keeper_must_choose_a_terminal_on_which_nobody_sits(scene: Scene) -> None:
    permit, _ = await scene.permit(requester=Requester.LAWYER)
    keeper = await scene.house.visit("liu")
    start = f"/access/{permit.request_id}/viewings"

    empty = await keeper.get(start)
    answer = await keeper.post(start, data={"terminal": str(scene.case)})

    assert "没有空闲的阅览终端" in empty.text
    assert answer.status_code == 422
    assert "请另选一台" in answer.text


async def test_a_keeper_ends_a_visit_and_the_room_waits_again(scene: Scene) -> None:
    lawyer = await lawyer_at(scene)
    keeper = await scene.house.visit("liu")

    await keeper.post(f"{lawyer.address}/end")

    room = await lawyer.browser.get("/reading-room")
    assert "请稍候" in room.text
    answers = [await lawyer.browser.get(at) for at in (lawyer.recording, lawyer.paper)]
    assert all(answer.headers["Location"].startswith("/sign-in") for answer in answers)


async def test_whoever_is_signed_in_at_the_terminal_is_asked_to_leave_first(scene: Scene) -> None:
    lawyer = await lawyer_at(scene)
    keeper = sitting.seated(await scene.house.visit("liu"))

    room = await keeper.get("/reading-room")

    assert "请登录的人先退出登录" in room.text
    assert "何律师" not in room.text
    assert (await keeper.get(lawyer.recording)).status_code == 404


SENSELESS = (
    b"",
    b"[]",
    b"{",
    b"[" * 9000,
    b'{"item":"x"}',
    b'{"item":"01a1fb67-1800-7000-8000-000000000000","spans":[[1]]}',
    b"x" * 20_000,
)
"""Nothing, a list, broken, deep, an item that is none, spans that are none, too long."""


async def test_a_senseless_report_changes_nothing(scene: Scene, chen: Sitting) -> None:
    headers = {"Content-Type": "application/json"}

    answers = [
        await chen.browser.post(f"{chen.address}/spans", content=body, headers=headers)
        for body in SENSELESS
    ]

    assert {answer.status_code for answer in answers} == {422}


async def test_another_site_can_neither_end_nor_begin_nor_report(
    scene: Scene, chen: Sitting
) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}

    answers = [
        await chen.browser.post(address, headers=foreign)
        for address in (
            f"{chen.address}/end",
            f"{chen.address}/spans",
            f"/access/{chen.permit.request_id}/viewings",
        )
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert await statuses(chen) == [200, 200]


async def test_a_word_document_is_not_sent_at_all(scene: Scene) -> None:
    town, store = scene.house.town, scene.house.resources.store
    async with scene.house.sessions() as session, session.begin():
        word = await kept_paper(session, store, town, scene.case, b"PK", media_type=WORD)
    permit, items = await scene.permit(documents=[word])
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)

    answer = await chen.browser.get(chen.paper)
    page = await chen.browser.get(f"{chen.address}?item={items[1]}")

    assert answer.status_code == 409
    assert "不能下载" in page.text


async def scan_in(scene: Scene) -> UUID:
    """Put a decision that is a scan of two pages into the file, as its reader leaves it."""
    town, store = scene.house.town, scene.house.resources.store
    async with scene.house.sessions() as session, session.begin():
        content = files.tiff(2)
        scan = await kept_paper(session, store, town, scene.case, content, media_type="image/tiff")
        document = await session.get_one(CaseDocument, scan)
        keys = [
            store.put_derivative(document.original_id, f"page-000{number}.jpg", b"page")
            for number in (1, 2)
        ]
        document.facts = {"pages": [{"key": key, "width": 10, "height": 14} for key in keys]}
    return scan


async def test_a_scan_is_viewed_page_by_page_and_never_sent_as_a_file(scene: Scene) -> None:
    permit, items = await scene.permit(documents=[await scan_in(scene)])
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    base = chen.paper.removesuffix("/content")

    page = (await chen.browser.get(f"{chen.address}?item={items[1]}")).text
    first = await chen.browser.get(f"{base}/pages/1.jpg")
    third = await chen.browser.get(f"{base}/pages/3.jpg")

    assert f"{base}/pages/2.jpg" in page
    assert "第 2 页，共 2 页" in page
    assert (first.status_code, first.content) == (200, b"page")
    assert third.status_code == 404
    assert (await chen.browser.get(chen.paper)).status_code == 409


async def test_only_the_pages_that_were_sent_count_as_opened(scene: Scene) -> None:
    """Of a scan each page by itself; of a PDF, which goes whole, no page at all (汝州调阅 3)."""
    permit, items = await scene.permit(documents=[await scan_in(scene), scene.paper])
    scan, whole = await scan_and_whole(scene, permit, items[1:])
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    base = f"{chen.address}/items"

    assert (await chen.browser.get(f"{base}/{scan}/pages/2.jpg")).status_code == 200
    assert (await chen.browser.get(f"{base}/{scan}/pages/2.jpg")).status_code == 200
    assert (await chen.browser.get(f"{base}/{whole}/content")).status_code == 200

    async with scene.house.sessions() as session:
        viewing = await sitting.viewing_of(session, permit.id)
    assert viewing.spans == {str(scan): [2], str(whole): [[0, 0]]}
    assert (await chen.browser.get(f"{base}/{scan}/pages/1.jpg")).status_code == 200
    async with scene.house.sessions() as session:
        viewing = await sitting.viewing_of(session, permit.id)
    assert viewing.spans[str(scan)] == [1, 2]


async def scan_and_whole(
    scene: Scene, permit: AccessPermit, items: list[UUID]
) -> tuple[UUID, UUID]:
    """Return the item of the scan and that of the PDF."""
    async with scene.house.sessions() as session:
        whole = await session.scalar(
            select(AccessItem.id).where(
                AccessItem.request_id == permit.request_id, AccessItem.document_id == scene.paper
            )
        )
    assert whole is not None
    (scan,) = (each for each in items if each != whole)
    return scan, whole


async def test_pages_of_a_scan_close_with_the_permit(scene: Scene) -> None:
    permit, items = await scene.permit(documents=[await scan_in(scene)])
    chen = await sit_down(scene, await scene.house.visit("chen"), permit, items)
    await revoke(scene, chen)

    answer = await chen.browser.get(chen.paper.removesuffix("/content") + "/pages/1.jpg")

    assert answer.status_code == 403


async def revoke(scene: Scene, sitting_: Sitting) -> None:
    async with scene.house.sessions() as session, session.begin():
        await sitting.revoke(session, scene.house.town, sitting_.permit)


def elsewhere(house: House) -> httpx.AsyncClient:
    """Return a browser at an address outside every room."""
    transport = httpx.ASGITransport(
        house.app, raise_app_exceptions=False, client=("203.0.113.9", 1)
    )
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)
    house.visitors.append(client)
    return client


def _pieces(
    scene: Scene, chen: Sitting, recording: UUID, viewing: UUID, item: UUID
) -> AsyncIterator[bytes]:
    """The stream of a long answer, held in the hand so that the test can stop between pieces."""
    cookie = "; ".join(f"{name}={value}" for name, value in chen.browser.cookies.items())
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [
            (b"cookie", cookie.encode()),
            (b"user-agent", chen.browser.headers["User-Agent"].encode()),
        ],
        "client": ("127.0.0.1", 1),
        "app": scene.house.app,
    }
    return stream_while(
        scene.house.resources,
        recording,
        descriptor=scene.house.resources.store.open_original(original_key(recording)),
        span=Span(0, BIG),
        recheck=lambda: recheck_watching(Request(scope), viewing, item),
    )
