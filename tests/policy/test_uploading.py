"""Who may hand in a recording (Ruzhou's management rule, article 13)."""

from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.actor import ANONYMOUS, Actor, Assignment
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.decision import Decision
from app.policy.grounds import Thing
from app.policy.uploading import UploadOwner, owns
from app.policy.vocabulary import ActorKind, Role, RoleClass, class_of

UNIT, ME, CAMERA = UUID(int=1), UUID(int=2), UUID(int=3)
RUZHOU = read_pack("ruzhou")
TERMINAL = Actor(ActorKind.TERMINAL, CAMERA, UNIT)


def person(role: Role) -> Actor:
    return Actor(ActorKind.PERSON, ME, UNIT, assignments=(Assignment(UNIT, role),))


def handing_in(actor: Actor) -> Decision:
    return authorise(actor, Act.UPLOAD_CREATE, Thing(UNIT, device_id=CAMERA), RUZHOU)


@pytest.mark.parametrize("role", [r for r in Role if class_of(r) is RoleClass.BUSINESS])
def test_every_business_role_may_hand_in(role: Role) -> None:
    assert handing_in(person(role)).allowed


@pytest.mark.parametrize("role", [r for r in Role if class_of(r) is not RoleClass.BUSINESS])
def test_none_of_the_three_administrators_may_hand_in(role: Role) -> None:
    decision = handing_in(person(role))

    assert not decision.allowed
    assert decision.citations[0].article == "音像记录管理制度第十三条"


def test_a_terminal_may_hand_in() -> None:
    assert handing_in(TERMINAL).allowed


def test_a_terminal_whose_token_was_revoked_may_still_hand_in() -> None:
    revoked = Actor(ActorKind.TERMINAL, CAMERA, UNIT, is_revoked=True)

    assert handing_in(revoked).allowed


def test_nobody_may_not_hand_in() -> None:
    assert not handing_in(ANONYMOUS).allowed


def test_a_person_without_any_role_may_not_hand_in() -> None:
    assert not handing_in(Actor(ActorKind.PERSON, ME, UNIT)).allowed


@pytest.mark.parametrize(
    ("actor", "owner", "expected"),
    [
        pytest.param(person(Role.OFFICER), UploadOwner(ME, None), True, id="own"),
        pytest.param(person(Role.OFFICER), UploadOwner(CAMERA, None), False, id="another's"),
        pytest.param(TERMINAL, UploadOwner(None, CAMERA), True, id="terminal's own"),
        pytest.param(TERMINAL, UploadOwner(CAMERA, None), False, id="same id, other kind"),
        pytest.param(ANONYMOUS, UploadOwner(None, None), False, id="nobody and nobody's"),
    ],
)
def test_an_upload_belongs_to_whoever_opened_it(
    actor: Actor, owner: UploadOwner, *, expected: bool
) -> None:
    assert owns(actor, owner) is expected
