"""What a recording is for the rule of keeping, and how its period stands on a day.

Recordings of patrols, evidence in a case and everything else have periods of their own (长子 11,
昌黎 10). What nobody has catalogued is none of them yet, so no period can be named. A hold beats a
period that has passed, and so does one that nobody has set (promise P4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.policy.asking import distinct
from app.policy.case_words import CaseProcedure, MaterialRole
from app.policy.decision import Ruling
from app.policy.keeping import QUARANTINED, CaseFile, KeepingFacts, Kept
from app.policy.law_words import EvidenceCase, Material, Situation, Word
from app.policy.pack import Pack
from app.policy.retaining import rule_keeping
from app.policy.values import Keeping, Period

SINGLED_OUT: Mapping[CaseProcedure, EvidenceCase] = MappingProxyType(
    {
        CaseProcedure.COERCION: EvidenceCase.COERCION,
        CaseProcedure.ORDINARY: EvidenceCase.ORDINARY_PENALTY,
    }
)
"""The kind of case that 长子 11 and 昌黎 10 speak of, by the procedure of a case."""

_IN_A_CASE: Mapping[MaterialRole, Material] = MappingProxyType(
    {
        MaterialRole.EVIDENCE: Material.CASE_EVIDENCE,
        MaterialRole.PROCESS_RECORD: Material.CASE_MATERIAL,
    }
)


class KeepingState(Word):
    """How the keeping period of a recording stands on a day (保存状态)."""

    DUE = "due", "已到期待鉴定"
    HELD = "held", "冻结中"
    LONG_TERM = "long_term", "长期保存"
    RUNNING = "running", "保存期内"
    UNSET = "unset", "期限未设定"


@dataclass(frozen=True, slots=True)
class Place:
    """One case in which a recording lies; ``archived_on`` is ``None`` while its file is open.

    ``period`` is what was set for the file of the case by itself.
    """

    role: MaterialRole
    procedure: CaseProcedure
    archived_on: date | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What is known of a recording. ``ended_on`` is ``None`` where no believable time is known."""

    ended_on: date | None
    situation: Situation | None = None
    places: frozenset[Place] = frozenset()
    is_catalogued: bool = False
    is_quarantined: bool = False

    @property
    def materials(self) -> frozenset[Material]:
        """Return what it is kept as; nothing while nobody has said what it is."""
        found = {_IN_A_CASE[place.role] for place in self.places}
        if self.situation is Situation.PATROL:
            found.add(Material.PATROL)
        if not found and self.is_catalogued:
            found.add(Material.OTHER_AV)
        return frozenset(found)


def rule_recording(pack: Pack, facts: RecordingFacts) -> Ruling[Kept]:
    """Return how long a recording is kept; of several cases the one that keeps it longest counts.

    Source: see ``rule_keeping``.
    """
    if facts.is_quarantined:
        return QUARANTINED
    if not facts.places:
        return rule_keeping(pack, KeepingFacts(facts.materials, facts.ended_on))
    return longest([rule_keeping(pack, _in_case(facts, place)) for place in facts.places])


def longest(rulings: Sequence[Ruling[Kept]]) -> Ruling[Kept]:
    """Return the ruling that keeps longest, with the articles of all; one that is not set wins."""
    first, *others = sorted(rulings, key=_length, reverse=True)
    if not others:
        return first
    cited = distinct(cite for ruling in (first, *others) for cite in ruling.citations)
    return Ruling(first.outcome, f"{first.reason}这份资料在几个案件中，从其长者。", cited)


def state_of(kept: Kept, day: date, *, is_held: bool) -> KeepingState:
    """Return how a period stands on ``day``: due exactly when nothing but appraisal is missing."""
    if is_held:
        return KeepingState.HELD
    if kept.keeping is None:
        return KeepingState.UNSET
    if kept.keeping is Keeping.LONG_TERM or kept.through_on is None:
        return KeepingState.LONG_TERM
    return KeepingState.DUE if day > kept.through_on else KeepingState.RUNNING


def _in_case(facts: RecordingFacts, place: Place) -> KeepingFacts:
    patrol = facts.materials & {Material.PATROL}
    return KeepingFacts(
        patrol | {_IN_A_CASE[place.role]},
        facts.ended_on,
        evidence_in=SINGLED_OUT.get(place.procedure),
        case_file=CaseFile(place.archived_on, place.period),
    )


def _length(ruling: Ruling[Kept]) -> tuple[bool, bool, date, str]:
    """Order rulings by how long they keep; the reason only makes the order the same each time."""
    kept = ruling.outcome
    is_endless = kept.through_on is None
    return kept.keeping is None, is_endless, kept.through_on or date.min, ruling.reason
