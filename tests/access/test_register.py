"""Reading the register: who may, what is found, page after page; and what leaves the house."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.register import MOST_EXPORTED, export_lines, find_line, list_lines
from app.access.register_filter import Order, RegisterFilter
from app.access.registering import register_refusal, register_viewing
from app.errors import InvalidInputError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent, RegisterLine
from app.people.authority import extent_of
from app.policy.access_words import RegisterKind
from app.policy.actor import Actor, Assignment
from app.policy.acts import Act
from app.policy.vocabulary import Role
from tests.access.register import viewed
from tests.world import NOW, Town

EVERYBODY = ("liu", "chen", "zhao", "sun", "zhou", "wu", "qian", "terminal", "stranger_terminal")
EVERYTHING = RegisterFilter()
MANY = text(
    "INSERT INTO register_line (id, unit_id, year, line_no, at, kind, columns)"
    " SELECT gen_random_uuid(), :unit, 2026, place,"
    " cast(:at AS timestamptz) + place * interval '1 second', 'refused', :columns"
    " FROM generate_series(1, :most) AS place"
)
EMPTY = (
    '{"applicant":"","unit":"","papers":"","reason":"","material":"","case":"","approver":"",'
    '"way":"","from":"","to":"","keeper":"","note":""}'
)


@pytest.fixture
async def lines(session: AsyncSession, town: Town) -> dict[str, UUID]:
    """A viewing of Chen's in the brigade, and an attempt of Qian's at the agency's records."""
    viewing = await viewed(session, town.chen, town.brigade)
    refused = await register_refusal(
        session,
        town.qian,
        unit_id=town.agency,
        reason="您不是本单位人员",
        now=NOW + timedelta(days=1),
    )
    assert refused is not None
    return {
        "viewed": await register_viewing(session, viewing, now=NOW),
        "refused": refused,
    }


async def found(
    session: AsyncSession, actor: Actor, wanted: RegisterFilter = EVERYTHING, **how: object
) -> list[UUID]:
    extent = await extent_of(session, actor, Act.ACCESS_READ_REGISTER)
    page = await list_lines(session, actor, extent, wanted, **how)  # type: ignore[arg-type]
    return [row.id for row in page.rows]


def in_office(person: Actor, unit_id: UUID, role: Role) -> Actor:
    return Actor(person.kind, person.id, unit_id, None, (Assignment(unit_id, role),))


async def is_open(session: AsyncSession, actor: Actor, line_id: UUID) -> bool:
    try:
        return (await find_line(session, actor, line_id)).row.id == line_id
    except NotFoundError:
        return False


async def test_the_list_shows_exactly_the_lines_that_the_rule_opens(
    session: AsyncSession, town: Town, lines: dict[str, UUID]
) -> None:
    """Promise P13, for the cast and for each role in each place."""
    readers = [
        *(getattr(town, who) for who in EVERYBODY),
        *(
            in_office(town.chen, unit, role)
            for role in Role
            for unit in (town.agency, town.brigade, town.stranger_agency)
        ),
    ]

    listed = [set(await found(session, reader)) for reader in readers]

    opened = [
        {line for line in lines.values() if await is_open(session, reader, line)}
        for reader in readers
    ]
    assert listed == opened
    assert set() in opened
    assert set(lines.values()) in opened


@pytest.mark.parametrize(
    ("who", "which"),
    [
        ("liu", {"viewed", "refused"}),
        ("zhao", {"viewed", "refused"}),
        ("wu", {"viewed", "refused"}),
        ("chen", set()),
        ("sun", set()),
        ("zhou", set()),
        ("qian", set()),
    ],
)
async def test_keeper_leader_and_auditor_read_it_and_nobody_else(
    session: AsyncSession, town: Town, lines: dict[str, UUID], who: str, which: set[str]
) -> None:
    listed = await found(session, getattr(town, who))

    assert set(listed) == {lines[name] for name in which}


async def test_a_line_shows_what_was_watched_and_leads_only_the_keeper_to_the_request(
    session: AsyncSession, town: Town, lines: dict[str, UUID]
) -> None:
    viewed_line = lines["viewed"]

    for_keeper = await find_line(session, town.liu, viewed_line)
    for_auditor = await find_line(session, town.wu, lines["refused"])

    assert for_keeper.shown[0].spans == ((5000, 15_000),)
    assert for_keeper.shown[0].duration_ms == 60_000
    assert for_keeper.request_id is not None
    assert for_auditor.request_id is None
    inspector = in_office(town.sun, town.agency, Role.INSPECTOR)
    assert (await find_line(session, inspector, viewed_line)).request_id is None


@pytest.mark.parametrize(
    ("wanted", "which"),
    [
        (RegisterFilter(), ["refused", "viewed"]),
        (RegisterFilter(kind=RegisterKind.REFUSED), ["refused"]),
        (RegisterFilter(year=2025), []),
        (RegisterFilter(who="陈"), ["viewed"]),
        (RegisterFilter(who="郏县"), ["refused"]),
        (RegisterFilter(person="系统"), ["refused", "viewed"]),
        (RegisterFilter(case="1号"), []),
        (RegisterFilter(text="现场情况"), ["viewed"]),
        (RegisterFilter(text="10_秒"), []),
        (RegisterFilter(text="调阅〔2026〕1号"), ["viewed"]),
        (RegisterFilter(text="2026-2"), []),
        (RegisterFilter(since=NOW + timedelta(hours=1)), ["refused"]),
        (RegisterFilter(before=NOW + timedelta(hours=1)), ["viewed"]),
    ],
)
async def test_what_the_register_is_narrowed_to(
    session: AsyncSession,
    town: Town,
    lines: dict[str, UUID],
    wanted: RegisterFilter,
    which: list[str],
) -> None:
    assert await found(session, town.liu, wanted) == [lines[name] for name in which]


async def test_a_strangers_unit_in_the_filter_finds_nothing(
    session: AsyncSession, town: Town, lines: dict[str, UUID]
) -> None:
    assert lines
    assert await found(session, town.qian, RegisterFilter(unit_id=town.agency)) == []


@pytest.mark.parametrize("order", list(Order))
async def test_ten_thousand_lines_are_walked_page_by_page_each_once(
    session: AsyncSession, town: Town, order: Order
) -> None:
    await session.execute(
        MANY, {"unit": town.brigade, "at": NOW, "columns": EMPTY, "most": MOST_EXPORTED + 1}
    )
    extent = await extent_of(session, town.liu, Act.ACCESS_READ_REGISTER)
    numbers: list[int] = []
    after: UUID | None = None
    pages = 0

    while after is not None or not pages:
        page = await list_lines(
            session, town.liu, extent, RegisterFilter(), order=order, after=after, limit=3000
        )
        numbers += [row.line_no for row in page.rows]
        after = page.following
        pages += 1

    assert pages == 4
    assert numbers == sorted(range(1, MOST_EXPORTED + 2), reverse=order is Order.NEWEST)
    with pytest.raises(InvalidInputError, match="不能导出到一份表格"):
        await export_lines(session, town.liu, extent, RegisterFilter(), now=NOW)


async def test_a_page_after_a_line_that_cannot_be_seen_begins_anew(
    session: AsyncSession, town: Town, lines: dict[str, UUID]
) -> None:
    leader = in_office(town.chen, town.brigade, Role.LEADER)

    listed = await found(session, leader, after=lines["refused"])

    assert listed == [lines["viewed"]]


async def test_what_leaves_the_house_is_an_event_without_the_words_that_were_looked_for(
    session: AsyncSession, town: Town, lines: dict[str, UUID]
) -> None:
    extent = await extent_of(session, town.liu, Act.ACCESS_READ_REGISTER)

    rows = await export_lines(session, town.liu, extent, RegisterFilter(who="陈立"), now=NOW)

    event = await session.scalar(
        select(LedgerEvent).where(LedgerEvent.kind == LedgerKind.REGISTER_EXPORTED.value)
    )
    assert [row.id for row in rows] == [lines["viewed"]]
    assert event is not None
    assert '"rows":1' in event.body.decode()
    assert "陈立" not in event.body.decode()


async def test_a_line_keeps_its_words_when_people_are_renamed(
    session: AsyncSession, town: Town, lines: dict[str, UUID]
) -> None:
    await session.execute(
        text("UPDATE person SET full_name = '陈丽' WHERE id = :id"), {"id": town.chen.id}
    )

    row = (await find_line(session, town.liu, lines["viewed"])).row

    assert row.columns.applicant == "陈立"
    assert await session.get(RegisterLine, row.id) is not None
