"""What a rule answers: allowed or refused, why, and on which article it rests."""

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Citation:
    """One article, with a summary in our own words.

    ``article`` is written the way officials cite it, for example ``调阅监督制度第三条``. Version
    and digest of the pack go with it, so that a stored decision says what it rested on even after
    the pack has changed.
    """

    pack: str
    article: str
    summary: str
    version: int = 1
    sha256: str = ""

    def __str__(self) -> str:
        return f"{self.article}：{self.summary}"


@dataclass(frozen=True, slots=True)
class Ruling(Generic[T]):
    """What a rule finds where the answer is more than yes or no: what, why, on which articles.

    ``reason`` is a Chinese sentence that a person may read beside the outcome.
    """

    outcome: T
    reason: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a rule. It is returned, never raised, so that a refusal's event commits.

    ``on_behalf_of`` is the absent person whose right was exercised (授权代行). ``unset`` are the
    keys of the pack because of which nobody may do this yet: the agency has not set them.
    """

    allowed: bool
    reason: str
    citations: tuple[Citation, ...] = ()
    on_behalf_of: UUID | None = None
    unset: tuple[str, ...] = ()


def allow(reason: str, *citations: Citation) -> Decision:
    """Return an allowing decision; the reason is a Chinese sentence a person may read."""
    return Decision(allowed=True, reason=reason, citations=citations)


def refuse(reason: str, *citations: Citation) -> Decision:
    """Return a refusing decision; the reason says what the person can do next."""
    return Decision(allowed=False, reason=reason, citations=citations)
