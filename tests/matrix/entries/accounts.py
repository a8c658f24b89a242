"""What is open to everybody, the entrance, and one's own account."""

from app.policy.vocabulary import ActorKind, RoleClass, class_of
from tests.matrix.cast import Visitor, World
from tests.matrix.expectations import SIGN_IN, Entry, Meets, everybody, page, signed_in
from tests.world import PASSWORD


def entrance(_world: World, visitor: Visitor) -> str:
    """Whoever is signed in goes on to the start page."""
    if visitor.actor.is_revoked:
        return "401"
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


def unless_required(_world: World, visitor: Visitor) -> str:
    """The three administrators may not go without a second factor."""
    is_administrator = any(class_of(role) is not RoleClass.BUSINESS for role in visitor.actor.roles)
    return "403" if is_administrator else "303"


def unless_revoked(status: int | str) -> Meets:
    """Whoever comes gets the same, but a revoked token is told so at once."""
    return lambda _world, visitor: "401" if visitor.actor.is_revoked else str(status)


ENTRIES: dict[str, Entry] = {
    # For everybody
    "GET /openapi.json": Entry(everybody(200)),
    "HEAD /openapi.json": Entry(everybody(200)),
    "GET /healthz": Entry(everybody(200)),
    "GET /assets/{path}": Entry(everybody(404)),
    "HEAD /assets/{path}": Entry(everybody(404)),
    "POST /files/{name:path}": Entry(everybody(405)),
    # One's own account
    "GET /": Entry(signed_in(200)),
    "GET /account": Entry(signed_in(200)),
    "POST /account/sessions/{session_id}/revocation": Entry(signed_in(303)),
    "POST /account/browsers/{browser_id}/revocation": Entry(signed_in(303)),
    "GET /account/password": Entry(signed_in(200)),
    "POST /account/password": Entry(signed_in(422)),
    "GET /account/second-factor": Entry(signed_in(409)),
    "POST /account/second-factor": Entry(signed_in(409)),
    "POST /account/second-factor/removal": Entry(page(unless_required)),
    "POST /account/recovery-codes": Entry(signed_in(409)),
    "GET /confirmation": Entry(signed_in(303)),
    "POST /confirmation": Entry(signed_in(422)),
    "POST /account/sessions/revocation": Entry(signed_in(SIGN_IN)),
    "GET /sign-in": Entry(entrance),
    "GET /sign-in/code": Entry(everybody(SIGN_IN)),
    "POST /sign-in/code": Entry(everybody(SIGN_IN)),
    "GET /sign-in/new-password": Entry(everybody(SIGN_IN)),
    "POST /sign-in/new-password": Entry(everybody(SIGN_IN)),
    "GET /sign-in/second-factor": Entry(everybody(SIGN_IN)),
    "POST /sign-in/second-factor": Entry(everybody(SIGN_IN)),
    "POST /sign-in": Entry(unless_revoked(303), form={"username": "liu", "password": PASSWORD}),
    "POST /sign-out": Entry(unless_revoked(SIGN_IN)),
    "POST /api/token": Entry(own_token),
}
