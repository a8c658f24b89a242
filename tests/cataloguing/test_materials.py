"""Which recordings lie in a case, and what of them each person reads."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.batches import change_many
from app.cataloguing.changes import Change
from app.cataloguing.linking import link_recording
from app.cataloguing.materials import MaterialLine, recordings_of_case
from app.cataloguing.unlinking import end_link
from app.errors import NotFoundError
from app.models import Recording
from app.policy.actor import ANONYMOUS, Actor
from app.policy.case_words import EvidenceKind, MaterialRole
from app.policy.linking import NewLink
from tests.cases.office import open_sand_case
from tests.cataloguing.desk import RECORDED, shot
from tests.world import NOW, Town


async def put(session: AsyncSession, town: Town, case: UUID, name: str = "李大山.mp4") -> UUID:
    recording = await shot(session, town, name)
    link = await link_recording(session, town.liu, recording, case, NewLink(), now=NOW)
    assert isinstance(link, UUID)
    return link


async def only_line(session: AsyncSession, actor: Actor, case: UUID) -> MaterialLine:
    (line,) = (await recordings_of_case(session, actor, case)).lines
    return line


async def test_the_custodian_reads_it_all_opens_it_and_catalogues_it(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)
    link = await put(session, town, case)

    line = await only_line(session, town.liu, case)

    assert (line.id, line.name, line.recorded_at) == (link, "李大山.mp4", RECORDED)
    assert (line.device_no, line.officer) == ("RZ-0001", "陈立")
    assert (line.role, line.evidence_kind) == (MaterialRole.EVIDENCE, EvidenceKind.AUDIO_VISUAL)
    assert (line.is_known, line.is_kept) == (True, True)


async def test_a_handler_reads_the_name_and_opens_only_what_she_sent_herself(
    session: AsyncSession, town: Town
) -> None:
    """汝州调阅五: whoever does not keep a recording sees no page of it without approval."""
    case = await open_sand_case(session, town)
    await put(session, town, case)

    before = await only_line(session, town.chen, case)
    row = await session.get_one(Recording, before.recording_id)
    row.submitted_by_device_id, row.submitted_by_person_id = None, town.chen.id
    await session.flush()
    after = await only_line(session, town.chen, case)

    assert (before.name, before.is_known, before.is_kept) == ("李大山.mp4", False, False)
    assert (after.is_known, after.is_kept) == (True, False)


async def test_a_leader_knows_that_it_lies_there_and_not_its_name(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)
    await put(session, town, case)

    line = await only_line(session, town.zhao, case)

    assert (line.name, line.is_known, line.is_kept) == ("", False, False)
    assert (line.officer, line.role) == ("陈立", MaterialRole.EVIDENCE)


@pytest.mark.parametrize("who", ["qian", "sun", "zhou", "wu", "terminal", "nobody"])
async def test_whoever_may_not_know_the_case_finds_none(
    session: AsyncSession, town: Town, who: str
) -> None:
    case = await open_sand_case(session, town)
    actor = ANONYMOUS if who == "nobody" else getattr(town, who)

    with pytest.raises(NotFoundError):
        await recordings_of_case(session, actor, case)


async def test_what_was_taken_out_lies_there_no_more(session: AsyncSession, town: Town) -> None:
    case = await open_sand_case(session, town)
    await end_link(session, town.liu, await put(session, town, case), "放错了", now=NOW)

    assert (await recordings_of_case(session, town.liu, case)).lines == ()


async def test_what_was_put_in_together_stands_in_the_order_of_its_recording(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)
    minutes = (4, 1, 3, 0, 2)
    picks = [
        await shot(session, town, f"{number}.mp4", recorded_at=NOW + timedelta(minutes=number))
        for number in minutes
    ]
    await change_many(session, town.liu, picks, Change(case_id=case), now=NOW)

    first = await recordings_of_case(session, town.liu, case, limit=2)
    second = await recordings_of_case(session, town.liu, case, after=first.after)

    names = [line.name for line in (*first.lines, *second.lines)]
    assert names == [f"{number}.mp4" for number in range(5)]


async def test_what_lies_in_a_case_is_listed_by_key(session: AsyncSession, town: Town) -> None:
    case = await open_sand_case(session, town)
    for number in range(5):
        await put(session, town, case, f"{number}.mp4")

    first = await recordings_of_case(session, town.chen, case, limit=3)
    second = await recordings_of_case(session, town.chen, case, after=first.after, limit=3)

    names = [line.name for line in (*first.lines, *second.lines)]
    assert sorted(names) == [f"{number}.mp4" for number in range(5)]
    assert second.after is None
