"""The number of a request as people type it: 调阅〔2026〕4号, 2026-4, or 4 alone."""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_

from app.models import AccessRequest

_TYPED = re.compile(
    r"(?:调阅)?\s*(?:[〔\[(【]?\s*([0-9]{4})\s*[〕\])】年/-]\s*)?([0-9]{1,6})\s*号?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number that somebody typed; ``year`` is ``None`` where they left it out."""

    serial: int
    year: int | None = None

    def is_asked(self) -> ColumnElement[bool]:
        """Return the condition that a request bears this number."""
        same = AccessRequest.serial == self.serial
        return same if self.year is None else and_(same, AccessRequest.year == self.year)


def read_number(typed: str) -> TypedNumber | None:
    """Return the number that was typed, ``None`` where it is something else.

    >>> read_number("调阅〔2026〕4号")
    TypedNumber(serial=4, year=2026)
    >>> read_number("2026-4") == read_number("(2026)4")
    True
    >>> read_number("4")
    TypedNumber(serial=4, year=None)
    >>> read_number("汝水罚〔2026〕4号") is None
    True
    """
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        return None
    year, serial = found.groups()
    return TypedNumber(int(serial), int(year) if year else None)
