"""What each role should do next."""

from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.actor import Actor, Assignment
from app.policy.duties import Duty, duties_of, units_of_duty
from app.policy.vocabulary import ActorKind, Role

UNIT = UUID(int=1)
RUZHOU = read_pack("ruzhou")


def holding(*roles: Role) -> Actor:
    held = tuple(Assignment(UNIT, role) for role in roles)
    return Actor(ActorKind.PERSON, UUID(int=2), UNIT, assignments=held)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_something_to_do(role: Role) -> None:
    assert duties_of(holding(role), RUZHOU)


def test_the_custodian_catalogues_first() -> None:
    duties = duties_of(holding(Role.OFFICER, Role.RECORD_KEEPER), RUZHOU)

    assert duties == (Duty.CATALOGUE, Duty.HAND_IN)


def test_nobody_has_no_duty() -> None:
    assert duties_of(holding(), RUZHOU) == ()


@pytest.mark.parametrize(
    ("role", "duty", "expected"),
    [
        pytest.param(Role.LEADER, Duty.OVERSEE, {UNIT}, id="a leader oversees the unit"),
        pytest.param(Role.HEAD_OF_ORGAN, Duty.OVERSEE, {UNIT}, id="so does the head"),
        pytest.param(Role.OFFICER, Duty.OVERSEE, set(), id="an officer oversees nothing"),
        pytest.param(Role.OFFICER, Duty.HAND_IN, {UNIT}, id="an officer hands in"),
        pytest.param(Role.RECORD_KEEPER, Duty.CATALOGUE, set(), id="custody: the pack says"),
    ],
)
def test_a_duty_is_held_where_a_role_carries_it(
    role: Role, duty: Duty, expected: set[UUID]
) -> None:
    assert units_of_duty(holding(role), duty) == expected
