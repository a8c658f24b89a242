"""What lately happened to somebody's account, as the ledger has it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import LedgerLine, line_of
from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent
from app.policy.actor import Actor

SHOWN = 20
ABOUT_AN_ACCOUNT = (
    LedgerKind.BROWSER_FORGOTTEN,
    LedgerKind.CONFIRMATION_REFUSED,
    LedgerKind.PASSWORD_CHANGED,
    LedgerKind.PASSWORD_REFUSED,
    LedgerKind.PERSON_CREDENTIAL_RESET,
    LedgerKind.RECOVERY_CODE_USED,
    LedgerKind.RECOVERY_CODES_ISSUED,
    LedgerKind.SECOND_FACTOR_ENROLLED,
    LedgerKind.SECOND_FACTOR_REFUSED,
    LedgerKind.SECOND_FACTOR_REMOVED,
    LedgerKind.SECOND_FACTOR_RESET,
    LedgerKind.SESSION_COOKIE_REFUSED,
    LedgerKind.SESSION_ENDED,
    LedgerKind.SESSION_HALFWAY,
    LedgerKind.SESSION_MOVED,
    LedgerKind.SESSION_REFUSED,
    LedgerKind.SESSION_STARTED,
    LedgerKind.SESSIONS_REVOKED,
)


async def own_sign_in_history(session: AsyncSession, actor: Actor) -> list[LedgerLine]:
    """Return the last events about the actor's own account, newest first."""
    rows = await session.scalars(
        select(LedgerEvent)
        .where(
            LedgerEvent.subject_id == actor.id,
            LedgerEvent.kind.in_([kind.value for kind in ABOUT_AN_ACCOUNT]),
        )
        .order_by(LedgerEvent.seq.desc())
        .limit(SHOWN)
    )
    return [line_of(row) for row in rows]
