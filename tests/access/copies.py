"""A counter at which copies are issued: real bytes in a real store, asked for by the police."""

import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app import ids
from app.access.bench import Bench
from app.access.copying import NewIssue
from app.access.ordering import order_copy
from app.db import type_of_sessions
from app.embedded.services import Services
from app.jobs.leases import claim
from app.models import (
    AccessPermit,
    CaseDocument,
    CopyIssue,
    CopyOrder,
    Job,
    Original,
    Recording,
)
from app.papers.adding import Desk
from app.policy.access_words import CopyForm, CopyMedium
from app.policy.actor import Actor
from app.policy.case_words import DocumentState
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester
from app.storage.disk import make_store
from app.storage.store import Store, StoredPart
from tests.access import desk
from tests.cases.office import open_sand_case
from tests.papers import files
from tests.papers.desk import desk_of
from tests.settings import settings_of
from tests.world import NOW, Settled, Town, repetition_of, sessions_on

PAPER = files.pdf("words")
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 9000
DISC = NewIssue(CopyMedium.DISC)


@dataclass(frozen=True, slots=True)
class Counter:
    """A granted request for one document and one recording, and who stands around it."""

    town: Town
    desk: Desk
    sessions: type_of_sessions
    case_id: UUID
    request_id: UUID
    document_id: UUID
    recording_id: UUID

    async def issue(
        self,
        actor: Actor | None = None,
        *,
        copies: int = 1,
        form: CopyForm = CopyForm.EXACT,
        seen_revision: int | None = None,
    ) -> UUID | Decision:
        """Let Liu, or somebody else, order one disc; what is small is issued at once."""
        new = replace(DISC, copies=copies, form=form)
        return await order_copy(
            self.desk, actor or self.town.liu, self.request_id, new, seen_revision=seen_revision
        )

    async def order(self, outcome: UUID | Decision) -> CopyOrder:
        """Return the row of what was ordered."""
        assert isinstance(outcome, UUID), outcome
        async with self.sessions() as session:
            return await session.get_one(CopyOrder, outcome)

    async def issued(self, *, copies: int = 1) -> CopyIssue:
        """Issue a copy that nothing stands against, and return its row."""
        issue_id = await self.issue(copies=copies)
        assert isinstance(issue_id, UUID), issue_id
        async with self.sessions() as session:
            return await session.get_one(CopyIssue, issue_id)

    async def bench(self, order_id: UUID, attempt: int = 1) -> Bench:
        """Claim the job of an order as a worker does; its lease has run out before a later one."""
        now = NOW + timedelta(hours=attempt - 1)
        async with self.sessions() as session, session.begin():
            job_id = await session.scalar(select(Job.id).where(Job.copy_order_id == order_id))
            assert job_id is not None
            job = await claim(session, job_id, attempt, lease=timedelta(seconds=30), now=now)
        assert job is not None
        desk = self.desk
        return Bench(desk.sessions, desk.store, job, desk.settings, desk.clock)

    async def issues(self) -> list[CopyIssue]:
        async with self.sessions() as session:
            return list(await session.scalars(select(CopyIssue)))

    async def permit(self) -> AccessPermit:
        async with self.sessions() as session:
            return await desk.permit_of(session, self.request_id)

    async def bundle(self, issue: CopyIssue) -> bytes:
        """Return the exact bytes that were kept."""
        async with self.sessions() as session:
            original = await session.get_one(Original, issue.bundle_id)
        return bytes_of(self.desk.store, original)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What a counter begins with: how to put its rows there again, and its bytes."""

    town: Town
    things: tuple[UUID, UUID, UUID, UUID]
    statement: str
    files: Path


@pytest.fixture(scope="module")
async def laid_out(
    engine: AsyncEngine, settled: Settled, tmp_path_factory: pytest.TempPathFactory
) -> LaidOut:
    """The verified request, brought about once by the product's own verbs."""
    files = tmp_path_factory.mktemp("laid-out")
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            things = await police_copy(session, town, make_store(files.as_uri()))
            await session.flush()
            statement = await repetition_of(session)
        await outer.rollback()
    return LaidOut(town, things, statement, files)


@pytest.fixture
async def counter(
    services: Services,
    laid_out: LaidOut,
    committed: type_of_sessions,
    sweeper: asyncpg.Connection,
    tmp_path: Path,
    *,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Counter]:
    await sweeper.execute(laid_out.statement)
    files = shutil.copytree(laid_out.files, tmp_path / "store")
    settings = settings_of(services, tmp_path_factory.mktemp("counter"))
    papers = desk_of(committed, make_store(files.as_uri()), settings)
    request_id, case_id, document_id, recording_id = laid_out.things
    yield Counter(laid_out.town, papers, committed, case_id, request_id, document_id, recording_id)
    await papers.nudger.close()


async def police_copy(
    session: AsyncSession,
    town: Town,
    store: Store,
    requester: Requester = Requester.PUBLIC_ORGAN,
) -> tuple[UUID, UUID, UUID, UUID]:
    """Return request, case, document and recording; Liu has verified what the police ask for."""
    case_id = await open_sand_case(session, town)
    document_id = await paper_in(session, town, store, case_id, PAPER)
    recording_id = await desk.recording_in(session, town, case_id, file_name="现场.MP4")
    recording = await session.get_one(Recording, recording_id)
    recording.original_id = await kept(session, store, FILM)
    request_id = await desk.received(
        session,
        town,
        requester,
        case_id=case_id,
        act=ConsultAct.COPY,
        documents={document_id},
        recordings={recording_id},
    )
    if requester is Requester.PUBLIC_ORGAN:
        await desk.verified(session, town, request_id)
    return request_id, case_id, document_id, recording_id


async def paper_in(
    session: AsyncSession, town: Town, store: Store, case_id: UUID, content: bytes
) -> UUID:
    """Put a document that was looked at into the file, bytes and all."""
    assert town.chen.id is not None
    document = CaseDocument(
        id=ids.new_id(),
        case_id=case_id,
        file_version=1,
        kind="询问笔录",
        title="../询问笔录",
        is_concluding=False,
        is_final=True,
        position=1,
        page_count=1,
        state=DocumentState.READY.value,
        original_id=await kept(session, store, content),
        file_name="询问笔录.pdf",
        media_type="application/pdf",
        added_by_id=town.chen.id,
        added_at=NOW,
    )
    session.add(document)
    await session.flush()
    return document.id


async def kept(session: AsyncSession, store: Store, content: bytes) -> UUID:
    """Keep an original of these bytes."""
    key = ids.new_id()
    writer = store.begin_segment(key, 0, 1)
    writer.write((content,))
    stored = writer.finish()
    part = StoredPart(stored.key, stored.length, stored.sha256)
    storage_key = store.assemble_original(key, (part,))
    store.discard_segments(key)
    session.add(
        Original(
            id=key,
            storage_key=storage_key,
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            sm3=hashlib.new("sm3", content).hexdigest(),
            sealed_at=NOW,
        )
    )
    await session.flush()
    return key


def bytes_of(store: Store, original: Original) -> bytes:
    descriptor = store.open_original(original.storage_key)
    with os.fdopen(descriptor, "rb") as source:
        return source.read()


def opened(bundle: bytes) -> dict[str, bytes]:
    """Return the members of a bundle by name, checked as any tool would."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert archive.testzip() is None
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED}
        return {name: archive.read(name) for name in archive.namelist()}
