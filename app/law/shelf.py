"""The clauses of the official texts, at hand in each process for any page that cites an article.

A refusal is worded where no transaction is open any more, so the words must be there already.
They change a few times in the life of an agency; a minute later every process shows the new ones.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.law.texts import clauses
from app.packs.load import read_text, shipped_packs
from app.policy.citing import own_articles_in
from app.policy.decision import Citation

_FRESH_FOR = timedelta(minutes=1)


class Shelf:
    """What one process has read of the official texts."""

    def __init__(self) -> None:
        self._clauses: Mapping[tuple[str, str], str] = {}
        self._read_at: datetime | None = None

    async def refresh(self, session: AsyncSession, now: datetime) -> None:
        """Read the texts again unless that was done within the last minute."""
        if self._read_at is None or abs(now - self._read_at) >= _FRESH_FOR:
            self._clauses = await clauses(session)
            self._read_at = now

    def clause(self, pack: str, article: str) -> str:
        """Return the words of one article by its plain number, nothing when they are not there."""
        return self._clauses.get((pack, article), "")

    def clauses_of(self, citation: Citation) -> tuple[str, ...]:
        """Return the words of every article that a citation names."""
        return tuple(self._found(citation))

    def _found(self, citation: Citation) -> Iterator[str]:
        if citation.pack not in shipped_packs():
            return
        for article in own_articles_in(citation.article, read_text(citation.pack)):
            clause = self.clause(citation.pack, article)
            if clause:
                yield clause
