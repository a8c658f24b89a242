"""To which case a recording probably belongs: clues ranked, with a sentence that says them."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.policy.suggesting import CaseClues, names_case, suggest

OPENED, LATER, EARLIER = date(2026, 11, 10), date(2026, 11, 20), date(2026, 11, 1)
BARE = CaseClues(UUID(int=1), "汝水罚〔2026〕1号", "采砂案", "未经许可采砂", OPENED)
HANDLED = replace(BARE, case_id=UUID(int=2), case_no="汝水罚〔2026〕2号", handled_by="陈立")
MAIN = replace(HANDLED, case_id=UUID(int=3), case_no="汝水罚〔2026〕3号", is_main=True)
SAME_OFFICER = replace(BARE, case_id=UUID(int=4), case_no="汝水罚〔2026〕4号", same_officer="陈立")
SAME_DEVICE = replace(BARE, case_id=UUID(int=5), case_no="汝水罚〔2026〕5号", same_device="RZ0001")
NAMED = "现场-汝水罚[2026]1号.mp4"


def test_what_says_nothing_is_not_suggested() -> None:
    assert suggest("RZ0001.mp4", LATER, [BARE]) == ()


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [(SAME_DEVICE, SAME_OFFICER), (SAME_OFFICER, MAIN), (MAIN, HANDLED)],
    ids=["device before officer", "same day before handler", "main before other handler"],
)
def test_the_stronger_clue_comes_first(stronger: CaseClues, weaker: CaseClues) -> None:
    found = suggest("RZ0001.mp4", LATER, [weaker, stronger])

    assert [one.case_id for one in found] == [stronger.case_id]


def test_a_file_that_names_the_number_beats_every_coincidence() -> None:
    (found,) = suggest(NAMED, LATER, [MAIN, SAME_DEVICE, BARE])

    assert (found.case_id, found.cause) == (BARE.case_id, "未经许可采砂")
    assert found.reason == "文件名写有本案案号。"


@pytest.mark.parametrize("day", [EARLIER, None], ids=["before the case", "at no known time"])
def test_handling_alone_counts_only_while_the_case_runs(day: date | None) -> None:
    assert suggest("RZ0001.mp4", day, [MAIN]) == ()


def test_the_day_on_which_the_case_was_opened_counts() -> None:
    assert suggest("RZ0001.mp4", OPENED, [MAIN])


def test_the_reason_says_every_clue() -> None:
    (found,) = suggest("RZ0001.mp4", LATER, [replace(MAIN, same_device="RZ0001")])

    assert found.reason == (
        "同一设备RZ0001在2026年11月20日的资料已放入本案；"
        "执法人员陈立是本案主办人，2026年11月20日记录，在2026年11月10日立案之后。"
    )


def test_equals_are_all_named_the_newest_first_and_what_is_weaker_is_not() -> None:
    newer = replace(MAIN, case_id=UUID(int=9))

    found = suggest("RZ0001.mp4", LATER, [MAIN, HANDLED, newer])

    assert [one.case_id for one in found] == [newer.case_id, MAIN.case_id]


@pytest.mark.parametrize(
    ("file_name", "case_no", "names"),
    [
        pytest.param(NAMED, "汝水罚〔2026〕1号", True, id="other brackets"),
        pytest.param("汝水罚2026-1号_询问.mp3", "汝水罚〔2026〕1号", True, id="dashes"),
        pytest.param("汝水罚〔2026〕11号.mp4", "汝水罚〔2026〕1号", False, id="a longer number"),
        pytest.param("rz-2026-001-现场.jpg", "RZ-2026-001", True, id="letters of any case"),
        pytest.param("RZ-2026-0017.jpg", "RZ-2026-001", False, id="the beginning of another"),
        pytest.param("20261121_100000.mp4", "20261121", False, id="a bare number is a date"),
        pytest.param("现场.mp4", "采砂案", False, id="no digit is no number"),
        pytest.param("现场.mp4", "", False, id="no number at all"),
    ],
)
def test_a_file_names_a_case(file_name: str, case_no: str, names: bool) -> None:
    assert names_case(file_name, case_no) == names
