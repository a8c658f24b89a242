"""One page with one form: its fields as data, shown again with what was typed and what is wrong.

Every act whose form is a list of fields is such a page, drawn by ``forms/page.html``. What comes
back is read by ``app.routers.form_reading``; ``attempt`` tries the act without losing it.
"""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError
from app.people.problems import NotAcceptableError
from app.people.roles import ClashError
from app.routers import labels, pages
from app.routers.forms import FieldError, Option
from app.routers.shell import Badge

T = TypeVar("T")
WHOLE_FORM = "form"
"""Where an error points that belongs to no single field."""


class FieldKind(StrEnum):
    """What a field asks for, and so what reading it returns."""

    AREA = "area"
    CHECK = "check"
    CHOICE = "choice"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``value`` is what stands in it when the form is first opened.

    ``blank`` names the choice of nothing where that means something.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = True
    help: str = ""
    options: tuple[Option, ...] = ()
    value: str = ""
    longest: int = 100
    blank: str = ""

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the headings of the choices in their order."""
        return tuple(dict.fromkeys(option.group for option in self.options))


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a heading."""

    title: str
    fields: tuple[Field, ...]
    is_line: bool = False
    """Whether they stand side by side."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """Context of ``forms/page.html``; ``trail`` are the pages above it with their addresses.

    Without ``action`` the form goes to the address of its page. ``values`` is what was typed, or
    what a form opens with that is not known to its fields.
    """

    title: str
    lead: str
    trail: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    submit: str
    back: str
    action: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    warning: str = ""
    notes: tuple[str, ...] = ()
    is_grave: bool = False
    takes_focus: bool = False
    """Whether its first field takes the focus, because a key has led here."""
    hidden: tuple[tuple[str, str], ...] = ()
    """What the form sends back unseen, such as the revision that it shows."""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields of all groups."""
        return tuple(asked for group in self.groups for asked in group.fields)

    def shown(self, asked: Field) -> str:
        """Return what stands in a field: what was typed, or what it began with."""
        return self.values.get(asked.name, asked.value)


def show(request: Request, badge: Badge, view: FormPage) -> Response:
    """Answer the form; with errors, status 422.

    Its action is always written out: a form without one is sent to the address with its fragment,
    and the page that comes back would open at the field of the mistake before.
    """
    status = 422 if view.errors else 200
    if not view.action:
        query = f"?{request.url.query}" if request.url.query else ""
        view = replace(view, action=f"{request.url.path}{query}")
    return pages.page(request, badge, "forms/page.html", view, status=status)


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
    """Return the sentence that names both roles and why they do not go together."""
    clash = error.clash
    held, wanted = labels.ROLES[clash.held.role], labels.ROLES[clash.wanted.role]
    if clash.is_repetition:
        return f"“{wanted}”不需要重复设置：{clash.reason}。请去掉一个，或者改选日期。"
    return f"“{held}”和“{wanted}”不能由同一人担任：{clash.reason}。请改选岗位或者日期。"
