"""Who stands in for whom."""

from dataclasses import replace
from datetime import date

from app.delegations.queries import DelegationLine
from app.policy.vocabulary import DelegationState, Role
from app.routers.delegations import DelegationRow, DelegationsPage
from app.routers.labels import DELEGATION_STATES
from tests.routers.samples.basics import ID, NOW

LINE = DelegationLine(
    id=ID,
    unit_id=ID,
    unit_name="汝州市水利局",
    role=Role.LEADER,
    principal="赵国强",
    delegate="钱为民",
    from_on=date(2026, 11, 21),
    until_on=date(2026, 11, 30),
    document_no="关于出差期间工作委托的通知（汝水〔2026〕30号）",
    reason="赴郑州参加培训",
    recorded_by="赵国强",
    withdrawn_by="",
    withdrawn_at=None,
    state=DelegationState.RUNNING,
)
GONE = replace(LINE, withdrawn_by="赵国强", withdrawn_at=NOW, state=DelegationState.WITHDRAWN)
ROWS = tuple(
    DelegationRow(line, "局领导", DELEGATION_STATES[line.state], may_withdraw=may)
    for line, may in ((LINE, True), (GONE, False))
)

PAGES = {
    "delegations": (
        "delegations/index.html",
        DelegationsPage(ROWS, may_record=True, older="/delegations?older_than=1"),
    ),
    "delegations, none": (
        "delegations/index.html",
        DelegationsPage((), may_record=False, older=None),
    ),
}
