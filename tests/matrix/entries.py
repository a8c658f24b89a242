"""Every door and whom it lets in. A route without an entry fails the tests.

Statuses are those of an empty or senseless request from somebody who is let in: a matrix asks
who passes, the tests of each door ask what happens behind it.
"""

from app.policy.acts import Act
from app.policy.vocabulary import ActorKind
from tests.matrix.cast import Visitor, World
from tests.matrix.expectations import (
    SIGN_IN,
    Entry,
    Meets,
    content,
    everybody,
    interface,
    listing,
    on_thing,
    own_unit,
    page,
    signed_in,
)
from tests.world import PASSWORD

OPENING = {"Tus-Resumable": "1.0.0", "Upload-Length": "1"}
PLAY, SEE = Act.RECORDING_PLAY, Act.RECORDING_SEE_THUMBNAILS


def recording(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.RECORDING_KNOW_FACTS)


def person(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.PERSON_KNOW)


def sections(status: int) -> Meets:
    return on_thing(Act.SECTION_KEEP, status, knowing=Act.SECTION_KEEP)


def entrance(_world: World, visitor: Visitor) -> str:
    """Whoever is signed in goes on to the start page."""
    return "303" if visitor.actor.kind is ActorKind.PERSON else "200"


def own_token(_world: World, visitor: Visitor) -> str:
    """Only a living token can be exchanged; people have none."""
    match visitor.actor.kind:
        case ActorKind.TERMINAL:
            return "401" if visitor.actor.is_revoked else "200"
        case ActorKind.PERSON:
            return "404"
        case _:
            return "401"


ENTRIES: dict[str, Entry] = {
    # For everybody
    "GET /openapi.json": Entry(everybody(200)),
    "HEAD /openapi.json": Entry(everybody(200)),
    "GET /healthz": Entry(everybody(200)),
    "GET /assets/{path}": Entry(everybody(404)),
    "HEAD /assets/{path}": Entry(everybody(404)),
    "POST /files/{name:path}": Entry(everybody(405)),
    # Handing in, and what became of it
    "POST /files": Entry(interface(own_unit(Act.UPLOAD_CREATE, 201)), headers=OPENING),
    "POST /files/": Entry(interface(own_unit(Act.UPLOAD_CREATE, 201)), headers=OPENING),
    "GET /upload": Entry(page(own_unit(Act.UPLOAD_CREATE, 200))),
    "POST /uploads/plain": Entry(signed_in(422)),
    "GET /submissions": Entry(signed_in(200)),
    "GET /api/recordings/{recording_id}": Entry(interface(content(Act.RECORDING_KNOW_FACTS, 200))),
    # Recordings
    "GET /inbox": Entry(listing(PLAY)),
    "GET /inbox/stream": Entry(signed_in(200)),
    "GET /recordings/{recording_id}": Entry(recording(Act.RECORDING_KNOW_FACTS)),
    "GET /recordings/{recording_id}/media": Entry(content(PLAY, 200)),
    "HEAD /recordings/{recording_id}/media": Entry(content(PLAY, 200)),
    "GET /recordings/{recording_id}/thumbnails/{number}.jpg": Entry(content(SEE, 200)),
    "GET /recordings/{recording_id}/storyboard.jpg": Entry(content(PLAY, 200)),
    "GET /recordings/{recording_id}/storyboard.vtt": Entry(content(PLAY, 200)),
    # Holds
    "GET /holds": Entry(listing(Act.HOLD_KNOW)),
    "GET /holds.xlsx": Entry(listing(Act.HOLD_KNOW)),
    "GET /recordings/{recording_id}/holds": Entry(
        on_thing(Act.HOLD_KNOW, 200, knowing=Act.HOLD_KNOW)
    ),
    "POST /recordings/{recording_id}/holds": Entry(
        on_thing(Act.HOLD_PLACE, 303, knowing=Act.HOLD_KNOW),
        form={"ground": "audit", "article": "审计通知书", "reason": "审计组要求保留"},
    ),
    "POST /holds/{hold_id}/lifting": Entry(
        on_thing(Act.HOLD_LIFT, 303, knowing=Act.HOLD_KNOW), form={"reason": "审计结束"}
    ),
    # Supervision
    "GET /supervision": Entry(listing(Act.FIGURES_SEE)),
    "GET /supervision.xlsx": Entry(listing(Act.FIGURES_SEE)),
    # People
    "GET /people": Entry(listing(Act.PERSON_KNOW)),
    "GET /people/roster.xlsx": Entry(listing(Act.PERSON_KNOW)),
    "GET /people/new": Entry(listing(Act.PERSON_REGISTER)),
    "POST /people": Entry(listing(Act.PERSON_REGISTER, 422)),
    "POST /people/initial-passwords": Entry(signed_in(422)),
    "GET /people/import": Entry(listing(Act.PERSON_REGISTER)),
    "GET /people/import/template.xlsx": Entry(page(own_unit(Act.PERSON_REGISTER, 200))),
    "POST /people/import": Entry(page(own_unit(Act.PERSON_REGISTER, 422))),
    "GET /people/import/{batch_id}": Entry(signed_in(404)),
    "GET /people/import/{batch_id}/problems.xlsx": Entry(signed_in(404)),
    "POST /people/import/{batch_id}/confirmation": Entry(signed_in(404)),
    "GET /people/{person_id}": Entry(person(Act.PERSON_KNOW)),
    "GET /people/{person_id}/facts": Entry(person(Act.PERSON_CHANGE)),
    "POST /people/{person_id}/facts": Entry(person(Act.PERSON_CHANGE, 422)),
    "GET /people/{person_id}/move": Entry(person(Act.PERSON_CHANGE)),
    "POST /people/{person_id}/move": Entry(person(Act.PERSON_CHANGE, 422)),
    "GET /people/{person_id}/departure": Entry(person(Act.PERSON_CHANGE)),
    "POST /people/{person_id}/departure": Entry(person(Act.PERSON_CHANGE, 422)),
    "GET /people/{person_id}/return": Entry(person(Act.PERSON_CHANGE)),
    "POST /people/{person_id}/return": Entry(person(Act.PERSON_CHANGE, 422)),
    "POST /people/{person_id}/deactivation": Entry(person(Act.PERSON_CHANGE, 303)),
    "POST /people/{person_id}/reactivation": Entry(person(Act.PERSON_CHANGE, 409)),
    "POST /people/{person_id}/initial-password": Entry(person(Act.PERSON_RESET_CREDENTIAL)),
    "GET /people/{person_id}/roles/new": Entry(person(Act.PERSON_ASSIGN_ROLE)),
    "POST /people/{person_id}/roles": Entry(person(Act.PERSON_ASSIGN_ROLE, 422)),
    "GET /people/{person_id}/roles/{assignment_id}/end": Entry(person(Act.PERSON_ASSIGN_ROLE)),
    "POST /people/{person_id}/roles/{assignment_id}/end": Entry(
        person(Act.PERSON_ASSIGN_ROLE, 422)
    ),
    # Sections
    "GET /sections": Entry(listing(Act.SECTION_KEEP)),
    "GET /units/{unit_id}/sections": Entry(sections(200)),
    "POST /units/{unit_id}/sections": Entry(sections(422)),
    "POST /units/{unit_id}/sections/{section_id}/name": Entry(sections(422)),
    "POST /units/{unit_id}/sections/{section_id}/closure": Entry(sections(303)),
    # The ledger
    "GET /ledger": Entry(listing(Act.LEDGER_READ)),
    # One's own account
    "GET /": Entry(signed_in(200)),
    "GET /account": Entry(signed_in(200)),
    "POST /account/sessions/{session_id}/revocation": Entry(signed_in(303)),
    "POST /account/sessions/revocation": Entry(signed_in(SIGN_IN)),
    "GET /sign-in": Entry(entrance),
    "POST /sign-in": Entry(everybody(303), form={"username": "liu", "password": PASSWORD}),
    "POST /sign-out": Entry(everybody(SIGN_IN)),
    "POST /api/token": Entry(own_token),
}
