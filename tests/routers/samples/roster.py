"""The roster of a week."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from app.policy.vocabulary import ShiftKind
from app.roster.queries import Shift
from app.routers.forms import FieldError, Option
from app.routers.roster_week import RosterPage, ShiftFields, days_of, lines_of
from tests.routers.samples.basics import ID, NOW

_CHEN = Shift(
    id=ID,
    unit_id=ID,
    section_id=None,
    section_name="执法一中队",
    person_id=ID,
    person_name="陈立军",
    kind=ShiftKind.DUTY,
    from_at=NOW,
    until_at=NOW + timedelta(hours=14),
    note="防汛值守",
)
_MONDAY = date(2026, 11, 16)
ROSTER = RosterPage(
    unit_id=ID,
    unit_name="水政监察大队",
    units=(Option(str(ID), "水政监察大队"), Option(str(UUID(int=1)), "长河县水利局")),
    title="2026-11-16 至 2026-11-22",
    monday="2026-11-16",
    before=f"/roster/{ID}?week=2026-11-09",
    after=f"/roster/{ID}?week=2026-11-23",
    days=days_of(_MONDAY, date(2026, 11, 21)),
    lines=lines_of((_CHEN, replace(_CHEN, from_at=NOW - timedelta(days=9))), _MONDAY),
    may_keep=True,
    fields=ShiftFields(day="2026-11-21"),
    people=(Option(str(ID), "陈立军"),),
    sections=(Option(str(ID), "执法一中队"),),
    kinds=(Option("duty", "值班"),),
    news="已导入 12 班。",
)
EMPTY_ROSTER = replace(ROSTER, lines=(), news="")
ROSTER_TO_READ = replace(EMPTY_ROSTER, may_keep=False, units=())
ROSTER_WITH_PROBLEMS = replace(
    ROSTER,
    news="",
    errors=(FieldError("person", "这名人员在这段时间已经排了班。"),),
    problems=("第 3 行：没有在本单位找到这名人员。",),
)

PAGES = {
    "roster": ("roster/index.html", ROSTER),
    "roster, empty": ("roster/index.html", EMPTY_ROSTER),
    "roster, to read": ("roster/index.html", ROSTER_TO_READ),
    "roster, problems": ("roster/index.html", ROSTER_WITH_PROBLEMS),
}
