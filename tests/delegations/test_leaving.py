"""Whoever has left lends nothing, not even on the last day of a role."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.delegations.actions import record_delegation
from app.delegations.queries import roles_to_lend
from app.models import Person, RoleAssignment
from app.people.authority import extent_of
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import Role
from tests.delegations.test_actions import TODAY, lending
from tests.people.files import hire
from tests.world import NOW, Town


async def test_the_role_of_whoever_has_left_is_neither_offered_nor_lent(
    session: AsyncSession, town: Town
) -> None:
    """On the last day their role still runs, and another leader could write it down."""
    other = await hire(session, town.agency, Role.LEADER, "gao", "高明远")
    await session.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == town.zhao.id)
        .values(until_on=TODAY)
    )
    office = await extent_of(session, other, Act.DELEGATION_RECORD)
    before = {one.person_id for one in await roles_to_lend(session, office, other, TODAY)}
    await session.execute(
        update(Person).where(Person.id == town.zhao.id).values(is_active=False, left_on=TODAY)
    )

    outcome = await record_delegation(session, other, lending(town, town.liu), now=NOW)

    after = {one.person_id for one in await roles_to_lend(session, office, other, TODAY)}
    assert isinstance(outcome, Decision)
    assert "授权人已经离任" in outcome.reason
    assert before - after == {town.zhao.id}
