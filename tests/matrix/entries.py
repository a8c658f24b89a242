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


def kept_file(status: int) -> Meets:
    return on_thing(Act.QUALIFICATION_KEEP, status, knowing=Act.PERSON_KNOW)


def training(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.PERSON_READ_FILE)


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


read_file = on_thing(Act.PERSON_READ_FILE, 200, knowing=Act.PERSON_KNOW)

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
    # People's files
    "GET /people/{person_id}/qualifications/new": Entry(kept_file(200)),
    "POST /people/{person_id}/qualifications": Entry(kept_file(422)),
    "GET /qualifications": Entry(listing(Act.PERSON_READ_FILE)),
    "GET /qualifications.xlsx": Entry(listing(Act.PERSON_READ_FILE)),
    "GET /qualifications/{qualification_id}": Entry(read_file),
    "GET /qualifications/{qualification_id}/correction": Entry(kept_file(200)),
    "POST /qualifications/{qualification_id}/correction": Entry(kept_file(422)),
    "GET /qualifications/{qualification_id}/renewal": Entry(kept_file(200)),
    "POST /qualifications/{qualification_id}/renewal": Entry(kept_file(422)),
    "POST /qualifications/{qualification_id}/scans": Entry(kept_file(422)),
    "GET /qualifications/{qualification_id}/scans/{scan_id}": Entry(read_file),
    "GET /qualifications/{qualification_id}/withdrawal": Entry(kept_file(200)),
    "POST /qualifications/{qualification_id}/withdrawal": Entry(kept_file(422)),
    "GET /training": Entry(listing(Act.PERSON_READ_FILE)),
    "GET /training.xlsx": Entry(listing(Act.PERSON_READ_FILE)),
    "GET /training/new": Entry(listing(Act.TRAINING_KEEP)),
    "POST /training": Entry(listing(Act.TRAINING_KEEP, 422)),
    "GET /training/{training_id}": Entry(training(Act.PERSON_READ_FILE)),
    "GET /training/{training_id}/correction": Entry(training(Act.TRAINING_KEEP)),
    "POST /training/{training_id}/correction": Entry(training(Act.TRAINING_KEEP, 422)),
    "POST /training/{training_id}/attendees": Entry(training(Act.TRAINING_KEEP, 422)),
    "POST /training/{training_id}/attendees/{person_id}/removal": Entry(
        training(Act.TRAINING_KEEP, 303)
    ),
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
