"""The way of a case as its page shows it: each state with when it was reached, events in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.cases.queries import OpenedCase
from app.cases.steps import (
    STEP_KINDS,
    StepTaken,
    in_their_days,
    is_asked_for_its_day,
    of_version,
    said_of,
    steps_to,
)
from app.ledger.book import LedgerLine
from app.ledger.kinds import LABELS, LedgerKind
from app.policy.case_steps import KEEPERS_STEPS
from app.policy.case_words import CaseProcedure, CaseState

_ORDER = tuple(CaseState)
_WITH_REASON = {LedgerKind.CASE_HANDLER_ENDED, LedgerKind.CASE_PARTY_STRUCK}
_OF_STEP = {"on": "日期", "result": "结果", "number": "文号"}
_REGISTERED = {"case_no": "案号", "procedure": "办案程序", "opened_on": "立案日期"}


@dataclass(frozen=True, slots=True)
class StepView:
    """One state on the way of a case; ``standing`` is done, now, skipped or coming.

    ``is_day`` says that only the day is known, ``said`` how it ended and under which number.
    ``correct_href`` is where this visitor may correct what is said of it.
    """

    label: str
    standing: str
    at: datetime | None
    is_day: bool = False
    said: str = ""
    correct_href: str = ""


@dataclass(frozen=True, slots=True)
class EarlierWay:
    """The steps that were taken for a version of the file before the case was reopened."""

    version: int
    steps: tuple[StepView, ...]


def steps_of(
    now: CaseState, taken: list[LedgerLine], opened_on: date, corrections: Mapping[CaseState, str]
) -> tuple[StepView, ...]:
    """Return the whole way with the moments at which the case came to each state.

    ``corrections`` are the addresses at which this visitor may correct each step.
    Going back, by reopening or out of a review, forgets what lay behind that state.
    """
    reached: dict[CaseState, StepTaken] = {}
    for step in in_their_days(taken, opened_on):
        kept = _ORDER[: _ORDER.index(step.state)]
        reached = {each: reached[each] for each in kept if each in reached} | {step.state: step}
    return tuple(
        _step(state, now, reached.get(state), corrections.get(state, "")) for state in _ORDER
    )


def earlier_ways(taken: list[LedgerLine], opened_on: date) -> tuple[EarlierWay, ...]:
    """Return what was done for each version before the newest, the newest of them first."""
    count = version_of(taken)
    ways = []
    for version in range(count - 1, 0, -1):
        steps = in_their_days(steps_to(of_version(taken, version)).values(), opened_on)
        done = (
            StepView(step.state.label, "done", step.at, step.is_day, step.said)
            for step in sorted(steps, key=lambda step: step.at)
        )
        ways.append(EarlierWay(version, tuple(done)))
    return tuple(ways)


def version_of(taken: list[LedgerLine]) -> int:
    """Return the version of the file that is being worked on: reopening begins the next."""
    return 1 + sum(line.kind is LedgerKind.CASE_REOPENED for line in taken)


def corrections_of(opened: OpenedCase, taken: list[LedgerLine]) -> dict[CaseState, str]:
    """Return the addresses at which a visitor may correct steps of the newest version."""
    version = version_of(taken)
    return {
        state: f"/cases/{opened.detail.id}/steps/{state.value}/correction"
        for state, line in steps_to(of_version(taken, version)).items()
        if is_asked_for_its_day(line)
        and (opened.may_keep if state in KEEPERS_STEPS else opened.may_change)
    }


def event_words(line: LedgerLine) -> str:
    """Return an event about a case in words, with the state or the reason that it names."""
    what = LABELS[line.kind]
    if line.kind is LedgerKind.CASE_STEPPED:
        what = f"{what}：{CaseState(line.detail['state']).label}"
    if line.kind in _WITH_REASON and line.detail.get("why"):
        return f"{what}：{line.detail['why']}"
    if line.kind is LedgerKind.CASE_REREGISTERED:
        return f"{what}：{_corrected(line)}；理由：{line.detail['why']}"
    if line.kind is LedgerKind.CASE_STEP_CORRECTED:
        return f"{what}：{_step_corrected(line)}；理由：{line.detail['why']}"
    if line.kind is LedgerKind.CASE_REOPENED:
        return f"{what}：{line.detail['reason']}"
    if line.kind in STEP_KINDS:
        return "，".join(filter(None, (what, line.detail.get("on"), said_of(line))))
    return what


def _corrected(line: LedgerLine) -> str:
    before, after = line.detail["before"], line.detail["after"]
    return "，".join(
        f"{_REGISTERED[name]}由“{_said(name, was)}”改为“{_said(name, after[name])}”"
        for name, was in before.items()
    )


def _step_corrected(line: LedgerLine) -> str:
    before, after = line.detail["before"], line.detail["after"]
    changed = "，".join(
        f"{_OF_STEP[name]}由“{before[name] or '空'}”改为“{after[name] or '空'}”"
        for name in before
        if before[name] != after[name]
    )
    return f"{CaseState(line.detail['state']).label}，{changed}"


def _said(name: str, value: str) -> str:
    return CaseProcedure(value).label if name == "procedure" else value


def _step(state: CaseState, now: CaseState, taken: StepTaken | None, correct: str) -> StepView:
    standing = "now" if state is now else "done" if taken else "skipped"
    if _ORDER.index(state) > _ORDER.index(now):
        taken, standing = None, "coming"
    if taken is None:
        return StepView(state.label, standing, None)
    return StepView(state.label, standing, taken.at, taken.is_day, taken.said, correct)
