"""Believable pages about people, for tests that render templates without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from app.people.accounts import Slip
from app.people.career import PostingLine, RoleLine
from app.people.finding import PersonDetail
from app.people.listing import PersonRow, Standing
from app.people.sections import SectionLine
from app.policy.vocabulary import Employment, Role
from app.routers import labels
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import FieldError, Option
from app.routers.import_pages import ImportPage, ImportWords, PreviewPage, ProblemLine
from app.routers.panels import Panel
from app.routers.people import RosterPage
from app.routers.people_choices import EMPLOYMENTS, ROLES
from app.routers.people_filters import PeopleFields
from app.routers.people_panels import AccountPanel, FactsPanel, PostingsPanel, RolesPanel
from app.routers.person import PersonPage, SlipsPage
from app.routers.sections import SectionsPage, UnitLine, UnitsPage

NOW = datetime(2026, 11, 21, 7, 36, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
ID = UUID("019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11")
UNIT = Option(str(ID), "水政监察大队")

ROW = PersonRow(
    id=ID,
    full_name="陈立",
    username="chen",
    officer_no="HN-0217",
    unit_id=ID,
    unit_name="水政监察大队",
    section_name="执法一中队",
    post="队员",
    employment=Employment.REGULAR,
    roles=frozenset({Role.OFFICER, Role.CASE_HANDLER}),
    standing=Standing.SERVING,
)
BARE_ROW = replace(
    ROW,
    id=UUID(int=ID.int + 1),
    username="",
    officer_no="",
    section_name="",
    post="",
    roles=frozenset(),
    standing=Standing.LEFT,
)
ROSTER = RosterPage(
    rows=(ROW, BARE_ROW),
    filters=PeopleFields(q="陈"),
    units=(UNIT,),
    sections=(Option(str(ID), "执法一中队"),),
    roles=ROLES,
    employments=EMPLOYMENTS,
    standings=(Option("serving", "在职"),),
    before="/people?before=1",
    after="/people?after=2",
    export="/people/roster.xlsx",
    may_register=True,
    conditions="包含“陈”",
    shown_at=NOW,
)
COLLEAGUES = replace(ROSTER, may_register=False, filters=PeopleFields(), conditions="")
NO_PEOPLE = replace(COLLEAGUES, rows=())
NOBODY_FOUND = replace(ROSTER, rows=())

DETAIL = PersonDetail(
    id=ID,
    unit_id=ID,
    unit_name="水政监察大队",
    section_id=ID,
    section_name="执法一中队",
    username="chen",
    full_name="陈立",
    post="队员",
    employment=Employment.REGULAR,
    officer_no="HN-0217",
    is_active=True,
    left_on=None,
)
LEFT = replace(DETAIL, is_active=False, left_on=TODAY, officer_no=None)
SERVING_TAG, LEFT_TAG = labels.PERSON_STANDINGS["serving"], labels.PERSON_STANDINGS["left"]
FACTS = FactsPanel(DETAIL, ("执法人员",), SERVING_TAG, sees_file=True, may_change=True)
ACCOUNT = AccountPanel(
    person_id=ID,
    username="chen",
    standing=SERVING_TAG,
    has_password=False,
    has_factor=False,
    sessions=2,
    has_left=False,
    is_active=True,
    is_oneself=False,
)
ROLE_LINES = (
    RoleLine(ID, ID, "水政监察大队", Role.OFFICER, TODAY, None),
    RoleLine(UUID(int=1), ID, "水政监察大队", Role.LEADER, date(2026, 12, 1), date(2026, 12, 31)),
    RoleLine(
        UUID(int=2), ID, "汝州市水利局", Role.CASE_HANDLER, date(2020, 1, 1), date(2021, 1, 1)
    ),
)
ROLES_PANEL = RolesPanel(ID, ROLE_LINES, TODAY, may_assign=True)
POSTINGS = PostingsPanel(
    (
        PostingLine("水政监察大队", "执法一中队", "队员", TODAY, None, ended_why=""),
        PostingLine("汝州市水利局", "", "", date(2020, 1, 1), date(2021, 1, 1), ended_why="调出"),
    ),
    sees_reasons=True,
)


def person_page(facts: FactsPanel, *more: Panel) -> PersonPage:
    return PersonPage("陈立", "水政监察大队", (Panel("people/_facts.html", facts), *more))


PERSON = person_page(
    FACTS,
    Panel("people/_roles.html", ROLES_PANEL),
    Panel("people/_postings.html", POSTINGS),
    Panel("people/_account.html", ACCOUNT),
)
COLLEAGUE = person_page(replace(FACTS, sees_file=False, may_change=False, roles=()))
LEFT_PERSON = person_page(
    replace(FACTS, detail=LEFT, standing=LEFT_TAG),
    Panel("people/_roles.html", replace(ROLES_PANEL, lines=(), may_assign=False)),
    Panel(
        "people/_account.html",
        replace(ACCOUNT, has_left=True, is_active=False, has_password=True, standing=LEFT_TAG),
    ),
)
STOPPED_PERSON = person_page(
    FACTS, Panel("people/_account.html", replace(ACCOUNT, is_active=False))
)
ONESELF = person_page(FACTS, Panel("people/_account.html", replace(ACCOUNT, is_oneself=True)))

SLIPS = SlipsPage(
    title="陈立已登记",
    lead="密码只显示一次。",
    slips=(Slip("陈立", "chen", "水政监察大队", "k3-Xy7_pQ"),),
    address="http://127.0.0.1:8000",
    next="/people",
)
FORM = FormPage(
    title="办理调动：陈立",
    lead="现在的任职到前一天为止。",
    trail=(("首页", "/"), ("人员名册", "/people")),
    action="/people/1/move",
    groups=(
        Group(
            "新的任职",
            (
                Field("unit", "单位", FieldKind.CHOICE, options=(UNIT,), value=str(ID)),
                Field(
                    "section",
                    "科室",
                    FieldKind.CHOICE,
                    options=(
                        Option("1", "执法一中队", "水政监察大队"),
                        Option("2", "办公室", "汝州市水利局"),
                    ),
                    blank="不设科室",
                ),
                Field("post", "职务", is_required=False, value="队员", help="没有的留空"),
                Field("from", "开始日期", FieldKind.DAY, value="2026-11-21"),
            ),
        ),
        Group(
            "保留的岗位", (Field("keep_1", "执法人员", FieldKind.CHECK, value="on"),), is_line=True
        ),
    ),
    submit="办理调动",
    back="/people/1",
    notes=("没有勾选的岗位一并终止。",),
)
WRONG_FORM = replace(
    FORM,
    is_grave=True,
    errors=(FieldError("from", "请填写开始日期。"), FieldError("form", "不行。")),
)
WORDS = ImportWords(
    title="批量导入人员",
    address="/people/import",
    list_name="人员名册",
    list_address="/people",
    measure="人",
    how="每行填写一人，",
    after="他们还不能登录。",
)
UNITS_TO_FILL = (UNIT, Option("2", "汝州市水利局"))
IMPORT = ImportPage(WORDS, 0, "", UNITS_TO_FILL, UNIT.value)
IMPORT_WITHOUT_UNITS = ImportPage(WORDS, 0, "")
IMPORT_DONE = replace(IMPORT, units=(UNIT,), imported=12)
IMPORT_PROBLEM = replace(IMPORT, problem="这个文件无法作为表格读取。")
PREVIEW = PreviewPage(
    words=WORDS,
    batch_id=ID,
    what="水政监察大队",
    fresh=4980,
    faulty=20,
    problems=(ProblemLine(7, "用户名", "用户名“chen”已被使用，请换一个。"),),
    more=19,
    sample=(("毛建", "mao"), ("郑伟", "zheng")),
    expires_at=NOW,
)
NOTHING_TO_IMPORT = replace(PREVIEW, fresh=0, sample=(), more=0)
ALL_TO_IMPORT = replace(PREVIEW, faulty=0, problems=(), more=0, fresh=2)
UNITS = UnitsPage((UnitLine(ID, "水政监察大队", 3),))
SECTIONS = SectionsPage(
    unit_id=ID,
    unit_name="水政监察大队",
    lines=(
        SectionLine(ID, ID, "执法一中队", None, 5),
        SectionLine(UUID(int=2), ID, "执法二中队", TODAY, 0),
    ),
)
NO_SECTIONS = replace(SECTIONS, lines=())
WRONG_SECTION = replace(
    SECTIONS, typed="执法", renamed=ID, errors=(FieldError("name", "本单位已有同名科室。"),)
)

PAGES = {
    "form": ("forms/page.html", FORM),
    "form, wrong": ("forms/page.html", WRONG_FORM),
    "people": ("people/index.html", ROSTER),
    "people, colleagues": ("people/index.html", COLLEAGUES),
    "people, none": ("people/index.html", NO_PEOPLE),
    "people, nobody found": ("people/index.html", NOBODY_FOUND),
    "people, import": ("imports/start.html", IMPORT),
    "import without units": ("imports/start.html", IMPORT_WITHOUT_UNITS),
    "people, imported": ("imports/start.html", IMPORT_DONE),
    "people, import refused": ("imports/start.html", IMPORT_PROBLEM),
    "people, preview": ("imports/preview.html", PREVIEW),
    "people, nothing to import": ("imports/preview.html", NOTHING_TO_IMPORT),
    "people, all to import": ("imports/preview.html", ALL_TO_IMPORT),
    "person": ("people/show.html", PERSON),
    "person, colleague": ("people/show.html", COLLEAGUE),
    "person, left": ("people/show.html", LEFT_PERSON),
    "person, stopped": ("people/show.html", STOPPED_PERSON),
    "person, oneself": ("people/show.html", ONESELF),
    "slips": ("people/slips.html", SLIPS),
    "sections": ("sections/show.html", SECTIONS),
    "sections, none": ("sections/show.html", NO_SECTIONS),
    "sections, wrong": ("sections/show.html", WRONG_SECTION),
    "sections, units": ("sections/index.html", UNITS),
}
