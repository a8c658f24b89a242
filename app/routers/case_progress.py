"""The way of a case as its page shows it: each state with when it was reached, events in words."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.cases.contents import opened_at_noon
from app.ledger.book import LedgerLine
from app.ledger.kinds import LABELS, LedgerKind
from app.policy.case_words import CaseProcedure, CaseState

_ORDER = tuple(CaseState)
_WITH_REASON = {LedgerKind.CASE_HANDLER_ENDED, LedgerKind.CASE_PARTY_STRUCK}
_REGISTERED = {"case_no": "案号", "procedure": "办案程序", "opened_on": "立案日期"}


@dataclass(frozen=True, slots=True)
class StepView:
    """One state on the way of a case; ``standing`` is done, now, skipped or coming.

    ``is_day`` says that only the day is known.
    """

    label: str
    standing: str
    at: datetime | None
    is_day: bool = False


def steps_of(now: CaseState, taken: list[LedgerLine], opened_on: date) -> tuple[StepView, ...]:
    """Return the whole way with the moments at which the case came to each state.

    A case opened on another day than it was registered counts from the noon of that day.
    Going back, by reopening or out of a review, forgets what lay behind that state.
    """
    reached: dict[CaseState, datetime] = {}
    for line in taken:
        state = CaseState(line.detail.get("state", CaseState.OPENED))
        kept = _ORDER[: _ORDER.index(state)]
        reached = {each: reached[each] for each in kept if each in reached} | {state: line.at}
    opened = reached.get(CaseState.OPENED)
    earlier = opened_at_noon(opened_on, opened) if opened else None
    if earlier:
        reached[CaseState.OPENED] = earlier
    steps = (_step(state, now, reached.get(state)) for state in _ORDER)
    return tuple(replace(step, is_day=earlier is not None and step.at == earlier) for step in steps)


def event_words(line: LedgerLine) -> str:
    """Return an event about a case in words, with the state or the reason that it names."""
    what = LABELS[line.kind]
    if line.kind is LedgerKind.CASE_STEPPED:
        return f"{what}：{CaseState(line.detail['state']).label}"
    if line.kind in _WITH_REASON and line.detail.get("why"):
        return f"{what}：{line.detail['why']}"
    if line.kind is LedgerKind.CASE_REREGISTERED:
        return f"{what}：{_corrected(line)}；理由：{line.detail['why']}"
    if line.kind is LedgerKind.CASE_REOPENED:
        return f"{what}：{line.detail['reason']}"
    return what


def _corrected(line: LedgerLine) -> str:
    before, after = line.detail["before"], line.detail["after"]
    return "，".join(
        f"{_REGISTERED[name]}由“{_said(name, was)}”改为“{_said(name, after[name])}”"
        for name, was in before.items()
    )


def _said(name: str, value: str) -> str:
    return CaseProcedure(value).label if name == "procedure" else value


def _step(state: CaseState, now: CaseState, at: datetime | None) -> StepView:
    if state is now:
        return StepView(state.label, "now", at)
    if _ORDER.index(state) > _ORDER.index(now):
        return StepView(state.label, "coming", None)
    return StepView(state.label, "done" if at else "skipped", at)
