"""What is kept, and for how long (保存期限).

``retaining`` finds the one from the other; the articles stand there.
"""

from dataclasses import dataclass
from datetime import date

from app.policy.decision import Ruling
from app.policy.law_words import EvidenceCase, Material, Trigger, Word
from app.policy.values import Keeping, Period


class Afterwards(Word):
    """What follows when the last day has passed (到期后的处理)."""

    APPRAISAL = "appraisal", "到期鉴定，确无保存意义的方可处置"
    DECISION = "decision", "不自动到期，最短期限届满后由本机关决定"
    NEVER = "never", "期限未确定，不得处置"
    REVIEW = "review", "不自动到期，由人员定期鉴定"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The case file as the rule sees it.

    ``closed_on`` is the day from which its period counts, ``None`` while it is open. ``period`` is
    what was set for this file by itself; without it that of the pack counts.
    """

    closed_on: date | None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class KeepingFacts:
    """What is kept. ``ended_on`` is the day on which the recording ended, where it is known.

    ``evidence_in`` is the kind of case in which a recording is evidence, where it is one of those
    that a regulation singles out.
    """

    materials: frozenset[Material]
    ended_on: date | None = None
    evidence_in: EvidenceCase | None = None
    triggers: frozenset[Trigger] = frozenset()
    case_file: CaseFile | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """How long something is kept.

    ``keeping`` is ``None`` where nobody has set it. ``through_on`` is the last day on which it may
    not be disposed of; without it there is no such day. ``to_judge`` are events that the regulation
    does not list: a person says whether they fall under its last, general item. ``unset_keys`` are
    the periods that the agency has to set before there can be one.
    """

    keeping: Keeping | None
    afterwards: Afterwards
    months: int | None = None
    through_on: date | None = None
    to_judge: tuple[Trigger, ...] = ()
    unset_keys: tuple[str, ...] = ()


QUARANTINED = Ruling(
    Kept(None, Afterwards.NEVER),
    "资料已隔离，核实并解除隔离之后才能确定保存期限。在此之前不得处置。",
)
