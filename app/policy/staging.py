"""In which stage of enforcement a recording was made (办案阶段).

Shanxi's article 3 has five stages recorded. A document belongs to the stage of its kind, a
recording to the one in which the case was when it was made, so nobody types it: before the case was
opened its initiation, until review its investigation, from the decision on service and execution.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.case_words import CaseState
from app.policy.law_words import Stage

BEFORE_OPENING = Stage.INITIATION

STAGE_AFTER: Mapping[CaseState, Stage] = MappingProxyType(
    {
        CaseState.OPENED: Stage.INVESTIGATION,
        CaseState.EVIDENCE: Stage.INVESTIGATION,
        CaseState.LEGAL_REVIEW: Stage.DECISION,
        CaseState.DECIDED: Stage.SERVICE,
        CaseState.SERVED: Stage.SERVICE,
        CaseState.EXECUTED: Stage.SERVICE,
        CaseState.CLOSED: Stage.FILING,
        CaseState.FILE_BOUND: Stage.FILING,
        CaseState.ARCHIVED: Stage.FILING,
        CaseState.TRANSFERRED: Stage.FILING,
    }
)
"""The stage that begins with the step to a state."""
