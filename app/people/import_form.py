"""The sheet of people as data: its columns, and what one row of it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.documents.sheets import Column, ColumnKind
from app.documents.xlsx_in import ImportedRow, ImportedTable
from app.people.admitting import Applicant
from app.people.sections import SectionLine
from app.policy.excluding import HeldRole
from app.policy.vocabulary import Employment, Role

ROLE_KEYS = ("role_1", "role_2", "role_3")


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one unit: its open sections, and the words for roles and kinds of staff."""

    unit_id: UUID
    sections: Mapping[str, UUID]
    roles: Mapping[str, Role]
    employments: Mapping[str, Employment]
    columns: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Lay out the columns."""
        object.__setattr__(self, "columns", _columns_of(self))


def form_of(
    unit_id: UUID,
    sections: Sequence[SectionLine],
    roles: Mapping[str, Role],
    employments: Mapping[str, Employment],
) -> Form:
    """Return the form that people of this unit are entered into."""
    still_open = {line.name: line.id for line in sections if line.closed_on is None}
    return Form(unit_id, still_open, roles, employments)


def lowered(table: ImportedTable) -> ImportedTable:
    """Return the table with usernames as they are compared."""
    rows = tuple(
        ImportedRow(
            row.number, {**row.values, "username": text_of(row, "username").lower() or None}
        )
        for row in table.rows
    )
    return ImportedTable(table.columns, rows, table.raw, table.problems, table.notes)


def applicant_of(form: Form, row: ImportedRow, today: date) -> Applicant:
    """Return the person of a row; what is open there is the default."""
    roles = (text_of(row, key) for key in ROLE_KEYS)
    since = row.values["since"]
    return Applicant(
        full_name=text_of(row, "full_name"),
        username=text_of(row, "username").lower(),
        unit_id=form.unit_id,
        section_id=form.sections.get(text_of(row, "section")),
        post=text_of(row, "post"),
        employment=form.employments.get(text_of(row, "employment"), Employment.REGULAR),
        officer_no=text_of(row, "officer_no") or None,
        since=since if isinstance(since, date) else today,
        roles=tuple(HeldRole(form.unit_id, form.roles[word], today) for word in roles if word),
    )


def text_of(row: ImportedRow, key: str) -> str:
    """Return a cell as trimmed text; empty when it holds none."""
    value = row.values[key]
    return value.strip() if isinstance(value, str) else ""


def _columns_of(form: Form) -> tuple[Column, ...]:
    roles = tuple(form.roles)
    titles = ("岗位", "岗位二", "岗位三")
    return (
        Column("full_name", "姓名", width=12, required=True),
        Column(
            "username",
            "用户名",
            width=16,
            required=True,
            hint="登录用：2 至 32 位小写字母或数字，不与他人重复，例如 zhang.san",
        ),
        Column("section", "科室", width=18, choices=tuple(form.sections)),
        Column("post", "职务", width=16),
        Column("employment", "人员性质", width=14, choices=tuple(form.employments)),
        Column("officer_no", "执法人员编号", width=18, hint="没有的留空；不与他人重复"),
        Column(
            "since",
            "任职开始日期",
            ColumnKind.DATE,
            width=14,
            hint="不填为导入当天；不能晚于导入当天",
        ),
        *(
            Column(key, title, width=16, choices=roles, hint="从导入当天起生效")
            for key, title in zip(ROLE_KEYS, titles, strict=True)
        ),
    )
