"""Training and supervision: the register, and a single record."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.people.training_attendance import Attendee, Candidate
from app.routers.certificates import HistoryLine
from app.routers.forms import FieldError
from app.routers.qualification_words import TRAINING_KINDS
from app.routers.training import TrainingFields, TrainingLine, TrainingView
from app.routers.training_views import TrainingRecordPage
from tests.routers.samples.basics import ID, NOW

_LINE = TrainingLine(
    id=ID,
    held_on=date(2026, 11, 12),
    kind="培训",
    title="执法记录仪使用和保管",
    hours=Decimal("4.0"),
    organiser="局办公室",
    unit_name="长河县水利局",
    attendees=18,
)
TRAININGS = TrainingView(
    rows=(_LINE, replace(_LINE, kind="监督检查", title="记录设备抽查", hours=None)),
    filters=TrainingFields(),
    kinds=TRAINING_KINDS,
    may_register=True,
    next_page="/training?place=abc",
    export="/training.xlsx",
    problems=(),
    scope="长河县水利局",
    shown_at=NOW,
)
NO_TRAININGS = replace(TRAININGS, rows=(), next_page="", may_register=False)
NO_SUCH_TRAINING = replace(
    NO_TRAININGS,
    filters=TrainingFields(text="无人机", day_from="2026-11-01"),
    problems=("结束日期写错了，没有按它筛选。",),
)

TRAINING = TrainingRecordPage(
    id=ID,
    kind="培训",
    title="执法记录仪使用和保管",
    held_on=date(2026, 11, 12),
    hours=Decimal("4.0"),
    organiser="局办公室",
    unit_name="长河县水利局",
    note="开机、佩戴、记录、归档。",
    registered_by="林慧",
    registered_at=NOW,
    attendees=(
        Attendee(ID, "陈立军", "水政监察大队", "队员", "合格", ""),
        Attendee(UUID(int=4), "马晓东", "水政监察大队", "", "", "补考"),
    ),
    candidates=(Candidate(UUID(int=5), "刘敏", "长河县水利局"),),
    history=(HistoryLine(NOW, "林慧", "登记培训"),),
    may_keep=True,
    is_check=False,
    shown_at=NOW,
    chosen=frozenset({UUID(int=5)}),
    errors=(FieldError("people", "请至少选择一名人员。"),),
)
CHECK = replace(
    TRAINING,
    kind="监督检查",
    title="记录设备抽查",
    hours=None,
    note="",
    attendees=(),
    may_keep=False,
    is_check=True,
    errors=(),
)

PAGES = {
    "trainings": ("training/index.html", TRAININGS),
    "trainings, none": ("training/index.html", NO_TRAININGS),
    "trainings, nothing found": ("training/index.html", NO_SUCH_TRAINING),
    "training": ("training/show.html", TRAINING),
    "training, a check": ("training/show.html", CHECK),
}
