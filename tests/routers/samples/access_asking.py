"""Asking for a case, at the desk and for others: the forms, and what is found for a request."""

from dataclasses import replace
from uuid import uuid5

from app.access.again import EarlierRequest
from app.access.choosing import Extract, Wanted
from app.access.previewing import Part, Prospect, Target
from app.policy.access_words import AccessState
from app.policy.decision import refuse
from app.policy.law_words import ConsultAct, Requester
from app.routers import labels
from app.routers.access_asking import EXTRACTS
from app.routers.access_desk import Comer, DeskPage
from app.routers.access_finding import FindFields, FindPage
from app.routers.access_new import NewAccessPage
from app.routers.form_page import Field, FieldKind, Group
from app.routers.forms import FieldError
from app.routers.search_words import SearchRow
from tests.routers.samples.access import DETAIL, GRANTED, MISSING, NEEDED, SEVEN
from tests.routers.samples.basics import ID, NOW

TARGET = Target(
    unit_id=ID,
    unit_name="水政监察大队",
    case_id=ID,
    case_no="汝水罚〔2026〕1号",
    case_title="李大山未经许可在北汝河采砂案",
    title="汝水罚〔2026〕1号 李大山未经许可在北汝河采砂案",
    wanted=Wanted(),
    parts=(
        Part(ID, "行政处罚决定书", is_document=True, is_concluding=True),
        Part(ID, "RZ0001.mp4", at=NOW),
        Part(ID, "RZ0002.mp4"),
    ),
    documents=1,
    recordings=300,
)
EARLIER = EarlierRequest(
    id=ID,
    number="调阅〔2026〕2号",
    state=AccessState.RETURNED,
    requester=Requester.LAWYER,
    unit_id=ID,
    act=ConsultAct.VIEW,
    days=3,
    purpose="代理行政复议",
    material="",
    case_id=ID,
    documents=frozenset({ID}),
    recordings=frozenset(),
    is_whole=False,
    name="何律师",
    unit="汝州法正律师事务所",
    document="律师执业证 14101",
    contact="",
    party_id=ID,
    is_about_themselves=True,
)
PURPOSE = Field("purpose", "事由", FieldKind.AREA)
NEW = NewAccessPage(
    target=TARGET,
    prospects=(
        Prospect(ConsultAct.VIEW, Requester.HANDLER, GRANTED),
        Prospect(ConsultAct.COPY, Requester.HANDLER, MISSING),
    ),
    fields=(PURPOSE,),
    extracts=EXTRACTS,
    direct="您是本案的案件承办人，按照调阅监督制度第四条，查阅不需要批准；在阅览室查阅，不得带离；系统自动登记。",
    query=f"case={ID}",
    purpose="承办本案",
    days="3",
    form_key=ID,
    direct_key=ID,
    earlier=EARLIER,
    ticked=frozenset({ID}),
)
DESK = DeskPage(
    comers=(
        Comer("lawyer", "代理律师", "代理律师", NEEDED, "/access/desk?requester=lawyer"),
        Comer("public", "社会公众", "社会公众、新闻媒体", (), "/access/desk?requester=public"),
    ),
    requester=None,
    title="接待来访",
    papers=(),
    target=None,
    groups=(),
    extracts=EXTRACTS,
    extract=Extract.CONCLUDING.value,
    prospects=(),
    query="",
    form_key=ID,
)
LAWYER_AT_DESK = replace(
    DESK,
    requester=Requester.LAWYER,
    title="接待代理律师",
    prospects=(Prospect(ConsultAct.COPY, Requester.LAWYER, MISSING),),
    earlier=EARLIER,
    papers=NEEDED,
    target=TARGET,
    groups=(Group("来访人", (Field("name", "姓名"),), is_line=True),),
    errors=(FieldError("case_no", "没有找到这个案号的案件。"),),
)

_FOUND = SearchRow(
    id=ID,
    href=f"/recordings/{ID}",
    number="",
    title="RZ0001.mp4",
    hits=(("案号", DETAIL.case_no), ("地点", "刘沟村河段")),
    unit_name=DETAIL.unit_name,
    moment=NOW,
    kind="录像",
    state=labels.CATALOGUED,
)
FIND = FindPage(
    detail=DETAIL,
    fields=FindFields("刘沟村", "2026-06-01"),
    query="q=刘沟村",
    rows=(_FOUND, _FOUND._replace(id=uuid5(ID, "there"), hits=())),
    asked_for=frozenset({uuid5(ID, "there")}),
    has_more=True,
    is_open=False,
    ticked=frozenset({ID}),
    problems=(),
    errors=(FieldError("found", "请勾选要添加的资料。"),),
)
PAGES = {
    "asking for a case": ("access/new.html", NEW),
    "asking for a state secret": (
        "access/new.html",
        replace(NEW, direct="", barrier=refuse("国家秘密按照保密规定另行办理。", SEVEN)),
    ),
    "asking in words": ("access/new.html", replace(NEW, target=None, direct="")),
    "recordings for a request": ("access/find.html", FIND),
    "recordings for a request, nothing sought yet": (
        "access/find.html",
        replace(FIND, rows=(), is_open=True, errors=()),
    ),
    "recordings for a request, none found": (
        "access/find.html",
        replace(FIND, rows=(), problems=("开始日期没有写成“年-月-日”的形式。",)),
    ),
    "the desk": ("access/desk.html", DESK),
    "the desk, a lawyer": ("access/desk.html", LAWYER_AT_DESK),
}
