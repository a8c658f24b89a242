"""The sheets of a file, its list and its documents say the same of a bound version."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.cases.accompanying import RecordingBeside
from app.models import Recording
from app.policy.case_words import CaseState, MaterialRole
from app.policy.vocabulary import MediaKind
from app.recordings.moments import RecordingTime
from app.routers.file_sheet_words import counted, recording_rows
from tests.access.desk import recording_in
from tests.cases.test_moving import move, reopen
from tests.papers.test_bound import bound, closed, id_of
from tests.routers.conftest import House
from tests.world import NOW

LOCKED = RecordingBeside(
    UUID(int=1),
    MediaKind.AUDIO,
    MaterialRole.EVIDENCE,
    "未经许可采砂",
    RecordingTime(NOW, NOW),
    "a" * 64,
    "b" * 64,
)


async def reopened(house: House) -> tuple[UUID, UUID, UUID]:
    """Return a case that was bound and reopened, its decision and its draft."""
    async with house.sessions() as session, session.begin():
        case = await bound(session, house.town)
        await reopen(session, house.town.liu, case.id)
        return case.id, await id_of(session, "处罚决定书"), await id_of(session, "勘验笔录")


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("cover", ["2 件 5 页", "随卷音像资料"]),
        (
            "contents",
            [
                "2 件 5 页",
                "不编入本卷：“勘验笔录”（草稿）、“坏扫描件”（未通过检查）。",
                "另存于本系统，不编页号",
            ],
        ),
        (
            "endnote",
            [
                "2 件 5 页",
                "不编入本卷：“勘验笔录”（草稿）",
                "随卷音像资料 音像资料 1 件，另存于本系统",
            ],
        ),
    ],
)
async def test_each_sheet_of_a_bound_version_says_what_was_locked_and_what_stayed_outside(
    house: House, sheet: str, words: list[str]
) -> None:
    case_id, _, _ = await reopened(house)
    keeper = await house.visit("liu")

    page = (await keeper.get(f"/cases/{case_id}/file/{sheet}?version=1")).text

    assert all(word in page for word in words)
    assert "<td>勘验笔录</td>" not in page


async def test_the_list_of_a_bound_version_names_apart_what_stayed_outside(house: House) -> None:
    case_id, decision, draft = await reopened(house)
    keeper = await house.visit("liu")

    page = (await keeper.get(f"/cases/{case_id}/documents?version=1")).text

    listed, beside = page.split("立卷时没有编入")
    assert f"/documents/{decision}" in listed
    assert f"/documents/{draft}" not in listed
    assert f"/documents/{draft}" in beside
    assert "共 2 件，5 页" in listed


async def test_a_bound_document_offers_no_change_after_reopening_and_says_what_can_be_done(
    house: House,
) -> None:
    _, decision, _ = await reopened(house)
    chen = await house.visit("chen")

    page = (await chen.get(f"/documents/{decision}")).text
    forms = [await chen.get(f"/documents/{decision}/{name}") for name in ("correction", "striking")]

    assert "已编入第 1 版案卷，立卷后保持原样" in page
    assert "新的一版案卷" in page
    assert not any(word in page for word in ("改回草稿", "更正</a>", "划去</a>"))
    assert [form.status_code for form in forms] == [409, 409]


async def test_a_draft_that_came_over_can_be_made_final(house: House) -> None:
    case_id, _, draft = await reopened(house)
    chen = await house.visit("chen")

    page = (await chen.get(f"/documents/{draft}")).text
    answer = await chen.post(f"/documents/{draft}/finality", data={"final": "yes"})

    assert "上传新的一稿" in page
    assert answer.status_code == 303
    sheet = (await chen.get(f"/cases/{case_id}/file/contents")).text
    assert "<td>勘验笔录</td>" in sheet


async def test_the_way_of_the_case_says_to_which_version_each_step_belongs(house: House) -> None:
    case_id, _, _ = await reopened(house)
    keeper = await house.visit("liu")

    page = (await keeper.get(f"/cases/{case_id}")).text

    assert "第 2 版案卷，重新立案以后" in page
    former = page.split("第 1 版案卷的办理情况，重新立案以前")[1].split("</details>")[0]
    assert "已立案" in former
    assert "已立卷" in former


def test_recordings_are_counted_by_their_kinds() -> None:
    video = replace(
        LOCKED, kind=MediaKind.VIDEO, role=MaterialRole.PROCESS_RECORD, object_of_proof=""
    )

    assert counted(()) == ""
    assert counted((LOCKED,)) == "录音 1 件"
    assert counted((LOCKED, video, video)) == "3 件（录像 2 件、录音 1 件）"
    assert [row.remarks for row in recording_rows((LOCKED, video))] == [
        "证据，证明未经许可采砂",
        "过程记录",
    ]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (RecordingTime(NOW, NOW), "2026-11-21 10:00"),
        (RecordingTime(None, NOW), "未知，2026-11-21 10:00 收到"),
        (
            RecordingTime(NOW - timedelta(days=366 * 30), NOW),
            "不可信（设备时钟为 1996-10-29 10:00），2026-11-21 10:00 收到",
        ),
        (None, "2026-11-21 10:00 记录或者收到"),
    ],
    ids=["known", "unknown", "a clock known to be wrong", "locked without saying which"],
)
def test_the_contents_list_never_gives_out_an_arrival_as_a_recording(
    time: RecordingTime | None, words: str
) -> None:
    locked_at = None if time else NOW
    (row,) = recording_rows((replace(LOCKED, time=time, locked_at=locked_at),))

    assert row.made_at == words


def test_what_is_proved_is_not_said_to_prove_twice() -> None:
    (row,) = recording_rows((replace(LOCKED, object_of_proof="证明采砂"),))

    assert row.remarks == "证据，证明采砂"


async def test_a_bound_version_keeps_that_the_time_of_recording_was_unknown(house: House) -> None:
    async with house.sessions() as session, session.begin():
        case = await closed(session, house.town)
        recording_id = await recording_in(session, house.town, case.id)
        (await session.get_one(Recording, recording_id)).recorded_at = None
        await move(session, house.town.liu, case.id, CaseState.FILE_BOUND)
    keeper = await house.visit("liu")

    page = (await keeper.get(f"/cases/{case.id}/file/contents")).text

    assert "<td>未知，2026-11-21 10:00 收到</td>" in page
