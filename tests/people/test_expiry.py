"""What a certificate is worth on a day, and the list of those that need attention."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Person, Qualification
from app.people.authority import Extent, open_list
from app.people.certificate_standing import CertificateState, Standing, standing_of
from app.people.certificates import certificate_of, certificates_of, is_qualified
from app.people.expiry import ExpiryFilter, count_expiry, list_expiry
from app.people.qualifications import register_many
from app.policy.actor import WORKER, Actor
from app.policy.acts import Act
from app.policy.vocabulary import QualificationEnd
from tests.people.files import TODAY, card, keeper_of
from tests.world import NOW, Town

DAYS = {
    "ended yesterday": (-400, -1, None, CertificateState.EXPIRED, 1),
    "ends today": (-400, 0, None, CertificateState.EXPIRING, 0),
    "ends tomorrow": (-400, 1, None, CertificateState.EXPIRING, 1),
    "ends on the last day of warning": (-400, 90, None, CertificateState.EXPIRING, 90),
    "ends one day later": (-400, 91, None, CertificateState.VALID, 91),
    "begins today": (0, 400, None, CertificateState.VALID, 400),
    "begins tomorrow": (1, 400, None, CertificateState.PENDING, 1),
    "withdrawn today": (-400, 400, 0, CertificateState.ENDED, 0),
    "withdrawn from tomorrow": (-400, 400, 1, CertificateState.EXPIRING, 0),
    "withdrawn and expired": (-400, -1, -10, CertificateState.ENDED, 10),
}
IN_FORCE = {CertificateState.EXPIRING, CertificateState.VALID}


async def held_by_chen(
    session: AsyncSession, town: Town, first: int, last: int, revoked: int | None
) -> Qualification:
    assert town.chen.id is not None
    entry = (town.chen.id, town.brigade, card(first=first, last=last))
    (qualification_id,) = await register_many(session, WORKER, [entry], NOW)
    row = await session.get_one(Qualification, qualification_id)
    if revoked is not None:
        row.revoked_on = TODAY + timedelta(days=revoked)
        row.revoked_as = QualificationEnd.REVOKED.value
    await session.flush()
    return row


async def listed(
    session: AsyncSession, actor: Actor, **wanted: Any
) -> list[tuple[str, CertificateState]]:
    extent = await open_list(session, actor, Act.PERSON_READ_FILE)
    assert isinstance(extent, Extent)
    page = await list_expiry(
        session, actor, extent, ExpiryFilter(**wanted), today=TODAY, warn_days=90
    )
    return [(row.full_name, row.standing.state) for row in page.rows]


@pytest.mark.parametrize(("first", "last", "revoked", "state", "days"), DAYS.values(), ids=DAYS)
async def test_a_certificate_on_a_day(
    session: AsyncSession,
    town: Town,
    *,
    first: int,
    last: int,
    revoked: int | None,
    state: CertificateState,
    days: int,
) -> None:
    row = await held_by_chen(session, town, first, last, revoked)
    assert town.chen.id is not None

    assert standing_of(certificate_of(row), TODAY, 90) == Standing(state, days)
    assert await is_qualified(session, town.chen.id, TODAY) == (state in IN_FORCE)


@pytest.mark.parametrize(("first", "last", "revoked", "state", "days"), DAYS.values(), ids=DAYS)
async def test_the_list_finds_by_state_what_the_rule_says(
    session: AsyncSession,
    town: Town,
    *,
    first: int,
    last: int,
    revoked: int | None,
    state: CertificateState,
    days: int,
) -> None:
    await held_by_chen(session, town, first, last, revoked)
    lin = await keeper_of(session, town)

    found = {
        wanted
        for wanted in CertificateState
        if await listed(session, lin, states=frozenset({wanted}))
    }

    assert found == {state}


async def test_an_officer_without_a_certificate_is_listed_first(
    session: AsyncSession, town: Town
) -> None:
    lin = await keeper_of(session, town)

    assert await listed(session, lin) == [("陈立", CertificateState.MISSING)]


async def test_whoever_has_left_is_not_listed(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)
    row = await session.get_one(Person, town.chen.id)
    row.left_on = TODAY - timedelta(days=1)
    await session.flush()

    assert await listed(session, lin) == []


async def test_of_two_of_a_kind_the_one_that_ends_last_counts(
    session: AsyncSession, town: Town
) -> None:
    assert town.chen.id is not None
    entries = [
        (town.chen.id, town.brigade, card("豫D1", first=-900, last=-10)),
        (town.chen.id, town.brigade, card("豫D2", first=-9, last=900)),
    ]
    await register_many(session, WORKER, entries, NOW)
    lin = await keeper_of(session, town)

    assert await listed(session, lin) == [("陈立", CertificateState.VALID)]


@pytest.mark.parametrize(
    ("name", "expected"), [("陈", 1), ("陈立", 1), ("%", 0), ("_", 0), ("王", 0)]
)
async def test_the_list_is_narrowed_by_name(
    session: AsyncSession, town: Town, name: str, expected: int
) -> None:
    lin = await keeper_of(session, town)

    assert len(await listed(session, lin, name=name)) == expected


async def test_an_officer_sees_only_their_own(session: AsyncSession, town: Town) -> None:
    await held_by_chen(session, town, -400, 400, None)

    assert await listed(session, town.chen) == [("陈立", CertificateState.VALID)]


async def test_a_stranger_sees_nobody_of_ours(session: AsyncSession, town: Town) -> None:
    await held_by_chen(session, town, -400, 400, None)

    assert await listed(session, town.qian) == []


async def test_the_pages_of_the_list_hold_everybody_once(session: AsyncSession, town: Town) -> None:
    assert town.chen.id is not None
    entries = [
        (town.chen.id, town.brigade, card(f"豫D{number}", first=-900 + number, last=number))
        for number in range(2)
    ]
    await register_many(session, WORKER, entries, NOW)
    people = list(await session.scalars(select(Person).where(Person.unit_id == town.agency)))
    more = [
        (person.id, town.agency, card(f"豫E{number}", last=number // 2))
        for number, person in enumerate(people)
    ]
    await register_many(session, WORKER, more, NOW)
    lin = await keeper_of(session, town)
    extent = await open_list(session, lin, Act.PERSON_READ_FILE)
    assert isinstance(extent, Extent)

    seen, place = [], ""
    for _ in range(len(people) + 2):
        page = await list_expiry(
            session,
            lin,
            extent,
            ExpiryFilter(),
            today=TODAY,
            warn_days=90,
            place=place,
            limit=2,
        )
        seen += [row.person_id for row in page.rows]
        place = page.next_place
        if not place:
            break

    assert sorted(seen) == sorted([town.chen.id, *(person.id for person in people)])


@pytest.mark.parametrize("place", ["", "nonsense", "2026-13-01~x~", "~~", "2026-01-01~x"])
async def test_a_place_that_cannot_be_read_is_the_beginning(
    session: AsyncSession, town: Town, place: str
) -> None:
    lin = await keeper_of(session, town)
    extent = await open_list(session, lin, Act.PERSON_READ_FILE)
    assert isinstance(extent, Extent)

    page = await list_expiry(
        session, lin, extent, ExpiryFilter(), today=TODAY, warn_days=90, place=place
    )

    assert len(page.rows) == 1


async def test_the_card_counts_what_needs_attention(session: AsyncSession, town: Town) -> None:
    await held_by_chen(session, town, -400, 20, None)
    lin = await keeper_of(session, town)
    extent = await open_list(session, lin, Act.QUALIFICATION_KEEP)
    assert isinstance(extent, Extent)

    counts = await count_expiry(session, lin, extent, today=TODAY)

    assert counts == {CertificateState.EXPIRING: 1}


async def test_all_certificates_of_a_person_stand_in_the_file(
    session: AsyncSession, town: Town
) -> None:
    assert town.chen.id is not None
    entries = [
        (town.chen.id, town.brigade, card("豫D1", first=-900, last=-10)),
        (town.chen.id, town.brigade, card("豫D2", first=-9, last=900)),
    ]
    await register_many(session, WORKER, entries, NOW)

    numbers = [one.certificate_no for one in await certificates_of(session, town.chen.id)]

    assert numbers == ["豫D2", "豫D1"]
