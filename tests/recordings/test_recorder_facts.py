"""Whoever had no certificate in force on that day is not the recorder (长子 7, 昌黎 6).

Ruzhou's rules rest on the Administrative Penalty Law, article 42; Shanxi's say nothing of it.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Qualification, Recording, Unit
from app.people.units import forget_units
from app.policy.decision import Decision
from app.policy.vocabulary import OfficerSource
from app.recordings.attributing import attribute_recording
from app.recordings.correcting import Correction, correct_attribution
from app.recordings.queries import find_recording, findings_of
from tests.devices.holders import qualify
from tests.recordings.test_attributing import EIGHT, HOUR, codes_of, hold, recorded
from tests.world import NOW, Town

DAY = date(2026, 11, 21)
A_DAY = timedelta(days=1)


async def under(session: AsyncSession, town: Town, pack_id: str) -> None:
    for unit_id in (town.agency, town.brigade):
        unit = await session.get_one(Unit, unit_id)
        unit.pack_id = pack_id
    await session.flush()
    forget_units(session)


async def held_by_chen(session: AsyncSession, town: Town, minutes: int = 10) -> Recording:
    await hold(session, town.terminal, town.chen, EIGHT)
    return await recorded(session, town.terminal, town.brigade, minutes=minutes)


@pytest.mark.parametrize("pack_id", ["zhangzi", "changli"])
@pytest.mark.parametrize(
    ("since", "until"),
    [(DAY, DAY), (DAY - A_DAY, DAY + A_DAY)],
    ids=["that very day", "around it"],
)
async def test_a_certificate_in_force_on_the_day_names_the_holder(
    session: AsyncSession, town: Town, pack_id: str, since: date, until: date
) -> None:
    await under(session, town, pack_id)
    await qualify(session, town.chen, since=since, until=until)
    recording = await held_by_chen(session, town)

    await attribute_recording(session, recording.id, NOW)

    assert recording.officer_id == town.chen.id
    assert await codes_of(session, recording) == set()


@pytest.mark.parametrize("pack_id", ["zhangzi", "changli"])
@pytest.mark.parametrize(
    "until", [None, DAY - A_DAY], ids=["none at all", "one that ended the day before"]
)
async def test_whoever_has_none_is_not_named_and_the_finding_says_so(
    session: AsyncSession, town: Town, pack_id: str, until: date | None
) -> None:
    await under(session, town, pack_id)
    if until is not None:
        await qualify(session, town.chen, since=DAY - 30 * A_DAY, until=until)
    recording = await held_by_chen(session, town)

    await attribute_recording(session, recording.id, NOW)

    assert recording.officer_id is None
    assert recording.officer_source is None
    (finding,) = await findings_of(session, recording.id)
    assert finding.code == "officer_unqualified"
    assert finding.detail["person"] == str(town.chen.id)


async def test_one_that_ended_during_the_activity_does_not_carry_over_midnight(
    session: AsyncSession, town: Town
) -> None:
    """From nine in the morning Beijing time, for sixteen hours: the last day is over."""
    await under(session, town, "zhangzi")
    await qualify(session, town.chen, since=DAY - 30 * A_DAY, until=DAY)
    recording = await held_by_chen(session, town, minutes=16 * 60)

    await attribute_recording(session, recording.id, NOW + A_DAY)

    assert recording.officer_id is None
    assert "officer_unqualified" in await codes_of(session, recording)


async def test_a_regulation_that_asks_for_no_certificate_names_the_holder(
    session: AsyncSession, town: Town
) -> None:
    await under(session, town, "shanxi")
    recording = await held_by_chen(session, town)

    await attribute_recording(session, recording.id, NOW)

    assert recording.officer_id == town.chen.id


async def test_a_certificate_registered_late_names_the_holder_when_judged_again(
    session: AsyncSession, town: Town
) -> None:
    await under(session, town, "zhangzi")
    recording = await held_by_chen(session, town)
    await attribute_recording(session, recording.id, NOW)
    await qualify(session, town.chen, since=DAY - A_DAY, until=DAY + A_DAY)

    await attribute_recording(session, recording.id, NOW)

    assert recording.officer_id == town.chen.id
    assert await codes_of(session, recording) == set()


async def test_the_custodian_cannot_name_somebody_unqualified_and_is_told_the_article(
    session: AsyncSession, town: Town
) -> None:
    await under(session, town, "zhangzi")
    recording = await recorded(session, town.terminal, town.brigade, at=EIGHT + HOUR)
    detail = await find_recording(session, town.liu, recording.id)

    answer = await correct_attribution(
        session, town.liu, detail, Correction(town.chen.id, "", "核实领用登记"), now=NOW
    )

    assert isinstance(answer, Decision)
    assert not answer.allowed
    assert "第七条" in {each.article for each in answer.citations}
    assert recording.officer_id is None
    assert (await history_of(session, recording.id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_what_the_custodian_decided_before_stands(session: AsyncSession, town: Town) -> None:
    await qualify(session, town.chen, since=DAY, until=DAY)
    recording = await recorded(session, town.terminal, town.brigade, at=EIGHT + HOUR)
    detail = await find_recording(session, town.liu, recording.id)
    await correct_attribution(
        session, town.liu, detail, Correction(town.chen.id, "", "核实领用登记"), now=NOW
    )
    await session.execute(
        update(Qualification).values(valid_until=DAY - A_DAY, valid_from=DAY - A_DAY)
    )

    await attribute_recording(session, recording.id, NOW)

    assert (recording.officer_id, recording.officer_source) == (
        town.chen.id,
        OfficerSource.CUSTODIAN,
    )


@pytest.mark.parametrize(
    "clock",
    [datetime(1970, 1, 1, 0, 5, tzinfo=UTC), NOW + 400 * A_DAY],
    ids=["a clock that was reset", "a clock years ahead"],
)
async def test_a_wrong_clock_is_not_held_against_whoever_is_qualified_today(
    session: AsyncSession, town: Town, clock: datetime
) -> None:
    await under(session, town, "zhangzi")
    await qualify(session, town.chen, since=DAY - 30 * A_DAY, until=DAY)
    await hold(session, town.terminal, town.chen, EIGHT)
    recording = await recorded(session, town.terminal, town.brigade, at=clock)

    await attribute_recording(session, recording.id, NOW)

    assert recording.officer_id == town.chen.id
    assert await codes_of(session, recording) == {"recorded_time_doubtful"}


async def test_the_custodian_names_somebody_where_the_clock_was_wrong(
    session: AsyncSession, town: Town
) -> None:
    await under(session, town, "zhangzi")
    reset = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)
    recording = await recorded(session, town.terminal, town.brigade, at=reset)
    detail = await find_recording(session, town.liu, recording.id)

    await correct_attribution(
        session, town.liu, detail, Correction(town.chen.id, "", "核实领用登记"), now=NOW
    )

    assert recording.officer_id == town.chen.id
