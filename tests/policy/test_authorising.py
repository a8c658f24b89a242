"""Every act, and who may do it where: the whole table of rights under Ruzhou's pack.

Roles are seen from the thing's unit: held in that unit (``here``) or in the one above it. No role
held below or next door carries anybody anywhere, and no two rights differ there.
"""

from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.actor import ANONYMOUS, WORKER, Actor, Assignment
from app.policy.acts import LABELS, Act
from app.policy.authorising import RULES, authorise
from app.policy.grounds import Thing
from app.policy.vocabulary import BUSINESS_ROLES, ActorKind, Role

HERE, ABOVE, BELOW, ELSEWHERE = (UUID(int=number) for number in range(1, 5))
OWNER, CAMERA, SOMEBODY, HANDLER = (UUID(int=number) for number in range(11, 15))
THING = Thing(
    HERE,
    frozenset({ABOVE}),
    person_id=OWNER,
    device_id=CAMERA,
    handler_ids=frozenset({HANDLER}),
)
RUZHOU = read_pack("ruzhou")

NOBODY = ""
ALL = " ".join(role.value for role in Role)
BUSINESS = " ".join(role.value for role in Role if role in BUSINESS_ROLES)
# act: (held here, held above, others)
RIGHTS: dict[Act, tuple[str, str, str]] = {
    Act.ACCESS_APPROVE: ("head_of_organ leader", "head_of_organ leader", NOBODY),
    Act.ACCESS_ASK: (BUSINESS, BUSINESS, "owner handler"),
    Act.ACCESS_KNOW: ("head_of_organ leader record_keeper", "head_of_organ leader", "owner"),
    Act.ACCESS_READ_REGISTER: (
        "audit_administrator head_of_organ inspector leader record_keeper",
        "audit_administrator head_of_organ inspector leader",
        NOBODY,
    ),
    Act.ACCESS_RECEIVE: ("record_keeper", NOBODY, NOBODY),
    Act.ACCESS_REVOKE: ("head_of_organ leader record_keeper", "head_of_organ leader", NOBODY),
    Act.ACCESS_TRACE: (
        "audit_administrator head_of_organ inspector leader record_keeper",
        "audit_administrator head_of_organ inspector leader",
        NOBODY,
    ),
    Act.ACCESS_WATCH: (NOBODY, NOBODY, NOBODY),
    Act.AGENCY_ADOPT: ("system_administrator", "system_administrator", NOBODY),
    Act.AGENCY_READ: (
        "head_of_organ leader record_keeper system_administrator",
        "head_of_organ leader record_keeper system_administrator",
        NOBODY,
    ),
    Act.CALENDAR_KEEP: ("system_administrator", NOBODY, NOBODY),
    Act.CASE_CHANGE: ("record_keeper", NOBODY, "handler"),
    Act.CASE_KEEP_FILE: ("record_keeper", NOBODY, NOBODY),
    Act.CASE_KNOW: (
        "head_of_organ leader legal_reviewer record_keeper",
        "head_of_organ leader legal_reviewer",
        "handler",
    ),
    Act.CASE_OPEN: ("case_handler officer record_keeper", NOBODY, NOBODY),
    Act.CASE_READ_FILE: ("record_keeper", NOBODY, "handler"),
    Act.CASE_SET_UP: ("record_keeper system_administrator", NOBODY, NOBODY),
    Act.DEADLINE_KNOW: ("head_of_organ leader record_keeper", "head_of_organ leader", "owner"),
    Act.DEADLINE_POSTPONE: (BUSINESS, NOBODY, NOBODY),
    Act.DELEGATION_KNOW: (
        "head_of_organ inspector leader legal_reviewer record_keeper security_administrator",
        "head_of_organ inspector leader legal_reviewer record_keeper security_administrator",
        "owner",
    ),
    Act.DELEGATION_RECORD: ("head_of_organ leader", "head_of_organ leader", NOBODY),
    Act.DEVICE_AUTHORISE_REPAIR: ("head_of_organ leader", "head_of_organ leader", NOBODY),
    Act.DEVICE_CHANGE: ("device_keeper", "device_keeper", NOBODY),
    Act.DEVICE_CHECK: ("device_keeper", "device_keeper", "owner"),
    Act.DEVICE_HAND_OVER: ("device_keeper", "device_keeper", "owner"),
    Act.DEVICE_KNOW: (
        "device_keeper head_of_organ inspector leader record_keeper system_administrator",
        "device_keeper head_of_organ inspector leader system_administrator",
        "owner terminal",
    ),
    Act.DEVICE_MAINTAIN: ("device_keeper", "device_keeper", NOBODY),
    Act.DEVICE_READ_LEDGER: (
        "device_keeper head_of_organ inspector leader record_keeper",
        "device_keeper head_of_organ inspector leader",
        NOBODY,
    ),
    Act.DEVICE_REGISTER: ("device_keeper", "device_keeper", NOBODY),
    Act.DEVICE_REPORT_FAULT: ("device_keeper", "device_keeper", "owner"),
    Act.DEVICE_WRITE_OFF: ("head_of_organ leader", "head_of_organ leader", NOBODY),
    Act.FIGURES_SEE: ("head_of_organ inspector leader", "head_of_organ inspector leader", NOBODY),
    Act.HANDOVER_RECEIVE: ("record_keeper", NOBODY, NOBODY),
    Act.HOLD_KNOW: (
        "head_of_organ leader legal_reviewer record_keeper",
        "head_of_organ leader legal_reviewer",
        NOBODY,
    ),
    Act.HOLD_LIFT: ("head_of_organ leader", "head_of_organ leader", NOBODY),
    Act.HOLD_PLACE: (
        "head_of_organ leader legal_reviewer record_keeper",
        "head_of_organ leader legal_reviewer",
        NOBODY,
    ),
    Act.LAW_REHEARSE: ("head_of_organ leader record_keeper system_administrator", NOBODY, NOBODY),
    Act.LEDGER_READ: ("audit_administrator", "audit_administrator", NOBODY),
    Act.PERSON_ASSIGN_ROLE: ("security_administrator", "security_administrator", NOBODY),
    Act.PERSON_CHANGE: ("security_administrator", "security_administrator", NOBODY),
    Act.PERSON_KNOW: (
        ALL,
        "device_keeper head_of_organ inspector leader legal_reviewer security_administrator",
        "owner",
    ),
    Act.PERSON_READ_FILE: (
        "head_of_organ inspector leader legal_reviewer",
        "head_of_organ inspector leader legal_reviewer",
        "owner",
    ),
    Act.PERSON_REGISTER: ("security_administrator", "security_administrator", NOBODY),
    Act.PERSON_RESET_CREDENTIAL: ("security_administrator", "security_administrator", NOBODY),
    Act.QUALIFICATION_KEEP: ("inspector legal_reviewer", "inspector legal_reviewer", NOBODY),
    Act.READING_ROOM_KEEP: ("system_administrator", "system_administrator", NOBODY),
    Act.RECORDING_ATTRIBUTE: ("record_keeper", NOBODY, NOBODY),
    Act.RECORDING_CATALOGUE: ("record_keeper", NOBODY, NOBODY),
    Act.RECORDING_KNOW_FACTS: ("record_keeper", NOBODY, "owner terminal"),
    Act.RECORDING_PLAY: ("record_keeper", NOBODY, NOBODY),
    Act.RECORDING_SEE_THUMBNAILS: ("record_keeper", NOBODY, "terminal"),
    Act.RECORDING_SETTLE_DEVICE: ("device_keeper", "device_keeper", NOBODY),
    Act.ROSTER_KEEP: (
        "head_of_organ inspector leader record_keeper",
        "head_of_organ inspector leader record_keeper",
        NOBODY,
    ),
    Act.ROSTER_READ: (BUSINESS, "head_of_organ inspector leader record_keeper", NOBODY),
    Act.SECTION_KEEP: ("system_administrator", "system_administrator", NOBODY),
    Act.TERMINAL_ENROL: (
        "device_keeper system_administrator",
        "device_keeper system_administrator",
        NOBODY,
    ),
    Act.TRAINING_KEEP: ("inspector legal_reviewer", "inspector legal_reviewer", NOBODY),
    Act.UPLOAD_CREATE: (BUSINESS, NOBODY, "terminal"),
}


def holders(act: Act, unit: UUID) -> str:
    """Return the roles that carry whoever holds them in ``unit``, and belongs there, to the act."""
    return " ".join(
        role.value
        for role in Role
        if may(Actor(ActorKind.PERSON, SOMEBODY, unit, assignments=(Assignment(unit, role),)), act)
    )


def may(actor: Actor, act: Act) -> bool:
    return authorise(actor, act, THING, RUZHOU).allowed


@pytest.mark.parametrize("act", Act)
def test_who_may_do_it(act: Act) -> None:
    others = {
        "owner": Actor(ActorKind.PERSON, OWNER, HERE),
        "terminal": Actor(ActorKind.TERMINAL, CAMERA, HERE),
        "handler": Actor(ActorKind.PERSON, HANDLER, ELSEWHERE),
    }

    found = (
        holders(act, HERE),
        holders(act, ABOVE),
        " ".join(name for name, actor in others.items() if may(actor, act)),
    )

    assert found == RIGHTS[act]


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("unit", [BELOW, ELSEWHERE], ids=["below", "next door"])
def test_no_role_reaches_upwards_or_sideways(act: Act, unit: UUID) -> None:
    assert holders(act, unit) == NOBODY


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(ANONYMOUS, id="nobody"),
        pytest.param(WORKER, id="a worker"),
        pytest.param(Actor(ActorKind.PERSON, SOMEBODY, HERE), id="a member without a role"),
        pytest.param(Actor(ActorKind.PERSON, CAMERA, HERE), id="a person with the camera's id"),
        pytest.param(Actor(ActorKind.TERMINAL, OWNER, HERE), id="a terminal with the owner's id"),
        pytest.param(
            Actor(
                ActorKind.TERMINAL,
                SOMEBODY,
                HERE,
                assignments=tuple(Assignment(HERE, role) for role in Role),
            ),
            id="another terminal with every role",
        ),
    ],
)
def test_whoever_has_no_ground_is_refused_with_a_reason(actor: Actor, act: Act) -> None:
    decision = authorise(actor, act, THING, RUZHOU)

    assert not decision.allowed
    assert decision.reason.endswith("。")


@pytest.mark.parametrize("act", Act)
def test_a_revoked_terminal_may_only_hand_in(act: Act) -> None:
    revoked = Actor(ActorKind.TERMINAL, CAMERA, HERE, is_revoked=True)

    assert may(revoked, act) is (act is Act.UPLOAD_CREATE)


def test_every_act_has_a_rule_and_words() -> None:
    assert set(RULES) == set(Act) == set(LABELS)


def test_what_the_unit_is_silent_on_names_nobody() -> None:
    silent = type(RUZHOU)("x", "x", "x", "x", {})
    keeper = Actor(
        ActorKind.PERSON, SOMEBODY, HERE, assignments=(Assignment(HERE, Role.RECORD_KEEPER),)
    )

    assert not authorise(keeper, Act.RECORDING_PLAY, THING, silent).allowed
