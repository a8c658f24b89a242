"""Approving: the leader's list, the card in each of its states, the panels of the request."""

from dataclasses import replace

from app.access.approvals import Desk, WaitingLine
from app.access.contents import ItemLine
from app.access.ending import PermitStanding
from app.access.standing import Standing
from app.deadlines.queries import DeadlineLine
from app.policy.access_words import AccessState, ApprovalAnswer, PermitEnd
from app.policy.approving import Approval, Delegation
from app.policy.case_words import SecurityClass
from app.policy.deadlines import DeadlineState
from app.policy.decision import Citation
from app.policy.law_words import Approver, ConsultAct, Requester
from app.policy.vocabulary import DeadlineSubject
from app.routers import access_words
from app.routers.access_approval import ApprovalPage
from app.routers.access_approval_panels import ApproversPanel, ClockPanel, EndingPanel
from app.routers.access_approvals import ApprovalsPage, WaitingRow
from app.routers.deadline_rows import row_of
from app.routers.form_page import WHOLE_FORM
from app.routers.forms import FieldError
from tests.routers.samples.access import DETAIL, QUESTION
from tests.routers.samples.basics import ID, NOW

FIVE = Citation("ruzhou", "调阅监督制度第五条", "确因工作需要查阅的，须经局机关主要负责人批准")
WAITING = access_words.STATES[AccessState.WAITING]
LINE = WaitingLine(
    id=ID,
    revision=2,
    number="调阅〔2026〕3号",
    unit_name="水政监察大队",
    requester=Requester.OTHER_STAFF,
    applicant="陈立",
    applicant_unit="",
    act=ConsultAct.VIEW,
    purpose="核对两段录像的时间",
    case_no="汝水罚〔2026〕1号",
    items=12,
    security_class=SecurityClass.NONE,
    wanted_days=3,
    state=AccessState.WAITING,
    asked_at=NOW,
    barrier="",
    singly="",
)
ROW = WaitingRow(
    line=LINE,
    who="陈立 · 本单位人员",
    what="汝水罚〔2026〕1号，12 项",
    state=WAITING,
    box=f"pick-{ID}",
    is_picked=True,
)
COPY = replace(
    ROW, line=replace(LINE, act=ConsultAct.COPY, singly="复制须逐件审批"), box="", is_picked=False
)
OWN = replace(COPY, line=replace(LINE, barrier="申请人不能批准自己的申请"))
ASKED = replace(COPY, line=replace(LINE, state=AccessState.QUESTIONED, singly="等待说明"))
LIST = ApprovalsPage(
    rows=(ROW, COPY, OWN, ASKED),
    later="/access/approvals?after=1",
    most=20,
    news="已批准 2 件申请，每件各有一份审批记录。",
    left=(("调阅〔2026〕1号", "夏岚已于 2026-11-21 10:02 答复这份申请：退回。"),),
    errors=(FieldError("batch", "一次最多批准 20 件，请分次办理。"),),
)
HEAD = Approval(Approver.HEAD, str(ID))
DELEGATE = Approval(Approver.HEAD, str(ID), Delegation(str(ID), "汝水〔2026〕30号"))
DESK = Desk(
    answers=frozenset(ApprovalAnswer),
    security_class=SecurityClass.NONE,
    needed=Approver.HEAD,
    approval=HEAD,
    leader="",
    barrier="",
    in_office=(Standing(ID, "何志远", HEAD), Standing(ID, "宋文博", DELEGATE, "何志远")),
    asker_decides=False,
)
ITEM = ItemLine(
    id=ID,
    document_id=ID,
    recording_id=None,
    title="询问笔录（李大山）",
    kind="询问笔录",
    at=None,
    duration_ms=None,
    page_count=4,
    is_concluding=False,
    is_granted=True,
    is_shown_in_place=False,
)
CARD = ApprovalPage(
    detail=replace(DETAIL, state=AccessState.WAITING, act=ConsultAct.COPY),
    desk=DESK,
    who="何律师 · 代理律师 · 汝州法正律师事务所",
    state=WAITING,
    reason="须经机关主要负责人批准。",
    basis=(FIVE,),
    cases=("汝水罚〔2026〕1号 非法采砂案",),
    items=(ITEM, replace(ITEM, title="现场检查笔录"), replace(ITEM, title="决定书")),
    total=3,
    answers=(QUESTION,),
    may_narrow=True,
    may_mark=True,
    not_in_place="其中 1 项不能在查阅页面里显示。",
    typed={},
    errors=(),
)
BY_DELEGATE = replace(
    CARD,
    desk=replace(
        DESK, approval=DELEGATE, leader="何志远", security_class=SecurityClass.WORK_SECRET
    ),
    typed={"days": "9", "view_only": "on", "reason": "同意"},
    errors=(
        FieldError("days", "准予的天数应当在 1 到 3 之间。"),
        FieldError(WHOLE_FORM, "夏岚已于 2026-11-21 10:02 答复这份申请：退回。"),
    ),
)
QUESTIONED = replace(
    CARD,
    desk=replace(DESK, answers=frozenset({ApprovalAnswer.RETURNED, ApprovalAnswer.REFUSED})),
    answers=(replace(QUESTION, reply="", replied_at=None, on_behalf_of=""),),
)
NOT_THEIRS = replace(
    CARD, desk=replace(DESK, approval=None, barrier="申请人不能批准自己的申请", in_office=())
)
SETTLED = replace(
    NOT_THEIRS,
    desk=replace(NOT_THEIRS.desk, answers=frozenset(), barrier=""),
    state=access_words.STATES[AccessState.REFUSED],
)
PERMIT = PermitStanding(
    act=ConsultAct.VIEW,
    until_at=NOW,
    uses=1,
    uses_allowed=2,
    is_marked_only=False,
    is_over=False,
    end_kind=None,
    ended_at=None,
    ended_by="",
    end_reason="",
    may_revoke=True,
    may_give_up=True,
)
ENDING = EndingPanel(CARD.detail, PERMIT, "", {}, (FieldError("reason", "请写明收回的原因。"),))
ENDED = EndingPanel(
    CARD.detail,
    replace(
        PERMIT,
        is_over=True,
        end_kind=PermitEnd.REVOKED,
        ended_at=NOW,
        may_revoke=False,
        may_give_up=False,
    ),
    "刘敏收回：误准",
    {},
    (),
)
ANSWER = DeadlineLine(
    id=ID,
    subject_kind=DeadlineSubject.REQUEST,
    subject_id=ID,
    unit_id=ID,
    unit_name="水政监察大队",
    section_name="",
    requester=Requester.COUNTERPART,
    request_year=2026,
    request_serial=3,
    device_no="",
    recorded_at=None,
    submitted_by_id=None,
    period="",
    person_id=None,
    person_name="",
    due_at=NOW,
    met_at=None,
    is_provisional=True,
    escalated_at=None,
    reason="应当自收到申请之日起15个工作日内答复（当日不计入）。",
    cancel_reason="",
    citations=(FIVE,),
    state=DeadlineState.RUNNING,
)

PAGES = {
    "approvals": ("access/approvals.html", LIST),
    "approvals, none": (
        "access/approvals.html",
        replace(LIST, rows=(), later=None, left=(), errors=(), news=""),
    ),
    "an approval": ("access/approval.html", CARD),
    "an approval by a delegate": ("access/approval.html", BY_DELEGATE),
    "an approval, asked back": ("access/approval.html", QUESTIONED),
    "an approval, not theirs": ("access/approval.html", NOT_THEIRS),
    "an approval, settled": ("access/approval.html", SETTLED),
    "who can approve": (
        "access/_approvers.html",
        ApproversPanel(CARD.detail, DESK, "何志远、宋文博（代何志远）", may_answer=True),
    ),
    "nobody can approve": (
        "access/_approvers.html",
        ApproversPanel(CARD.detail, DESK, "", may_answer=False),
    ),
    "nobody can approve what the head asks": (
        "access/_approvers.html",
        ApproversPanel(CARD.detail, replace(DESK, asker_decides=True), "", may_answer=False),
    ),
    "a permit to take back": ("access/_ending.html", ENDING),
    "a permit that was taken back": ("access/_ending.html", ENDED),
    "the time for an answer": ("access/_clock.html", ClockPanel(row_of(ANSWER, NOW), "", ())),
    "no time for an answer": (
        "access/_clock.html",
        ClockPanel(None, "本单位尚未设置。没有答复期限可以计算，请尽快办理。", (FIVE,)),
    ),
}
