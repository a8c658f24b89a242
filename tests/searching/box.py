"""The search box, used by whoever is named, for tests of what it finds."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.policy.actor import Actor
from app.searching.asking import Wanted
from app.searching.finding import Found, find
from app.searching.shelves import Shelf, sight_of
from app.searching.terms import read_terms


async def search(
    session: AsyncSession, actor: Actor, shelf: Shelf, typed: str = "", **other: object
) -> Found:
    """Return what is found of what was typed."""
    wanted = Wanted(terms=read_terms(typed), **other)  # type: ignore[arg-type]
    found, _ = await find(session, await sight_of(session, actor, shelf), wanted)
    return found
