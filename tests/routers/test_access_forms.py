"""Forms of the access desk that are sent twice, without their key, or asked again."""

import re
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import func, select

from app.db import transaction
from app.ledger.kinds import LedgerKind
from app.models import AccessItem, AccessPaper, AccessRequest, Recording
from app.policy.access_words import ApprovalAnswer
from app.policy.law_words import Requester
from tests.access import desk
from tests.access.approving import HEAD, answered, head_of, waiting
from tests.routers.conftest import House
from tests.routers.test_access import NUMBER, described, drawn, sand_case, visit_of_police

KEY = re.compile(r'name="form_key" value="([0-9a-f-]{36})"')
PAPER_KEY = re.compile(r"/papers\?form=([0-9a-f-]{36})")
BADGE: dict[str, tuple[str | None, str | bytes]] = {
    "kind": (None, "id_document"),
    "document_no": (None, "041234"),
    "scan": ("", b""),
}
VISITOR = {
    "name": "李大山",
    "from_unit": "某厂",
    "document": "身份证 410482",
    "contact": "13800000000",
    "act": "view",
    "days": "7",
    "purpose": "核对处罚决定",
    "material": "询问笔录",
    "about": "yes",
}


async def count(house: House) -> int:
    async with house.sessions() as session:
        return await session.scalar(select(func.count(AccessRequest.id))) or 0


async def returned(house: House) -> tuple[UUID, UUID]:
    """Return Liu's request for one document of Chen's case, sent back, and that document."""
    case_id, document_id = await sand_case(house)
    async with transaction(house.sessions) as session:
        request_id = await desk.ask(
            session, house.town.liu, case_id=case_id, documents={document_id}, purpose="复议答复"
        )
        head = await head_of(session, house.town)
        refused = await answered(session, head, request_id, ApprovalAnswer.RETURNED)
        assert refused is None
    return request_id, document_id


async def asked_for(house: House, page: str) -> set[UUID | None]:
    """Return the recordings of the request that has this page."""
    request_id = UUID(page.removeprefix("/access/"))
    async with house.sessions() as session:
        rows = await session.scalars(
            select(AccessItem.recording_id).where(AccessItem.request_id == request_id)
        )
        return set(rows)


def location_of(answer: httpx.Response) -> str:
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_every_form_is_drawn_with_a_key_of_its_own(house: House) -> None:
    case_id, _ = await sand_case(house)
    browser = await house.visit("chen")

    pages = [(await browser.get(f"/access/new?case={case_id}")).text for _ in range(2)]
    at_desk = (await (await house.visit("liu")).get("/access/desk?requester=lawyer")).text

    keys = [key for page in (*pages, at_desk) for key in KEY.findall(page)]
    assert len(keys) == len(set(keys)) == 5


async def test_a_double_click_makes_one_request_and_says_so(house: House) -> None:
    case_id, _ = await sand_case(house)
    browser = await house.visit("chen")
    form = drawn(act="view", extract="whole", days="3", purpose="承办本案")

    first = location_of(await browser.post(f"/access/new?case={case_id}", data=form))
    again = location_of(await browser.post(f"/access/new?case={case_id}", data=form))

    assert again == f"{first}?sent=again"
    assert await count(house) == 1
    assert "申请只登记了一份" in (await browser.get(again)).text
    assert "申请只登记了一份" not in (await browser.get(first)).text


async def test_a_double_click_at_the_desk_makes_one_request(house: House) -> None:
    await sand_case(house)
    browser = await house.visit("liu")
    form = drawn(**VISITOR, case_no=NUMBER, extract="concluding")
    address = "/access/desk?requester=public"

    first = location_of(await browser.post(address, data=form))
    again = location_of(await browser.post(address, data=form))

    assert again == f"{first}?sent=again"
    assert await count(house) == 1


@pytest.mark.parametrize("key", ["", "nonsense"])
async def test_a_form_without_a_key_is_shown_again_with_all_that_was_chosen(
    house: House, key: str
) -> None:
    case_id, document_id = await sand_case(house)
    browser = await house.visit("chen")
    form = {
        "act": "copy",
        "extract": "some",
        f"item-{document_id}": "on",
        "days": "7",
        "purpose": "复议答复",
        "form_key": key,
    }

    answer = await browser.post(f"/access/new?case={case_id}", data=form)

    assert answer.status_code == 422
    assert "还没有提交" in answer.text
    assert "复议答复" in answer.text
    ticked = re.search(rf'id="item-{document_id}"[^>]*>', answer.text)
    assert ticked is not None
    assert "checked" in ticked[0]
    assert await count(house) == 0
    *_, fresh = KEY.findall(answer.text)
    mended = await browser.post(f"/access/new?case={case_id}", data={**form, "form_key": fresh})
    location_of(mended)
    assert await count(house) == 1


async def test_finding_the_case_first_keeps_the_key(house: House) -> None:
    await sand_case(house)
    browser = await house.visit("liu")
    form = drawn(case_no=NUMBER, step="find", name="何律师")

    found = await browser.post("/access/desk?requester=lawyer", data=form)

    assert KEY.findall(found.text) == [form["form_key"]]


async def test_a_paper_sent_twice_is_entered_once(house: House) -> None:
    request_id = await visit_of_police(house)
    browser = await house.visit("liu")
    (key,) = PAPER_KEY.findall((await browser.get(f"/access/{request_id}")).text)

    told = [
        await browser.post(f"/access/{request_id}/papers?form={key}", files=BADGE) for _ in range(2)
    ]

    assert [location_of(each) for each in told] == [f"/access/{request_id}"] * 2
    async with house.sessions() as session:
        assert await session.scalar(select(func.count(AccessPaper.id))) == 1
    kinds = [line.kind for line in await house.history(request_id)]
    assert kinds.count(LedgerKind.ACCESS_PAPER_SHOWN) == 1


async def test_a_paper_without_a_key_is_not_taken_and_its_number_stays(house: House) -> None:
    request_id = await visit_of_police(house)
    browser = await house.visit("liu")

    answer = await browser.post(f"/access/{request_id}/papers", files=BADGE)

    assert answer.status_code == 422
    assert "还没有提交" in answer.text
    assert 'value="041234"' in answer.text
    async with house.sessions() as session:
        assert await session.scalar(select(func.count(AccessPaper.id))) == 0


async def test_a_returned_request_begins_again_with_what_was_typed(house: House) -> None:
    old, document_id = await returned(house)
    browser = await house.visit("liu")
    shown = (await browser.get(f"/access/{old}")).text
    assert f'href="/access/new?again={old}"' in shown

    form = (await browser.get(f"/access/new?again={old}")).text
    answer = await browser.post(
        f"/access/new?again={old}",
        data={
            **drawn(act="view", extract="some", days="3", purpose="复议答复需要核对"),
            f"item-{document_id}": "on",
        },
    )

    assert "复议答复" in form
    assert "重新申请" in form
    ticked = re.search(rf'id="item-{document_id}"[^>]*>', form)
    assert ticked is not None
    assert "checked" in ticked[0]
    new = location_of(answer)
    assert "调阅〔2026〕1号" in (await browser.get(new)).text
    assert "调阅〔2026〕2号" in (await browser.get(f"/access/{old}")).text


async def test_a_visitor_who_was_refused_begins_again_at_the_desk(house: House) -> None:
    await sand_case(house)
    browser = await house.visit("liu")
    form = drawn(**VISITOR, case_no=NUMBER, extract="whole")
    old = location_of(await browser.post("/access/desk?requester=public", data=form))
    key = old.removeprefix("/access/")
    assert f"/access/desk?requester=public&amp;again={key}" in (await browser.get(old)).text

    again = (await browser.get(f"/access/desk?requester=public&again={key}")).text
    sent = await browser.post(
        f"/access/desk?requester=public&again={key}",
        data=drawn(**VISITOR, case_no=NUMBER, extract="concluding"),
    )

    for typed in ('value="李大山"', 'value="某厂"', 'value="身份证 410482"', "询问笔录", NUMBER):
        assert typed in again
    async with house.sessions() as session:
        new = await session.get_one(AccessRequest, UUID(location_of(sent).removeprefix("/access/")))
        assert str(new.follows_id) == key


async def test_single_recordings_go_along_when_a_visitor_is_received_again(house: House) -> None:
    """They lie in no case, or in another one than was named; what is no more known stays behind."""
    case_id, _ = await sand_case(house)
    async with transaction(house.sessions) as session:
        linked = await desk.recording_in(session, house.town, case_id)
        single, gone = [await desk.recording_in(session, house.town, None) for _ in range(2)]
        old = await desk.received(
            session,
            house.town,
            Requester.PUBLIC,
            case_id=case_id,
            recordings={linked, single, gone},
        )
        (await session.get_one(Recording, gone)).unit_id = house.town.stranger_agency
    browser = await house.visit("liu")
    address = f"/access/desk?requester=public&again={old}"

    page = (await browser.get(address)).text
    sent = await browser.post(
        address,
        data=drawn(
            **VISITOR,
            case_no=NUMBER,
            extract="some",
            **{f"item-{linked}": "on", f"item-{single}": "on", f"item-{gone}": "on"},
        ),
    )

    ticked = set(re.findall(r'id="item-([0-9a-f-]{36})"[^>]*checked', page))
    assert ticked == {str(linked), str(single)}
    assert "有 1 份现在不能从这里申请" in page
    assert await asked_for(house, location_of(sent)) == {linked, single}


@pytest.mark.parametrize(("who", "form"), [("liu", "/access/desk"), ("chen", "/access/new")])
async def test_without_a_case_single_recordings_need_no_description(
    house: House, who: str, form: str
) -> None:
    is_desk = form.endswith("desk")
    case_id, _ = await sand_case(house)
    async with transaction(house.sessions) as session:
        if is_desk:
            things = {await desk.recording_in(session, house.town, None) for _ in range(2)}
            old = await desk.received(
                session, house.town, Requester.PUBLIC, case_id=case_id, recordings=things
            )
            (await session.get_one(AccessRequest, old)).case_id = None
        else:
            old = await waiting(session, house.town, items=2)
            head = await head_of(session, house.town)
            assert await answered(session, head, old, ApprovalAnswer.RETURNED) is None
    browser = await house.visit(who)
    address = f"{form}?requester=public&again={old}"
    typed = (
        {**VISITOR, "material": ""} if is_desk else {"act": "view", "days": "3", "purpose": "核"}
    )
    first, second = await asked_for(house, f"/access/{old}")

    page = (await browser.get(address)).text
    nothing = await browser.post(address, data=drawn(**typed))
    sent = await browser.post(address, data=drawn(**typed, **{f"item-{first}": "on"}))

    assert f"item-{first}" in page
    assert f"item-{second}" in page
    assert nothing.status_code == 422
    assert "请选择要调阅的资料" in nothing.text
    assert await asked_for(house, location_of(sent)) == {first}


async def test_another_kind_of_visitor_may_be_chosen_for_the_new_request(house: House) -> None:
    case_id, document_id = await sand_case(house)
    async with transaction(house.sessions) as session:
        old = await desk.received(
            session, house.town, Requester.PUBLIC, case_id=case_id, documents={document_id}
        )
    browser = await house.visit("liu")

    page = (await browser.get(f"/access/desk?again={old}")).text

    assert f"requester=lawyer&amp;case={case_id}&amp;again={old}" in page


@pytest.mark.parametrize("form", ["/access/new", "/access/desk"])
async def test_what_is_under_way_or_never_was_is_not_asked_again(house: House, form: str) -> None:
    under_way = await described(house)
    browser = await house.visit("liu" if form.endswith("desk") else "chen")

    told = [await browser.get(f"{form}?again={key}") for key in (uuid4(), "nonsense")]
    waiting = await browser.get(f"{form}?again={under_way}")

    assert [each.status_code for each in told] == [404, 404]
    assert waiting.status_code == (404 if form.endswith("desk") else 409)


async def test_what_was_ticked_and_chosen_at_the_desk_stays_when_something_is_missing(
    house: House,
) -> None:
    case_id, document_id = await sand_case(house)
    browser = await house.visit("liu")
    async with house.sessions() as session:
        party = await session.scalar(desk.parties_of_case(case_id).limit(1))
    form = {
        **drawn(**VISITOR, case_no=NUMBER, extract="some", party=str(party)),
        f"item-{document_id}": "on",
        "about": "no",
        "purpose": "",
    }

    answer = await browser.post("/access/desk?requester=counterpart", data=form)

    assert answer.status_code == 422
    for kept in (
        r'id="extract-some"[^>]*checked',
        rf'id="item-{document_id}"[^>]*checked',
        rf'value="{party}"\s*selected',
        r'value="no"\s*selected',
        r'value="7"\s*selected',
        r'value="李大山"',
    ):
        assert re.search(kept, answer.text), kept
    assert KEY.findall(answer.text) == [form["form_key"]]


async def test_a_leader_finds_what_was_left_out_still_ticked(house: House) -> None:
    async with transaction(house.sessions) as session:
        request_id = await waiting(session, house.town, items=2)
        item = (await session.scalars(select(AccessItem.id))).first()
    await house.hire("he", "何志远", HEAD)
    leader = await house.visit("he")

    answer = await leader.post(
        f"/access/{request_id}/approval",
        data={"answer": "approved", "days": "99", f"left-{item}": "on", "revision": "1"},
    )

    assert answer.status_code == 422
    assert re.search(r'id="items"\s*open', answer.text)
    assert re.search(rf'name="left-{item}"\s*checked', answer.text)


async def test_the_reason_of_a_striking_that_came_too_late_stays(house: House) -> None:
    request_id = await visit_of_police(house, shows_papers=True)
    browser = await house.visit("liu")
    async with house.sessions() as session:
        first, second = await session.scalars(desk.papers_of_request(request_id))

    answer = await browser.post(
        f"/access/papers/{first.id}/striking", data={"revision": "1", "reason": "已经过期"}
    )

    assert answer.status_code == 422
    assert re.search(rf'id="reason-{first.id}"[^>]*value="已经过期"', answer.text)
    assert re.search(rf'id="reason-{second.id}"[^>]*value=""', answer.text)


async def test_the_desk_says_before_anything_is_entered_what_the_regulation_does_not_settle(
    house: House,
) -> None:
    """Nobody is refused in the register for what could be known before."""
    browser = await house.visit("liu")

    page = (await browser.get("/access/desk?requester=lawyer")).text

    assert "按规定怎样办理" in page
    assert re.search(r"<dt>复制</dt>\s*<dd>[^<]*没有规定", page)
    assert "律师执业证 041234" in page


async def test_whose_records_they_are_is_found_by_the_keeper_and_not_taken_for_granted(
    house: House,
) -> None:
    case_id, _ = await sand_case(house)
    browser = await house.visit("liu")

    page = (await browser.get(f"/access/desk?requester=lawyer&case={case_id}")).text

    chosen = re.search(r'<select[^>]*\sid="about".*?</select>', page, re.DOTALL)
    assert chosen is not None
    assert "selected" not in chosen[0]


async def test_whoever_receives_a_court_is_told_which_of_two_cards_to_take(house: House) -> None:
    """汝州调阅 6 names courts among the organs; 长子 14 and 昌黎 13 supply them with evidence."""
    page = (await (await house.visit("liu")).get("/access/desk")).text

    assert "为行政复议、行政诉讼调取材料的，包括为此来的法院，选这一类。" in page
    assert "为办理自己的案件查阅、复制的，选这一类。" in page


async def test_of_a_party_the_whole_file_stands_last_and_says_how_it_ends(house: House) -> None:
    """汝州调阅 7: one wrong press would be a refusal for ever in the register."""
    case_id, _ = await sand_case(house)
    browser = await house.visit("liu")

    page = (await browser.get(f"/access/desk?requester=lawyer&case={case_id}")).text

    extracts = re.findall(r'id="extract-(\w+)"', page)
    assert extracts == ["concluding", "some", "whole"]
    assert "登记后即为不予办理" in page
