"""常用查询: a person keeps a search under a name, for themselves.

A view holds the question and no answer: whoever has lost a right sees by an old view only what
they may see now. It is shared as every search is, by its address.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, SavedView
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.actor import Actor
from app.questions import ask

LONGEST_NAME = 40
MOST_VIEWS = 50


@dataclass(frozen=True, slots=True)
class KeptView:
    """One view of a person."""

    id: UUID
    name: str
    query: str
    kept_at: datetime


async def views_of(session: AsyncSession, actor: Actor) -> tuple[KeptView, ...]:
    """Return the actor's own views by name."""
    rows = await ask(session, _views(), person_id=actor.id)
    return tuple(KeptView(*row) for row in rows)


@cache
def _views() -> Select[UUID, str, str, datetime]:
    mine = SavedView.person_id == bindparam("person_id")
    columns = SavedView.id, SavedView.name, SavedView.query, SavedView.kept_at
    return select(*columns).where(mine).order_by(SavedView.name, SavedView.id)


async def keep_view(
    session: AsyncSession, actor: Actor, name: str, query: str, *, now: datetime
) -> UUID:
    """Keep a search under a name and return its id. Appends ``view:kept``.

    Locks the actor's own row, so that nobody has more views than there may be.

    Raises:
        NotAcceptableError: the name is empty, too long or used, or there are enough views.
    """
    assert actor.id is not None
    await session.get_one(Person, actor.id, with_for_update=True)
    _check(name)
    number = await session.scalar(select(func.count()).where(SavedView.person_id == actor.id))
    if (number or 0) >= MOST_VIEWS:
        what = f"最多保存{MOST_VIEWS}个常用查询。请先删除不再使用的，再保存。"
        raise NotAcceptableError(FieldProblem("name", what))
    view = SavedView(id=ids.new_id(), person_id=actor.id, query=query, kept_at=now)
    await _write(session, view, name)
    await _note(session, LedgerKind.VIEW_KEPT, actor, view.id, now)
    return view.id


async def rename_view(
    session: AsyncSession, actor: Actor, view_id: UUID, name: str, *, now: datetime
) -> None:
    """Give a view of the actor's another name. Appends ``view:renamed``.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
        NotAcceptableError: the name is empty, too long or used.
    """
    view = await _own(session, actor, view_id)
    _check(name)
    await _write(session, view, name)
    await _note(session, LedgerKind.VIEW_RENAMED, actor, view_id, now)


async def remove_view(session: AsyncSession, actor: Actor, view_id: UUID, *, now: datetime) -> None:
    """Remove a view of the actor's. Appends ``view:removed``.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    await session.delete(await _own(session, actor, view_id))
    await session.flush()
    await _note(session, LedgerKind.VIEW_REMOVED, actor, view_id, now)


async def _own(session: AsyncSession, actor: Actor, view_id: UUID) -> SavedView:
    view = await session.get(SavedView, view_id, with_for_update=True)
    if view is None or view.person_id != actor.id:
        raise NotFoundError
    return view


async def _write(session: AsyncSession, view: SavedView, name: str) -> None:
    try:
        async with session.begin_nested():
            view.name = name
            session.add(view)
            await session.flush()
    except IntegrityError as error:
        what = f"您已经有一个名为“{name}”的常用查询，请换一个名称。"
        raise NotAcceptableError(FieldProblem("name", what)) from error


def _check(name: str) -> None:
    if not name:
        raise NotAcceptableError(FieldProblem("name", "请填写常用查询的名称。"))
    if len(name) > LONGEST_NAME:
        what = f"名称最长{LONGEST_NAME}个字，请缩短。"
        raise NotAcceptableError(FieldProblem("name", what))


async def _note(
    session: AsyncSession, kind: LedgerKind, actor: Actor, view_id: UUID, now: datetime
) -> None:
    """Append an event; what was looked for stays the person's own."""
    await append(
        session, kind, actor, unit_id=actor.unit_id, subject_id=view_id, detail={}, now=now
    )
