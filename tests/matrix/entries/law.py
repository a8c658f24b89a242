"""The law an agency lives by, its days and deadlines, and what oversees them."""

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


def set_up(act: Act, status: int) -> Meets:
    return on_thing(act, status, knowing=Act.AGENCY_READ)


ENTRIES: dict[str, Entry] = {
    # The law an agency lives by; the thing's unit lives by that of the agency above it
    "GET /agency": Entry(listing(Act.AGENCY_READ)),
    "GET /agency/{unit_id}": Entry(set_up(Act.AGENCY_READ, 200)),
    "GET /agency/{unit_id}/regulation": Entry(set_up(Act.AGENCY_ADOPT, 409)),
    "GET /agency/{unit_id}/settings": Entry(set_up(Act.AGENCY_ADOPT, 409)),
    "POST /agency/{unit_id}/settings": Entry(set_up(Act.AGENCY_ADOPT, 409)),
    "POST /agency/{unit_id}/adoptions": Entry(set_up(Act.AGENCY_ADOPT, 409)),
    # The law
    "GET /law": Entry(signed_in(200)),
    "GET /law/comparison": Entry(signed_in(200)),
    "GET /law/comparison.xlsx": Entry(signed_in(200)),
    "GET /law/what-would-change": Entry(page(own_unit(Act.LAW_REHEARSE, 200))),
    "POST /law/what-would-change": Entry(page(own_unit(Act.LAW_REHEARSE, 422))),
    "GET /law/{pack_id}": Entry(signed_in(404)),
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
    # Supervision
    "GET /supervision": Entry(listing(Act.FIGURES_SEE)),
    "GET /supervision.xlsx": Entry(listing(Act.FIGURES_SEE)),
    # The ledger
    "GET /ledger": Entry(listing(Act.LEDGER_READ)),
}
