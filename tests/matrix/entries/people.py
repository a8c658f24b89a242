"""People with their files, the roster, sections, and who stands in for whom."""

from app.policy.acts import Act
from tests.matrix.expectations import (
    Entry,
    Meets,
    listing,
    on_thing,
    own_unit,
    page,
    signed_in,
)

KEEP_ROSTER, READ_ROSTER = Act.ROSTER_KEEP, Act.ROSTER_READ


def person(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.PERSON_KNOW)


def sections(status: int) -> Meets:
    return on_thing(Act.SECTION_KEEP, status, knowing=Act.SECTION_KEEP)


def kept_file(status: int) -> Meets:
    return on_thing(Act.QUALIFICATION_KEEP, status, knowing=Act.PERSON_KNOW)


def training(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.PERSON_READ_FILE)


read_file = on_thing(Act.PERSON_READ_FILE, 200, knowing=Act.PERSON_KNOW)

ENTRIES: dict[str, Entry] = {
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
    # Sections
    "GET /sections": Entry(listing(Act.SECTION_KEEP)),
    "GET /units/{unit_id}/sections": Entry(sections(200)),
    "POST /units/{unit_id}/sections": Entry(sections(422)),
    "POST /units/{unit_id}/sections/{section_id}/name": Entry(sections(422)),
    "POST /units/{unit_id}/sections/{section_id}/closure": Entry(sections(303)),
    # Who stands in for whom
    "GET /delegations": Entry(listing(Act.DELEGATION_KNOW)),
    "GET /delegations/new": Entry(listing(Act.DELEGATION_RECORD)),
    "POST /delegations/new": Entry(listing(Act.DELEGATION_RECORD, 422)),
    "POST /delegations/{delegation_id}/withdrawal": Entry(signed_in(404)),
}
