"""What becomes of a request whose items may lie in secret files (汝州调阅 10, 山西 18).

State secrets stand above every approval: they have rules of their own, and no system that is not
built for them shows them. Work secrets follow the table, and the approver is shown the class.
"""

from app.policy.case_words import SecurityClass
from app.policy.consultation import Answer, Consultation, ConsultFacts
from app.policy.consulting import rule_consultation
from app.policy.decision import Ruling
from app.policy.pack import Pack
from app.policy.permits import STATE_SECRETS


def rule_request(pack: Pack, facts: ConsultFacts, highest: SecurityClass) -> Ruling[Consultation]:
    """Return what becomes of a request; ``highest`` is the class of its most secret item."""
    if highest in STATE_SECRETS:
        return Ruling(
            Consultation(Answer.REFUSED),
            f"所申请的内容中有密级为“{highest.label}”的案卷。国家秘密按照保密规定另行办理，"
            "不在本系统中调阅。",
            pack.citation("secrecy"),
        )
    return rule_consultation(pack, facts)
