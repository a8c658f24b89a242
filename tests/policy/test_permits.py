"""Whether a permit opens one thing now (promise P7; Ruzhou's consultation rule 4, 7, 10)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.actor import ANONYMOUS, WORKER, Actor
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.case_words import SecurityClass
from app.policy.grounds import Thing
from app.policy.law_words import ConsultAct, Requester, Scope
from app.policy.permits import (
    PermitFacts,
    beginning_problem,
    has_run_out,
    permit_problem,
    scope_of,
)
from app.policy.vocabulary import ActorKind

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
HERE = UUID(int=1)
CHEN, SIGN_IN, OTHER_SIGN_IN = UUID(int=11), UUID(int=21), UUID(int=22)
SEAT, OTHER_SEAT = UUID(int=31), UUID(int=32)
RUZHOU = read_pack("ruzhou")
OPEN = PermitFacts(
    at=NOW,
    from_at=NOW - timedelta(days=1),
    until_at=NOW + timedelta(days=1),
    asked_as=Requester.HANDLER,
    ceiling=SecurityClass.NONE,
    credential_id=SIGN_IN,
)
DOCUMENT: dict[str, object] = {"is_document": True}
CONCLUDING: dict[str, object] = {**DOCUMENT, "limit": Scope.CONCLUDING}
PROBLEMS: dict[str, tuple[dict[str, object], str]] = {
    "taken back": ({"is_permit_ended": True}, "已经收回或者办结"),
    "before its first moment": ({"from_at": NOW + INSTANT}, "现在还不能查阅"),
    "at its last moment, which is exclusive": ({"until_at": NOW}, "已经届满"),
    "off the case": ({"is_still_who": False}, "已不是本案的承办人"),
    "the sitting is over": ({"is_sitting_ended": True}, "这次查阅已经结束"),
    "left out": ({"is_item_granted": False}, "不在准予查阅的内容之内"),
    "struck out": ({"is_item_there": False}, "不在准予查阅的内容之内"),
    "a draft again": ({"is_draft": True}, "还是草稿"),
    "secret": ({"security_class": SecurityClass.WORK_SECRET}, "密级在准予之后提高"),
    "beyond the scope": (CONCLUDING, "不是结论性文件"),
    "out of the room": ({"is_in_place": False}, "不得带离档案室"),
    "another address": ({"is_at_address": False}, "从另一个网络地址开始"),
    "out of its page": ({"is_in_page": False}, "只在查阅页面里显示"),
}
"""In the order in which they are said."""


def problem(**other: object) -> str:
    return permit_problem(replace(OPEN, **other))  # type: ignore[arg-type]


@pytest.mark.parametrize(("change", "said"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_each_change_closes_the_thing_and_says_why(change: dict[str, object], said: str) -> None:
    assert said in problem(**change)
    assert problem(**change).endswith("。")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as granted"),
        pytest.param({"from_at": NOW}, id="at its first moment"),
        pytest.param({"until_at": NOW + INSTANT}, id="just before its last moment"),
        pytest.param(
            {"ceiling": SecurityClass.WORK_SECRET, "security_class": SecurityClass.WORK_SECRET},
            id="as secret as when it was granted",
        ),
        pytest.param(
            {"ceiling": SecurityClass.SECRET, "security_class": SecurityClass.NONE},
            id="less secret than it was",
        ),
        pytest.param({**CONCLUDING, "is_concluding": True}, id="a concluding document"),
        pytest.param({"limit": Scope.CONCLUDING}, id="a recording, which belongs to every scope"),
        pytest.param({**DOCUMENT, "limit": Scope.WHOLE}, id="any document of a whole file"),
        pytest.param({**DOCUMENT}, id="any document without a scope"),
    ],
)
def test_what_stands_as_it_was_granted_opens(change: dict[str, object]) -> None:
    assert problem(**change) == ""


def test_the_first_of_several_problems_is_said() -> None:
    """In the order of the table: what ends everything comes before what closes one thing."""
    changes = [change for change, _ in PROBLEMS.values()]
    together = [
        {name: value for change in reversed(changes[place:]) for name, value in change.items()}
        for place in range(len(changes))
    ]

    assert [problem(**change) for change in together] == [problem(**change) for change in changes]


def test_nothing_at_all_lies_within_the_narrowest_scope() -> None:
    assert problem(limit=Scope.NOTHING) != ""


def test_other_staff_are_told_that_they_have_left() -> None:
    said = problem(asked_as=Requester.OTHER_STAFF, is_still_who=False)

    assert said == "您已不在本单位任职，原来的准予不再适用。"


def test_times_are_said_in_beijing() -> None:
    assert "2026-11-21 10:00" in problem(until_at=NOW)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, False),
        ({"is_permit_ended": True}, True),
        ({"until_at": NOW}, True),
        ({"is_still_who": False}, True),
        ({"is_in_place": False}, False),
        ({"security_class": SecurityClass.SECRET}, False),
        ({"from_at": NOW + INSTANT}, False),
    ],
    ids=["open", "revoked", "expired", "moved", "elsewhere", "secret", "not yet"],
)
def test_only_what_comes_back_no_more_ends_the_sitting(
    change: dict[str, object], expected: bool
) -> None:
    assert has_run_out(replace(OPEN, **change)) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("act", "uses", "allowed", "said"),
    [
        (ConsultAct.VIEW, 0, None, ""),
        (ConsultAct.VIEW, 99, None, ""),
        (ConsultAct.VIEW, 1, 2, ""),
        (ConsultAct.VIEW, 2, 2, "2次已经用完"),
        (ConsultAct.COPY, 0, None, "不是查阅"),
    ],
    ids=["first", "any number", "one left", "used up", "a copy"],
)
def test_a_sitting_begins_while_a_use_is_left(
    act: ConsultAct, uses: int, allowed: int | None, said: str
) -> None:
    found = beginning_problem(act, uses, allowed)

    assert bool(found) is bool(said)
    assert said in found


@pytest.mark.parametrize(
    ("documents", "scope"),
    [((), Scope.CONCLUDING), ((True, True), Scope.CONCLUDING), ((True, False), Scope.WHOLE)],
    ids=["recordings alone", "concluding", "one that is not"],
)
def test_the_scope_is_the_narrowest_that_covers(documents: tuple[bool, ...], scope: Scope) -> None:
    assert scope_of(documents) is scope


def person(credential: UUID, terminal: UUID | None = None) -> Actor:
    return Actor(ActorKind.PERSON, CHEN, HERE, credential, terminal_id=terminal)


IN_ROOM = {"terminal_id": SEAT}
VISITOR = {"credential_id": None, "terminal_id": SEAT}


@pytest.mark.parametrize(
    ("bound", "actor", "allowed"),
    [
        pytest.param({}, person(SIGN_IN), True, id="the sign-in"),
        pytest.param({}, person(OTHER_SIGN_IN), False, id="another sign-in of the same person"),
        pytest.param({}, person(SIGN_IN, SEAT), True, id="the sign-in, at a terminal"),
        pytest.param(IN_ROOM, person(SIGN_IN, SEAT), True, id="the sign-in at its terminal"),
        pytest.param(IN_ROOM, person(SIGN_IN), False, id="the sign-in without its terminal"),
        pytest.param(IN_ROOM, person(SIGN_IN, OTHER_SEAT), False, id="at another terminal"),
        pytest.param(
            VISITOR, Actor(ActorKind.VISITOR, terminal_id=SEAT), True, id="the visitor's terminal"
        ),
        pytest.param(
            VISITOR,
            Actor(ActorKind.VISITOR, terminal_id=OTHER_SEAT),
            False,
            id="a visitor elsewhere",
        ),
        pytest.param(VISITOR, Actor(ActorKind.VISITOR), False, id="a visitor without a terminal"),
        pytest.param(VISITOR, person(SIGN_IN, SEAT), False, id="somebody signed in there"),
        pytest.param({}, ANONYMOUS, False, id="nobody"),
        pytest.param({}, WORKER, False, id="a worker"),
        pytest.param({}, Actor(ActorKind.TERMINAL, SEAT, HERE, SIGN_IN), False, id="a camera"),
    ],
)
def test_a_sitting_is_bound_to_its_sign_in_and_its_terminal(
    bound: dict[str, object], actor: Actor, allowed: bool
) -> None:
    facts = replace(OPEN, **bound)  # type: ignore[arg-type]

    decision = authorise(actor, Act.ACCESS_WATCH, Thing(HERE, permit=facts), RUZHOU)

    assert decision.allowed is allowed
    assert decision.reason.endswith("。")


def test_the_refusal_says_the_problem_and_cites_the_room() -> None:
    facts = replace(OPEN, is_in_place=False)

    decision = authorise(person(SIGN_IN), Act.ACCESS_WATCH, Thing(HERE, permit=facts), RUZHOU)

    assert "不得带离档案室" in decision.reason
    assert any("第四条" in str(citation) for citation in decision.citations)


def test_whoever_was_moved_off_is_not_told_to_begin_again() -> None:
    moved = problem(is_still_who=False, is_sitting_ended=True)

    assert "您已不是本案的承办人" in moved
    assert "重新开始查阅" not in moved


def test_what_became_secret_is_refused_on_the_article_about_secrets() -> None:
    lawyer = replace(OPEN, asked_as=Requester.LAWYER, is_in_place=False)
    for facts in (
        replace(lawyer, security_class=SecurityClass.SECRET),
        replace(lawyer, security_class=SecurityClass.WORK_SECRET),
    ):
        decision = authorise(person(SIGN_IN), Act.ACCESS_WATCH, Thing(HERE, permit=facts), RUZHOU)

        assert not decision.allowed
        assert "第十条" in str(decision.citations[0])
        assert not any("不得带离档案室" in cite.summary for cite in decision.citations)


@pytest.mark.parametrize(
    ("asked_as", "is_in_place", "summary"),
    [
        (Requester.HANDLER, False, "不得带离档案室"),
        (Requester.HANDLER, True, "本局案件承办人"),
        (Requester.OTHER_STAFF, False, "不得带离档案室"),
        (Requester.OTHER_STAFF, True, "非案件承办人"),
        (Requester.LAWYER, True, "代理律师"),
    ],
)
def test_a_refusal_rests_on_the_article_of_whoever_asked(
    asked_as: Requester, is_in_place: bool, summary: str
) -> None:
    """A handler is told 第四条, never first what binds somebody who handles no case (第五条)."""
    facts = replace(OPEN, asked_as=asked_as, is_in_place=is_in_place, is_permit_ended=is_in_place)

    decision = authorise(person(SIGN_IN), Act.ACCESS_WATCH, Thing(HERE, permit=facts), RUZHOU)

    assert not decision.allowed
    assert summary in decision.citations[0].summary
    if asked_as is Requester.HANDLER:
        assert not any("非案件承办人" in cite.summary for cite in decision.citations)
