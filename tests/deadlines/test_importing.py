"""An imported year counts at once, overwrites nothing, and moves what was provisional."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.calendar import calendar_in_force, known_years
from app.deadlines.importing import Imported, import_year, read_year_file
from app.ledger.book import history_of
from app.models import ImportedYear
from app.policy.calendars import CalendarError
from app.policy.decision import Decision
from app.settings import PROJECT_ROOT
from tests.deadlines.acts import arrived, deadline_of, events_of, live_by, seal
from tests.deadlines.law import NEXT_YEAR, moment
from tests.world import NOW, Town

NEW_YEARS_EVE = moment("2026-12-30T10:00")
LATER = moment("2026-12-30T12:00")


async def imported(session: AsyncSession, town: Town, text: str = NEXT_YEAR) -> Imported:
    outcome = await import_year(session, town.sun, text.encode(), now=LATER)
    assert isinstance(outcome, Imported)
    return outcome


async def test_a_year_that_is_imported_is_known(session: AsyncSession, town: Town) -> None:
    await imported(session, town)

    calendar = await calendar_in_force(session)

    assert calendar.knows(moment("2027-02-05T00:00").date())
    assert not calendar.is_working_day(moment("2026-12-31T00:00").date())
    newest = (await known_years(session))[0]
    assert (newest.year.year, newest.imported_by, newest.counts) == (2027, "孙浩", True)


async def test_an_open_provisional_deadline_is_counted_again(
    session: AsyncSession, town: Town
) -> None:
    """山西 17: two working days after 30 December are 5 January, when 31 December is free."""
    await live_by(session, town, "shanxi")
    recording = await arrived(session, town, NEW_YEARS_EVE, now=LATER)
    row = await deadline_of(session, recording.id)
    assert row.is_provisional is True

    outcome = await imported(session, town)

    after = await deadline_of(session, recording.id)
    assert outcome.moved == 1
    assert (after.is_provisional, after.due_at) == (False, moment("2027-01-06T00:00"))
    assert await events_of(session, row) == ["deadline:opened", "deadline:recomputed"]


async def test_a_deadline_of_december_moves_although_it_was_not_provisional(
    session: AsyncSession, town: Town
) -> None:
    await live_by(session, town, "shanxi")
    recording = await arrived(session, town, moment("2026-12-29T10:00"), now=LATER)
    row = await deadline_of(session, recording.id)
    assert (row.is_provisional, row.due_at) == (False, moment("2027-01-01T00:00"))

    await imported(session, town)

    assert row.due_at == moment("2027-01-05T00:00")


async def test_a_met_deadline_keeps_its_end_and_loses_the_mark(
    session: AsyncSession, town: Town
) -> None:
    await live_by(session, town, "shanxi")
    recording = await arrived(session, town, NEW_YEARS_EVE, now=LATER)
    await seal(session, recording, LATER)
    before = (await deadline_of(session, recording.id)).due_at

    outcome = await imported(session, town)

    row = await deadline_of(session, recording.id)
    assert outcome.settled == 1
    assert (row.is_provisional, row.due_at) == (False, before)


async def test_the_event_lists_what_has_moved(session: AsyncSession, town: Town) -> None:
    await live_by(session, town, "shanxi")
    recording = await arrived(session, town, NEW_YEARS_EVE, now=LATER)
    row = await deadline_of(session, recording.id)

    await imported(session, town)

    key = await session.scalar(select(ImportedYear.id))
    assert key is not None
    event = (await history_of(session, key))[-1]
    assert event.kind.value == "calendar:imported"
    assert event.detail["year"] == 2027
    assert [moved["deadline"] for moved in event.detail["moved"]] == [str(row.id)]


async def test_a_correction_is_another_row_and_counts(session: AsyncSession, town: Town) -> None:
    await imported(session, town)

    await imported(session, town, NEXT_YEAR.replace("2026-12-31", "2027-01-01"))

    calendar = await calendar_in_force(session)
    assert calendar.is_working_day(moment("2026-12-31T00:00").date())
    assert await session.scalar(select(func.count()).select_from(ImportedYear)) == 2
    assert [line.counts for line in await known_years(session)][:2] == [True, False]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"year = ", "^文件末尾不符合 TOML 的写法：多为", id="no TOML"),
        pytest.param(b"year = 2027-02-29", "^第 1 行第 8 列不符合 TOML", id="no such day"),
        pytest.param(b"x = " + b"[" * 20_000, "文件的结构", id="brackets without end"),
        pytest.param(b"year = " + b"9" * 5_000, "文件的结构", id="a number without end"),
        pytest.param("year = 2027 # 年".encode("gbk"), "不是 UTF-8", id="another encoding"),
        pytest.param(b"#" * 70_000, "超过 64 KB", id="too long"),
        pytest.param(b"year = 2027", "缺少 \\[\\[notices\\]\\]", id="nothing in it"),
        pytest.param(b"", "year 应为年份", id="empty"),
    ],
)
def test_a_bad_file_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(CalendarError, match=sentence):
        read_year_file(content)


async def test_every_problem_of_a_file_is_listed_and_nothing_is_imported(
    session: AsyncSession, town: Town
) -> None:
    bad = NEXT_YEAR.replace("2027-04-25", "2027-04-26").replace("端午节", "端午")

    with pytest.raises(CalendarError) as caught:
        await import_year(session, town.sun, bad.encode(), now=NOW)

    assert len(caught.value.problems) == 2
    assert await session.scalar(select(func.count()).select_from(ImportedYear)) == 0


async def test_a_year_that_contradicts_another_is_refused(
    session: AsyncSession, town: Town
) -> None:
    """A New Year's holiday that begins on a December day which the other year has worked."""
    shipped = (PROJECT_ROOT / "app" / "calendars" / "2026.toml").read_text(encoding="utf-8")
    await imported(session, town, shipped.replace("2026-10-10", "2026-12-26"))
    text = NEXT_YEAR.replace("2026-12-31", "2026-12-26")

    with pytest.raises(CalendarError, match="2026-12-26 既是放假日又是调休上班日"):
        await import_year(session, town.sun, text.encode(), now=LATER)


@pytest.mark.parametrize("who", ["liu", "chen", "zhao", "zhou", "wu", "terminal"])
async def test_only_the_system_administrator_imports(
    session: AsyncSession, town: Town, who: str
) -> None:
    outcome = await import_year(session, getattr(town, who), NEXT_YEAR.encode(), now=NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert (await history_of(session, getattr(town, who).unit_id))[-1].kind.value == "act:refused"
    assert await session.scalar(select(func.count()).select_from(ImportedYear)) == 0
