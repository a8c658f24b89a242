"""A list shows exactly what the rule allows one by one, for every act (promise P13)."""

from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Recording
from app.people.authority import authorise, extent_of, open_list, permit, thing_in, within
from app.people.register import register_unit
from app.policy.actor import ANONYMOUS, WORKER, Actor, Assignment
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import Role, UnitKind
from tests.arrivals import arrive
from tests.world import NOW, Settled, Town, sessions_on

UNITS = ("agency", "brigade", "station", "stranger_agency", "zhangzi")
ACTORS = st.sampled_from(["liu", "chen", "zhao", "sun", "qian", "terminal", "stranger_terminal"])
SENDERS = st.lists(st.sampled_from(["chen", "liu", "terminal"]), min_size=5, max_size=5)
HELD = st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(list(Role))), max_size=4)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(act=st.sampled_from(list(Act)), name=ACTORS, senders=SENDERS, held=HELD)
async def test_a_list_and_the_rule_agree_on_every_thing(
    engine: AsyncEngine,
    settled: Settled,
    *,
    act: Act,
    name: str,
    senders: list[str],
    held: list[tuple[str, Role]],
) -> None:
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            units = await all_units(session, town)
            for unit, sender in zip(units.values(), senders, strict=True):
                await arrive(session, getattr(town, sender), unit)
            actor = holding(getattr(town, name), units, held)

            listed = await ids_within(session, actor, act)
            allowed = await ids_allowed(session, actor, act)

        await outer.rollback()
    assert listed == allowed


async def all_units(session: AsyncSession, town: Town) -> dict[str, UUID]:
    """The town, a station below the brigade, and a county that lives by another pack."""
    station = await register_unit(
        session,
        WORKER,
        code="RZ-SZ-1",
        name="一中队驻点",
        kind=UnitKind.SUB_UNIT,
        pack_id="ruzhou",
        parent_id=town.brigade,
        now=NOW,
    )
    zhangzi = await register_unit(
        session,
        WORKER,
        code="ZZ",
        name="长子县水利局",
        kind=UnitKind.AGENCY,
        pack_id="zhangzi",
        parent_id=town.agency,
        now=NOW,
    )
    known = {name: getattr(town, name) for name in ("agency", "brigade", "stranger_agency")}
    return {"station": station, "zhangzi": zhangzi, **known}


def holding(actor: Actor, units: dict[str, UUID], held: list[tuple[str, Role]]) -> Actor:
    assignments = tuple(Assignment(units[unit], role) for unit, role in held)
    return Actor(actor.kind, actor.id, actor.unit_id, None, assignments)


async def ids_within(session: AsyncSession, actor: Actor, act: Act) -> set[UUID]:
    condition = within(
        await extent_of(session, actor, act),
        actor,
        Recording.unit_id,
        person=Recording.submitted_by_person_id,
        device=Recording.submitted_by_device_id,
    )
    return set(await session.scalars(select(Recording.id).where(condition)))


async def ids_allowed(session: AsyncSession, actor: Actor, act: Act) -> set[UUID]:
    allowed = set()
    for row in await session.scalars(select(Recording)):
        thing = await thing_in(
            session,
            row.unit_id,
            person_id=row.submitted_by_person_id,
            device_id=row.submitted_by_device_id,
        )
        if (await authorise(session, actor, act, thing)).allowed:
            allowed.add(row.id)
    return allowed


async def test_a_refusal_of_permit_is_an_event_about_the_thing(
    session: AsyncSession, town: Town
) -> None:
    thing = await thing_in(session, town.brigade)

    decision = await permit(
        session, town.chen, Act.DEVICE_REGISTER, thing, subject_id=town.terminal.id, now=NOW
    )

    assert not decision.allowed
    assert town.terminal.id is not None
    event = (await history_of(session, town.terminal.id))[-1]
    assert event.kind is LedgerKind.ACT_REFUSED
    (cited,) = decision.citations
    assert event.detail == {
        "act": "device:register",
        "citations": [
            {
                "article": cited.article,
                "pack": "ruzhou",
                "sha256": cited.sha256,
                "version": cited.version,
            }
        ],
    }
    assert len(cited.sha256) == 64


async def test_a_list_without_anything_in_reach_is_refused_in_words(
    session: AsyncSession, town: Town
) -> None:
    refused = await open_list(session, town.chen, Act.LEDGER_READ)

    assert isinstance(refused, Decision)
    assert "审计管理员" in refused.reason


async def test_nobody_opens_no_list(session: AsyncSession, town: Town) -> None:
    refused = await open_list(session, ANONYMOUS, Act.RECORDING_KNOW_FACTS)

    assert isinstance(refused, Decision)
    assert refused.reason.startswith("请先登录")
