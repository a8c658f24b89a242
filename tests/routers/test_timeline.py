"""The line of time of a case, as people meet it."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import urljoin
from uuid import UUID

import pytest
from sqlalchemy import update

from app import ids
from app.deadlines.storing import keep_storing
from app.models import CaseDocument, EvidenceLink, Original, Recording
from app.policy.case_words import DocumentState, EvidenceKind, MaterialRole
from app.policy.vocabulary import OfficerSource
from tests.cases.office import open_sand_case
from tests.routers.conftest import House, house
from tests.routers.evidence import received, sealed
from tests.world import NOW

__all__ = ["house"]
BAR = re.compile(r'href="([^"]*#(mark-[^"]+))"')


async def opened(house: House) -> UUID:
    async with house.sessions() as session, session.begin():
        return await open_sand_case(session, house.town, opened_on=NOW.date())


async def linked(house: House, case_id: UUID, recording_id: UUID) -> None:
    async with house.sessions() as session, session.begin():
        await session.execute(
            update(Recording)
            .where(Recording.id == recording_id)
            .values(recorded_at=NOW - timedelta(hours=2), duration_ms=600_000, kind="video")
        )
        session.add(
            EvidenceLink(
                id=ids.new_id(),
                recording_id=recording_id,
                case_id=case_id,
                file_version=1,
                role=MaterialRole.EVIDENCE,
                evidence_kind=EvidenceKind.AUDIO_VISUAL,
                object_of_proof="采砂船正在作业",
                linked_by_id=house.town.liu.id,
                linked_at=NOW,
            )
        )


async def with_document(house: House, case_id: UUID, title: str, count: int = 1) -> None:
    async with house.sessions() as session, session.begin():
        original = Original(
            id=ids.new_id(),
            storage_key="documents/1",
            size_bytes=1,
            sha256="0" * 64,
            sm3="0" * 64,
            sealed_at=NOW,
        )
        session.add(original)
        await session.flush()
        session.add_all(
            CaseDocument(
                id=ids.new_id(),
                case_id=case_id,
                file_version=1,
                kind="询问笔录",
                title=title,
                made_on=NOW.date(),
                position=position,
                state=DocumentState.READY,
                original_id=original.id,
                file_name="笔录.pdf",
                media_type="application/pdf",
                added_by_id=house.town.chen.id,
                added_at=NOW,
            )
            for position in range(1, count + 1)
        )


async def test_steps_documents_and_recordings_stand_in_order_of_time(house: House) -> None:
    case_id = await opened(house)
    await linked(house, case_id, await received(house, b"x" * 10))
    await with_document(house, case_id, "对李大山的询问笔录")
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case_id}/timeline")).text

    listed = page.split("</svg>")[1]
    assert listed.index("采砂船正在作业") < listed.index("已立案")
    assert "对李大山的询问笔录" in page
    assert "RZ0001.mp4（执法人员待定，RZ-0001）" in listed
    assert page.count('class="timeline__bar ') == 3
    assert 'href="#mark-' in page


@pytest.mark.parametrize(
    ("duration_ms", "said"),
    [
        (600_000, ("2026-11-21 08:00", "2026-11-21 08:10")),
        (12_000, ("2026-11-21 08:00:00", "2026-11-21 08:00:12")),
        (400, ("2026-11-21 08:00:00",)),
    ],
)
async def test_what_lasts_less_than_a_minute_is_told_by_its_seconds(
    house: House, duration_ms: int, said: tuple[str, ...]
) -> None:
    case_id = await opened(house)
    recording_id = await received(house, b"x" * 10)
    await linked(house, case_id, recording_id)
    async with house.sessions() as session, session.begin():
        recording = await session.get_one(Recording, recording_id)
        recording.duration_ms = duration_ms
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case_id}/timeline")).text

    line = next(row for row in page.split("<tr ") if "采砂船正在作业" in row)
    times = re.findall(r"<time [^>]*>([^<]*)</time>", line.split("data-label")[0])
    assert tuple(times) == said
    assert ("至" in line.split("data-label")[0]) is (len(said) == 2)


async def test_two_recordings_of_one_device_are_told_apart_by_file_and_officer(
    house: House,
) -> None:
    case_id = await opened(house)
    for number in (1, 2):
        recording_id = await received(house, b"x" * number, file_name=f"采砂{number}.mp4")
        await linked(house, case_id, recording_id)
        async with house.sessions() as session, session.begin():
            recording = await session.get_one(Recording, recording_id)
            recording.officer_id = house.town.chen.id
            recording.officer_source = OfficerSource.CUSTODIAN.value
            recording.recorded_at = NOW - timedelta(hours=number)
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case_id}/timeline")).text
    small = (await liu.get(f"/cases/{case_id}")).text

    for number in (1, 2):
        name = f"采砂{number}.mp4（陈立，RZ-0001）"
        assert re.search(f'aria-label="录音录像：[-: 0-9]+ {name}"', page)
        assert name in page.split("</svg>")[0]
        assert name in page.split("</svg>")[1]
        assert name in small


async def test_every_bar_of_the_case_and_of_the_line_lands_on_its_mark(house: House) -> None:
    """Beyond the first page too, and where many marks stand at one moment."""
    case_id = await opened(house)
    await with_document(house, case_id, "立案审批表", count=250)
    await linked(house, case_id, await received(house, b"x" * 10))
    liu = await house.visit("liu")
    pages = [f"/cases/{case_id}", f"/cases/{case_id}/timeline"]

    landed = {
        bar: f'id="{bar}"' in (await liu.get(urljoin(page, unescape(href)))).text
        for page in pages
        for href, bar in BAR.findall((await liu.get(page)).text)
    }

    assert len(landed) == 3
    assert set(landed.values()) == {True}


async def test_what_cannot_be_drawn_apart_leads_to_the_first_of_it(house: House) -> None:
    case_id = await opened(house)
    await with_document(house, case_id, "立案审批表", count=250)
    liu = await house.visit("liu")
    address = f"/cases/{case_id}/timeline?from=2026-11-21T11:58:00&to=2026-11-21T12:02:00"

    page = (await liu.get(f"{address}&after=200")).text

    ((href, bar),) = BAR.findall(page)
    assert f'id="{bar}"' not in page
    assert f'id="{bar}"' in (await liu.get(urljoin(address, unescape(href)))).text


async def test_a_part_of_a_long_line_says_which_it_is_on_paper_too(house: House) -> None:
    """Two hundred are printed; whoever reads the sheet shall not take them for all."""
    case_id = await opened(house)
    await with_document(house, case_id, "询问笔录", count=249)
    liu = await house.visit("liu")

    first = (await liu.get(f"/cases/{case_id}/timeline")).text
    further = unescape(re.findall(r'href="([^"]*after=200)"', first)[0])
    last = (await liu.get(f"/cases/{case_id}/timeline{further}")).text

    assert "这一段共 250 项，这里列出第 1 至 200 项" in first
    assert ("前面的各项" in first, "后面的各项" in first) == (False, True)
    assert "这一段共 250 项，这里列出第 201 至 250 项" in last
    assert ("前面的各项" in last, "后面的各项" in last) == (True, False)
    back = unescape(re.findall(r'href="([^"]*)">前面的各项', last)[0])
    assert "第 1 至 200 项" in (await liu.get(f"/cases/{case_id}/timeline{back}")).text


async def test_a_deadline_that_was_missed_stands_there_with_its_article(house: House) -> None:
    case_id = await opened(house)
    recording_id = await sealed(house, b"x" * 10)
    await linked(house, case_id, recording_id)
    async with house.sessions() as session, session.begin():
        recording = await session.get_one(Recording, recording_id, with_for_update=True)
        recording.recorded_at = NOW - timedelta(days=3)
        await keep_storing(session, recording, NOW)
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case_id}/timeline")).text

    assert "timeline__bar--deadline" in page
    assert "逾期办结" in page
    assert "音像记录管理制度第十三条" in page


async def test_whoever_only_knows_of_the_case_reads_no_title_and_opens_nothing(
    house: House,
) -> None:
    case_id = await opened(house)
    recording = await received(house, b"x" * 10)
    await linked(house, case_id, recording)
    await with_document(house, case_id, "对李大山的询问笔录")
    zhao = await house.visit("zhao")

    page = (await zhao.get(f"/cases/{case_id}/timeline")).text

    assert "询问笔录" in page
    assert "李大山的询问笔录" not in page
    assert "（执法人员待定，RZ-0001）" in page
    assert ".mp4" not in page
    assert f"/recordings/{recording}" not in page
    assert "/documents/" not in page


async def test_for_strangers_there_is_no_such_case(house: House) -> None:
    case_id = await opened(house)
    qian = await house.visit("qian")

    known = await qian.get(f"/cases/{case_id}/timeline")
    never = await qian.get(f"/cases/{ids.new_id()}/timeline")

    assert known.status_code == never.status_code == 404
    assert (await house.stranger().get(f"/cases/{case_id}/timeline")).status_code == 303


async def test_the_window_stands_in_the_address_and_nonsense_shows_everything(
    house: House,
) -> None:
    case_id = await opened(house)
    liu = await house.visit("liu")
    address = f"/cases/{case_id}/timeline"

    empty = await liu.get(address + "?from=2020-01-01T00:00&to=2020-02-01T00:00")
    odd = [
        await liu.get(address + query)
        for query in ("?from=x&to=y", "?from=2026-02-01&to=2026-01-01", "?after=-1", "?after=9e9")
    ]

    assert "这一段时间里没有记录" in empty.text
    assert "全部" in empty.text
    for page in odd:
        assert page.status_code == 200
        assert "立案" in page.text


async def test_a_window_of_the_whole_calendar_is_drawn_or_refused_in_words(house: House) -> None:
    case_id = await opened(house)
    liu = await house.visit("liu")

    for query in (
        "?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z",
        "?from=9999-12-31T23:59:58Z&to=9999-12-31T23:59:59Z",
        "?from=0001-01-01T00:00:00Z&to=0001-01-01T00:00:01Z",
    ):
        page = await liu.get(f"/cases/{case_id}/timeline{query}")
        assert page.status_code == 200


@pytest.mark.parametrize(
    ("opened_on", "expected", "is_said"),
    [
        (date(2026, 11, 18), "2026-11-18", True),
        (date(2026, 11, 21), "2026-11-21 10:00", False),
    ],
    ids=["registered later", "registered the same day"],
)
async def test_a_case_begins_on_the_day_that_is_written_not_on_that_of_typing(
    house: House, opened_on: date, expected: str, is_said: bool
) -> None:
    async with house.sessions() as session, session.begin():
        case_id = await open_sand_case(session, house.town, opened_on=opened_on)
    browser = await house.visit("chen")

    line = (await browser.get(f"/cases/{case_id}/timeline")).text
    case = (await browser.get(f"/cases/{case_id}")).text

    opening = line.split("<tbody")[1].split("</tr>")[0]
    assert expected in opening
    assert ("登记于 2026-11-21 10:00" in opening) is is_said
    progress = case.split('id="progress-title"')[1].split("</li>")[0]
    assert f">{opened_on}</time>" in progress
