"""A token that stood in an address: it is in the logs of every proxy on the way, so it ends."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.tokens import end_tokens
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Device, TerminalToken
from app.policy.actor import ANONYMOUS
from app.policy.vocabulary import TokenEnd


async def end_leaked_tokens(
    session: AsyncSession, secrets: Collection[str], *, address: str, now: datetime
) -> bool:
    """End those of the secrets that are tokens in force; return whether any was ever a token.

    Appends ``terminal:token_leaked`` for each token that ends. What it still sends is set aside.
    """
    hashes = [ids.digest_of_secret(secret) for secret in secrets]
    rows = await session.execute(
        select(TerminalToken.id, Device)
        .join(Device, Device.id == TerminalToken.device_id)
        .where(TerminalToken.token_hash.in_(hashes))
    )
    found = rows.all()
    for token_id, device in found:
        own = TerminalToken.id == token_id
        if not await end_tokens(session, own, end=TokenEnd.LEAKED, now=now):
            continue
        await append(
            session,
            LedgerKind.TERMINAL_LEAKED,
            ANONYMOUS,
            unit_id=device.unit_id,
            subject_id=device.id,
            detail={"address": address},
            now=now,
        )
    return bool(found)
