"""Who may read the ledger: the audit administrator alone, in the units of the role."""

from uuid import UUID

import pytest

from app.policy.actor import ANONYMOUS, WORKER, Actor, Assignment
from app.policy.auditing import audited_units, decide
from app.policy.vocabulary import ActorKind, Role

HERE, ELSEWHERE, SOMEBODY = UUID(int=1), UUID(int=2), UUID(int=11)
AUDIT = Assignment(ELSEWHERE, Role.AUDIT_ADMINISTRATOR)


def person(*held: Assignment) -> Actor:
    return Actor(ActorKind.PERSON, SOMEBODY, HERE, assignments=held)


OTHERS = [role for role in Role if role is not Role.AUDIT_ADMINISTRATOR]


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_reads_the_ledger(role: Role) -> None:
    decision = decide(person(Assignment(HERE, role)))

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
    ],
)
def test_whoever_is_no_audit_administrator_is_refused(actor: Actor) -> None:
    assert not decide(actor).allowed


def test_the_audit_administrator_reads_the_units_of_the_role_not_the_own_one() -> None:
    wu = person(AUDIT)

    assert decide(wu).allowed
    assert decide(wu).citations == ()
    assert audited_units(wu) == {ELSEWHERE}
