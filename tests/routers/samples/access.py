"""Requests: the lists, asking, the desk, one request in every state that looks different."""

from dataclasses import replace
from datetime import timedelta

from app.access.again import LinkedRequest
from app.access.contents import ItemLine, ItemPage, NeededPaper, PaperLine
from app.access.listing import RequestLine
from app.access.looking import LookupLine
from app.access.mailing import Mailing
from app.access.queries import AnswerLine, OpenedRequest, PermitLine, RequestDetail
from app.policy.access_words import AccessState, ApprovalAnswer, LookupResult
from app.policy.case_words import SecurityClass
from app.policy.consultation import Answer, Consultation
from app.policy.decision import Citation, Ruling
from app.policy.law_words import ConsultAct, Paper, Requester, Scope
from app.routers import access_words
from app.routers.access import AccessPage, FormView, RequestRow, RequestView, TabLink
from app.routers.access_case_panel import CaseAccessPanel
from app.routers.access_lookup_panel import LookupPanel
from app.routers.access_lookups import LookupSheet
from app.routers.access_panels import (
    AnswersPanel,
    FactsPanel,
    ItemsPanel,
    PapersPanel,
    PermitPanel,
)
from app.routers.access_standing import StandingPanel
from app.routers.forms import FieldError, Option
from app.routers.history_panel import EventLine, HistoryPanel
from app.routers.panels import Panel
from tests.routers.samples.basics import ID, NOW

SEVEN = Citation("ruzhou", "调阅监督制度第七条第二款", "代理律师提供委托书、授权书和律师执业证")
LINE = RequestLine(
    id=ID,
    number="调阅〔2026〕3号",
    unit_name="水政监察大队",
    requester=Requester.LAWYER,
    applicant="何律师",
    applicant_unit="汝州法正律师事务所",
    act=ConsultAct.VIEW,
    case_no="汝水罚〔2026〕1号",
    material="",
    purpose="代理行政复议，核对处罚决定和现场录像",
    state=AccessState.WAITING,
    asked_at=NOW,
)
ROW = RequestRow(
    line=LINE,
    who="何律师（汝州法正律师事务所）",
    kind="代理律师",
    what="汝水罚〔2026〕1号",
    state=access_words.STATES[AccessState.WAITING],
)
LIST = AccessPage(
    rows=(ROW, replace(ROW, state=access_words.STATES[AccessState.REFUSED])),
    tabs=(
        TabLink("我的申请", "/access?tab=mine", is_here=False),
        TabLink("待办理（2）", "/access?tab=desk", is_here=True),
    ),
    tab="desk",
    states=access_words.STATE_OPTIONS,
    kinds=access_words.REQUESTER_OPTIONS,
    units=(Option(str(ID), "水政监察大队"),),
    since=access_words.SINCE_OPTIONS,
    text="4",
    state="",
    kind="",
    unit="",
    days="",
    first="/access",
    newer="/access?newer_than=1",
    older="/access?older_than=1",
    total="共 500 份以上",
    filters="没有筛选",
    part="本表是其中一页的 2 行，不是全部（共 500 件以上）",
    is_open=True,
    may_ask=True,
    may_receive=True,
    shown_at=NOW,
)
DETAIL = RequestDetail(
    id=ID,
    unit_id=ID,
    unit_name="水政监察大队",
    number="调阅〔2026〕3号",
    requester=Requester.LAWYER,
    act=ConsultAct.VIEW,
    wanted=Scope.CONCLUDING,
    purpose="代理行政复议",
    material="现场录像",
    wanted_days=3,
    asked_by_id=ID,
    asked_by="刘敏",
    requester_id=None,
    applicant_name="何律师",
    applicant_unit="汝州法正律师事务所",
    applicant_document="律师执业证 14101",
    applicant_contact="13800000000",
    party_name="李大山",
    case_id=ID,
    case_no="汝水罚〔2026〕1号",
    case_title="李大山未经许可在北汝河采砂案",
    is_about_themselves=True,
    procedure="",
    verified_by="刘敏",
    verified_at=NOW,
    state=AccessState.OPEN,
    asked_at=NOW,
    ended_at=None,
    revision=4,
)
STAFF = replace(
    DETAIL,
    requester=Requester.OTHER_STAFF,
    requester_id=ID,
    applicant_name="陈立",
    case_id=None,
    state=AccessState.QUESTIONED,
)
GRANTED = Ruling(Consultation(Answer.GRANTED), "可以查阅；在档案室内查阅，不得带离。", (SEVEN,))
MISSING = Ruling(Consultation(Answer.INCOMPLETE), "须经机关主要负责人批准。", (SEVEN,))
QUESTION = AnswerLine(
    answer=ApprovalAnswer.ASKED,
    approver="赵国强",
    on_behalf_of="孙局长",
    delegation_no="汝水〔2026〕30号",
    office="机关主要负责人",
    reason="与哪个案件有关？",
    decided_at=NOW,
    reply="与复议案件有关",
    replied_at=NOW,
)
PERMIT = PermitLine(
    id=ID,
    act=ConsultAct.VIEW,
    from_at=NOW,
    until_at=NOW + timedelta(days=3),
    uses_allowed=2,
    uses=1,
    ceiling=SecurityClass.WORK_SECRET,
    limit=Scope.CONCLUDING,
    in_reading_room=True,
    ended_at=None,
    end_reason="",
)
SHOWN = PaperLine(
    id=ID,
    kind=Paper.MANDATE,
    document_no="〔2026〕8号",
    file_name="委托书.pdf",
    media_type="application/pdf",
    taken_by="刘敏",
    taken_at=NOW,
    struck_at=None,
    strike_reason="",
)
NEEDED = (
    NeededPaper(Paper.MANDATE, (SEVEN,), is_shown=True),
    NeededPaper(Paper.LAWYER_LICENCE, (SEVEN,), is_shown=False),
)
DOCUMENT = ItemLine(
    id=ID,
    document_id=ID,
    recording_id=None,
    title="行政处罚决定书",
    kind="处罚决定书",
    at=None,
    duration_ms=None,
    page_count=3,
    is_concluding=True,
    is_granted=True,
    is_shown_in_place=False,
)
RECORDING = replace(
    DOCUMENT,
    document_id=None,
    recording_id=ID,
    title="RZ0001.mp4",
    kind="video",
    at=NOW,
    duration_ms=61_000,
    page_count=None,
    is_granted=False,
)
ITEMS = ItemPage((DOCUMENT, RECORDING), 2, ID)
KINDS = (
    Option(Paper.MANDATE.value, Paper.MANDATE.label, "规定要求的"),
    Option(Paper.OFFICIAL_LETTER.value, Paper.OFFICIAL_LETTER.label, "其他"),
)
STANDING = StandingPanel(
    detail=DETAIL,
    verdict="",
    reason=MISSING.reason,
    basis=(SEVEN,),
    question=None,
    lacks_items=True,
    may_withdraw=True,
    may_reply=False,
    may_review=True,
    again=f"/access/desk?requester=lawyer&again={ID}",
    typed={},
    errors=(),
)
PAPERS = PapersPanel(
    detail=DETAIL,
    needed=NEEDED,
    shown=(SHOWN, replace(SHOWN, media_type="", struck_at=NOW, strike_reason="过期")),
    kinds=KINDS,
    may_change=True,
    may_verify=True,
    needs_procedure=True,
    parties=(Option(str(ID), "李大山"),),
    which_party=access_words.which_party(Requester.LAWYER),
    form_key=ID,
    typed={},
    errors=(
        FieldError("procedure", "请写明程序的名称。"),
        FieldError("party", "请选择是为哪一位当事人申请：本案有李大山。"),
    ),
)
ITEMS_PANEL = ItemsPanel(
    detail=DETAIL,
    page=ITEMS,
    sees_names=True,
    may_leave_out=True,
    may_add=True,
    more=f"/access/{ID}?after={ID}",
    not_in_place=access_words.not_in_place(ConsultAct.VIEW, ITEMS.lines),
    typed={},
    errors=(),
)
HISTORY = HistoryPanel(
    "办理记录",
    "来自审计台账，只能追加",
    (EventLine(NOW, "刘敏", "提出调阅申请"),),
    is_printed=True,
)
LINKED = LinkedRequest(ID, "调阅〔2026〕2号", AccessState.RETURNED)
VIEW = RequestView(
    id=ID,
    number=DETAIL.number,
    lead="代理律师 · 何律师 · 查阅",
    state=access_words.STATES[AccessState.OPEN],
    main=(
        Panel("access/_standing.html", STANDING),
        Panel("access/_papers.html", PAPERS),
        Panel("access/_items.html", ITEMS_PANEL),
    ),
    side=(
        Panel("access/_permit.html", PermitPanel(PERMIT, None)),
        Panel("access/_facts.html", FactsPanel(DETAIL, ("汝水罚〔2026〕2号",), None, (LINKED,))),
    ),
    panels=(
        Panel("access/_answers.html", AnswersPanel((QUESTION,))),
        Panel("_history.html", HISTORY),
    ),
    errors=(),
    is_sent_again=True,
    shown_at=NOW,
)
ASKED_BACK = replace(
    VIEW,
    main=(
        Panel(
            "access/_standing.html",
            replace(
                STANDING,
                verdict="准予已经收回。",
                detail=STAFF,
                question=QUESTION,
                may_reply=True,
                lacks_items=False,
            ),
        ),
        Panel("access/_items.html", replace(ITEMS_PANEL, sees_names=False)),
    ),
    side=(
        Panel(
            "access/_permit.html",
            PermitPanel(
                replace(
                    PERMIT,
                    act=ConsultAct.SUPPLY,
                    uses_allowed=None,
                    ended_at=NOW,
                    end_reason="收回",
                    limit=None,
                ),
                Mailing("陈立", (SEVEN,)),
            ),
        ),
        Panel("access/_facts.html", FactsPanel(STAFF, (), LINKED, ())),
    ),
    errors=(FieldError("reply", "请写明补充说明的内容。"),),
)
NOTHING_FOUND = replace(
    VIEW,
    main=(Panel("access/_items.html", replace(ITEMS_PANEL, page=ItemPage((), 0, None))),),
)
LOOKUP = LookupLine(
    id=ID,
    result=LookupResult.NOT_FOUND,
    sought="现场录像",
    places="2026年行政处罚案卷目录、音像资料库",
    told="当日该处没有执法活动的记录",
    answered_by="刘敏",
    answered_at=NOW,
    basis=(SEVEN,),
)
PARTLY = replace(LOOKUP, result=LookupResult.PARTLY_FOUND)
LOOKUPS = LookupPanel(
    detail=DETAIL,
    lines=(LOOKUP, PARTLY),
    results=(Option("not_found", "查无此件"),),
    typed={"told": "没有记录"},
    errors=(FieldError("places", "请写明查找的范围。"),),
)
LOOKED_FOR = replace(
    VIEW,
    main=(
        Panel("access/_lookup.html", LOOKUPS),
        Panel("access/_lookup.html", replace(LOOKUPS, lines=(), typed={}, errors=())),
    ),
)
OPENED = OpenedRequest(
    detail=DETAIL,
    ruling=MISSING,
    permit=PERMIT,
    answers=(QUESTION,),
    is_asker=False,
    may_receive=True,
    may_issue=True,
    may_approve=False,
    sees_names=True,
    sees_titles=True,
    follows=None,
    followed_by=(),
    reason=MISSING.reason,
    basis=(SEVEN,),
)
FORM = FormView(
    opened=OPENED,
    other_cases=("汝水罚〔2026〕2号",),
    papers=(SHOWN,),
    items=ITEMS,
    state=access_words.STATES[AccessState.OPEN],
    verdict="准予已经收回。",
    shown_at=NOW,
)
PAGES = {
    "requests": ("access/index.html", LIST),
    "requests, none at the desk": ("access/index.html", replace(LIST, rows=(), older=None)),
    "requests, none of one's own": ("access/index.html", replace(LIST, rows=(), tab="mine")),
    "requests, of somebody who asks for nothing": (
        "access/index.html",
        replace(LIST, rows=(), tab="mine", may_ask=False),
    ),
    "requests, nothing found": ("access/index.html", replace(LIST, rows=(), is_open=False)),
    "a request": ("access/show.html", VIEW),
    "a request, asked back": ("access/show.html", ASKED_BACK),
    "a request, nothing found yet": ("access/show.html", NOTHING_FOUND),
    "a request, looked for": ("access/show.html", LOOKED_FOR),
    "an answer that nothing was found": (
        "access/lookup.html",
        LookupSheet(DETAIL, LOOKUP, NOW),
    ),
    "an answer that a part was found": (
        "access/lookup.html",
        LookupSheet(STAFF, replace(PARTLY, basis=()), NOW),
    ),
    "a request's form": ("access/form.html", FORM),
    "asking from a case": (
        "access/_case.html",
        CaseAccessPanel(ID, may_ask=True, may_receive=True),
    ),
}
