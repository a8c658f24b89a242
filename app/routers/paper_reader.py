"""A PDF before a viewer: its pages one below another, some of them at once, and the way to each."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice, repeat

from app.numerals import whole_number
from app.routers.document_rows import PageShown

_AT_ONCE = 50
"""Pages below one another; a file of thousands would be a page of thousands of pictures."""
_DIGITS = 6
_A4 = 595, 842


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pages that are shown together."""

    first: int
    last: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class PaperReader:
    """Context of ``viewings/_reader.html``; ``wanted`` is the page that was asked for."""

    title: str
    count: int
    wanted: int | None
    pages: tuple[PageShown, ...]
    stretches: tuple[Stretch, ...]


def reader_of(
    title: str,
    address: str,
    count: int,
    wanted: int | None,
    sizes: Iterable[tuple[int, int]] = (),
) -> PaperReader:
    """Return the pages around the wanted one, each sent from below ``address``.

    A page of which no size is told is taken for A4, until its picture is there.
    """
    if wanted is not None:
        wanted = min(wanted, count)
    here = ((wanted or 1) - 1) // _AT_ONCE
    stretches = tuple(
        Stretch(first, min(first + _AT_ONCE - 1, count), is_shown=first == here * _AT_ONCE + 1)
        for first in range(1, count + 1, _AT_ONCE)
    )
    shown = stretches[here]
    sized = islice(chain(sizes, repeat(_A4)), shown.first - 1, shown.last)
    pages = tuple(
        PageShown(number, f"{address}/{number}.jpg", *size)
        for number, size in enumerate(sized, shown.first)
    )
    return PaperReader(title, count, wanted, pages, stretches)


def page_asked(text: str) -> int | None:
    """Return the number of a page as it was typed.

    >>> page_asked("12"), page_asked(" 3 "), page_asked("0"), page_asked("最后")
    (12, 3, None, None)
    """
    return whole_number(text.strip(), _DIGITS) or None
