"""Cases: the list, one case, opening one, how they are numbered."""

from dataclasses import replace
from datetime import date, timedelta

from app.cases.contents import HandlerLine, PartyLine, VersionLine
from app.cases.numbering import ComingNumber
from app.cases.opening import OpenedCase
from app.cases.queries import CaseDetail
from app.policy.case_words import (
    CaseProcedure,
    CaseState,
    ControlMark,
    PartyKind,
    PartyRole,
    SecurityClass,
)
from app.routers import case_words
from app.routers.case_new import NewCasePage
from app.routers.case_new_fields import PartyRow, care_group, facts_group, handler_field
from app.routers.case_numbering import ExampleView, NumberingAgency, NumberingPage, NumberingRow
from app.routers.case_panels import (
    ActLink,
    FactsPanel,
    HandlersPanel,
    PartiesPanel,
    ProgressPanel,
    VersionsPanel,
)
from app.routers.case_progress import EarlierWay, StepView
from app.routers.case_rows import CaseRow
from app.routers.cases import HANDLED, PROCEDURES, STATES, CasesPage, CaseView
from app.routers.forms import FieldError, Option
from app.routers.history_panel import EventLine, HistoryPanel
from app.routers.panels import Panel
from tests.routers.samples.basics import ID, NOW, SHA256
from tests.routers.samples.filing import FILING_PANEL, OPEN_PANEL, STAGES

BUREAU = Option(str(ID), "水政监察大队")
ROW = CaseRow(
    id=ID,
    case_no="汝水罚〔2026〕1号",
    title="李大山未经许可在北汝河采砂案",
    cause="未经许可在河道采砂",
    parties="李大山、汝州市河道砂石有限公司",
    procedure="普通程序",
    main_handler="陈立军",
    opened_on=date(2026, 11, 20),
    state=case_words.STATES[CaseState.EVIDENCE],
    security_class="秘密",
    unit_name="水政监察大队",
)
PLAIN_ROW = replace(ROW, parties="", main_handler="", security_class="")
CASES = CasesPage(
    rows=(ROW, PLAIN_ROW),
    states=STATES,
    procedures=PROCEDURES,
    handled_choices=HANDLED,
    units=(BUREAU,),
    q="",
    state="",
    procedure="",
    handled="",
    unit="",
    first="/cases",
    newer="/cases?newer_than=1",
    older="/cases?older_than=1",
    total="共 500 件以上",
    filters="没有筛选",
    part="本表是其中一页的 2 行，不是全部（共 500 件以上）",
    opened=OpenedCase("汝水罚〔2026〕35号", "郭志强"),
    sheet="/cases.xlsx",
    is_open=True,
    unassigned=3,
    may_open=True,
    may_set_up=True,
    shown_at=NOW,
)
NO_CASES = replace(CASES, rows=(), newer=None, older=None, opened=None)
DETAIL = CaseDetail(
    id=ID,
    unit_id=ID,
    unit_name="水政监察大队",
    case_no=ROW.case_no,
    title=ROW.title,
    cause=ROW.cause,
    procedure=CaseProcedure.ORDINARY,
    state=CaseState.EVIDENCE,
    place="北汝河温泉镇段",
    note="群众举报。\n举报人要求保密。",
    security_class=SecurityClass.SECRET,
    control_marks=(ControlMark.PRIVACY,),
    opened_on=date(2026, 11, 20),
    opened_by="陈立军",
    opened_at=NOW - timedelta(days=1),
    closed_at=NOW,
    revision=3,
)
PARTY = PartyLine(
    id=ID,
    kind=PartyKind.PERSON,
    role=PartyRole.PARTY,
    name="李大山",
    document_no="410482197001010011",
    contact="13800000000",
    represents_id=None,
    represents="",
    added_at=NOW,
    struck_at=None,
    strike_reason="",
)
LAWYER = replace(
    PARTY, role=PartyRole.LAWYER, name="王律师", document_no="", contact="", represents="李大山"
)
HANDLER = HandlerLine(ID, "陈立军", "执法队员", True, NOW - timedelta(days=1), None)
OTHER_HANDLER = replace(HANDLER, full_name="郭志强", is_main=False)
FILE = VersionLine(2, "复议决定撤销原处罚决定", NOW, "刘敏", None, "", 0, 0, "")
BOUND_FILE = VersionLine(
    1, "", NOW - timedelta(days=9), "陈立军", NOW - timedelta(days=2), "刘敏", 12, 48, SHA256
)
STEPS = (
    StepView("已立案", "done", NOW - timedelta(days=1)),
    StepView("调查取证", "now", NOW, said="审核意见：补充询问笔录", correct_href="#"),
    StepView("法制审核", "skipped", None),
    StepView("已决定", "coming", None),
)
PROGRESS = ProgressPanel(
    STEPS,
    (
        ActLink("送法制审核", f"/cases/{ID}/steps/legal_review", is_usual=True),
        ActLink("结案", f"/cases/{ID}/steps/closed"),
    ),
    "正在调查取证。",
    version=2,
    earlier=(EarlierWay(1, STEPS[:2]),),
)
HANDLERS = HandlersPanel(
    ID,
    (HANDLER, OTHER_HANDLER),
    (replace(OTHER_HANDLER, until=NOW),),
    lacks_main=False,
    may_change=True,
)
PARTIES = PartiesPanel(
    ID,
    (PARTY, LAWYER),
    (
        replace(PARTY, struck_at=NOW, strike_reason="属于另一案件"),
        replace(PARTY, struck_at=NOW),
    ),
    sees_numbers=True,
    may_change=True,
)
HISTORY = HistoryPanel(
    "最近的办理记录",
    "最新的在前，全部记录在审计台账",
    (EventLine(NOW, "陈立军", "案件进入下一步：调查取证"),),
    is_printed=False,
)
CASE = CaseView(
    id=ID,
    case_no=ROW.case_no,
    title=ROW.title,
    unit_name="水政监察大队",
    procedure="普通程序",
    state=case_words.STATES[CaseState.EVIDENCE],
    care=("秘密", "个人隐私"),
    main=(
        Panel("cases/_progress.html", PROGRESS),
        Panel("cases/_facts.html", FactsPanel(DETAIL, ("秘密", "个人隐私"), may_change=True)),
        Panel("cases/_filing.html", FILING_PANEL),
        Panel("cases/_stages.html", STAGES),
        Panel("cases/_parties.html", PARTIES),
    ),
    side=(
        Panel("cases/_handlers.html", HANDLERS),
        Panel("cases/_versions.html", VersionsPanel(ID, (FILE, BOUND_FILE))),
    ),
    panels=(Panel("_history.html", HISTORY),),
    shown_at=NOW,
    done=case_words.DONE["struck"],
)
OF_A_LEADER = replace(
    CASE,
    done="",
    care=(),
    main=(
        Panel("cases/_progress.html", replace(PROGRESS, acts=())),
        Panel(
            "cases/_facts.html",
            FactsPanel(
                replace(DETAIL, place="", note="", closed_at=None, control_marks=()),
                (),
                may_change=False,
            ),
        ),
        Panel("cases/_filing.html", OPEN_PANEL),
        Panel(
            "cases/_parties.html",
            replace(PARTIES, lines=(), struck=(), sees_numbers=False, may_change=False),
        ),
    ),
    side=(
        Panel(
            "cases/_handlers.html",
            replace(HANDLERS, lines=(), former=(), lacks_main=True, may_change=False),
        ),
    ),
)
PEOPLE = (Option(str(ID), "陈立军 执法队员"), Option("x", "郭志强", "水政监察大队"))
GROUPS = (
    facts_group(
        (BUREAU,),
        str(ID),
        {CaseProcedure.ORDINARY: ComingNumber("汝水罚〔2026〕2号", "汝水罚〔2025〕9号")},
        today=date(2026, 11, 21),
    ),
)
NEW = NewCasePage(
    groups=(
        *GROUPS,
        replace(
            GROUPS[0], fields=(handler_field(PEOPLE, ID, warning="您只能查看自己承办的案件。"),)
        ),
        care_group(),
    ),
    rows=(PartyRow(0, "李大山"), PartyRow(1, "王律师", PartyRole.LAWYER.value, represents="1")),
    roles=PartyRow.ROLES,
    kinds=PartyRow.KINDS,
    people=PEOPLE,
    ticked=frozenset({ID}),
    values={},
    focus=1,
)
NUMBERED = NumberingRow(
    ID, "ordinary", "普通程序", "汝水罚〔{年}〕{序号}号", "1", "", ExampleView("汝水罚〔2026〕2号")
)
WRONG = ExampleView("案号规则里应当有{年}，因为序号每年从1开始。", is_wrong=True)
NUMBERING = NumberingPage((NumberingAgency(ID, "汝州市水利局", (NUMBERED,)),), 2026)

PAGES = {
    "cases": ("cases/index.html", CASES),
    "cases, none": ("cases/index.html", NO_CASES),
    "cases, nothing found": ("cases/index.html", replace(NO_CASES, is_open=False)),
    "case": ("cases/show.html", CASE),
    "case, of a leader": ("cases/show.html", OF_A_LEADER),
    "case, new": ("cases/new.html", NEW),
    "case, new, refused": (
        "cases/new.html",
        replace(NEW, errors=(FieldError("party-0", "请填写姓名或者名称。"),), rows=(PartyRow(0),)),
    ),
    "case numbering": ("cases/numbering.html", replace(NUMBERING, is_saved=True)),
    "case numbering, refused": (
        "cases/numbering.html",
        replace(NUMBERING, errors=(FieldError(NUMBERED.pattern_id, WRONG.text),)),
    ),
    "case numbering, of no agency": ("cases/numbering.html", NumberingPage((), 2026)),
    "case number, example": ("cases/_example.html", WRONG),
}
