"""Every door and whom it lets in. A route without an entry fails the tests.

Statuses are those of an empty or senseless request from somebody who is let in: a matrix asks
who passes, the tests of each door ask what happens behind it.
"""

from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.grounds import Thing
from app.policy.vocabulary import ActorKind, RoleClass, class_of
from tests.matrix.cast import Visitor, World
from tests.matrix.expectations import (
    PACK,
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
KEEP_ROSTER, READ_ROSTER = Act.ROSTER_KEEP, Act.ROSTER_READ
SETTLE = Act.RECORDING_SETTLE_DEVICE
CATALOGUE = Act.RECORDING_CATALOGUE


def recording(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.RECORDING_KNOW_FACTS)


def device(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.DEVICE_KNOW)


def case(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.CASE_KNOW)


def into_stock(world: World, visitor: Visitor) -> str:
    """Taking back is judged as for a device that nobody holds: its holder is refused."""
    met = device(Act.DEVICE_HAND_OVER, 422)(world, visitor)
    return "403" if met == "422" and visitor.actor.id == world.thing.person_id else met


def service(path: str, act: Act, opened: int, taken: int) -> dict[str, Entry]:
    """The two doors of one form about a device's condition."""
    address = f"/devices/{{device_id}}/{path}"
    return {
        f"GET {address}": Entry(device(act, opened)),
        f"POST {address}": Entry(device(act, taken)),
    }


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


def person(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.PERSON_KNOW)


def set_up(act: Act, status: int) -> Meets:
    return on_thing(act, status, knowing=Act.AGENCY_READ)


def sections(status: int) -> Meets:
    return on_thing(Act.SECTION_KEEP, status, knowing=Act.SECTION_KEEP)


def kept_file(status: int) -> Meets:
    return on_thing(Act.QUALIFICATION_KEEP, status, knowing=Act.PERSON_KNOW)


def training(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.PERSON_READ_FILE)


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


def of_agency(status: int, elsewhere: int | None = None) -> Meets:
    """The list of documents of one's own agency; another agency has no such line."""

    def meets(world: World, visitor: Visitor) -> str:
        unit = visitor.actor.unit_id
        if visitor.actor.kind is not ActorKind.PERSON or unit is None:
            return signed_in(status)(world, visitor)
        agency = next((each for each in world.units[unit] if not world.units[each]), unit)
        if not authorise(visitor.actor, Act.CASE_SET_UP, Thing(agency), PACK).allowed:
            return "403"
        return str(elsewhere if elsewhere and agency not in world.thing.above else status)

    return meets


def unless_required(_world: World, visitor: Visitor) -> str:
    """The three administrators may not go without a second factor."""
    is_administrator = any(class_of(role) is not RoleClass.BUSINESS for role in visitor.actor.roles)
    return "403" if is_administrator else "303"


def terminal(status: int) -> Meets:
    return on_thing(Act.TERMINAL_ENROL, status, knowing=Act.DEVICE_KNOW)


def unless_revoked(status: int | str) -> Meets:
    """Whoever comes gets the same, but a revoked token is told so at once."""
    return lambda _world, visitor: "401" if visitor.actor.is_revoked else str(status)


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


numbering = on_thing(Act.CASE_SET_UP, 422, knowing=Act.CASE_SET_UP)
read_file = on_thing(Act.PERSON_READ_FILE, 200, knowing=Act.PERSON_KNOW)

ENTRIES: dict[str, Entry] = {
    # For everybody
    "GET /openapi.json": Entry(everybody(200)),
    "HEAD /openapi.json": Entry(everybody(200)),
    "GET /healthz": Entry(everybody(200)),
    "GET /assets/{path}": Entry(everybody(404)),
    "HEAD /assets/{path}": Entry(everybody(404)),
    "POST /files/{name:path}": Entry(everybody(405)),
    # How a terminal comes to trust us; without TLS there is no authority to hand out
    "GET /setup": Entry(everybody(200)),
    "GET /setup/authority.crt": Entry(everybody(404)),
    "GET /setup/authority.mobileconfig": Entry(everybody(404)),
    "GET /setup/authority.pem": Entry(everybody(404)),
    "GET /setup/check": Entry(everybody(200)),
    "GET /setup/code.svg": Entry(everybody(200)),
    "GET /setup/worker.js": Entry(everybody(200)),
    # Terminals
    "GET /enrol": Entry(everybody(200)),
    "POST /api/enrolments": Entry(everybody(422)),
    "GET /terminals": Entry(listing(Act.TERMINAL_ENROL)),
    "GET /terminals/{device_id}": Entry(terminal(200)),
    "POST /terminals/{device_id}/codes": Entry(terminal(201)),
    "GET /terminals/{device_id}/codes/{code_id}": Entry(page(everybody(404))),
    "POST /terminals/{device_id}/revocation": Entry(terminal(422)),
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
    # Devices from hand to hand
    "GET /handovers": Entry(signed_in(200)),
    "GET /handovers/{device_id}": Entry(device(Act.DEVICE_HAND_OVER)),
    "POST /handovers/{device_id}/issue": Entry(device(Act.DEVICE_HAND_OVER, 422)),
    "POST /handovers/{device_id}/transfer": Entry(device(Act.DEVICE_HAND_OVER, 422)),
    "POST /handovers/{device_id}/return": Entry(into_stock),
    "GET /my-devices": Entry(signed_in(200)),
    "GET /devices/{device_id}/prechecks": Entry(device(Act.DEVICE_CHECK)),
    "POST /devices/{device_id}/prechecks": Entry(device(Act.DEVICE_CHECK, 422)),
    "GET /devices/usage": Entry(listing(Act.DEVICE_READ_LEDGER)),
    "GET /devices/usage.xlsx": Entry(listing(Act.DEVICE_READ_LEDGER)),
    # Devices
    "GET /devices": Entry(listing(Act.DEVICE_KNOW)),
    "GET /devices/{device_id}": Entry(device(Act.DEVICE_KNOW)),
    "GET /devices.xlsx": Entry(listing(Act.DEVICE_READ_LEDGER)),
    "GET /devices/approvals": Entry(listing(Act.DEVICE_AUTHORISE_REPAIR)),
    "GET /devices/equipment": Entry(listing(Act.DEVICE_READ_LEDGER)),
    "GET /devices/equipment.xlsx": Entry(listing(Act.DEVICE_READ_LEDGER)),
    "GET /devices/labels": Entry(listing(Act.DEVICE_CHANGE)),
    "GET /devices/ledgers/maintenance": Entry(listing(Act.DEVICE_READ_LEDGER)),
    "GET /devices/ledgers/maintenance.xlsx": Entry(listing(Act.DEVICE_READ_LEDGER)),
    "GET /devices/ledgers/repairs": Entry(listing(Act.DEVICE_READ_LEDGER)),
    "GET /devices/ledgers/repairs.xlsx": Entry(listing(Act.DEVICE_READ_LEDGER)),
    "GET /devices/new": Entry(listing(Act.DEVICE_REGISTER)),
    "POST /devices/new": Entry(listing(Act.DEVICE_REGISTER, 422)),
    "GET /devices/{device_id}/change": Entry(device(Act.DEVICE_CHANGE)),
    "POST /devices/{device_id}/change": Entry(device(Act.DEVICE_CHANGE, 422)),
    "GET /devices/{device_id}/label": Entry(device(Act.DEVICE_CHANGE)),
    "GET /devices/{device_id}/ledger": Entry(device(Act.DEVICE_READ_LEDGER)),
    "GET /devices/{device_id}/ledger.xlsx": Entry(device(Act.DEVICE_READ_LEDGER)),
    "GET /devices/{device_id}/transfer": Entry(device(Act.DEVICE_CHANGE, 409)),
    "POST /devices/{device_id}/transfer": Entry(device(Act.DEVICE_CHANGE, 409)),
    "GET /d/{label_code}": Entry(signed_in(422)),
    # The condition of a device; the camera works and is held, so most acts have no occasion
    **service("fault", Act.DEVICE_REPORT_FAULT, 200, 422),
    **service("found", Act.DEVICE_MAINTAIN, 409, 409),
    **service("loss", Act.DEVICE_REPORT_FAULT, 200, 422),
    **service("maintenance", Act.DEVICE_MAINTAIN, 200, 422),
    **service("repair-decision", Act.DEVICE_AUTHORISE_REPAIR, 409, 409),
    **service("repair-request", Act.DEVICE_MAINTAIN, 409, 409),
    **service("repair-result", Act.DEVICE_MAINTAIN, 409, 409),
    **service("repair-test", Act.DEVICE_MAINTAIN, 409, 409),
    **service("unauthorised-repair", Act.DEVICE_MAINTAIN, 200, 422),
    **service("write-off", Act.DEVICE_MAINTAIN, 200, 422),
    **service("write-off-decision", Act.DEVICE_WRITE_OFF, 409, 409),
    # Cases; the case has just been opened, with Chen as its only handler and no party
    "GET /cases": Entry(listing(Act.CASE_KNOW)),
    "GET /cases.xlsx": Entry(listing(Act.CASE_KNOW)),
    "GET /cases/new": Entry(listing(Act.CASE_OPEN)),
    "POST /cases/new": Entry(listing(Act.CASE_OPEN, 422)),
    "GET /cases/numbering": Entry(listing(Act.CASE_SET_UP)),
    "GET /cases/numbering/example": Entry(listing(Act.CASE_SET_UP)),
    "POST /cases/numbering/{unit_id}/{procedure}": Entry(numbering),
    "GET /cases/{case_id}": Entry(case(Act.CASE_KNOW)),
    "GET /cases/{case_id}/facts": Entry(case(Act.CASE_CHANGE)),
    "POST /cases/{case_id}/facts": Entry(case(Act.CASE_CHANGE, 422)),
    "GET /cases/{case_id}/handlers/main": Entry(case(Act.CASE_CHANGE)),
    "POST /cases/{case_id}/handlers/main": Entry(case(Act.CASE_CHANGE, 422)),
    "GET /cases/{case_id}/handlers/new": Entry(case(Act.CASE_CHANGE)),
    "POST /cases/{case_id}/handlers/new": Entry(case(Act.CASE_CHANGE, 422)),
    "POST /cases/{case_id}/handlers/{person_id}/end": Entry(case(Act.CASE_CHANGE, 409)),
    "GET /cases/{case_id}/parties/new": Entry(case(Act.CASE_CHANGE)),
    "POST /cases/{case_id}/parties/new": Entry(case(Act.CASE_CHANGE, 422)),
    "GET /cases/{case_id}/parties/{party_id}": Entry(case(Act.CASE_CHANGE, 404)),
    "POST /cases/{case_id}/parties/{party_id}": Entry(case(Act.CASE_CHANGE, 404)),
    "GET /cases/{case_id}/parties/{party_id}/striking": Entry(case(Act.CASE_CHANGE, 404)),
    "POST /cases/{case_id}/parties/{party_id}/striking": Entry(case(Act.CASE_CHANGE, 404)),
    "GET /cases/{case_id}/recordings": Entry(case(Act.CASE_KNOW)),
    "GET /cases/{case_id}/registration": Entry(case(Act.CASE_CHANGE)),
    "POST /cases/{case_id}/registration": Entry(case(Act.CASE_CHANGE, 422)),
    "GET /cases/{case_id}/reopening": Entry(case(Act.CASE_KEEP_FILE, 403)),
    "POST /cases/{case_id}/reopening": Entry(case(Act.CASE_KEEP_FILE, 403)),
    "GET /cases/{case_id}/timeline": Entry(case(Act.CASE_KNOW)),
    "GET /cases/{case_id}/steps/{state}": Entry(case(Act.CASE_CHANGE)),
    "POST /cases/{case_id}/steps/{state}": Entry(case(Act.CASE_CHANGE, 422)),
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
    # The documents of a case
    "GET /cases/document-kinds": Entry(of_agency(200)),
    "POST /cases/document-kinds/starting-list": Entry(of_agency(409, elsewhere=303)),
    "GET /cases/document-kinds/new": Entry(of_agency(200)),
    "POST /cases/document-kinds/new": Entry(of_agency(422)),
    "GET /cases/document-kinds/{kind_id}": Entry(of_agency(200, elsewhere=404)),
    "POST /cases/document-kinds/{kind_id}": Entry(of_agency(422, elsewhere=404)),
    "POST /cases/document-kinds/{kind_id}/retirement": Entry(of_agency(303, elsewhere=404)),
    "GET /cases/{case_id}/documents": Entry(case(Act.CASE_KNOW)),
    "POST /cases/{case_id}/documents": Entry(case(Act.CASE_CHANGE, 422)),
    "GET /cases/{case_id}/file/contents": Entry(case(Act.CASE_READ_FILE)),
    "GET /cases/{case_id}/file/cover": Entry(case(Act.CASE_READ_FILE)),
    "GET /cases/{case_id}/file/endnote": Entry(case(Act.CASE_READ_FILE)),
    "GET /documents/{document_id}": Entry(case(Act.CASE_KNOW)),
    "GET /documents/{document_id}/correction": Entry(case(Act.CASE_CHANGE)),
    "POST /documents/{document_id}/correction": Entry(case(Act.CASE_CHANGE, 422)),
    "GET /documents/{document_id}/file": Entry(case(Act.CASE_READ_FILE)),
    "POST /documents/{document_id}/finality": Entry(case(Act.CASE_CHANGE, 303)),
    "POST /documents/{document_id}/page-count": Entry(case(Act.CASE_CHANGE, 422)),
    "GET /documents/{document_id}/pages/{number}.jpg": Entry(case(Act.CASE_READ_FILE, 404)),
    "POST /documents/{document_id}/place": Entry(case(Act.CASE_CHANGE, 303)),
    "GET /documents/{document_id}/striking": Entry(case(Act.CASE_CHANGE)),
    "POST /documents/{document_id}/striking": Entry(case(Act.CASE_CHANGE, 422)),
    # Deadlines and the calendar
    "GET /deadlines": Entry(listing(Act.DEADLINE_KNOW)),
    "GET /deadlines.xlsx": Entry(listing(Act.DEADLINE_KNOW)),
    "GET /deadlines/postponement": Entry(page(own_unit(Act.DEADLINE_POSTPONE, 200))),
    "POST /deadlines/postponement": Entry(page(own_unit(Act.DEADLINE_POSTPONE, 422))),
    "GET /deadlines/{deadline_id}/receipt": Entry(
        on_thing(Act.HANDOVER_RECEIVE, 200, knowing=Act.DEADLINE_KNOW)
    ),
    "POST /deadlines/{deadline_id}/receipt": Entry(
        on_thing(Act.HANDOVER_RECEIVE, 422, knowing=Act.DEADLINE_KNOW)
    ),
    "GET /calendars": Entry(listing(Act.CALENDAR_KEEP)),
    "POST /calendars": Entry(listing(Act.CALENDAR_KEEP, 422)),
    # Keeping periods
    "GET /keeping": Entry(listing(Act.RECORDING_KNOW_FACTS)),
    "GET /keeping.xlsx": Entry(listing(Act.RECORDING_KNOW_FACTS)),
    # Supervision
    "GET /supervision": Entry(listing(Act.FIGURES_SEE)),
    "GET /supervision.xlsx": Entry(listing(Act.FIGURES_SEE)),
    "GET /recordings/{recording_id}/attribution": Entry(recording(Act.RECORDING_ATTRIBUTE)),
    "POST /recordings/{recording_id}/attribution": Entry(recording(Act.RECORDING_ATTRIBUTE, 422)),
    # Whose device it was
    "GET /set-aside": Entry(listing(SETTLE)),
    "GET /set-aside/{recording_id}": Entry(on_thing(SETTLE, 200, knowing=SETTLE)),
    "POST /set-aside/{recording_id}/device": Entry(on_thing(SETTLE, 422, knowing=SETTLE)),
    "POST /set-aside/{recording_id}/foreign": Entry(on_thing(SETTLE, 422, knowing=SETTLE)),
    # The roster
    "GET /roster": Entry(listing(READ_ROSTER)),
    "GET /roster/{unit_id}": Entry(on_thing(READ_ROSTER, 200, knowing=READ_ROSTER)),
    "GET /roster/{unit_id}/export": Entry(on_thing(READ_ROSTER, 200, knowing=READ_ROSTER)),
    "GET /roster/{unit_id}/template": Entry(on_thing(READ_ROSTER, 200, knowing=READ_ROSTER)),
    "POST /roster/{unit_id}/shifts": Entry(on_thing(KEEP_ROSTER, 422, knowing=READ_ROSTER)),
    "POST /roster/{unit_id}/copies": Entry(on_thing(KEEP_ROSTER, 200, knowing=READ_ROSTER)),
    "POST /roster/{unit_id}/imports": Entry(on_thing(KEEP_ROSTER, 422, knowing=READ_ROSTER)),
    "POST /roster/{unit_id}/imports/problems": Entry(
        on_thing(KEEP_ROSTER, 422, knowing=READ_ROSTER)
    ),
    "POST /roster/shifts/{shift_id}/removal": Entry(signed_in(404)),
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
    "POST /people/{person_id}/second-factor/reset": Entry(person(Act.PERSON_RESET_CREDENTIAL, 409)),
    "POST /people/{person_id}/initial-password": Entry(person(Act.PERSON_RESET_CREDENTIAL)),
    "GET /people/{person_id}/roles/new": Entry(person(Act.PERSON_ASSIGN_ROLE)),
    "POST /people/{person_id}/roles": Entry(person(Act.PERSON_ASSIGN_ROLE, 422)),
    "GET /people/{person_id}/roles/{assignment_id}/end": Entry(person(Act.PERSON_ASSIGN_ROLE)),
    "POST /people/{person_id}/roles/{assignment_id}/end": Entry(
        person(Act.PERSON_ASSIGN_ROLE, 422)
    ),
    # The law an agency lives by; the thing's unit lives by that of the agency above it
    "GET /agency": Entry(listing(Act.AGENCY_READ)),
    "GET /agency/{unit_id}": Entry(set_up(Act.AGENCY_READ, 200)),
    "GET /agency/{unit_id}/regulation": Entry(set_up(Act.AGENCY_ADOPT, 409)),
    "GET /agency/{unit_id}/settings": Entry(set_up(Act.AGENCY_ADOPT, 409)),
    "POST /agency/{unit_id}/settings": Entry(set_up(Act.AGENCY_ADOPT, 409)),
    "POST /agency/{unit_id}/adoptions": Entry(set_up(Act.AGENCY_ADOPT, 409)),
    # Who stands in for whom
    "GET /delegations": Entry(listing(Act.DELEGATION_KNOW)),
    "GET /delegations/new": Entry(listing(Act.DELEGATION_RECORD)),
    "POST /delegations/new": Entry(listing(Act.DELEGATION_RECORD, 422)),
    "POST /delegations/{delegation_id}/withdrawal": Entry(signed_in(404)),
    # Sections
    "GET /sections": Entry(listing(Act.SECTION_KEEP)),
    "GET /units/{unit_id}/sections": Entry(sections(200)),
    "POST /units/{unit_id}/sections": Entry(sections(422)),
    "POST /units/{unit_id}/sections/{section_id}/name": Entry(sections(422)),
    "POST /units/{unit_id}/sections/{section_id}/closure": Entry(sections(303)),
    # People's files
    "GET /people/{person_id}/qualifications/new": Entry(kept_file(200)),
    "POST /people/{person_id}/qualifications": Entry(kept_file(422)),
    "GET /qualifications": Entry(listing(Act.PERSON_READ_FILE)),
    "GET /qualifications.xlsx": Entry(listing(Act.PERSON_READ_FILE)),
    "GET /qualifications/import": Entry(listing(Act.QUALIFICATION_KEEP)),
    "POST /qualifications/import": Entry(listing(Act.QUALIFICATION_KEEP, 422)),
    "GET /qualifications/import/template.xlsx": Entry(listing(Act.QUALIFICATION_KEEP)),
    "GET /qualifications/import/{batch_id}": Entry(signed_in(404)),
    "GET /qualifications/import/{batch_id}/problems.xlsx": Entry(signed_in(404)),
    "POST /qualifications/import/{batch_id}/confirmation": Entry(signed_in(404)),
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
    # The law
    "GET /law": Entry(signed_in(200)),
    "GET /law/comparison": Entry(signed_in(200)),
    "GET /law/comparison.xlsx": Entry(signed_in(200)),
    "GET /law/what-would-change": Entry(page(own_unit(Act.LAW_REHEARSE, 200))),
    "POST /law/what-would-change": Entry(page(own_unit(Act.LAW_REHEARSE, 422))),
    "GET /law/{pack_id}": Entry(signed_in(404)),
    # Search; what each finds is their own
    "GET /search": Entry(signed_in(200)),
    "GET /search/views": Entry(signed_in(200)),
    "POST /search/views": Entry(signed_in(422)),
    "POST /search/views/{view_id}/name": Entry(signed_in(404)),
    "POST /search/views/{view_id}/removal": Entry(signed_in(404)),
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
    # The ledger
    "GET /ledger": Entry(listing(Act.LEDGER_READ)),
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
