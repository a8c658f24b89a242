"""What a record of training or supervision must say before it is written down.

Source: Zhangzi article 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from app.numerals import narrow
from app.people.certificate_form import FieldProblem
from app.policy.vocabulary import TrainingKind

TRAINING_WORDS: Mapping[TrainingKind, str] = MappingProxyType(
    {TrainingKind.TRAINING: "培训", TrainingKind.SUPERVISION: "监督检查"}
)
MOST_TITLE, MOST_ORGANISER, MOST_NOTE, MOST_RESULT = 80, 60, 2000, 60
_MOST_HOURS = 500
_FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class NewTraining:
    """One training or one check of officers; ``hours`` are 学时 with one decimal place."""

    kind: TrainingKind
    title: str
    held_on: date
    hours: Decimal | None
    organiser: str
    note: str


def training_of(values: Mapping[str, str], today: date) -> NewTraining | list[FieldProblem]:
    """Return the record that a form describes, or everything that is wrong with it."""
    problems: list[FieldProblem] = []
    kind = _kind(values.get("kind", ""), problems)
    title = _line(values, "title", "主题", MOST_TITLE, problems)
    held_on = _day(values.get("held_on", ""), today, problems)
    hours = _hours(values.get("hours", ""), problems)
    organiser = _line(values, "organiser", "组织单位", MOST_ORGANISER, problems)
    note = values.get("note", "")
    if len(note) > MOST_NOTE:
        problems.append(FieldProblem("note", f"内容超过 {MOST_NOTE} 个字，请精简。"))
    if problems or kind is None or held_on is None:
        return problems
    return NewTraining(kind, title, held_on, hours, organiser, note)


def _kind(text: str, problems: list[FieldProblem]) -> TrainingKind | None:
    if text in set(TrainingKind):
        return TrainingKind(text)
    problems.append(FieldProblem("kind", "请选择是培训还是监督检查。"))
    return None


def _line(
    values: Mapping[str, str], key: str, words: str, most: int, problems: list[FieldProblem]
) -> str:
    text = " ".join(values.get(key, "").split())
    if not text or len(text) > most or not text.isprintable():
        problems.append(FieldProblem(key, f"请填写{words}，不超过 {most} 个字。"))
    return text


def _day(text: str, today: date, problems: list[FieldProblem]) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        problems.append(FieldProblem("held_on", "请填写日期，例如 2026-01-31。"))
        return None
    if day.year >= _FIRST_YEAR and day <= today:
        return day
    message = f"日期应当在 {_FIRST_YEAR} 年以后、今天以前：请在培训或检查进行之后登记。"
    problems.append(FieldProblem("held_on", message))
    return None


def _hours(text: str, problems: list[FieldProblem]) -> Decimal | None:
    if not text:
        return None
    try:
        hours = Decimal(narrow(text))
        if 0 < hours <= _MOST_HOURS and hours == round(hours, 1):
            return hours
    except (InvalidOperation, ValueError):
        pass
    message = f"学时应当是大于 0、不超过 {_MOST_HOURS} 的数，最多一位小数；没有学时的请留空。"
    problems.append(FieldProblem("hours", message))
    return None
