"""A town whose agency has its list of kinds, and a case that Chen handles."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from app.db import type_of_sessions
from app.embedded.services import Services
from app.papers.adding import Desk
from app.storage.disk import DiskStore
from tests.cases.office import open_sand_case
from tests.papers.desk import desk_of, set_up_kinds
from tests.settings import settings_of
from tests.world import Settled, Town


@dataclass(frozen=True, slots=True)
class Office:
    """What a test of documents needs."""

    town: Town
    case_id: UUID
    desk: Desk
    sessions: type_of_sessions


@pytest.fixture
async def office(
    services: Services,
    settled: Settled,
    committed: type_of_sessions,
    store: DiskStore,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Office]:
    async with committed() as session, session.begin():
        town = await settled.again(session)
        await set_up_kinds(session, town)
        case_id = await open_sand_case(session, town)
    settings = settings_of(services, tmp_path_factory.mktemp("desk"))
    desk = desk_of(committed, store, settings)
    yield Office(town, case_id, desk, committed)
    await desk.nudger.close()
