"""Documents in the file of a case, put there by the product's own verbs."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import type_of_sessions
from app.jobs.leases import claim
from app.models import CaseDocument, Job
from app.papers.adding import Desk, NewDocument, add_document
from app.papers.kinds import confirm_starting_list
from app.papers.reading import read_document
from app.policy.actor import Actor
from app.policy.vocabulary import JobState
from app.queue import Nudge, Nudger
from app.settings import Settings
from app.storage.store import Store
from tests.papers.files import in_pieces, pdf
from tests.world import NOW, Town, stopped_clock


class DeafNudger(Nudger):
    """Wakes nobody; the tests read documents themselves."""

    async def send(self, nudge: Nudge) -> bool:
        return True


def desk_of(sessions: type_of_sessions, store: Store, settings: Settings) -> Desk:
    nudger = DeafNudger(settings.redis_url.get_secret_value())
    return Desk(settings, sessions, store, nudger, stopped_clock)


async def set_up_kinds(session: AsyncSession, town: Town) -> None:
    """Put the starting list of the agency in force."""
    assert isinstance(await confirm_starting_list(session, town.sun, now=NOW), int)


async def add(
    desk: Desk,
    actor: Actor,
    case_id: UUID,
    content: bytes | None = None,
    *,
    file_name: str = "询问笔录.pdf",
    **said: object,
) -> UUID:
    """Add a document that has nothing wrong with it."""
    new = replace(NewDocument(), **said)  # type: ignore[arg-type]
    stream = in_pieces(pdf("words", mark=file_name) if content is None else content)
    added = await add_document(desk, actor, case_id, new, file_name=file_name, stream=stream)
    assert isinstance(added, UUID)
    return added


async def read_all(desk: Desk) -> None:
    """Read every document that waits, as a worker would."""
    async with desk.sessions() as session:
        waiting = (await session.scalars(select(Job).where(Job.state == JobState.QUEUED))).all()
    for job in waiting:
        async with desk.sessions() as session, session.begin():
            lease = timedelta(seconds=30)
            claimed = await claim(session, job.id, job.nudges, lease=lease, now=NOW)
        assert claimed is not None
        await read_document(
            desk.sessions, desk.store, claimed, settings=desk.settings, clock=desk.clock
        )


async def row_of(sessions: type_of_sessions, document_id: UUID) -> CaseDocument:
    async with sessions() as session:
        return await session.get_one(CaseDocument, document_id)
