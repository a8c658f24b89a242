"""What is closed, to whom: the table of rights over bound files and state secrets, pack by pack."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.actor import Actor, Assignment
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.case_words import CaseState, SecurityClass
from app.policy.closing import OPEN, Closure, Closures, closures_of, decide_class
from app.policy.copying import IssuedItem, item_problem
from app.policy.grounds import Thing
from app.policy.vocabulary import ActorKind, Role

HERE, ABOVE, PROVINCE = (UUID(int=number) for number in range(1, 4))
OWNER, CAMERA, SOMEBODY, HANDLER = (UUID(int=number) for number in range(11, 15))
THING = Thing(
    HERE,
    frozenset({ABOVE, PROVINCE}),
    person_id=OWNER,
    device_id=CAMERA,
    handler_ids=frozenset({HANDLER}),
    organ=frozenset({ABOVE}),
)
BOUND: Closures = frozenset({Closure.BOUND})
SECRET: Closures = frozenset({Closure.STATE_SECRET})
BOTH = BOUND | SECRET
RUZHOU = read_pack("ruzhou")
PACKS = ("changli", "ruzhou", "shanxi", "zhangying", "zhangzi")
WAYS = (OPEN, BOUND, SECRET, BOTH)
KNOWERS = "head_of_organ leader legal_reviewer"

# act: by how the thing is closed, (held here, held in its agency, held in the province, others)
RIGHTS: dict[Act, dict[Closures, tuple[str, str, str, str]]] = {
    Act.CASE_KNOW: {
        BOUND: (f"{KNOWERS} record_keeper", KNOWERS, KNOWERS, "handler"),
        SECRET: ("head_of_organ record_keeper", "head_of_organ", "", "handler"),
        BOTH: ("head_of_organ record_keeper", "head_of_organ", "", "handler"),
    },
    Act.CASE_READ_FILE: {
        OPEN: ("record_keeper", "", "", "handler"),
        BOUND: ("record_keeper", "", "", ""),
        SECRET: ("", "", "", ""),
        BOTH: ("", "", "", ""),
    },
    Act.CASE_CHANGE: {SECRET: ("record_keeper", "", "", "handler")},
    Act.CASE_KEEP_FILE: {BOUND: ("record_keeper", "", "", ""), BOTH: ("record_keeper", "", "", "")},
    Act.RECORDING_KNOW_FACTS: {SECRET: ("record_keeper", "", "", "owner terminal")},
    Act.RECORDING_CATALOGUE: {SECRET: ("record_keeper", "", "", "")},
    Act.RECORDING_ATTRIBUTE: {SECRET: ("record_keeper", "", "", "")},
    Act.RECORDING_PLAY: {BOUND: ("record_keeper", "", "", ""), SECRET: ("", "", "", "")},
    Act.RECORDING_SEE_THUMBNAILS: {SECRET: ("", "", "", "")},
    Act.ACCESS_RECEIVE: {SECRET: ("", "", "", "")},
}
CELLS = [(act, closures) for act, ways in RIGHTS.items() for closures in ways]


def holders(act: Act, unit: UUID, thing: Thing) -> str:
    held = {
        role: Actor(ActorKind.PERSON, SOMEBODY, unit, assignments=(Assignment(unit, role),))
        for role in Role
    }
    return " ".join(
        role.value for role, actor in held.items() if authorise(actor, act, thing, RUZHOU).allowed
    )


@pytest.mark.parametrize(("act", "closures"), CELLS)
def test_who_may_do_it_to_what_is_closed(act: Act, closures: Closures) -> None:
    thing = replace(THING, closures=closures)
    others = {
        "owner": Actor(ActorKind.PERSON, OWNER, HERE),
        "terminal": Actor(ActorKind.TERMINAL, CAMERA, HERE),
        "handler": Actor(ActorKind.PERSON, HANDLER, PROVINCE),
    }

    found = (
        *(holders(act, unit, thing) for unit in (HERE, ABOVE, PROVINCE)),
        " ".join(n for n, who in others.items() if authorise(who, act, thing, RUZHOU).allowed),
    )

    assert found == RIGHTS[act][closures]


@pytest.mark.parametrize("pack_id", PACKS)
@pytest.mark.parametrize("closures", [BOUND, SECRET, BOTH])
def test_no_pack_lets_a_handler_read_what_is_closed(pack_id: str, closures: Closures) -> None:
    handler, pack = Actor(ActorKind.PERSON, HANDLER, HERE), read_pack(pack_id)

    assert authorise(handler, Act.CASE_READ_FILE, THING, pack).allowed
    refused = authorise(handler, Act.CASE_READ_FILE, replace(THING, closures=closures), pack)

    assert not refused.allowed
    assert ("保密规定" if Closure.STATE_SECRET in closures else "申请查阅") in refused.reason


@pytest.mark.parametrize(
    ("pack_id", "article"),
    [
        ("ruzhou", "调阅监督制度第四条"),
        ("zhangzi", "第十五条"),
        ("changli", "第十四条"),
    ],
)
def test_a_handler_of_a_bound_file_is_told_the_article(pack_id: str, article: str) -> None:
    handler = Actor(ActorKind.PERSON, HANDLER, HERE)

    refused = authorise(
        handler, Act.CASE_READ_FILE, replace(THING, closures=BOUND), read_pack(pack_id)
    )

    assert article in {citation.article for citation in refused.citations}


@pytest.mark.parametrize("closures", WAYS)
@pytest.mark.parametrize("act", Act)
def test_what_closes_a_thing_never_opens_it(act: Act, closures: Closures) -> None:
    for unit in (HERE, ABOVE, PROVINCE):
        closed = set(holders(act, unit, replace(THING, closures=closures)).split())
        assert closed <= set(holders(act, unit, THING).split())


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("security_class", SecurityClass)
def test_a_case_is_closed_from_binding_on_and_as_a_state_secret_alone(
    state: CaseState, security_class: SecurityClass
) -> None:
    found = closures_of(state, security_class)

    assert (Closure.BOUND in found) == (state.value in {"file_bound", "archived", "transferred"})
    assert (Closure.STATE_SECRET in found) == (
        security_class.value in {"secret", "confidential", "top_secret"}
    )


@pytest.mark.parametrize(
    ("was", "then", "by_handler"),
    [
        ("none", "top_secret", True),
        ("work_secret", "none", True),
        ("secret", "confidential", True),
        ("secret", "secret", True),
        ("secret", "none", False),
        ("secret", "work_secret", False),
        ("top_secret", "secret", False),
    ],
)
def test_a_handler_closes_a_case_and_its_keeper_alone_opens_it(
    was: str, then: str, by_handler: bool
) -> None:
    classes = SecurityClass(was), SecurityClass(then)

    assert decide_class(RUZHOU, *classes, keeps=False).allowed is by_handler
    assert decide_class(RUZHOU, *classes, keeps=True).allowed


def test_no_copy_takes_a_state_secret_along_whatever_was_granted() -> None:
    item = IssuedItem(SecurityClass.SECRET)

    assert item_problem(item, SecurityClass.TOP_SECRET, None) != ""
