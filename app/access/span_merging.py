"""What was on the screen, put together from what a player reports piece by piece: pure.

A player may lie about its own viewer only to that viewer's harm or delay, so what it reports is
bounded rather than believed: within the length of the recording, and few enough to be kept.
"""

from collections.abc import Iterable
from itertools import pairwise

from app.access.spans import Span

MOST_REPORTED = 100
MOST_KEPT = 200
OPENED: Span = (0, 0)
"""Stands for a recording that was opened before anything of it is known to have been shown."""


def merge_spans(known: Iterable[Span], shown: Iterable[Span], length_ms: int) -> tuple[Span, ...]:
    """Return all spans in order and without overlap, within ``0..length_ms``.

    More than are kept are joined where the gap between two is smallest, so that the line of the
    register never says less than was shown.

    >>> merge_spans([(0, 1500)], [(1000, 2500), (9000, 99000)], 10000)
    ((0, 2500), (9000, 10000))
    >>> merge_spans([OPENED], [], 10000)
    ((0, 0),)
    """
    cut = ((max(0, start), min(stop, length_ms)) for start, stop in (*known, *shown))
    merged: list[Span] = []
    for start, stop in sorted(span for span in cut if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    while len(merged) > MOST_KEPT:
        _close_smallest_gap(merged)
    return tuple(merged) or (OPENED,)


def _close_smallest_gap(merged: list[Span]) -> None:
    gaps = [after[0] - before[1] for before, after in pairwise(merged)]
    place = gaps.index(min(gaps))
    merged[place : place + 2] = [(merged[place][0], merged[place + 1][1])]
