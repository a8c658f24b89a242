"""What becomes of a request whose items may lie in secret files (汝州调阅 10, 山西 18).

State secrets stand above every approval: they have rules of their own, and no system that is not
built for them shows them. Work secrets follow the table, and the approver is shown the class.

A recording may lie in an open file and in a secret one. It is withheld, the rest of the open file
is not; and nobody is told of the secret file. What is said goes to whoever asks and approves, into
the register and into the ledger, so it names no class: whoever knows the file knows its class.
"""

from app.policy.access_words import AccessState
from app.policy.case_words import SecurityClass
from app.policy.closing import STATE_SECRETS
from app.policy.consultation import Answer, Consultation, ConsultFacts
from app.policy.consulting import rule_consultation
from app.policy.decision import Decision, Ruling, allow, refuse
from app.policy.pack import Pack

_ENDED_WITHOUT = frozenset(
    {
        AccessState.RETURNED,
        AccessState.REFUSED,
        AccessState.NOT_FOUND,
        AccessState.WITHDRAWN,
    }
)


_ELSEWHERE = (
    "所申请的资料按照保密规定另行管理，不在本系统中调阅。确因工作需要的，请与资料保管人员联系。"
)


def rule_request(pack: Pack, facts: ConsultFacts, highest: SecurityClass) -> Ruling[Consultation]:
    """Return what becomes of a request.

    ``highest`` is the class of its most secret item, without those that are withheld, unless all
    are.
    """
    if highest in STATE_SECRETS:
        return Ruling(Consultation(Answer.REFUSED), _ELSEWHERE, pack.citation("secrecy"))
    return rule_consultation(pack, facts)


def decide_again(state: AccessState) -> Decision:
    """Return whether the same may be asked again, in a request of its own that names this one."""
    if state in _ENDED_WITHOUT:
        return allow(f"原来的申请{state.label}，可以改正后重新申请。")
    return refuse(
        f"原来的申请{state.label}，不需要重新申请。请打开原来的申请继续办理，或者另外申请。"
    )
