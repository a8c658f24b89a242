"""Who may consult, copy, be supplied with, take out or publish a record, on which conditions.

The table that the regulations make together: Ruzhou's consultation rule, articles 3 to 11,
Zhangzi's 14 and 15, Changli's 13 and 14, Shanxi's 18 and 20. Whoever asks, and for what, picks a
row; papers, verification and approval are then compared with it. What is not in the table is
refused, and what an agency has yet to name, such as Changli's approver, is refused until it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.policy.approving import Approval, approval_problem
from app.policy.asking import distinct, named, silence
from app.policy.decision import Citation, Ruling
from app.policy.law_words import Approver, ConsultAct, Paper, Requester, Scope, Word
from app.policy.pack import Pack

OWN_STAFF = frozenset({Requester.HANDLER, Requester.OTHER_STAFF})
_ABOUT_THEMSELVES = frozenset({Requester.COUNTERPART, Requester.LAWYER})

_KEY_OF: Mapping[ConsultAct, str] = MappingProxyType(
    {
        ConsultAct.VIEW: "access.view.{}",
        ConsultAct.COPY: "access.copy.{}",
        ConsultAct.SUPPLY: "access.copy.{}",
        ConsultAct.PUBLISH: "access.publish",
        ConsultAct.TAKE_OUT: "access.take_out",
    }
)
_PROCEDURE, _REGISTER, _FEE = "access.publish.procedure", "access.register", "access.fee"
_SUPPLY_BY, _KEEP_COPY = "access.supply.by", "access.supply.keep_copy"
_MAIL_OUT, _TAKE_OUT, _SECRECY = "access.mail_out", "access.take_out", "secrecy"


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


@dataclass(frozen=True, slots=True)
class Missing:
    """What has yet to be shown or done before a request can be granted."""

    papers: tuple[Paper, ...] = ()
    verification: bool = False
    approval: Approver | None = None
    procedure: bool = False
    problem: str = ""
    """Why the approval that was given does not count."""

    def sentence(self) -> str:
        """Return what is missing in words, nothing when nothing is."""
        said = (
            f"应出示{named(self.papers)}" if self.papers else "",
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


def rule_consultation(pack: Pack, facts: ConsultFacts) -> Ruling[Consultation]:
    """Return what becomes of a request under ``pack``, what is missing, and how it is done."""
    who = row_of(facts)
    key = _KEY_OF[facts.act].format(who)
    approver, cited = _approver(pack, facts, key)
    if approver is None:
        return _unset(pack, facts, key)
    barrier = _barrier(pack, facts, who, approver)
    if barrier:
        return _refused(f"{barrier}。", distinct((*cited, *_limits(pack, who))))
    missing = _missing(pack, facts, who, approver)
    return _answer(pack, facts, missing, cited)


def row_of(facts: ConsultFacts) -> Requester:
    """Return the row of the table: of own staff, only the case's handler is one."""
    if facts.requester not in OWN_STAFF:
        return facts.requester
    return Requester.HANDLER if facts.handles_case else Requester.OTHER_STAFF
