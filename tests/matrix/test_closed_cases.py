"""The doors to a case whose file is bound, or which is a state secret: every visitor over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.models import Case, EvidenceLink
from app.policy.case_words import CaseState, MaterialRole, SecurityClass
from app.policy.closing import Closure
from tests.matrix.asking import Stage, meets_what_the_rules_say
from tests.savepoints import begin_cells, changed_for_cells
from tests.world import NOW, sessions_on

FILE = (
    "GET /cases/{case_id}",
    "GET /cases/{case_id}/documents",
    "GET /cases/{case_id}/file/cover",
    "GET /cases/{case_id}/timeline",
    "GET /documents/{document_id}",
    "GET /documents/{document_id}/file",
    "GET /documents/{document_id}/pages/{number}.jpg",
)
RECORDING = (
    "GET /recordings/{recording_id}",
    "GET /recordings/{recording_id}/media",
    "GET /recordings/{recording_id}/storyboard.jpg",
    "GET /recordings/{recording_id}/thumbnails/{number}.jpg",
)


@pytest.fixture
async def bound(stage: Stage) -> AsyncIterator[Stage]:
    """The case of the stage, archived as far as rights look at it."""
    async with changed_for_cells(stage.connection):
        async with sessions_on(stage.connection)() as session, session.begin():
            await _write(session, stage, state=CaseState.ARCHIVED.value)
        await begin_cells(stage.connection)
        yield _closed(stage, Closure.BOUND)


@pytest.fixture
async def secret(stage: Stage) -> AsyncIterator[Stage]:
    """The case of the stage as a state secret, with the recording in it."""
    things = stage.world.things
    link = EvidenceLink(
        id=ids.new_id(),
        recording_id=things.recording,
        case_id=things.case,
        file_version=1,
        role=MaterialRole.PROCESS_RECORD.value,
        evidence_kind="",
        object_of_proof="",
        making_method="",
        maker="",
        linked_by_id=things.person,
        linked_at=NOW,
    )
    async with changed_for_cells(stage.connection):
        async with sessions_on(stage.connection)() as session, session.begin():
            session.add(link)
            await session.flush()
            await _write(session, stage, security_class=SecurityClass.CONFIDENTIAL.value)
        await begin_cells(stage.connection)
        yield _closed(stage, Closure.STATE_SECRET)


def _closed(stage: Stage, closure: Closure) -> Stage:
    thing = replace(stage.world.thing, closures=frozenset({closure}))
    return replace(stage, world=replace(stage.world, thing=thing))


@pytest.mark.parametrize("door", FILE)
async def test_everybody_meets_at_a_bound_file_what_the_rules_say(bound: Stage, door: str) -> None:
    await meets_what_the_rules_say(bound, door)


@pytest.mark.parametrize("door", [*FILE, *RECORDING])
async def test_everybody_meets_at_a_state_secret_what_the_rules_say(
    secret: Stage, door: str
) -> None:
    await meets_what_the_rules_say(secret, door)


async def _write(session: AsyncSession, stage: Stage, **columns: str) -> None:
    case_id = stage.world.things.case
    await session.execute(update(Case).where(Case.id == case_id).values(**columns))
