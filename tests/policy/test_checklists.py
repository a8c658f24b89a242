"""The checklist of what is recorded (Ruzhou's annex 1, Shanxi 008)."""

import pytest

from app.packs.load import read_pack
from app.policy.asking import Standing
from app.policy.checklists import checklist_required, rows_for
from app.policy.law_words import Situation
from app.policy.pack_combining import combine
from app.policy.pack_parsing import PackError
from tests.policy.law import SILENT, articles_of, tiny

S = Situation


@pytest.mark.parametrize(
    ("pack", "articles"),
    [
        ("zhangzi", ["山西第八条第二款"]),
        ("changli", []),
        ("ruzhou", ["音像第六条"]),
        ("shanxi", ["第八条第二款"]),
        ("zhangying", ["第八条", "山西第八条第二款"]),
    ],
)
def test_who_has_to_have_a_checklist(pack: str, articles: list[str]) -> None:
    found = checklist_required(read_pack(pack))

    assert articles_of(found) == articles
    assert found.outcome is (Standing.REQUIRED if articles else Standing.NOT_REGULATED)


@pytest.mark.parametrize(
    ("situations", "numbers"),
    [
        pytest.param([S.INVESTIGATION], ["1"], id="taking evidence"),
        pytest.param([S.HEARING], ["2"], id="a hearing"),
        pytest.param([S.SEALING], ["3"], id="sealing"),
        pytest.param([S.SEIZURE], ["3"], id="seizure"),
        pytest.param([S.SEIZURE, S.INSPECTION], ["1", "3"], id="an inspection with a seizure"),
        pytest.param([S.PATROL], [], id="not in the table"),
        pytest.param(["flying"], [], id="no situation at all"),
        pytest.param([], [], id="nothing named"),
    ],
)
def test_the_rows_of_ruzhou_for_an_activity(situations: list[str], numbers: list[str]) -> None:
    found = rows_for(read_pack("ruzhou"), situations)

    assert [row.number for row in found.outcome] == numbers
    assert found.citations


def test_a_row_says_who_records_a_hearing_and_from_when_to_when() -> None:
    (row,) = rows_for(read_pack("ruzhou"), [S.HEARING]).outcome

    assert row.cells["记录人"] == "听证记录员"
    assert "听证" in row.cells["记录开始时间"]
    assert "听证" in row.cells["记录结束时间"]


def test_a_pack_without_a_table_has_no_rows() -> None:
    found = rows_for(SILENT, [S.SEALING])

    assert found.outcome == ()
    assert found.reason == "本单位适用的条款没有规定“音像记录事项清单”。"


def test_an_agencys_own_columns_are_kept() -> None:
    pack = tiny(
        {
            "checklist.columns": ["序号", "记录方式"],
            "checklist.rows": [["1", "录像"]],
            "checklist.situations": [["1", "sealing"]],
        }
    )

    (row,) = rows_for(pack, [S.SEALING]).outcome

    assert dict(row.cells) == {"记录方式": "录像"}


def test_rows_that_lack_a_column_of_the_text_above_are_not_shown() -> None:
    own = tiny(
        {
            "checklist.columns": ["序号", "记录方式"],
            "checklist.rows": [["1", "录像"]],
            "checklist.situations": [["1", "sealing"]],
        }
    )
    pack = combine(own, (tiny({"checklist.columns": ["记录环节"]}),))

    found = rows_for(pack, [S.SEALING])

    assert found.outcome == ()
    assert "各行与栏目的数目不一致" in found.reason


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        pytest.param([["1", "flying"]], "'flying'", id="a word that is no situation"),
        pytest.param([[]], "应为表格", id="an empty row"),
        pytest.param(["sealing"], "应为表格", id="no rows"),
        pytest.param([["1", "sealing"], ["2"]], "列数不一致", id="rows of two lengths"),
    ],
)
def test_which_row_is_for_which_situation_is_checked_when_a_pack_is_read(
    value: object, problem: str
) -> None:
    with pytest.raises(PackError, match=problem):
        tiny({"checklist.situations": value})
