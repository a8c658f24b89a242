"""One page with one form: fields, errors, and an act that is tried without losing what was typed.

The template ``forms/page.html`` serves every act whose form is a list of fields.
"""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError
from app.people.admitting import MAX_TEXT
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.roles import ClashError
from app.routers import labels, pages
from app.routers.forms import FieldError
from app.routers.shell import Badge

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
WHOLE_FORM = "form"
"""Where an error points that belongs to no single field."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a select box, under a heading when there are several units."""

    value: str
    text: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``kind`` is text, date, select, check or area."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    help: str = ""
    blank: str = "请选择"

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the headings of the choices in their order."""
        return tuple(dict.fromkeys(choice.group for choice in self.choices))


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a heading."""

    title: str
    fields: tuple[Field, ...]
    is_line: bool = False
    """Whether they stand side by side."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """Context of ``forms/page.html``; ``trail`` are the crumbs before this page."""

    title: str
    lead: str
    trail: tuple[tuple[str, str], ...]
    action: str
    groups: tuple[Group, ...]
    submit: str
    back: str
    notes: tuple[str, ...] = ()
    is_grave: bool = False
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Mistakes:
    """Why an act did not happen, for the form to show beside what was typed."""

    errors: tuple[FieldError, ...]


async def attempt(session: AsyncSession, act: Awaitable[T]) -> T | Mistakes:
    """Do an act, or undo all of it and return what has to be mended.

    The savepoint keeps the transaction of the request usable, so the form can be shown again.
    """
    try:
        async with session.begin_nested():
            return await act
    except NotAcceptableError as error:
        return Mistakes(tuple(FieldError(it.field, it.message) for it in error.problems))
    except ClashError as error:
        return Mistakes((FieldError(WHOLE_FORM, clash_words(error)),))
    except ConflictError as error:
        return Mistakes((FieldError(WHOLE_FORM, error.message),))


def clash_words(error: ClashError) -> str:
    """Return the sentence that names both roles and why one person may not hold them."""
    clash = error.clash
    held, wanted = labels.ROLES[clash.held.role], labels.ROLES[clash.wanted.role]
    return f"“{held}”和“{wanted}”不能由同一人担任：{clash.reason}。请改选岗位或者日期。"


def show(request: Request, badge: Badge, view: FormPage) -> Response:
    """Answer the form; with errors, status 422."""
    status = 422 if view.errors else 200
    return pages.page(request, badge, "forms/page.html", view, status=status)


class Entered:
    """The fields of a posted form, read into values; what cannot be read becomes a problem."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self.problems: list[FieldProblem] = []

    def text(self, name: str) -> str:
        """Return a text; empty when it is not there."""
        return self._fields.get(name, "")

    def needed(self, name: str, what: str) -> str:
        """Return a text that has to be there."""
        if not self.text(name):
            self.problems.append(FieldProblem(name, f"请填写{what}。"))
        return self.short(name, what)

    def short(self, name: str, what: str) -> str:
        """Return a text that fits into a table; it may be empty."""
        if len(self.text(name)) > MAX_TEXT:
            self.problems.append(FieldProblem(name, f"{what}最长 {MAX_TEXT} 个字，请缩短。"))
        return self.text(name)

    def day(self, name: str, what: str) -> date:
        """Return a day that has to be there."""
        day = self.maybe_day(name, what)
        if day is None and not self.text(name):
            self.problems.append(FieldProblem(name, f"请填写{what}。"))
        return day or date.min

    def maybe_day(self, name: str, what: str) -> date | None:
        """Return a day that may be left empty."""
        if not self.text(name):
            return None
        try:
            day = date.fromisoformat(self.text(name))
            if _FIRST_YEAR <= day.year <= _LAST_YEAR:
                return day
        except ValueError:
            pass
        message = f"{what}没有写成“年-月-日”的形式，请重新填写，例如 2026-11-21。"
        self.problems.append(FieldProblem(name, message))
        return None

    def key(self, name: str, what: str) -> UUID:
        """Return the id of something that has to be chosen."""
        found = self.maybe_key(name)
        if found is None:
            self.problems.append(FieldProblem(name, f"请选择{what}。"))
        return found or UUID(int=0)

    def maybe_key(self, name: str) -> UUID | None:
        """Return the id of something that may be left open."""
        try:
            return UUID(self.text(name))
        except ValueError:
            return None

    def member(self, name: str, kind: type[E], what: str) -> E:
        """Return a choice that has to be made."""
        if self.text(name) in set(kind):
            return kind(self.text(name))
        self.problems.append(FieldProblem(name, f"请选择{what}。"))
        return next(iter(kind))

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """Return the problems as a form shows them."""
        return tuple(FieldError(problem.field, problem.message) for problem in self.problems)
