"""Figures of accounts for the start page of the security administrator."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Person, SignInSession
from app.policy.vocabulary import SignInStage


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """How many people may sign in, and how many are signed in."""

    active: int
    signed_in: int


async def account_figures(
    session: AsyncSession, units: Collection[UUID], *, idle: timedelta, now: datetime
) -> AccountFigures:
    """Return the figures of these units; ``idle`` is how long a silent session lives."""
    mine = (Person.unit_id.in_(units), Person.is_active)
    active = await session.scalar(select(func.count()).where(*mine))
    signed_in = await session.scalar(
        select(func.count(SignInSession.person_id.distinct()))
        .join(Person, Person.id == SignInSession.person_id)
        .where(
            *mine,
            SignInSession.stage == SignInStage.COMPLETE.value,
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > now,
            SignInSession.last_seen_at > now - idle,
        )
    )
    return AccountFigures(active=active or 0, signed_in=signed_in or 0)
