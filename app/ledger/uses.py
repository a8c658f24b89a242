"""Note which articles an event rests on, and tell how often an article was rested on.

A counter would make two refusals wait for each other, and two that cite the same articles in
another order lock each other out. So each citation is a row of its own, and counting stops at
``MOST``: an article of a busy unit costs a thousand index entries, whatever the age of the ledger.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.entry import Entry
from app.models import ArticleUse
from app.policy.citing import articles_in

MOST = 1000
_COUNT = text(
    "SELECT article, (SELECT count(*) FROM (SELECT 1 FROM article_use"
    " WHERE unit_id = :unit_id AND pack = :pack AND article_use.article = asked.article"
    " LIMIT :most) AS found) AS times FROM unnest(:articles) AS asked (article)"
).bindparams(bindparam("articles", type_=ARRAY(Text)))


async def note_uses(session: AsyncSession, entries: Sequence[Entry]) -> None:
    """Insert a row for each article that an event's ``citations`` name; most name none."""
    rows = [row for entry in entries for row in _rows(entry)]
    if rows:
        await session.execute(insert(ArticleUse), rows)


async def uses_of(
    session: AsyncSession, unit_id: UUID, pack: str, articles: Sequence[str]
) -> dict[str, int]:
    """Return how often events of a unit rest on each article, at most ``MOST``.

    An article is asked for as its citations spell it (``app.policy.citing.spellings``).
    """
    if not articles:
        return {}
    rows = await session.execute(
        _COUNT, {"unit_id": unit_id, "pack": pack, "articles": list(articles), "most": MOST}
    )
    return {article: count for article, count in rows if count}


def _rows(entry: Entry) -> Iterator[dict[str, object]]:
    cited = entry.detail.get("citations", ())
    named = {(each["pack"], number) for each in cited for number in articles_in(each["article"])}
    for pack, article in sorted(named):
        yield {
            "event_id": entry.id,
            "pack": pack,
            "article": article,
            "unit_id": entry.unit_id,
        }
