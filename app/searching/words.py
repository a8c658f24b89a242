r"""Words as the search box compares them: without width, case and spaces, and as pairs.

A Chinese name has two or three characters and no spaces around it, so words are found anywhere in
a text. An index of pairs of neighbouring characters finds the candidates, ``LIKE`` decides. Fields
are joined by a line break, which no term can hold, so nothing is found across two of them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

GAP = "\n"
_CHARACTER_BITS = 21
"""Unicode ends at U+10FFFF: rare characters such as U+2CB29 are one code point each."""
_LONG = 4
_FOUR = 1 << 42
"""Marks a run of four; a pair is less."""
STRETCH_BITS = 43
"""From here on a key bears its stretch of time."""
STRETCH_DAYS = 10
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_RUNS = re.compile(r"[!-~]{4,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text as it was written, and whether they were looked for."""

    text: str
    is_hit: bool = False


def normalise(text: str) -> str:
    """Return ``text`` as it is compared.

    >>> normalise("RZ-0001 李 大山")
    'rz-0001李大山'
    """
    # Unlike lower(), casefold() never looks at the neighbours of a character.
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def join(texts: Iterable[str]) -> str:
    """Return all texts as one, each compared for itself."""
    return GAP.join(filter(None, map(normalise, texts)))


def pairs_of(words: str) -> list[int]:
    """Return the distinct pairs of neighbouring characters, each as one number.

    Of letters and digits there are so few that every number holds nearly every pair, so their
    runs of four are added, marked by a bit of their own.

    >>> pairs_of("李大") == [ord("李") << 21 | ord("大")]
    True
    >>> pairs_of("a")
    []
    """
    found = {_pair(words, at) for at in range(len(words) - 1) if GAP not in words[at : at + 2]}
    for run in _RUNS.finditer(words):
        found |= {_four(words, at) for at in range(run.start(), run.end() - _LONG + 1)}
    return sorted(found)


def stretch_of(moment: datetime) -> int:
    """Return the ten days in which a moment lies, counted from 1970; earlier ones are negative.

    >>> [stretch_of(datetime(1970, 1, day, tzinfo=UTC)) for day in (1, 10, 11)]
    [0, 0, 1]
    """
    return (moment - _FIRST) // timedelta(days=STRETCH_DAYS)


def keys_of(words: str, moment: datetime) -> list[int]:
    """Return the pairs of words with the ten days of their row, so that each has its own list.

    The newest rows that hold some words are then found without looking at all of them.
    """
    stretch = stretch_of(moment) << STRETCH_BITS
    return [stretch | pair for pair in pairs_of(words)]


def parts_of(term: str) -> tuple[str, ...]:
    """Return the pairs and runs of four that every text has that holds the term.

    Those that cover it come first, then those that overlap them: of dense ones standing together
    somewhere, the one between may be rare.

    >>> parts_of("许可采砂"), parts_of("rz-0001")
    (('许可', '采砂', '可采'), ('rz-0', '0001', 'z-00', '-000'))
    """
    places: list[tuple[bool, int, int]] = []
    runs = [(run.start(), run.end()) for run in _RUNS.finditer(term)]
    for start, end in runs:
        last = end - _LONG
        cover = {*range(start, last, _LONG), last}
        places += [(at not in cover, at, _LONG) for at in range(start, last + 1)]
    inside = {at for start, end in runs for at in range(start, end - 1)}
    outside = [at for at in range(len(term) - 1) if at not in inside]
    places += [(number % 2 == 1, at, 2) for number, at in enumerate(outside)]
    return tuple(dict.fromkeys(term[at : at + length] for _, at, length in sorted(places)))


def number_of(part: str) -> int:
    """Return the number by which a pair or a run of four stands in ``pairs_of``.

    >>> [number_of("李大")] == pairs_of("李大")
    True
    """
    return _four(part, 0) if len(part) == _LONG else _pair(part, 0)


def _pair(text: str, at: int) -> int:
    return ord(text[at]) << _CHARACTER_BITS | ord(text[at + 1])


def _four(text: str, at: int) -> int:
    number = 0
    for character in text[at : at + _LONG]:
        number = number << 7 | ord(character)
    return _FOUR | number


def pattern_of(term: str) -> str:
    r"""Return the pattern of ``LIKE`` for a term anywhere; what means something to it is escaped.

    >>> pattern_of("100%_")
    '%100\\%\\_%'
    """
    for sign in ("\\", "%", "_"):
        term = term.replace(sign, f"\\{sign}")
    return f"%{term}%"


def mark(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """Return ``text`` in pieces, those that hold one of the normalised terms marked.

    >>> mark("李 大山案", ["李大"])
    (Piece(text='李 大', is_hit=True), Piece(text='山案', is_hit=False))
    """
    return hits_in(text, terms) or ((Piece(text),) if text else ())


def hits_in(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """Return ``text`` as ``mark`` does, or nothing where none of the terms stands in it.

    >>> hits_in("采砂案", ["取土"])
    ()
    """
    if not terms:
        return ()
    normal = normalise(text)
    spans = _spans(normal, terms)
    # As nearly every name does, it may stand for itself.
    if spans and (text != normal or any(map(unicodedata.combining, text))):
        spans = _as_written(text, terms)
    pieces, done = [], 0
    for start, end in spans:
        if start > done:
            pieces.append(Piece(text[done:start]))
        pieces.append(Piece(text[start:end], is_hit=True))
        done = end
    if pieces and done < len(text):
        pieces.append(Piece(text[done:]))
    return tuple(pieces)


def excerpt(pieces: Sequence[Piece], around: int) -> tuple[Piece, ...]:
    """Return the first hit with so many characters on either side of it."""
    first = next((place for place, piece in enumerate(pieces) if piece.is_hit), None)
    if first is None:
        return tuple(pieces)
    before = "".join(piece.text for piece in pieces[:first])
    after = "".join(piece.text for piece in pieces[first + 1 :])
    head = before if len(before) <= around else f"…{before[-around:]}"
    tail = after if len(after) <= around else f"{after[:around]}…"
    return tuple(piece for piece in (Piece(head), pieces[first], Piece(tail)) if piece.text)


def _spans(whole: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the terms stand, from the first; those that touch each other are one."""
    places = []
    for term in filter(None, terms):
        at = whole.find(term)
        while at >= 0:
            places.append((at, at + len(term)))
            at = whole.find(term, at + 1)
    return _joined(sorted(places))


def _joined(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in places:
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def _as_written(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the terms stand in a text that is not written as it is compared.

    An accent belongs to the character before it, and one character may be compared as several.
    """
    clusters: list[str] = []
    for character in text:
        if clusters and unicodedata.combining(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    compared = list(map(normalise, clusters))
    starts = [0, *accumulate(map(len, clusters))]
    owners = [number for number, piece in enumerate(compared) for _ in piece]
    return _joined(
        (starts[owners[start]], starts[owners[end - 1] + 1])
        for start, end in _spans("".join(compared), terms)
    )
