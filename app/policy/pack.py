"""A regulation as data: keyed values, each with its article.

A pack is what a unit lives by: one regulation, or one combined with those above it
(``app.policy.pack_combining``). A key on which it is silent is absent, never a silent default.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.policy.decision import Citation
from app.policy.values import Period, Row, Term, Value
from app.policy.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Provision:
    """One value of a pack with the articles it rests on.

    ``citation`` is that of the text whose value counts; ``also`` are those of the texts that ask
    for the same or for less, or that each bring a part of a list. ``by_item`` names the articles
    of each single item of a list: those of the texts that hold it.
    """

    key: str
    value: Value
    citation: Citation
    also: tuple[Citation, ...] = ()
    by_item: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All articles, that of the value itself first."""
        return (self.citation, *self.also)


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the text: its number as officials write it, and a summary in our words.

    ``rows`` are the requirements (see ``docs/requirements.md``) that it is the source of.
    """

    number: str
    summary: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingParent:
    """A regulation above this one whose text is not supplied; people see a warning."""

    title: str
    region: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts that differ where nobody can say which is stricter: the agency decides."""

    key: str
    own: Provision
    other: Provision


@dataclass(frozen=True, slots=True)
class Pack:
    """A regulation, alone or combined with those above it.

    ``openings`` are keys that the text leaves to the agency in so many words, each with the
    article that does so. ``floors`` are the mildest that an agency may set where the text gives no
    value but forbids what is milder: "not without approval" leaves open whose, and no more.
    ``sha256`` is that of the file, or of all files that were combined.
    """

    id: str
    title: str
    issuer: str
    document_no: str
    provisions: Mapping[str, Provision]
    version: int = 1
    sha256: str = ""
    interpreter: str = ""
    issued_on: date | None = None
    effective_from: date | None = None
    parents: tuple[str, ...] = ()
    missing_parents: tuple[MissingParent, ...] = ()
    articles: tuple[Article, ...] = ()
    openings: Mapping[str, Citation] = field(default_factory=dict)
    floors: Mapping[str, Provision] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()

    def citation(self, key: str) -> tuple[Citation, ...]:
        """Return the citations of ``key``, or nothing when this pack is silent on it."""
        provision = self.provisions.get(key)
        return provision.citations if provision else ()

    def citation_of_item(self, key: str, item: str) -> tuple[Citation, ...]:
        """Return the articles of one item of a list, or those of the whole list."""
        provision = self.provisions.get(key)
        if provision and item in provision.by_item:
            return provision.by_item[item]
        return self.citation(key)

    def citation_of_floor(self, key: str) -> tuple[Citation, ...]:
        """Return the articles that forbid what is milder on ``key``, or nothing."""
        floor = self.floors.get(key)
        return floor.citations if floor else ()

    def is_silent(self, key: str) -> bool:
        """Whether no text says anything on ``key``, not even that the agency decides."""
        disputed = any(each.key == key for each in self.conflicts)
        return key not in self.provisions and key not in self.openings and not disputed

    def items(self, key: str) -> tuple[str, ...]:
        """Return the list that ``key`` holds, empty when this pack is silent on it."""
        value = self._value(key)
        return tuple(str(item) for item in value) if isinstance(value, tuple) else ()

    def rows(self, key: str) -> tuple[Row, ...]:
        """Return the table that ``key`` holds, empty when this pack is silent on it."""
        value = self._value(key)
        if not isinstance(value, tuple):
            return ()
        return tuple(row for row in value if isinstance(row, tuple))

    def word(self, key: str) -> str | None:
        """Return the word that ``key`` holds, or ``None`` when this pack is silent on it."""
        value = self._value(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        """Return the number that ``key`` holds, or ``None`` when this pack is silent on it."""
        value = self._value(key)
        return value if isinstance(value, int) else None

    def term(self, key: str) -> Term | None:
        """Return the time allowed, or ``None`` when this pack is silent on it."""
        value = self._value(key)
        return value if isinstance(value, Term) else None

    def period(self, key: str) -> Period | None:
        """Return the keeping period, or ``None`` when this pack is silent on it."""
        value = self._value(key)
        return value if isinstance(value, Period) else None

    def role(self, key: str) -> Role | None:
        """Return the role that ``key`` names, or ``None`` when this pack is silent on it."""
        value = self._value(key)
        return Role(value) if isinstance(value, str) else None

    def _value(self, key: str) -> Value | None:
        provision = self.provisions.get(key)
        return provision.value if provision else None
