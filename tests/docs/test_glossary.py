"""The glossary holds every word that tables, rules and the ledger use."""

import inspect
import re
from enum import StrEnum

import pytest

from app.ledger.kinds import LABELS, LedgerKind
from app.models import Base
from app.packs.requirements import State
from app.policy import acts, case_words, vocabulary
from app.policy.asking import Standing
from app.policy.checking import Attainment
from app.policy.consultation import Answer
from app.policy.deadlines import DeadlineState
from app.policy.duties import Duty
from app.policy.keeping import Afterwards
from app.policy.keeping_states import KeepingState
from app.policy.law_words import ConsultAct, Material, Span, Word
from app.policy.prohibiting import Ban, Referral
from app.policy.recording_duties import Obligation
from app.policy.reviewing import Fined, ReviewNeed
from app.policy.stopping import Way
from app.settings import PROJECT_ROOT

GLOSSARY = (PROJECT_ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ENUMS = [
    *(
        member
        for _, member in inspect.getmembers(vocabulary, inspect.isclass)
        if issubclass(member, StrEnum) and member is not StrEnum
    ),
    *(
        member
        for _, member in inspect.getmembers(case_words, inspect.isclass)
        if issubclass(member, Word) and member is not Word
    ),
    acts.Act,
    Afterwards,
    Answer,
    Attainment,
    Ban,
    ConsultAct,
    DeadlineState,
    Duty,
    Fined,
    KeepingState,
    LedgerKind,
    Material,
    Obligation,
    Referral,
    ReviewNeed,
    Span,
    Standing,
    State,
    Way,
]


def rows_of(name: str) -> list[list[str]]:
    """Return the cells of the table in the section whose heading names the enum."""
    found = re.search(rf"^## [^\n]*\(`{name}`\)\n(.*?)(?=^## |\Z)", GLOSSARY, re.DOTALL | re.M)
    lines = found[1].splitlines() if found else []
    table = [line for line in lines if line.startswith("| ") and "`" in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_each_member_has_a_chinese_term(enum: type[StrEnum]) -> None:
    rows = rows_of(enum.__name__)

    assert [cells[1] for cells in rows] == [f"`{member.value}`" for member in enum]
    assert all(re.search(r"[\u4e00-\u9fff]", cells[0]) for cells in rows)


def test_the_words_of_events_are_those_that_people_read() -> None:
    rows = rows_of("LedgerKind")

    assert {cells[1].strip("`"): cells[0] for cells in rows} == {
        kind.value: words for kind, words in LABELS.items()
    }


def test_every_table_of_the_database_has_its_term() -> None:
    things = GLOSSARY.split("## Things", 1)[1].split("\n## ", 1)[0]

    assert {table.name for table in Base.metadata.sorted_tables} <= set(
        re.findall(r"`(\w+)`", things)
    )
