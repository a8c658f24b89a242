"""Who holds which office, and whether the approval that was given is the one that a rule asks for.

Nobody approves for himself (promise P8). An absent leader may be stood in for by somebody named in
writing, who is shown as what he is; the regulations say nothing of it, so the paper is required.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.policy.law_words import Approver
from app.policy.vocabulary import Role

# A leader of the organ is one of its responsible persons, and the head is both.
_RANK: Mapping[Approver, int] = MappingProxyType(
    {
        office: rank
        for rank, office in enumerate((Approver.LEADER, Approver.RESPONSIBLE, Approver.HEAD))
    }
)
_OFFICES: Mapping[Role, frozenset[Approver]] = MappingProxyType(
    {
        Role.LEADER: frozenset({Approver.LEADER, Approver.RESPONSIBLE}),
        Role.HEAD_OF_ORGAN: frozenset({Approver.LEADER, Approver.RESPONSIBLE, Approver.HEAD}),
    }
)


@dataclass(frozen=True, slots=True)
class Delegation:
    """An absent leader's written word that somebody stands in for him (书面委托)."""

    leader: str
    document_no: str


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval: by whom, in which office. With ``delegation`` the office is the leader's."""

    office: Approver
    person: str
    delegation: Delegation | None = None

    def sentence(self) -> str:
        """Return who approved, a delegate as a delegate."""
        if self.delegation is None:
            return f"已由{self.office.label}批准"
        return f"已由受委托人代{self.office.label}批准（书面委托：{self.delegation.document_no}）"


def offices_of(roles: frozenset[Role]) -> frozenset[Approver]:
    """Return the offices in which whoever holds ``roles`` may approve.

    局领导 (长子 15) is any leader. 负责人 (山西 18, 张营 18) means the deputies as well, as the
    Supreme People's Court reads the word (法释〔2020〕3号, article 2). 主要负责人 (调阅 4-8,
    音像 12) is the head alone, whose word counts wherever a lesser one is asked for.

    ``roles`` are those held in the unit that decides; one's own and those of an absent principal
    are asked apart, because an office that is lent needs its ``Delegation``.
    """
    return frozenset[Approver]().union(*(_OFFICES.get(role, ()) for role in roles))


def office_for(needed: Approver, roles: frozenset[Role]) -> Approver | None:
    """Return the office in which whoever holds ``roles`` answers what asks for ``needed``.

    It is the office that the rule asks for, in the regulation's own word, wherever they hold it: a
    deputy answers as 局领导 under 长子 15 and as 负责人 under 山西 18. Else it is their highest,
    so that they are told why it is not enough.
    """
    held = offices_of(roles)
    return needed if needed in held else max(held, key=_RANK.__getitem__, default=None)


def needs_a_leader(needed: Approver) -> bool:
    """Return whether somebody has to approve, beyond the custodian's own check of the papers."""
    return needed in _RANK


def reaches(office: Approver, needed: Approver) -> bool:
    """Return whether an office carries far enough to decide what asks for ``needed``."""
    return _RANK.get(office, -1) >= _RANK[needed]


def office_problem(needed: Approver, requester: str, held: Approval) -> str:
    """Return why somebody cannot decide in the office they hold; nothing when they can.

    Nothing has been approved yet, so whoever holds too little is told who decides instead.
    """
    if not reaches(held.office, needed):
        return f"这份申请由{needed.label}决定，{held.office.label}不能代为决定"
    return approval_problem(needed, requester, held)


def approval_problem(needed: Approver, requester: str, approval: Approval) -> str:
    """Return why an approval does not count, in words; nothing when it does."""
    delegation = approval.delegation
    if not reaches(approval.office, needed):
        return f"已有的批准来自{approval.office.label}，不能代替{needed.label}的批准"
    if approval.person == requester:
        return "申请人不能批准自己的申请"
    if delegation and delegation.leader in {requester, approval.person}:
        return "委托人就是申请人或者受委托人本人，委托不能作为批准的依据"
    if delegation and not delegation.document_no.strip():
        return "代为批准的，应当有书面委托"
    return ""
