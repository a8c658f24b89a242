"""The documents of a case."""

from dataclasses import replace
from datetime import date
from uuid import uuid5

from app.cases.accompanying import RecordingBeside
from app.papers.kinds import STARTING_LIST, KindLine
from app.papers.lines import Contents, DocumentLine, numbered
from app.papers.sheets import FileFacts
from app.policy.case_words import (
    CaseProcedure,
    ControlMark,
    DocumentState,
    MaterialRole,
    SecurityClass,
)
from app.policy.law_words import Stage
from app.policy.vocabulary import MediaKind
from app.recordings.moments import RecordingTime
from app.routers.case_document import CaseDocumentPage
from app.routers.case_documents import CaseDocumentsPage, kind_options
from app.routers.document_kinds import DocumentKindsPage, KindRow
from app.routers.document_rows import row_of
from app.routers.file_sheet_words import counted, recording_rows
from app.routers.file_sheets import FileSheetPage
from app.routers.forms import FieldError, Option
from tests.routers.samples.basics import ID, NOW, SHA256, SM3
from tests.routers.samples.filing import FILING

RECORD = DocumentLine(
    id=ID,
    kind="询问笔录",
    title="询问笔录（李大山，第一次）",
    document_no="",
    author="汝州市水利局",
    made_on=date(2026, 11, 20),
    stage="investigation",
    is_concluding=False,
    is_final=True,
    page_count=4,
    state=DocumentState.READY,
    problem="",
    media_type="application/pdf",
    file_name="询问笔录1.pdf",
    size_bytes=823_112,
    sha256=SHA256,
    sm3=SM3,
    replaces_id=None,
    position=1,
    added_by="陈立",
    added_at=NOW,
    struck_at=None,
    struck_by=None,
    strike_reason=None,
)
DECISION = replace(
    RECORD,
    id=uuid5(ID, "decision"),
    kind="行政处罚决定书",
    title="行政处罚决定书（𠮷某）",
    document_no="汝水罚决〔2026〕1号",
    is_concluding=True,
    is_final=False,
)
ARRIVING = replace(
    RECORD,
    id=uuid5(ID, "arriving"),
    title="现场照片",
    state=DocumentState.RECEIVED,
    page_count=None,
    is_final=False,
    media_type="image/jpeg",
)
BOMB = replace(
    ARRIVING,
    id=uuid5(ID, "bomb"),
    title="来历不明的材料",
    state=DocumentState.QUARANTINED,
    problem="too_costly",
    media_type="application/pdf",
)
WORD = replace(
    RECORD,
    id=uuid5(ID, "word"),
    title="调查终结报告",
    page_count=None,
    stage="",
    made_on=None,
    media_type="application/msword",
)
STRUCK = replace(
    RECORD,
    id=uuid5(ID, "struck"),
    title="别案的笔录",
    struck_at=NOW,
    struck_by="刘敏",
    strike_reason="属于另一案件，误放入本案",
)
LINES = numbered((RECORD, DECISION, BOMB, WORD, ARRIVING))
ROWS = tuple(row_of(line) for line in LINES)
KINDS = tuple(
    KindLine(uuid5(ID, kind.name), kind.name, str(kind.stage), kind.is_concluding, place)
    for place, kind in enumerate(STARTING_LIST, 1)
)
KIND_ROWS = tuple(KindRow(kind, Stage(kind.stage).label if kind.stage else "") for kind in KINDS)
DOCUMENTS = CaseDocumentsPage(
    case_id=ID,
    case_no="汝水罚〔2026〕1号",
    case_title="李大山未经许可在北汝河采砂案",
    revision=3,
    version=2,
    newest=2,
    rows=ROWS,
    drafts=(row_of(DECISION),),
    struck=(row_of(STRUCK),),
    page_count=None,
    is_waiting=True,
    kinds=kind_options(KINDS),
    replaceable=(Option(str(DECISION.id), DECISION.title),),
    author="汝州市水利局",
    may_change=True,
    may_read=True,
    may_ask=False,
    why_not="",
    basis=(),
)
NO_DOCUMENTS = replace(
    DOCUMENTS, rows=(), drafts=(), struck=(), page_count=0, is_waiting=False, version=1
)
BOUND = replace(
    DOCUMENTS,
    rows=ROWS[:2],
    is_bound=True,
    outside=(row_of(replace(RECORD, number=0, is_final=False)), row_of(BOMB)),
    may_change=False,
    is_waiting=False,
    why_not="案卷已立卷，不得增加、抽取或者改动。确需补充的，请先重新立案，形成新的一版案卷。",
)
DOCUMENT = CaseDocumentPage(
    case_id=ID,
    case_no="汝水罚〔2026〕1号",
    revision=3,
    version=1,
    is_bound=False,
    is_older=False,
    row=ROWS[0],
    may_change=True,
    may_read=True,
    may_ask=False,
    why_not_read="",
    basis=(),
)
FACTS = FileFacts(
    case_id=ID,
    agency_name="汝州市水利局",
    unit_name="水政监察大队",
    case_no="汝水罚〔2026〕1号",
    title="李大山未经许可在北汝河采砂案",
    cause="未经许可在河道采砂",
    procedure=CaseProcedure.ORDINARY,
    parties=("李大山", "汝州市河道砂石有限公司"),
    handlers=("陈立", "王秀兰"),
    opened_on=date(2026, 11, 20),
    filing=FILING,
    security_class=SecurityClass.WORK_SECRET,
    control_marks=(ControlMark.PRIVACY,),
    reopen_reason="行政复议决定责令重新作出",
    bound_at=None,
    bound_by=None,
    contents=Contents(2, 2, LINES, (), (STRUCK,)),
)
RECORDING = RecordingBeside(
    ID,
    MediaKind.AUDIO,
    MaterialRole.EVIDENCE,
    "未经许可采砂",
    RecordingTime(NOW, NOW),
    "a" * 64,
    "b" * 64,
)
RECORDINGS = (RECORDING, replace(RECORDING, kind=MediaKind.VIDEO, sha256=""))
SHEET = FileSheetPage(
    facts=FACTS,
    rows=ROWS,
    outside=("“勘验笔录”（草稿）",),
    recordings=recording_rows(RECORDINGS),
    media=counted(RECORDINGS),
    count="4 件，页数尚未清点完",
    period="30 年",
    shown_at=NOW,
)
PAGES = {
    "documents of a case": ("papers/index.html", DOCUMENTS),
    "documents of a case, none": ("papers/index.html", NO_DOCUMENTS),
    "documents of a case, no kinds": ("papers/index.html", replace(NO_DOCUMENTS, kinds=())),
    "documents of a case, of a stage": (
        "papers/index.html",
        replace(DOCUMENTS, stage="调查取证"),
    ),
    "documents of a case, bound": ("papers/index.html", BOUND),
    "documents of a case, one refused": (
        "papers/index.html",
        replace(
            DOCUMENTS,
            typed={"kind": "询问笔录", "title": "询问笔录", "is_final": "on"},
            errors=(FieldError("files", "“a.docm”：文件里带有宏（程序），没有保存。"),),
        ),
    ),
    "document": ("papers/show.html", DOCUMENT),
    "document, bound": (
        "papers/show.html",
        replace(DOCUMENT, is_bound=True, is_older=True, may_change=False),
    ),
    "document, left outside": (
        "papers/show.html",
        replace(
            DOCUMENT,
            row=row_of(replace(LINES[0], number=0)),
            is_bound=True,
            may_change=False,
        ),
    ),
    "document, put aside": ("papers/show.html", replace(DOCUMENT, row=ROWS[2])),
    "document, searched in part": ("papers/show.html", replace(DOCUMENT, searched_to=60_000)),
    "document, not searched any more": ("papers/show.html", replace(DOCUMENT, searched_to=0)),
    "document, Word": ("papers/show.html", replace(DOCUMENT, row=ROWS[3])),
    "document, arriving": ("papers/show.html", replace(DOCUMENT, row=ROWS[4])),
    "document, a picture": (
        "papers/show.html",
        replace(DOCUMENT, row=row_of(replace(ARRIVING, state=DocumentState.READY, page_count=1))),
    ),
    "document, struck out": (
        "papers/show.html",
        replace(DOCUMENT, row=row_of(STRUCK), may_change=False),
    ),
    "document, not to be read": (
        "papers/show.html",
        replace(
            DOCUMENT,
            may_read=False,
            may_ask=True,
            may_change=False,
            why_not_read="您不是本案的承办人。",
        ),
    ),
    "kinds of document": ("papers/kinds.html", DocumentKindsPage("汝州市水利局", KIND_ROWS, ())),
    "kinds of document, none": (
        "papers/kinds.html",
        DocumentKindsPage("汝州市水利局", (), KIND_ROWS),
    ),
    "cover": ("papers/cover.html", SHEET),
    "contents list": ("papers/contents.html", SHEET),
    "contents list, empty": ("papers/contents.html", replace(SHEET, rows=())),
    "contents list, papers alone": (
        "papers/contents.html",
        replace(SHEET, outside=(), recordings=(), media=""),
    ),
    "end note": ("papers/endnote.html", SHEET),
}
