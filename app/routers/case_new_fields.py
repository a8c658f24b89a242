"""The fields of the form that opens a case, and its rows of parties."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from app.cases.fields import LONGEST, LONGEST_NOTE
from app.cases.numbering import ComingNumber
from app.cases.opening import NewParty
from app.policy.case_words import CaseProcedure, PartyKind, PartyRole, SecurityClass
from app.routers.case_forms import care_fields
from app.routers.form_page import Field, FieldKind, Group
from app.routers.forms import Option

HANDLER = "handler-"
_ROW = re.compile(r"name-(\d{1,3})")


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party as typed; ``represents`` is the number of a row as people see it, from 1."""

    ROLES: ClassVar[tuple[Option, ...]] = tuple(Option(one.value, one.label) for one in PartyRole)
    KINDS: ClassVar[tuple[Option, ...]] = tuple(Option(one.value, one.label) for one in PartyKind)

    place: int
    name: str = ""
    role: str = PartyRole.PARTY.value
    kind: str = PartyKind.PERSON.value
    document_no: str = ""
    contact: str = ""
    represents: str = ""

    @property
    def number(self) -> int:
        """Return how people count the row."""
        return self.place + 1


def facts_group(
    units: tuple[Option, ...],
    unit: str,
    coming: Mapping[CaseProcedure, ComingNumber],
    *,
    today: date,
) -> Group:
    """Return the fields about the case; ``coming`` are the numbers that come next."""
    return Group(
        "案件",
        (
            Field("unit", "单位", FieldKind.CHOICE, options=units, value=unit),
            Field(
                "procedure",
                "办案程序",
                FieldKind.CHOICE,
                options=tuple(Option(one.value, one.label) for one in CaseProcedure),
            ),
            Field(
                "title",
                "案件名称",
                longest=LONGEST,
                help="例如：李某某未经许可在某河段采砂案。",
            ),
            Field("cause", "案由", longest=LONGEST, help="例如：未经许可在河道采砂。"),
            Field(
                "case_no",
                "案号",
                is_required=not coming,
                longest=LONGEST,
                help=_help_with_number(coming, today.year),
            ),
            Field("opened_on", "立案日期", FieldKind.DAY, value=today.isoformat()),
            Field("place", "案发地点", is_required=False, longest=LONGEST),
            Field("note", "备注", FieldKind.AREA, is_required=False, longest=LONGEST_NOTE),
        ),
    )


def _help_with_number(coming: Mapping[CaseProcedure, ComingNumber], year: int) -> str:
    """Return how a number is formed; the year in it is that of the day of opening."""
    if not coming:
        return "按立案登记簿填写；设置案号规则以后可以自动编号。"
    numbers = "；".join(f"{one.label} {each.number}" for one, each in coming.items())
    former = "；".join(f"{one.label} {each.former}" for one, each in coming.items() if each.former)
    return (
        f"留空自动编号，下一个是：{numbers}。年份以立案日期为准："
        + (f"立案日期在 {year - 1} 年的，下一个是：{former}；" if former else "")
        + "以前年度没有设置已用序号的，请按立案登记簿填写。"
    )


def handler_field(people: tuple[Option, ...], likely: UUID | None, *, warning: str) -> Field:
    """Return the choice of the main handler, beginning with whoever is likely to be it."""
    is_offered = str(likely) in {option.value for option in people}
    return Field(
        "main_handler",
        "主办人",
        FieldKind.CHOICE,
        options=people,
        value=str(likely) if is_offered else "",
        help=warning,
    )


def care_group() -> Group:
    """Return the fields that say with how much care the file is handled."""
    return Group("保密和控制", care_fields(SecurityClass.NONE, ()))


def rows_in(typed: Mapping[str, str], *, with_empty: bool = False) -> tuple[PartyRow, ...]:
    """Return the rows in which something was typed, or all of them, counted anew.

    A row that speaks for another keeps to it, although rows left empty before it fall away.
    """
    places = sorted(int(found[1]) for name in typed if (found := _ROW.fullmatch(name)))
    texts = ("name", "document_no", "contact")
    kept = [
        place
        for place in places
        if with_empty or any(typed.get(f"{text}-{place}") for text in texts)
    ]
    numbers = {str(place + 1): str(new + 1) for new, place in enumerate(kept)}
    return tuple(
        PartyRow(
            place=new,
            name=typed.get(f"name-{place}", ""),
            role=typed.get(f"role-{place}", ""),
            kind=typed.get(f"kind-{place}", ""),
            document_no=typed.get(f"document_no-{place}", ""),
            contact=typed.get(f"contact-{place}", ""),
            represents=numbers.get(typed.get(f"represents-{place}", ""), ""),
        )
        for new, place in enumerate(kept)
    )


def parties_in(rows: tuple[PartyRow, ...]) -> tuple[NewParty, ...]:
    """Return the parties of the rows; a role or a kind that nobody offers is the usual one."""
    return tuple(
        NewParty(
            name=row.name,
            kind=PartyKind(row.kind) if row.kind in set(PartyKind) else PartyKind.PERSON,
            role=PartyRole(row.role) if row.role in set(PartyRole) else PartyRole.PARTY,
            document_no=row.document_no,
            contact=row.contact,
            represents=int(row.represents) - 1 if row.represents else None,
        )
        for row in rows
    )
