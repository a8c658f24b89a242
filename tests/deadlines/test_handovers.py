"""科室移交 each month (长子 10, 昌黎 9), once the agency has set the day."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines import handovers
from app.deadlines.handovers import open_handovers, receive_handover
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.ledger.book import history_of
from app.models import Deadline
from app.people.register import register_section
from app.policy.actor import ANONYMOUS, WORKER
from tests.deadlines.acts import deadline_of, events_of, live_by
from tests.deadlines.law import moment, with_day
from tests.world import NOW, Town


@pytest.fixture
async def section(session: AsyncSession, town: Town) -> UUID:
    await live_by(session, town, "zhangzi")
    return await register_section(session, WORKER, town.brigade, "执法二中队", now=NOW)


@pytest.fixture
def by_the_25th(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handovers, "pack_of_unit", with_day(25))


async def test_without_a_day_of_the_agencys_there_is_no_deadline(
    session: AsyncSession, section: UUID
) -> None:
    assert await open_handovers(session, NOW) == 0
    assert (await session.scalars(select(Deadline))).all() == []
    assert section


@pytest.mark.usefixtures("by_the_25th")
async def test_one_deadline_for_section_and_month_however_often_the_sweep_comes(
    session: AsyncSession, section: UUID
) -> None:
    opened = [await open_handovers(session, NOW) for _ in range(2)]

    row = await deadline_of(session, section)
    assert opened == [1, 0]
    assert (row.period, row.due_at) == ("2026-11", moment("2026-11-26T00:00"))
    assert await events_of(session, row) == ["deadline:opened"]


@pytest.mark.usefixtures("by_the_25th")
async def test_a_day_that_has_passed_is_not_reproached_and_next_month_runs(
    session: AsyncSession, section: UUID
) -> None:
    await open_handovers(session, moment("2026-11-27T08:00"))

    assert (await deadline_of(session, section)).period == "2026-12"


@pytest.mark.usefixtures("by_the_25th")
async def test_the_custodian_notes_the_hand_over_with_its_number(
    session: AsyncSession, town: Town, section: UUID
) -> None:
    await open_handovers(session, NOW)
    row = await deadline_of(session, section)

    decision = await receive_handover(session, town.liu, row.id, count=12, note="两盘", now=NOW)

    assert decision.allowed
    assert row.met_at == NOW
    assert row.facts["handed_over"] == 12
    noted = (await history_of(session, section))[-1]
    assert (noted.kind.value, noted.detail["recordings"]) == ("section:handed_over", 12)
    assert (await events_of(session, row))[-1] == "deadline:met"


@pytest.mark.usefixtures("by_the_25th")
async def test_a_hand_over_is_noted_once(session: AsyncSession, town: Town, section: UUID) -> None:
    await open_handovers(session, NOW)
    row = await deadline_of(session, section)
    await receive_handover(session, town.liu, row.id, count=12, note="", now=NOW)

    with pytest.raises(ConflictError):
        await receive_handover(session, town.liu, row.id, count=13, note="", now=NOW)


@pytest.mark.usefixtures("by_the_25th")
async def test_a_number_that_cannot_be_is_refused(
    session: AsyncSession, town: Town, section: UUID
) -> None:
    await open_handovers(session, NOW)
    row = await deadline_of(session, section)

    with pytest.raises(InvalidInputError):
        await receive_handover(session, town.liu, row.id, count=1_000_001, note="", now=NOW)


@pytest.mark.usefixtures("by_the_25th")
async def test_the_leader_sees_a_hand_over_and_does_not_note_it(
    session: AsyncSession, town: Town, section: UUID
) -> None:
    await open_handovers(session, NOW)
    row = await deadline_of(session, section)

    decision = await receive_handover(session, town.zhao, row.id, count=1, note="", now=NOW)

    assert not decision.allowed
    assert (await history_of(session, section))[-1].kind.value == "act:refused"


@pytest.mark.usefixtures("by_the_25th")
@pytest.mark.parametrize("who", ["qian", "chen", "nobody"])
async def test_for_strangers_there_is_no_such_hand_over(
    session: AsyncSession, town: Town, section: UUID, who: str
) -> None:
    await open_handovers(session, NOW)
    row = await deadline_of(session, section)
    actor = ANONYMOUS if who == "nobody" else getattr(town, who)

    with pytest.raises(NotFoundError):
        await receive_handover(session, actor, row.id, count=1, note="", now=NOW)
