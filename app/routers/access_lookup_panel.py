"""What the answers about what was looked for add to the page of a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.looking import LookupLine, answers_open, lookups_of
from app.access.queries import RequestDetail
from app.access.saying import LONGEST
from app.routers.access_shown import ShownRequest
from app.routers.forms import FieldError, Option
from app.routers.panels import Panel
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class LookupPanel:
    """Context of ``access/_lookup.html``; without ``results`` there is nothing to answer."""

    detail: RequestDetail
    lines: tuple[LookupLine, ...]
    results: tuple[Option, ...]
    typed: Mapping[str, str]
    errors: tuple[FieldError, ...]
    longest: int = LONGEST


async def lookup_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show what was not found, and let the keeper answer what was described."""
    del visitor, now
    opened, detail = shown.opened, shown.opened.detail
    lines = await lookups_of(session, detail.id)
    open_ones = await answers_open(session, detail.id) if opened.may_receive else ()
    if not lines and not open_ones:
        return None
    results = tuple(Option(each.value, each.label) for each in open_ones)
    return Panel(
        "access/_lookup.html", LookupPanel(detail, lines, results, shown.typed, shown.errors)
    )
