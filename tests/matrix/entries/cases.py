"""Cases, and the documents in their files."""

from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.grounds import Thing
from app.policy.vocabulary import ActorKind
from tests.matrix.cast import Visitor, World
from tests.matrix.expectations import (
    PACK,
    Entry,
    Meets,
    listing,
    on_thing,
    signed_in,
)


def case(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.CASE_KNOW)


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


numbering = on_thing(Act.CASE_SET_UP, 422, knowing=Act.CASE_SET_UP)

ENTRIES: dict[str, Entry] = {
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
    "GET /cases/{case_id}/handlers/{person_id}/end": Entry(case(Act.CASE_CHANGE, 409)),
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
    "GET /cases/{case_id}/steps/{state}/correction": Entry(case(Act.CASE_CHANGE, 404)),
    "POST /cases/{case_id}/steps/{state}/correction": Entry(case(Act.CASE_CHANGE, 404)),
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
    "GET /cases/{case_id}/file/keeping": Entry(case(Act.CASE_KEEP_FILE, 403)),
    "POST /cases/{case_id}/file/keeping": Entry(case(Act.CASE_KEEP_FILE, 403)),
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
    "POST /documents/{document_id}/place": Entry(case(Act.CASE_CHANGE, 422)),
    "GET /documents/{document_id}/striking": Entry(case(Act.CASE_CHANGE)),
    "POST /documents/{document_id}/striking": Entry(case(Act.CASE_CHANGE, 422)),
}
