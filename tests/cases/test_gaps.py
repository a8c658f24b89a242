"""记录间断: what is said of the time between two recordings of one sitting, and what is not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cases.gaps import ONE_SITTING, SHORTEST, expected_throughout
from app.cases.marks import Lane, Mark
from app.cases.timeline import timeline_of
from app.cataloguing.linking import link_recording
from app.models import Recording
from app.policy.linking import NewLink
from app.policy.vocabulary import MediaKind
from tests.cases.office import open_sand_case
from tests.cataloguing.desk import shot
from tests.world import NOW, Town

TEN = timedelta(minutes=10)
MILLISECOND = timedelta(milliseconds=1)
LENGTHS = [timedelta(seconds=seconds) for seconds in (200, 20, 1900, 90, 30)]
MORNING = NOW - timedelta(hours=1)
"""Nine in the morning: nothing here comes near midnight."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A case into which recordings of Chen's camera are put; each lasts ten minutes."""

    session: AsyncSession
    town: Town
    case: UUID

    async def put(
        self, after: timedelta, *, kind: MediaKind = MediaKind.VIDEO, is_linked: bool = True
    ) -> UUID:
        recording = await shot(self.session, self.town, kind=kind, recorded_at=MORNING + after)
        await self.change(recording, duration_ms=None if kind is MediaKind.PHOTO else 600_000)
        if is_linked:
            linked = await link_recording(
                self.session, self.town.liu, recording, self.case, NewLink(), now=NOW
            )
            assert isinstance(linked, UUID)
        return recording

    async def change(self, recording: UUID, **values: object) -> None:
        await self.session.execute(
            update(Recording).where(Recording.id == recording).values(**values)
        )

    async def gaps(self) -> list[Mark]:
        line = await timeline_of(self.session, self.town.liu, self.case, NOW)
        return [mark for mark in line.marks if mark.lane is Lane.GAP]


@dataclass(frozen=True, slots=True)
class File:
    """A recording of one camera."""

    at: datetime
    length: timedelta
    is_chens: bool
    is_linked: bool

    @property
    def end(self) -> datetime:
        return self.at + self.length


def looked_for(files: list[File]) -> list[tuple[datetime, datetime]]:
    """Return the breaks by the words of the rule: each pair, and everything that lies between."""
    found = []
    for file in files:
        own = [
            one.end
            for one in files
            if one.is_linked and one.is_chens == file.is_chens and one.at < file.at
        ]
        before = max(own, default=file.at)
        is_filled = any(one.at < file.at and one.end > before for one in files)
        if file.is_linked and SHORTEST < file.at - before <= ONE_SITTING and not is_filled:
            found.append((before, file.at))
    return sorted(found)


@pytest.fixture
async def shelf(session: AsyncSession, town: Town) -> Shelf:
    return Shelf(session, town, await open_sand_case(session, town))


async def test_a_break_is_told_with_its_length_its_source_and_its_article(shelf: Shelf) -> None:
    """汝州音像八: from arrival until leaving."""
    await shelf.put(timedelta())
    await shelf.put(TEN + timedelta(minutes=22))

    (gap,) = await shelf.gaps()

    assert (gap.at, gap.until) == (MORNING + TEN, MORNING + TEN + timedelta(minutes=22))
    assert gap.title == "间断 22 分钟，RZ-0001、陈立"
    assert "没有记录" in gap.detail
    assert [cited.article for cited in gap.citations] == ["音像记录管理制度第八条"]


@pytest.mark.parametrize(
    ("hole", "is_gap"),
    [
        (timedelta(), False),
        (SHORTEST, False),
        (SHORTEST + timedelta(seconds=1), True),
        (ONE_SITTING, True),
        (ONE_SITTING + timedelta(seconds=1), False),
    ],
    ids=["none", "between two files", "just over", "a whole sitting", "another sitting"],
)
async def test_only_what_lies_within_one_sitting_is_a_break(
    shelf: Shelf, hole: timedelta, is_gap: bool
) -> None:
    await shelf.put(timedelta())
    await shelf.put(TEN + hole)

    assert bool(await shelf.gaps()) is is_gap


async def test_another_recording_of_the_camera_fills_it_even_outside_the_case(
    shelf: Shelf,
) -> None:
    await shelf.put(timedelta())
    await shelf.put(3 * TEN)
    await shelf.put(TEN + timedelta(minutes=5), is_linked=False)

    assert await shelf.gaps() == []


async def test_a_photograph_fills_nothing(shelf: Shelf) -> None:
    await shelf.put(timedelta())
    await shelf.put(3 * TEN)
    await shelf.put(2 * TEN, kind=MediaKind.PHOTO)

    assert len(await shelf.gaps()) == 1


async def test_a_longer_recording_beside_it_leaves_no_break(shelf: Shelf) -> None:
    long = await shelf.put(timedelta())
    await shelf.change(long, duration_ms=3_600_000)
    await shelf.put(timedelta(minutes=5))
    await shelf.put(3 * TEN)

    assert await shelf.gaps() == []


async def test_what_began_the_evening_before_fills_it_while_it_runs(shelf: Shelf) -> None:
    await shelf.put(timedelta())
    await shelf.put(3 * TEN)
    night = await shelf.put(timedelta(hours=-12), is_linked=False)
    assert len(await shelf.gaps()) == 1

    await shelf.change(night, duration_ms=int(timedelta(hours=13) / MILLISECOND))

    assert await shelf.gaps() == []


async def test_a_length_of_a_week_fills_no_later_day(shelf: Shelf) -> None:
    """A broken container can claim any length; no camera runs for so long."""
    await shelf.put(timedelta())
    await shelf.put(3 * TEN)
    broken = await shelf.put(timedelta(hours=-25), is_linked=False)

    await shelf.change(broken, duration_ms=int(timedelta(days=7) / MILLISECOND))

    assert len(await shelf.gaps()) == 1


async def test_breaks_are_those_that_a_look_at_each_pair_finds(shelf: Shelf) -> None:
    """Lengths, officers, files of other cases and same moments, in every mixture of them."""
    files = [
        File(
            # Every fourth begins at the moment of the one before it.
            at=MORNING + timedelta(minutes=127 * (number - number % 4 // 3) % 840),
            length=LENGTHS[number % len(LENGTHS)],
            is_chens=number % 3 > 0,
            is_linked=number % 7 > 0,
        )
        for number in range(40)
    ]
    for file in files:
        recording = await shelf.put(file.at - MORNING, is_linked=file.is_linked)
        officer = shelf.town.chen if file.is_chens else shelf.town.liu
        await shelf.change(
            recording,
            duration_ms=int(file.length / MILLISECOND),
            officer_id=officer.id,
        )

    found = [(gap.at, gap.until) for gap in await shelf.gaps()]

    assert len(found) > 7
    assert sorted(found) == looked_for(files)


async def test_another_officer_or_an_unknown_one_breaks_nothing_off(shelf: Shelf) -> None:
    await shelf.put(timedelta())
    other = await shelf.put(3 * TEN)
    await shelf.change(other, officer_id=shelf.town.liu.id)
    unknown = await shelf.put(6 * TEN)
    await shelf.change(unknown, officer_id=None, officer_source=None)

    assert await shelf.gaps() == []


async def test_an_unknown_length_or_moment_is_nothing_to_count_from(shelf: Shelf) -> None:
    endless = await shelf.put(timedelta())
    await shelf.change(endless, duration_ms=None)
    await shelf.put(3 * TEN)
    dateless = await shelf.put(6 * TEN)
    await shelf.change(dateless, recorded_at=None)

    assert await shelf.gaps() == []


async def test_of_a_case_that_never_was_nothing_is_expected(shelf: Shelf) -> None:
    assert await expected_throughout(shelf.session, ids.new_id()) is None
    assert await expected_throughout(shelf.session, shelf.case) is not None
