"""The board of keeping periods over the recordings of the search bench."""

# ruff: noqa: E402 - the project is imported from beside this folder, not installed

import sys
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import asyncpg
from search_world import NOW, Province
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ids import new_id
from app.keeping.queries import PAGE_SIZE, Place, board_of, list_keeping
from app.keeping.states import BY_LAST_DAY, Shelf, on_shelf
from app.keeping.sweeping import rule_due
from app.models import RecordingKeeping
from app.packs.load import read_pack
from app.policy.actor import Actor
from app.policy.clocks import day_of
from app.searching.shelves import Shelf as FoundShelf
from app.searching.shelves import Sight, sight_of

TODAY = day_of(NOW)
Timer = Callable[[str, Callable[[], Awaitable[object]]], Awaitable[None]]
BASIS = (
    '{"citations": [{"pack": "ruzhou", "article": "第十五条", "summary": "声像资料保存12个月"}]}'
)
HOLDS = 2_000
PLANNED_ANEW = 5
"""So often the server plans a statement anew on a connection before it keeps a plan; not timed."""
MADE = """
    INSERT INTO recording_keeping (recording_id, unit_id, submitted_by_person_id, materials,
        keeping, afterwards, keep_through, unset_keys, reason, basis_sha256, law_sha256, ruled_at)
    SELECT id, unit_id, submitted_by_person_id,
        CASE WHEN pick < 0.1 THEN '{}' WHEN pick < 0.2 THEN '{case_evidence}'
             ELSE '{other_av}' END::text[],
        CASE WHEN pick < 0.15 THEN NULL WHEN pick < 0.17 THEN 'long_term' ELSE 'fixed' END,
        CASE WHEN pick < 0.15 THEN 'never' WHEN pick < 0.17 THEN 'review' ELSE 'appraisal' END,
        CASE WHEN pick >= 0.17 THEN (recorded_at + interval '12 months')::date END,
        CASE WHEN pick >= 0.1 AND pick < 0.15 THEN '{retention.case_file}' ELSE '{}' END::text[],
        '其他音像资料保存期限12个月，自记录结束之日' || recorded_at::date || '起算。',
        'basis', $1, $2
    FROM (SELECT id, unit_id, submitted_by_person_id, recorded_at, random() AS pick FROM recording
          WHERE state <> 'received') AS made"""


async def load_keeping(admin: asyncpg.Connection, province: Province) -> None:
    """Write a ruling for every recording: one of seven has none, two of a hundred never end."""
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("INSERT INTO keeping_basis VALUES ('basis', $1)", BASIS)
    definitions = await admin.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'recording_keeping' "
        "AND indexdef NOT LIKE 'CREATE UNIQUE%'"
    )
    for row in definitions:
        await admin.execute(f"DROP INDEX {row['indexname']}")
    await admin.execute(MADE, read_pack("ruzhou").sha256, NOW, timeout=900)
    held = await admin.fetch(
        "SELECT recording_id, unit_id FROM recording_keeping "
        f"ORDER BY md5(recording_id::text) LIMIT {HOLDS}"
    )
    await admin.copy_records_to_table(
        "hold",
        columns="id unit_id recording_id ground article reason placed_by_id placed_at".split(),  # noqa: SIM905
        records=[
            (new_id(), row["unit_id"], row["recording_id"], "litigation", "第十三条", "诉讼",
             province.people["all"], NOW)
            for row in held
        ],
    )  # fmt: skip
    for row in definitions:
        await admin.execute(row["indexdef"], timeout=600)
    for table in ("recording_keeping", "hold"):
        await admin.execute(f"VACUUM ANALYZE {table}", timeout=600)


async def boards_of_keeping(
    session: AsyncSession, province: Province, people: dict[str, Actor], timed: Timer
) -> None:
    """Time the shelves with their figures; the first page of each is compared with plain SQL."""
    asked: dict[str, tuple[str, Shelf, UUID | None, int]] = {
        "retention due, all units": ("all", Shelf.DUE, None, 0),
        "retention due, any page": ("all", Shelf.DUE, None, 200),
        "retention due, one unit": ("all", Shelf.DUE, province.units[5], 0),
        "retention due, 20 units": ("twenty", Shelf.DUE, None, 0),
        "retention due, 20 units, any page": ("twenty", Shelf.DUE, None, 200),
        "retention due, 1 unit of custody": ("one", Shelf.DUE, None, 0),
        "retention ends in 3 months": ("all", Shelf.QUARTER, None, 0),
        "retention not set, any page": ("all", Shelf.UNSET, None, 200),
        "retention: held": ("all", Shelf.HELD, None, 0),
        "retention: nothing own": ("none", Shelf.DUE, None, 0),
    }
    for name, (who, shelf, unit, back) in asked.items():
        sight = await sight_of(session, people[who], FoundShelf.RECORDINGS)
        found = await list_keeping(session, sight, shelf, day=TODAY, unit_id=unit)
        shown = [line.recording_id for line in found.lines]
        assert shown == await plainly(session, sight, shelf, unit), name
        for turn in range(-PLANNED_ANEW, 100):
            after = _somewhere(shelf, turn, back)

            async def page() -> None:
                await board_of(session, sight, shelf, day=TODAY, unit_id=unit, after=after)  # noqa: B023

            await (timed(name, page) if turn >= 0 else page())
    for _ in range(20):
        await timed("retention: a sweep finds nothing", lambda: rule_due(session, NOW))
    assert await rule_due(session, NOW) == 0


async def plainly(
    session: AsyncSession, sight: Sight, shelf: Shelf, unit: UUID | None
) -> list[UUID]:
    """Return the first page as one condition on all rows finds it."""
    row = RecordingKeeping
    own = row.submitted_by_person_id == sight.actor.id
    known = or_(row.unit_id.in_(sight.known.units), own)
    order = (
        (row.keep_through, row.recording_id) if shelf in BY_LAST_DAY else (row.recording_id.desc(),)
    )
    found = select(row.recording_id).where(on_shelf(shelf, TODAY), known)
    if unit is not None:
        found = found.where(row.unit_id == unit)
    return list(await session.scalars(found.order_by(*order).limit(PAGE_SIZE)))


def _somewhere(shelf: Shelf, turn: int, back: int) -> Place | None:
    """Return a place so many days back, another one each turn."""
    if not back:
        return None
    day = TODAY - timedelta(days=back + turn)
    if shelf in BY_LAST_DAY:
        return Place(day, UUID(int=0))
    return Place(None, _id_of(day))


def _id_of(day: date) -> UUID:
    """Return an id that lies before everything of a day."""
    milliseconds = (day - date(1970, 1, 1)) // timedelta(milliseconds=1)
    return UUID(int=milliseconds << 80)
