"""What a rule answers: allowed or refused, why, and on which article it rests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """One article, with a summary in our own words.

    ``article`` is written the way officials cite it, for example ``调阅监督制度第三条``.
    """

    pack: str
    article: str
    summary: str

    def __str__(self) -> str:
        return f"{self.article}：{self.summary}"


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a rule. It is returned, never raised, so that a refusal's event commits."""

    allowed: bool
    reason: str
    citations: tuple[Citation, ...] = ()


def allow(reason: str, *citations: Citation) -> Decision:
    """Return an allowing decision; the reason is a Chinese sentence a person may read."""
    return Decision(allowed=True, reason=reason, citations=citations)


def refuse(reason: str, *citations: Citation) -> Decision:
    """Return a refusing decision; the reason says what the person can do next."""
    return Decision(allowed=False, reason=reason, citations=citations)
