"""What closes a case file whatever role one holds: that it is bound, that it is a state secret.

Ruzhou's consultation rule: article 4 has the handlers of a case consult its file in the archive
room, article 9 has nobody alter it, article 10 has its keepers guard state secrets; so does article
14 of its management rule, and Shanxi's 18(2) leaves secrets to the law that governs them. Zhangzi
15 and Changli 14: what is kept is not consulted without approval. Business secrets, privacy and
minors close nothing here: a mark warns, and so does a work secret.
"""

from enum import StrEnum

from app.policy.case_steps import BOUND
from app.policy.case_words import CaseState, SecurityClass
from app.policy.decision import Decision, allow, refuse
from app.policy.pack import Pack


class Closure(StrEnum):
    """What closes a thing; a ground carries to it only if it opens all of its closures."""

    BOUND = "bound"
    """It lies in a file that is bound."""
    STATE_SECRET = "state_secret"  # noqa: S105 - the name of a closure.
    """It is a case of the class of a state secret, or lies in one."""


Closures = frozenset[Closure]
OPEN: Closures = frozenset()
STATE_SECRETS = frozenset(
    {SecurityClass.SECRET, SecurityClass.CONFIDENTIAL, SecurityClass.TOP_SECRET}
)
CLOSED_WAYS: tuple[Closures, ...] = (
    frozenset({Closure.BOUND}),
    frozenset({Closure.STATE_SECRET}),
    frozenset({Closure.BOUND, Closure.STATE_SECRET}),
)
"""Every way in which a thing can be closed."""


def closures_of(state: CaseState, security_class: SecurityClass) -> Closures:
    """Return what closes a case in this state and of this class."""
    is_secret = security_class in STATE_SECRETS
    found = ((Closure.BOUND, state in BOUND), (Closure.STATE_SECRET, is_secret))
    return frozenset(closure for closure, is_so in found if is_so)


def decide_class(pack: Pack, was: SecurityClass, then: SecurityClass, *, keeps: bool) -> Decision:
    """Return whether a case may be given another class; ``keeps``: by whoever keeps its file.

    Anybody who works on a case may close it. To open what is a state secret is for its custody,
    else a handler could read by taking the class away for a moment.
    """
    classes = tuple(SecurityClass)
    is_lower = classes.index(then) < classes.index(was)
    if was in STATE_SECRETS and is_lower and not keeps:
        return refuse(
            f"案件的密级是“{was.label}”。降低或者解除国家秘密的密级，由资料保管人员凭定密责任人的"
            "决定办理，您不能改动。",
            *pack.citation("secrecy"),
        )
    return allow("可以改动密级。", *pack.citation("secrecy"))
