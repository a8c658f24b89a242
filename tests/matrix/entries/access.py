"""The access desk, copies and their register, viewing in place and the reading room."""

from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.vocabulary import ActorKind
from tests.matrix.cast import Visitor, World
from tests.matrix.expectations import (
    PACK,
    SIGN_IN,
    Entry,
    Meets,
    everybody,
    listing,
    on_thing,
    signed_in,
)


def request(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.ACCESS_KNOW)


def asked_by_chen(status: int, otherwise: Act | None = None) -> Meets:
    """Only the asker may, and whoever may do ``otherwise``; others who know are refused."""

    def meets(world: World, visitor: Visitor) -> str:
        met = request(Act.ACCESS_KNOW, status)(world, visitor)
        if met != str(status) or visitor.actor.id == world.thing.person_id:
            return met
        return request(otherwise, status)(world, visitor) if otherwise else "403"

    return meets


def room(status: int) -> Meets:
    return on_thing(Act.READING_ROOM_KEEP, status, knowing=Act.READING_ROOM_KEEP)


def watched(status: int) -> Meets:
    """Only Chen sits in her viewing; to everybody else known here it never was."""

    def meets(_world: World, visitor: Visitor) -> str:
        if visitor.actor.is_revoked:
            return "401"
        if visitor.actor.kind is ActorKind.ANONYMOUS and not visitor.room:
            return SIGN_IN
        return str(status) if visitor.name == "owner" else "404"

    return meets


def ended(world: World, visitor: Visitor) -> str:
    """Chen ends her own viewing, whoever keeps the records or may take the permit back as well."""
    acts = (Act.ACCESS_RECEIVE, Act.ACCESS_REVOKE)
    may = any(authorise(visitor.actor, act, world.thing, PACK).allowed for act in acts)
    return "303" if may else watched(303)(world, visitor)


def begun(world: World, visitor: Visitor) -> str:
    """Whoever knows of the request is told that Chen begins it; she herself sits down."""
    status = 303 if visitor.name == "owner" else 409
    return on_thing(Act.ACCESS_KNOW, status, knowing=Act.ACCESS_KNOW)(world, visitor)


ENTRIES: dict[str, Entry] = {
    # The access desk; the request is Chen's own, and its keeper has found nothing yet
    "GET /access": Entry(listing(Act.ACCESS_KNOW)),
    "GET /access/new": Entry(listing(Act.ACCESS_ASK)),
    "POST /access/new": Entry(listing(Act.ACCESS_ASK, 422)),
    "GET /access/approvals": Entry(listing(Act.ACCESS_APPROVE)),
    "POST /access/approvals": Entry(listing(Act.ACCESS_APPROVE, 422)),
    "GET /access/desk": Entry(listing(Act.ACCESS_RECEIVE)),
    "POST /access/desk": Entry(listing(Act.ACCESS_RECEIVE, 422)),
    "GET /access/{request_id:uuid}": Entry(request(Act.ACCESS_KNOW)),
    "GET /access/{request_id:uuid}/approval": Entry(request(Act.ACCESS_APPROVE)),
    "POST /access/{request_id:uuid}/approval": Entry(request(Act.ACCESS_APPROVE, 422)),
    "GET /access/{request_id:uuid}/form": Entry(request(Act.ACCESS_KNOW)),
    "POST /access/{request_id:uuid}/items": Entry(request(Act.ACCESS_RECEIVE, 422)),
    "POST /access/{request_id:uuid}/items/{item_id:uuid}/omission": Entry(
        asked_by_chen(422, Act.ACCESS_RECEIVE)
    ),
    "POST /access/{request_id:uuid}/lookups": Entry(request(Act.ACCESS_RECEIVE, 422)),
    "GET /access/{request_id:uuid}/lookups/{lookup_id:uuid}": Entry(signed_in(404)),
    "POST /access/{request_id:uuid}/papers": Entry(request(Act.ACCESS_RECEIVE, 422)),
    "GET /access/{request_id:uuid}/recordings": Entry(request(Act.ACCESS_RECEIVE)),
    "POST /access/{request_id:uuid}/recordings": Entry(request(Act.ACCESS_RECEIVE, 422)),
    "POST /access/{request_id:uuid}/release": Entry(asked_by_chen(422)),
    "POST /access/{request_id:uuid}/reply": Entry(asked_by_chen(422)),
    "POST /access/{request_id:uuid}/review": Entry(request(Act.ACCESS_RECEIVE, 422)),
    "POST /access/{request_id:uuid}/revocation": Entry(request(Act.ACCESS_REVOKE, 422)),
    "POST /access/{request_id:uuid}/verification": Entry(request(Act.ACCESS_RECEIVE, 422)),
    "POST /access/{request_id:uuid}/withdrawal": Entry(asked_by_chen(422)),
    "GET /access/papers/{paper_id:uuid}/scan": Entry(signed_in(404)),
    "POST /access/papers/{paper_id:uuid}/striking": Entry(signed_in(404)),
    # Copies; the one that is asked for was issued to Chen and signed for
    "POST /access/{request_id:uuid}/copies": Entry(request(Act.ACCESS_RECEIVE, 422)),
    "GET /access/copies/{issue_id:uuid}": Entry(request(Act.ACCESS_KNOW)),
    "GET /access/copies/{issue_id:uuid}/bundle": Entry(request(Act.ACCESS_RECEIVE)),
    "GET /access/copies/{issue_id:uuid}/dispatch": Entry(request(Act.ACCESS_KNOW)),
    "GET /access/copies/{issue_id:uuid}/receipt": Entry(request(Act.ACCESS_KNOW)),
    "GET /access/copies/{issue_id:uuid}/slip": Entry(request(Act.ACCESS_KNOW)),
    "POST /access/copies/{issue_id:uuid}/mailing": Entry(request(Act.ACCESS_RECEIVE, 422)),
    "POST /access/copies/{issue_id:uuid}/receipt": Entry(request(Act.ACCESS_RECEIVE, 422)),
    # The consultation register, and what leads back to it
    "GET /access/register": Entry(listing(Act.ACCESS_READ_REGISTER)),
    "GET /access/register.xlsx": Entry(listing(Act.ACCESS_READ_REGISTER)),
    "GET /access/register/sheet": Entry(listing(Act.ACCESS_READ_REGISTER)),
    "GET /access/register/{line_id}": Entry(
        on_thing(Act.ACCESS_READ_REGISTER, 200, knowing=Act.ACCESS_READ_REGISTER)
    ),
    "GET /access/trace": Entry(listing(Act.ACCESS_TRACE), query="?code=00000-00000"),
    # Viewing in place, and the reading room
    "GET /access/{request_id}/viewings": Entry(
        on_thing(Act.ACCESS_KNOW, 200, knowing=Act.ACCESS_KNOW)
    ),
    "POST /access/{request_id}/viewings": Entry(begun),
    "GET /reading-room": Entry(everybody(200)),
    "GET /reading-terminals": Entry(listing(Act.READING_ROOM_KEEP)),
    "POST /reading-terminals": Entry(listing(Act.READING_ROOM_KEEP, 422)),
    "GET /reading-terminals/{terminal_id}": Entry(room(200)),
    "POST /reading-terminals/{terminal_id}": Entry(room(422)),
    "POST /reading-terminals/{terminal_id}/retirement": Entry(room(303)),
    "GET /viewings/{viewing_id}": Entry(watched(200)),
    "POST /viewings/{viewing_id}/end": Entry(ended),
    "POST /viewings/{viewing_id}/spans": Entry(watched(200), json={"about": "nothing"}),
    "GET /viewings/{viewing_id}/items/{item_id}/content": Entry(watched(404)),
    "GET /viewings/{viewing_id}/items/{item_id}/pages/{number}.jpg": Entry(watched(404)),
    "GET /viewings/{viewing_id}/items/{item_id}/media": Entry(watched(200)),
    "HEAD /viewings/{viewing_id}/items/{item_id}/media": Entry(watched(200)),
    "GET /viewings/{viewing_id}/items/{item_id}/storyboard.jpg": Entry(watched(200)),
    "GET /viewings/{viewing_id}/items/{item_id}/storyboard.vtt": Entry(watched(200)),
    "GET /viewings/{viewing_id}/items/{item_id}/thumbnails/{number}.jpg": Entry(watched(200)),
}
