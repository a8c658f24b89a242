"""The spans of a viewing as they are kept: which parts of which item were on the screen.

By item id either pairs ``[from ms, to ms]`` of a recording, in order and without overlap, or the
pages of a document that were sent. What was opened whole, or not played yet, has ``[0, 0]``.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

Span = tuple[int, int]


def spans_of(kept: Mapping[str, Any], item_id: UUID) -> tuple[Span, ...]:
    """Return the spans of a recording that were shown; none of one that was not opened.

    >>> item = UUID("01a1fb67-1800-7000-8000-000000000000")
    >>> spans_of({str(item): [[0, 1500], [9000, 9500]]}, item)
    ((0, 1500), (9000, 9500))
    """
    parts = kept.get(str(item_id), ())
    return tuple((int(part[0]), int(part[1])) for part in parts if not isinstance(part, int))


def pages_of(kept: Mapping[str, Any], item_id: UUID) -> tuple[int, ...]:
    """Return the pages of a document that were opened."""
    return tuple(part for part in kept.get(str(item_id), ()) if isinstance(part, int))


def was_opened(kept: Mapping[str, Any], item_id: UUID) -> bool:
    """Return whether anything of the item was on the screen."""
    return bool(kept.get(str(item_id)))


def shown_ms(kept: Mapping[str, Any]) -> int:
    """Return for how long recordings were shown, each part of them counted once.

    >>> shown_ms({"a": [[0, 1500], [9000, 9500]], "b": [1, 2]})
    2000
    """
    return sum(
        int(part[1]) - int(part[0])
        for parts in kept.values()
        for part in parts
        if not isinstance(part, int)
    )
