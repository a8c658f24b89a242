"""Recordings: handed in, found, catalogued, kept, held, and whose device they came from."""

from app.policy.acts import Act
from tests.matrix.expectations import (
    Entry,
    Meets,
    content,
    interface,
    listing,
    on_thing,
    own_unit,
    page,
    signed_in,
)

OPENING = {"Tus-Resumable": "1.0.0", "Upload-Length": "1"}
PLAY, SEE = Act.RECORDING_PLAY, Act.RECORDING_SEE_THUMBNAILS
SETTLE = Act.RECORDING_SETTLE_DEVICE
CATALOGUE = Act.RECORDING_CATALOGUE


def recording(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.RECORDING_KNOW_FACTS)


ENTRIES: dict[str, Entry] = {
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
    "POST /inbox/acceptances": Entry(listing(CATALOGUE, 422)),
    "GET /catalogue/batches": Entry(listing(CATALOGUE)),
    "POST /catalogue/batches/{batch_id}/undo": Entry(signed_in(404)),
    "GET /catalogue/changes": Entry(listing(CATALOGUE, 422)),
    "POST /catalogue/changes": Entry(listing(CATALOGUE, 422)),
    "GET /recordings/{recording_id}": Entry(recording(Act.RECORDING_KNOW_FACTS)),
    "GET /recordings/{recording_id}/catalogue": Entry(recording(CATALOGUE)),
    "POST /recordings/{recording_id}/catalogue": Entry(recording(CATALOGUE, 422)),
    "GET /recordings/{recording_id}/links": Entry(recording(CATALOGUE)),
    "POST /recordings/{recording_id}/links": Entry(recording(CATALOGUE, 422)),
    "GET /recordings/{recording_id}/links/{link_id}/correction": Entry(signed_in(404)),
    "POST /recordings/{recording_id}/links/{link_id}/correction": Entry(signed_in(404)),
    "GET /recordings/{recording_id}/links/{link_id}/end": Entry(signed_in(404)),
    "POST /recordings/{recording_id}/links/{link_id}/end": Entry(signed_in(404)),
    "GET /recordings/{recording_id}/links/{link_id}/turn": Entry(signed_in(404)),
    "POST /recordings/{recording_id}/links/{link_id}/turn": Entry(signed_in(404)),
    "GET /recordings/{recording_id}/media": Entry(content(PLAY, 200)),
    "HEAD /recordings/{recording_id}/media": Entry(content(PLAY, 200)),
    "GET /recordings/{recording_id}/thumbnails/{number}.jpg": Entry(content(SEE, 200)),
    "GET /recordings/{recording_id}/storyboard.jpg": Entry(content(PLAY, 200)),
    "GET /recordings/{recording_id}/storyboard.vtt": Entry(content(PLAY, 200)),
    # Search; what each finds is their own
    "GET /search": Entry(signed_in(200)),
    "GET /search/views": Entry(signed_in(200)),
    "POST /search/views": Entry(signed_in(422)),
    "POST /search/views/{view_id}/name": Entry(signed_in(404)),
    "POST /search/views/{view_id}/removal": Entry(signed_in(404)),
    # Keeping periods
    "GET /keeping": Entry(listing(Act.RECORDING_KNOW_FACTS)),
    "GET /keeping.xlsx": Entry(listing(Act.RECORDING_KNOW_FACTS)),
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
    "POST /recordings/{recording_id}/release": Entry(recording(Act.RECORDING_ATTRIBUTE, 422)),
    # Whose device it was, and whose records it belongs to
    "GET /recordings/{recording_id}/attribution": Entry(recording(Act.RECORDING_ATTRIBUTE)),
    "POST /recordings/{recording_id}/attribution": Entry(recording(Act.RECORDING_ATTRIBUTE, 422)),
    "GET /set-aside": Entry(listing(SETTLE)),
    "GET /set-aside/{recording_id}": Entry(on_thing(SETTLE, 200, knowing=SETTLE)),
    "POST /set-aside/{recording_id}/device": Entry(on_thing(SETTLE, 422, knowing=SETTLE)),
    "POST /set-aside/{recording_id}/foreign": Entry(on_thing(SETTLE, 422, knowing=SETTLE)),
}
