"""Byte ranges of RFC 9110 section 14: which part of a file a request asks for."""

import re
from dataclasses import dataclass

_SINGLE = re.compile(r"bytes=(?P<first>\d{0,18})-(?P<last>\d{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes ``start`` to ``stop``, the latter exclusive."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """Return the number of bytes."""
        return self.stop - self.start


class UnsatisfiableRangeError(ValueError):
    """The range lies behind the end of the file."""


def requested_span(header: str | None, size: int) -> Span | None:
    """Return the single range asked for, or ``None`` when the whole file is to be sent.

    Several ranges, other units and malformed headers are ignored, as the RFC allows.

    >>> requested_span("bytes=0-99", 1000), requested_span("bytes=-100", 1000)
    (Span(start=0, stop=100), Span(start=900, stop=1000))
    >>> requested_span("bytes=0-1,5-6", 1000) is None
    True

    Raises:
        UnsatisfiableRangeError: no byte of the range exists.
    """
    found = _SINGLE.fullmatch((header or "").replace(" ", ""))
    if found is None or (not found["first"] and not found["last"]):
        return None
    if not found["first"]:
        length = min(int(found["last"]), size)
        span = Span(size - length, size)
    else:
        start = int(found["first"])
        last = int(found["last"]) if found["last"] else size - 1
        if last < start:
            # Ends before it begins: the header is invalid, so it is as if it were not there.
            if found["last"]:
                return None
            raise UnsatisfiableRangeError
        span = Span(start, min(last + 1, size))
    if span.length <= 0 or span.start >= size:
        raise UnsatisfiableRangeError
    return span
