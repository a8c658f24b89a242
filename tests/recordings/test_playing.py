"""One viewing is one event; a refusal is an event of its own."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.sittings import media_in
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.policy.acts import Act
from app.recordings.playing import (
    ONE_VIEWING,
    ask_for_content,
    ask_for_pictures,
    note_playing,
    still_may_play,
)
from app.recordings.queries import find_recording
from tests.access import desk
from tests.arrivals import arrive
from tests.questions import questions_of
from tests.world import NOW, Town


async def _kinds(session: AsyncSession, recording: UUID) -> list[LedgerKind]:
    return [line.kind for line in await history_of(session, recording)]


async def test_a_viewing_is_noted_once(session: AsyncSession, town: Town) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    detail = await find_recording(session, town.liu, recording)
    await note_playing(session, town.liu, detail, now=NOW)

    await note_playing(session, town.liu, detail, now=NOW + timedelta(minutes=1))

    assert await _kinds(session, recording) == [LedgerKind.FILE_PLAYED]


async def test_coming_back_later_is_another_viewing(session: AsyncSession, town: Town) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    detail = await find_recording(session, town.liu, recording)
    await note_playing(session, town.liu, detail, now=NOW)

    await note_playing(session, town.liu, detail, now=NOW + ONE_VIEWING)

    assert len(await _kinds(session, recording)) == 2


async def test_a_refusal_is_noted(session: AsyncSession, town: Town) -> None:
    recording = await arrive(session, town.chen, town.brigade)

    asked = await ask_for_content(session, town.chen, recording, Act.RECORDING_PLAY, now=NOW)

    assert not asked.decision.allowed
    assert await _kinds(session, recording) == [LedgerKind.FILE_REFUSED]


async def test_an_outsider_learns_nothing(session: AsyncSession, town: Town) -> None:
    recording = await arrive(session, town.terminal, town.brigade)

    with pytest.raises(NotFoundError):
        await ask_for_content(session, town.qian, recording, Act.RECORDING_PLAY, now=NOW)


async def test_a_range_reads_no_pictures_and_no_findings(session: AsyncSession, town: Town) -> None:
    recording = await desk.recording_in(session, town, None)

    async with questions_of(session) as of_range:
        await ask_for_content(session, town.liu, recording, Act.RECORDING_PLAY, now=NOW)
        await media_in(session, recording)
    async with questions_of(session) as of_pictures:
        await ask_for_pictures(session, town.liu, recording, Act.RECORDING_PLAY, now=NOW)

    assert reads(of_range) == {"recording"}
    assert reads(of_pictures) == {"recording", "derivative", "finding"}


def reads(questions: list[str]) -> set[str]:
    """Return which tables of recordings were read from."""
    found = (re.search(r"\bFROM (recording|derivative|finding)\b", each) for each in questions)
    return {each[1] for each in found if each}


async def test_the_right_is_read_afresh(session: AsyncSession, town: Town) -> None:
    recording = await arrive(session, town.terminal, town.brigade)

    assert await still_may_play(session, town.liu, recording, now=NOW)
    assert not await still_may_play(session, town.zhao, recording, now=NOW)
    assert await _kinds(session, recording) == [LedgerKind.FILE_REFUSED]
