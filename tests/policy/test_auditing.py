"""Who may read the ledger: the audit administrator alone, in the units of the role and below."""

from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.actor import ANONYMOUS, WORKER, Actor, Assignment
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.decision import Decision
from app.policy.grounds import Thing
from app.policy.vocabulary import ActorKind, Role

HERE, ABOVE, ELSEWHERE, SOMEBODY = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=11)
AUDIT = Assignment(HERE, Role.AUDIT_ADMINISTRATOR)
RUZHOU = read_pack("ruzhou")


def person(*held: Assignment) -> Actor:
    return Actor(ActorKind.PERSON, SOMEBODY, ELSEWHERE, assignments=held)


def reading(actor: Actor) -> Decision:
    return authorise(actor, Act.LEDGER_READ, Thing(HERE, frozenset({ABOVE})), RUZHOU)


OTHERS = [role for role in Role if role is not Role.AUDIT_ADMINISTRATOR]


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_reads_the_ledger(role: Role) -> None:
    decision = reading(person(Assignment(HERE, role)))

    assert not decision.allowed
    assert "审计管理员" in decision.reason


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(ANONYMOUS, id="nobody"),
        pytest.param(WORKER, id="a worker"),
        pytest.param(Actor(ActorKind.TERMINAL, SOMEBODY, HERE), id="a terminal"),
        pytest.param(
            Actor(ActorKind.TERMINAL, SOMEBODY, HERE, assignments=(AUDIT,)),
            id="a terminal with the role",
        ),
        pytest.param(person(), id="somebody without a role"),
        pytest.param(
            person(Assignment(ELSEWHERE, Role.AUDIT_ADMINISTRATOR)),
            id="the audit administrator of another agency",
        ),
    ],
)
def test_whoever_is_no_audit_administrator_is_refused(actor: Actor) -> None:
    assert not reading(actor).allowed


@pytest.mark.parametrize("unit", [HERE, ABOVE], ids=["of the unit", "of the unit above"])
def test_the_audit_administrator_reads_it_without_an_article(unit: UUID) -> None:
    decision = reading(person(Assignment(unit, Role.AUDIT_ADMINISTRATOR)))

    assert decision.allowed
    assert decision.citations == ()
