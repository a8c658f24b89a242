"""The small picture of a case shows what its line of time shows, counted by the database."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cases.marks import Lane, Mark
from app.cases.overview import Stretch, marks_together, stretch_of
from app.cases.timeline import timeline_of
from app.cataloguing.linking import link_recording
from app.cataloguing.unlinking import end_link
from app.deadlines.storing import keep_storing
from app.models import CaseDocument, Original, Recording
from app.policy.case_words import DocumentState
from app.policy.linking import NewLink
from app.policy.vocabulary import MediaKind
from app.routers.timeline_drawing import PLACES, Window, draw, whole
from tests.cases.office import open_sand_case
from tests.cataloguing.desk import shot
from tests.world import NOW, Town

DAY = timedelta(days=1)


async def put(
    session: AsyncSession,
    town: Town,
    case: UUID,
    kind: MediaKind = MediaKind.VIDEO,
    days: float = 0,
) -> UUID:
    """Put a recording of so many days ago into the case, and return its link."""
    recording = await shot(session, town, kind=kind, recorded_at=NOW - days * DAY)
    held = update(Recording).where(Recording.id == recording)
    await session.execute(held.values(duration_ms=None if kind is MediaKind.PHOTO else 600_000))
    row = await session.get_one(Recording, recording, with_for_update=True)
    await session.refresh(row)
    await keep_storing(session, row, NOW + DAY)
    link = await link_recording(session, town.liu, recording, case, NewLink(), now=NOW)
    assert isinstance(link, UUID)
    return link


async def write(session: AsyncSession, town: Town, case: UUID, *, is_dated: bool) -> None:
    original = Original(
        id=ids.new_id(),
        storage_key=f"documents/{ids.new_id()}",
        size_bytes=1,
        sha256=ids.new_id().hex,
        sm3=ids.new_id().hex,
        sealed_at=NOW,
    )
    session.add(original)
    await session.flush()
    session.add(
        CaseDocument(
            id=ids.new_id(),
            case_id=case,
            file_version=1,
            kind="询问笔录",
            title="对李大山的询问笔录",
            made_on=(NOW - 3 * DAY).date() if is_dated else None,
            position=1,
            state=DocumentState.READY,
            original_id=original.id,
            file_name="笔录.pdf",
            media_type="application/pdf",
            added_by_id=town.chen.id,
            added_at=NOW,
        )
    )
    await session.flush()


async def busy_case(session: AsyncSession, town: Town) -> UUID:
    """Return a case with something in every lane, some of it close together."""
    case = await open_sand_case(session, town)
    # The last but one ended forty minutes before the last.
    for days in (9, 9, 9, 4, 50 / (24 * 60), 0):
        await put(session, town, case, days=days)
    await put(session, town, case, MediaKind.PHOTO, days=6)
    await end_link(session, town.liu, await put(session, town, case, days=30), "误", now=NOW)
    await write(session, town, case, is_dated=True)
    await write(session, town, case, is_dated=False)
    return case


async def small(
    session: AsyncSession, case: UUID, window: Window, *, reads: bool = True
) -> tuple[Mark, ...]:
    drawn = Stretch(window.start, window.end)
    return await marks_together(session, case, drawn, places=PLACES, reads=reads)


async def test_the_small_picture_is_drawn_as_the_line_is(session: AsyncSession, town: Town) -> None:
    case = await busy_case(session, town)
    marks = (await timeline_of(session, town.liu, case, NOW)).marks
    window = whole(marks, NOW)

    together = await small(session, case, window)

    assert draw(together, window, NOW) == draw(marks, window, NOW)
    assert len(together) < len(marks) == sum(mark.count for mark in together)
    lanes = {mark.lane for mark in together}
    assert lanes == {Lane.STEP, Lane.DOCUMENT, Lane.RECORDING, Lane.PHOTO, Lane.DEADLINE, Lane.GAP}


async def test_a_case_goes_from_its_first_moment_to_its_last(
    session: AsyncSession, town: Town
) -> None:
    case = await busy_case(session, town)
    marks = (await timeline_of(session, town.liu, case, NOW)).marks

    stretch = await stretch_of(session, case)

    moments = [moment for mark in marks for moment in (mark.at, mark.until) if moment]
    assert stretch == Stretch(min(moments), max(moments))


async def test_a_case_that_was_just_opened_is_one_moment(session: AsyncSession, town: Town) -> None:
    case = await open_sand_case(session, town, opened_on=NOW.date())

    assert await stretch_of(session, case) == Stretch(NOW, NOW)


@pytest.mark.parametrize(("reads", "title"), [(True, "对李大山的询问笔录"), (False, "询问笔录")])
async def test_the_title_of_a_document_is_for_readers_of_the_file(
    session: AsyncSession, town: Town, reads: bool, title: str
) -> None:
    case = await open_sand_case(session, town)
    await write(session, town, case, is_dated=True)
    window = Window(NOW - 10 * DAY, NOW + DAY)

    found = await small(session, case, window, reads=reads)

    assert [mark.title for mark in found if mark.lane is Lane.DOCUMENT] == [title]


async def test_a_case_without_anything_has_no_stretch(session: AsyncSession, town: Town) -> None:
    assert await stretch_of(session, ids.new_id()) is None
