"""The demonstration's cases have real documents, and two visitors have been at the desk."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from app.db import type_of_sessions
from app.demo.agency import load_agency
from app.demo.consultation import receive_visitors
from app.demo.documents import deliver_documents
from app.demo.filed import FILED, HEAP
from app.embedded.services import Services
from app.models import AccessRequest, Case, CaseDocument, RegisterLine
from app.papers.adding import Desk
from app.policy.access_words import AccessState, RegisterKind
from app.policy.case_words import DocumentState
from app.storage.disk import DiskStore
from tests.papers.desk import desk_of, read_all
from tests.settings import settings_of
from tests.world import NOW, QuickPasswords


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A loaded agency, and what its documents are put in with."""

    sessions: type_of_sessions
    desk: Desk

    async def documents(self) -> list[CaseDocument]:
        async with self.sessions() as session:
            rows = await session.scalars(
                select(CaseDocument)
                .join(Case, Case.id == CaseDocument.case_id)
                .where(Case.title.endswith(HEAP))
                .order_by(CaseDocument.position)
            )
            return list(rows)


@pytest.fixture
async def demonstration(
    services: Services, committed: type_of_sessions, store: DiskStore, tmp_path: Path
) -> AsyncIterator[Demonstration]:
    async with committed() as session, session.begin():
        await load_agency(
            session, QuickPasswords(), file=tmp_path / "demo.json", url="http://x", now=NOW
        )
    desk = desk_of(committed, store, settings_of(services, tmp_path))
    yield Demonstration(committed, desk)
    await desk.nudger.close()


async def test_a_case_has_its_whole_file_in_order_with_a_concluding_document(
    demonstration: Demonstration,
) -> None:
    assert await deliver_documents(demonstration.desk) == len(FILED)
    await read_all(demonstration.desk)

    rows = await demonstration.documents()
    assert [row.kind for row in rows] == [each.kind for each in FILED if each.case == HEAP]
    assert {row.state for row in rows} == {DocumentState.READY.value}
    assert [row.title for row in rows if row.is_concluding] == ["行政处罚决定书"]
    assert all(row.is_final for row in rows)
    assert [row.page_count for row in rows] == [1, 1, 2, 1, 1, 1, 1]
    decision = next(row for row in rows if row.is_concluding)
    assert "责令三日内清除" in decision.content_text.replace("\n", "")


async def test_the_word_document_waits_for_its_pages_to_be_confirmed(
    demonstration: Demonstration,
) -> None:
    await deliver_documents(demonstration.desk)
    await read_all(demonstration.desk)

    async with demonstration.sessions() as session:
        row = (
            await session.scalars(
                select(CaseDocument).where(CaseDocument.file_name.endswith(".docx"))
            )
        ).one()
    assert (row.page_count, row.facts["told_pages"], row.is_final) == (None, 3, False)
    assert "采砂船是谁的" in row.content_text


async def test_a_second_start_adds_nothing(demonstration: Demonstration) -> None:
    await deliver_documents(demonstration.desk)

    assert await deliver_documents(demonstration.desk) == 0


async def test_one_request_waits_for_the_leader_and_one_was_refused_on_the_register(
    demonstration: Demonstration,
) -> None:
    await deliver_documents(demonstration.desk)
    await receive_visitors(demonstration.desk)
    await receive_visitors(demonstration.desk)

    async with demonstration.sessions() as session:
        states = await session.scalars(select(AccessRequest.state).order_by(AccessRequest.serial))
        lines = await session.scalars(select(RegisterLine.kind))
        assert states.all() == [AccessState.WAITING.value, AccessState.REFUSED.value]
        assert lines.all() == [RegisterKind.REFUSED.value]


async def test_without_a_case_or_a_document_nobody_is_received(
    demonstration: Demonstration,
) -> None:
    await receive_visitors(demonstration.desk)

    async with demonstration.sessions() as session:
        assert (await session.scalars(select(AccessRequest))).all() == []
