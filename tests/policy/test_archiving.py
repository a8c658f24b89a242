"""How records are classed, filed, kept and kept secret."""

import pytest

from app.packs.load import read_pack
from app.policy import archiving
from app.policy.asking import Standing
from app.policy.law_words import IndexField, Stage
from app.policy.vocabulary import Role
from tests.policy.law import SILENT, articles_of

ALL_FIELDS = set(IndexField)


@pytest.mark.parametrize(
    ("pack", "fields", "articles"),
    [
        ("zhangzi", ALL_FIELDS, ["第十六条"]),
        ("changli", ALL_FIELDS, ["第十五条"]),
        ("ruzhou", set(), []),
        ("shanxi", set(), []),
        ("zhangying", set(), []),
    ],
)
def test_by_what_recordings_are_classed(
    pack: str, fields: set[IndexField], articles: list[str]
) -> None:
    found = archiving.index_fields(read_pack(pack))

    assert (set(found.outcome), articles_of(found)) == (fields, articles)


@pytest.mark.parametrize(
    ("pack", "given", "allowed"),
    [
        pytest.param("changli", list(IndexField), True, id="all six"),
        pytest.param("changli", [*IndexField, "weather"], True, id="and one more"),
        pytest.param("changli", ["party"], False, id="the party alone"),
        pytest.param("changli", [], False, id="none"),
        pytest.param("shanxi", [], True, id="where none is asked for"),
    ],
)
def test_a_recording_is_classed_by_every_field(
    pack: str, given: list[str], *, allowed: bool
) -> None:
    assert archiving.decide_classed(read_pack(pack), given).allowed is allowed


@pytest.mark.parametrize(
    ("pack", "articles"),
    [
        ("zhangzi", ["山西第三条第一款"]),
        ("changli", []),
        ("ruzhou", []),
        ("shanxi", ["第三条第一款"]),
        ("zhangying", ["第三条第一款", "山西第三条第一款"]),
    ],
)
def test_the_stages_that_are_recorded(pack: str, articles: list[str]) -> None:
    found = archiving.stages_of_process(read_pack(pack))

    assert found.outcome == (tuple(Stage) if articles else ())
    assert articles_of(found) == articles


@pytest.mark.parametrize(
    ("pack", "name"),
    [("zhangzi", "县水政综合执法队"), ("changli", "局办公室"), ("ruzhou", "水政监察大队")],
)
def test_one_custodian_keeps_everything(pack: str, name: str) -> None:
    found = archiving.custodian(read_pack(pack))

    assert found.outcome is Role.RECORD_KEEPER
    assert name in found.reason


@pytest.mark.parametrize("pack", ["shanxi", "zhangying"])
def test_where_no_custodian_is_named_the_agency_has_to_say(pack: str) -> None:
    assert archiving.custodian(read_pack(pack)).outcome is None


@pytest.mark.parametrize(
    ("pack", "secrecy", "filing", "traces"),
    [
        ("zhangzi", ["山西第十八条第二款"], ["山西第十七条第一款"], ["山西第六条"]),
        ("changli", [], [], []),
        ("ruzhou", ["调阅第十条、音像第十四条"], [], []),
        ("shanxi", ["第十八条第二款"], ["第十七条第一款"], ["第六条"]),
        (
            "zhangying",
            ["第十八条第二款", "山西第十八条第二款"],
            ["第十七条第一款", "山西第十七条第一款"],
            ["第六条", "山西第六条"],
        ),
    ],
)
def test_secrecy_filing_and_traces(
    pack: str, secrecy: list[str], filing: list[str], traces: list[str]
) -> None:
    law = read_pack(pack)

    assert articles_of(archiving.secrecy(law)) == secrecy
    assert articles_of(archiving.text_filing(law)) == filing
    assert articles_of(archiving.retraceable(law)) == traces


@pytest.mark.parametrize(
    ("pack", "standard"),
    [("zhangzi", "山西省行政处罚案卷标准"), ("changli", "河北省行政处罚案卷标准"), ("shanxi", "")],
)
def test_the_standard_of_case_files(pack: str, standard: str) -> None:
    found = archiving.standard_of_files(read_pack(pack)).outcome

    assert standard in found if found else standard == ""


def test_a_silent_pack_asks_for_nothing() -> None:
    assert archiving.secrecy(SILENT).outcome is Standing.NOT_REGULATED
