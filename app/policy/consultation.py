"""A request to consult, and what becomes of it (调阅申请).

``consulting`` compares the two; the articles stand there.
"""

from dataclasses import dataclass

from app.policy.approving import Approval
from app.policy.asking import named
from app.policy.law_words import Approver, ConsultAct, Paper, Requester, Scope, Word


class Answer(Word):
    """What becomes of a request to consult (调阅申请的结果)."""

    GRANTED = "granted", "可以办理"
    INCOMPLETE = "incomplete", "手续未齐，暂不办理"
    UNSET = "unset", "尚未设定，暂不办理"
    REFUSED = "refused", "不予办理"


@dataclass(frozen=True, slots=True)
class ConsultFacts:
    """One request. ``wanted`` is the narrowest scope that covers what is asked for.

    ``person`` is whoever asks, so that nobody approves for himself. ``handles_case``: of own
    staff, whether the case is theirs. ``is_about_themselves``: of a counterpart or a lawyer,
    whether the record is the counterpart's own. ``by_legal_procedure``: the custodian has found
    the procedure that the law asks for before anything is given outside.
    """

    requester: Requester
    act: ConsultAct
    person: str
    papers: frozenset[Paper] = frozenset()
    is_verified: bool = False
    approval: Approval | None = None
    wanted: Scope = Scope.WHOLE
    handles_case: bool = False
    is_about_themselves: bool = False
    by_legal_procedure: bool = False
    has_no_party: bool = False
    """Of a counterpart or a lawyer: nobody has named which party of the case it is, or whose."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What has yet to be shown or done before a request can be granted."""

    papers: tuple[Paper, ...] = ()
    verification: bool = False
    approval: Approver | None = None
    procedure: bool = False
    party: bool = False
    problem: str = ""
    """Why the approval that was given does not count."""

    def sentence(self) -> str:
        """Return what is missing in words, nothing when nothing is."""
        said = (
            f"应提供{named(self.papers)}" if self.papers else "",
            "须由保管人员核对并写明是为案件的哪一位当事人申请" if self.party else "",
            "须经保管人员核实" if self.verification else "",
            f"须经{self.approval.label}批准" if self.approval else "",
            self.problem,
            "须履行法定程序" if self.procedure else "",
        )
        return "；".join(each for each in said if each)


@dataclass(frozen=True, slots=True)
class Consultation:
    """What becomes of a request, and how it is carried out when it is granted.

    ``scope`` is ``None`` where the regulation sets no limit of its own: then the approval does.
    """

    answer: Answer
    missing: Missing = Missing()
    scope: Scope | None = None
    in_archive_room: bool = False
    is_registered: bool = False
    keeps_copy: bool = False
    is_free: bool = False

    @property
    def is_granted(self) -> bool:
        """Whether it may be carried out now."""
        return self.answer is Answer.GRANTED
