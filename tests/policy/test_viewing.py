"""Who may see a recording (Ruzhou's consultation rule, articles 3 and 5)."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.actor import ANONYMOUS, WORKER, Actor, Assignment
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.closing import Closure
from app.policy.grounds import Thing
from app.policy.vocabulary import ActorKind, Role

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
CHEN, CAMERA, SOMEBODY = UUID(int=11), UUID(int=12), UUID(int=13)
RECORDING = Thing(HERE, person_id=CHEN, device_id=CAMERA)
RUZHOU = read_pack("ruzhou")


def person(role: Role, *, unit: UUID = HERE, id_: UUID = SOMEBODY) -> Actor:
    return Actor(ActorKind.PERSON, id_, unit, assignments=(Assignment(unit, role),))


def terminal(id_: UUID) -> Actor:
    return Actor(ActorKind.TERMINAL, id_, HERE)


KNOW, SEE, PLAY = (
    Act.RECORDING_KNOW_FACTS,
    Act.RECORDING_SEE_THUMBNAILS,
    Act.RECORDING_PLAY,
)


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        pytest.param(person(Role.RECORD_KEEPER), {KNOW, SEE, PLAY}, id="the unit's record keeper"),
        pytest.param(
            person(Role.RECORD_KEEPER, unit=ELSEWHERE), set(), id="another unit's record keeper"
        ),
        pytest.param(person(Role.OFFICER, id_=CHEN), {KNOW}, id="the officer who handed it in"),
        pytest.param(person(Role.OFFICER), set(), id="another officer"),
        pytest.param(person(Role.LEADER), set(), id="the leader"),
        pytest.param(person(Role.INSPECTOR), set(), id="the inspector"),
        pytest.param(person(Role.CASE_HANDLER), set(), id="the case handler"),
        pytest.param(person(Role.SYSTEM_ADMINISTRATOR), set(), id="the system administrator"),
        pytest.param(person(Role.SECURITY_ADMINISTRATOR), set(), id="the security administrator"),
        pytest.param(person(Role.AUDIT_ADMINISTRATOR), set(), id="the audit administrator"),
        pytest.param(terminal(CAMERA), {KNOW, SEE}, id="the terminal that sent it"),
        pytest.param(terminal(SOMEBODY), set(), id="another terminal"),
        pytest.param(terminal(CHEN), set(), id="a terminal with the officer's id"),
        pytest.param(person(Role.OFFICER, id_=CAMERA), set(), id="a person with the device's id"),
        pytest.param(ANONYMOUS, set(), id="nobody"),
        pytest.param(WORKER, set(), id="a worker"),
    ],
)
def test_only_the_custodian_sees_content_and_the_sender_the_receipt(
    actor: Actor, allowed: set[Act]
) -> None:
    granted = {act for act in (KNOW, SEE, PLAY) if authorise(actor, act, RECORDING, RUZHOU).allowed}

    assert granted == allowed


@pytest.mark.parametrize("act", [SEE, PLAY])
def test_whoever_handed_it_in_does_not_hear_that_it_lies_in_a_state_secret(act: Act) -> None:
    """汝州调阅 10: they are refused in the words in which they are refused an open one."""
    secret = replace(RECORDING, closures=frozenset({Closure.STATE_SECRET}))
    officer = person(Role.OFFICER, id_=CHEN)

    assert authorise(officer, act, secret, RUZHOU) == authorise(officer, act, RECORDING, RUZHOU)


def test_whom_the_secret_alone_keeps_out_is_told_in_words_that_name_no_class() -> None:
    secret = replace(RECORDING, closures=frozenset({Closure.STATE_SECRET}))

    refused = authorise(person(Role.RECORD_KEEPER), PLAY, secret, RUZHOU)

    assert "按照保密规定另行管理" in refused.reason
    assert not any(word in refused.reason for word in ("国家秘密", "密级", "涉密"))


def test_a_refusal_says_what_to_do_and_cites_article_five() -> None:
    decision = authorise(person(Role.LEADER), PLAY, RECORDING, RUZHOU)

    assert "请先报请批准" in decision.reason
    assert [citation.article for citation in decision.citations] == [
        "调阅监督制度第五条",
        "调阅监督制度第三条",
    ]


def test_a_grant_cites_article_three() -> None:
    decision = authorise(person(Role.RECORD_KEEPER), PLAY, RECORDING, RUZHOU)

    assert [citation.article for citation in decision.citations] == ["调阅监督制度第三条"]


UNSET = read_pack("zhangying")


def test_a_refusal_names_the_setting_that_nobody_has_made() -> None:
    decision = authorise(person(Role.RECORD_KEEPER), PLAY, RECORDING, UNSET)

    assert not decision.allowed
    assert decision.unset == ("custodian.role",)
    assert "本机关尚未设定“资料保管岗位”" in decision.reason


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(person(Role.RECORD_KEEPER, unit=ELSEWHERE), id="another unit's record keeper"),
        pytest.param(person(Role.SECURITY_ADMINISTRATOR), id="the security administrator"),
        pytest.param(terminal(SOMEBODY), id="another terminal"),
    ],
)
def test_whom_no_setting_would_let_in_hears_of_none(actor: Actor) -> None:
    assert authorise(actor, PLAY, RECORDING, UNSET).unset == ()


def test_what_is_unset_tells_nothing_of_a_state_secret() -> None:
    secret = replace(RECORDING, closures=frozenset({Closure.STATE_SECRET}))
    keeper = person(Role.RECORD_KEEPER)

    assert authorise(keeper, PLAY, secret, UNSET) == authorise(keeper, PLAY, RECORDING, UNSET)
