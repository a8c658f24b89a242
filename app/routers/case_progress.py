"""The way of a case as its page shows it: each state with when it was reached, events in words."""

from dataclasses import dataclass
from datetime import datetime

from app.ledger.book import LedgerLine
from app.ledger.kinds import LABELS, LedgerKind
from app.policy.case_words import CaseState

_ORDER = tuple(CaseState)


@dataclass(frozen=True, slots=True)
class StepView:
    """One state on the way of a case; ``standing`` is done, now, skipped or coming."""

    label: str
    standing: str
    at: datetime | None


def steps_of(now: CaseState, taken: list[LedgerLine]) -> tuple[StepView, ...]:
    """Return the whole way with the moments at which the case came to each state.

    Going back, by reopening or out of a review, forgets what lay behind that state.
    """
    reached: dict[CaseState, datetime] = {}
    for line in taken:
        state = CaseState(line.detail.get("state", CaseState.OPENED))
        kept = _ORDER[: _ORDER.index(state)]
        reached = {each: reached[each] for each in kept if each in reached} | {state: line.at}
    return tuple(_step(state, now, reached.get(state)) for state in _ORDER)


def event_words(line: LedgerLine) -> str:
    """Return an event about a case in words, with the state or the reason that it names."""
    what = LABELS[line.kind]
    if line.kind is LedgerKind.CASE_STEPPED:
        return f"{what}：{CaseState(line.detail['state']).label}"
    if line.kind is LedgerKind.CASE_REOPENED:
        return f"{what}：{line.detail['reason']}"
    return what


def _step(state: CaseState, now: CaseState, at: datetime | None) -> StepView:
    if state is now:
        return StepView(state.label, "now", at)
    if _ORDER.index(state) > _ORDER.index(now):
        return StepView(state.label, "coming", None)
    return StepView(state.label, "done" if at else "skipped", at)
