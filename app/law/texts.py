"""Keep the official texts that an agency loads, edition by edition, and find their clauses."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import LawText
from app.packs.official_text import OfficialText, decode, split
from app.policy.actor import Actor
from app.policy.pack import Pack


class TextKnownError(ConflictError):
    """The newest edition is this very file."""

    code = "law_text_known"
    message = "这份文件就是现在使用的版本，不需要再次载入。"


class TextRacedError(ConflictError):
    """Somebody else loaded an edition at the same moment."""

    code = "law_text_raced"
    message = "另一份文件正在同时载入，本次没有载入。请稍后重试。"


async def load_text(
    session: AsyncSession, actor: Actor, pack: Pack, content: bytes, *, now: datetime
) -> OfficialText:
    """Keep a file as the newest edition of a regulation; append ``law:text_loaded``.

    Raises:
        app.packs.official_text.TextError: the file cannot be used.
        TextKnownError, TextRacedError: as they say.
    """
    text = split(decode(content), pack)
    digest = hashlib.sha256(content).hexdigest()
    edition, newest = await _newest(session, pack.id)
    if newest == digest:
        raise TextKnownError
    rows = [
        {
            "id": ids.new_id(),
            "pack": pack.id,
            "edition": edition + 1,
            "article": article,
            "clause": clause,
            "sha256": digest,
            "loaded_at": now,
            "loaded_by_id": actor.id,
        }
        for article, clause in text.clauses.items()
    ]
    try:
        async with session.begin_nested():
            await session.execute(insert(LawText), rows)
    except IntegrityError as error:
        raise TextRacedError from error
    detail = {"pack": pack.id, "edition": edition + 1, "sha256": digest, "articles": len(rows)}
    await append(
        session,
        LedgerKind.LAW_TEXT_LOADED,
        actor,
        unit_id=actor.unit_id,
        detail=detail,
        now=now,
    )
    return text


async def clauses(session: AsyncSession) -> Mapping[tuple[str, str], str]:
    """Return the words of every article of the newest editions, by regulation and number."""
    newest = (
        select(LawText.pack, func.max(LawText.edition).label("edition"))
        .group_by(LawText.pack)
        .subquery()
    )
    rows = await session.execute(
        select(LawText.pack, LawText.article, LawText.clause).join(
            newest,
            (newest.c.pack == LawText.pack) & (newest.c.edition == LawText.edition),
        )
    )
    return {(pack, article): clause for pack, article, clause in rows}


async def _newest(session: AsyncSession, pack_id: str) -> tuple[int, str]:
    """Return the number and digest of the newest edition, zero and nothing when there is none."""
    row = (
        await session.execute(
            select(LawText.edition, LawText.sha256)
            .where(LawText.pack == pack_id)
            .order_by(LawText.edition.desc())
            .limit(1)
        )
    ).first()
    return (row.edition, row.sha256) if row else (0, "")
