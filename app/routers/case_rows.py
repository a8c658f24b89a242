"""One case as a row of the list, and the list as a register to print and sign (案件登记表)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.cases.listing import CaseLine
from app.documents.sheets import Column, ColumnKind, Ledger
from app.policy.case_words import SecurityClass
from app.routers import case_words
from app.routers.labels import Tag
from app.routers.shell import Badge
from app.routers.signed_lists import signed_list

COLUMNS = (
    Column("number", "序号", ColumnKind.INTEGER, width=6),
    Column("case_no", "案号", width=24),
    Column("title", "案件名称", width=40),
    Column("cause", "案由", width=28),
    Column("parties", "当事人", width=30),
    Column("procedure", "办案程序", width=10),
    Column("main_handler", "主办人", width=10),
    Column("opened_on", "立案日期", ColumnKind.DATE, width=12),
    Column("state", "状态", width=10),
    Column("security_class", "密级", width=10),
    Column("unit", "单位", width=18),
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case; ``parties`` names the first few, ``security_class`` is empty without one."""

    id: UUID
    case_no: str
    title: str
    cause: str
    parties: str
    procedure: str
    main_handler: str
    opened_on: date
    state: Tag
    security_class: str
    unit_name: str


def row_of(line: CaseLine) -> CaseRow:
    """Return a case in words."""
    is_secret = line.security_class is not SecurityClass.NONE
    return CaseRow(
        id=line.id,
        case_no=line.case_no,
        title=line.title,
        cause=line.cause,
        parties=case_words.party_names(line.parties),
        procedure=line.procedure.label,
        main_handler=line.main_handler,
        opened_on=line.opened_on,
        state=case_words.STATES[line.state],
        security_class=line.security_class.label if is_secret else "",
        unit_name=line.unit_name,
    )


def register_of(rows: Sequence[CaseRow], badge: Badge, now: datetime, *, is_cut: bool) -> Ledger:
    """Return the register with these rows; ``is_cut`` says that older ones did not fit."""
    cells = [_cells(number, row) for number, row in enumerate(rows, 1)]
    missing = "更早的案件" if is_cut else ""
    return signed_list("案件登记表", COLUMNS, cells, badge, now, missing=missing)


def _cells(number: int, row: CaseRow) -> tuple[object, ...]:
    return (
        number,
        row.case_no,
        row.title,
        row.cause,
        row.parties,
        row.procedure,
        row.main_handler,
        row.opened_on,
        row.state.text,
        row.security_class,
        row.unit_name,
    )
