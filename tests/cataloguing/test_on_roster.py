"""Whom the roster names for a recording of which no hand-over names the officer (长子 16)."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cataloguing.entries import Source, entry_of
from app.models import Device, DutyShift, Recording
from app.people.register import register_section
from app.policy.actor import WORKER
from app.policy.law_words import IndexField
from app.policy.vocabulary import ShiftKind
from tests.cataloguing.desk import RECORDED, shot
from tests.world import NOW, Town

HOUR = timedelta(hours=1)


async def on_duty(
    session: AsyncSession,
    town: Town,
    *people: UUID | None,
    section: UUID | None = None,
    kind: ShiftKind = ShiftKind.DUTY,
    later: timedelta = timedelta(),
) -> None:
    session.add_all(
        DutyShift(
            id=ids.new_id(),
            unit_id=town.brigade,
            section_id=section,
            person_id=person,
            from_at=RECORDED - HOUR + later,
            until_at=RECORDED + HOUR + later,
            kind=kind.value,
            noted_at=NOW,
        )
        for person in people
    )
    await session.flush()


async def officer_in(session: AsyncSession, recording: UUID) -> tuple[str, Source]:
    entry = await entry_of(session, recording)
    return next(
        (fact.value, fact.source) for fact in entry.facts if fact.field is IndexField.OFFICERS
    )


async def unattributed(session: AsyncSession, town: Town) -> UUID:
    """Add a recording of the camera that nobody held."""
    recording = await shot(session, town)
    await session.execute(update(Recording).values(officer_id=None, officer_source=None))
    return recording


async def test_the_only_one_on_duty_fills_the_field_unconfirmed(
    session: AsyncSession, town: Town
) -> None:
    recording = await unattributed(session, town)
    await on_duty(session, town, town.chen.id)

    assert await officer_in(session, recording) == ("陈立", Source.ROSTER)
    entry = await entry_of(session, recording)
    assert all(fact.field is not IndexField.OFFICERS for fact in entry.facts if fact.is_missing)
    assert (await session.get_one(Recording, recording)).officer_id is None


async def test_the_one_crew_of_a_section_fills_it_together(
    session: AsyncSession, town: Town
) -> None:
    recording = await unattributed(session, town)
    squad = await register_section(session, WORKER, town.brigade, "一中队", now=NOW)
    await on_duty(session, town, town.chen.id, town.liu.id, section=squad)

    name, source = await officer_in(session, recording)

    assert set(name.split("、")) == {"陈立", "刘敏"}
    assert source is Source.ROSTER


async def test_where_several_could_have_recorded_nobody_is_filled_in(
    session: AsyncSession, town: Town
) -> None:
    recording = await unattributed(session, town)
    await on_duty(session, town, town.chen.id, town.liu.id)

    assert await officer_in(session, recording) == ("", Source.MISSING)


async def test_of_a_device_of_a_section_the_roster_of_that_section_counts(
    session: AsyncSession, town: Town
) -> None:
    recording = await unattributed(session, town)
    squad = await register_section(session, WORKER, town.brigade, "一中队", now=NOW)
    await session.execute(update(Device).values(section_id=squad))
    await on_duty(session, town, town.chen.id, section=squad)
    await on_duty(session, town, town.liu.id)

    assert await officer_in(session, recording) == ("陈立", Source.ROSTER)


@pytest.mark.parametrize(
    "other",
    [{"kind": ShiftKind.STANDBY}, {"later": 3 * HOUR}],
    ids=["on stand-by", "at another time"],
)
async def test_whoever_was_not_out_does_not_fill_it(
    session: AsyncSession, town: Town, other: dict[str, object]
) -> None:
    recording = await unattributed(session, town)
    await on_duty(session, town, town.chen.id, **other)  # type: ignore[arg-type]

    assert await officer_in(session, recording) == ("", Source.MISSING)


async def test_what_the_hand_over_names_stands(session: AsyncSession, town: Town) -> None:
    recording = await shot(session, town)
    await on_duty(session, town, town.liu.id)

    assert await officer_in(session, recording) == ("陈立", Source.RECORDING)
