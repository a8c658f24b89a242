"""Devices from hand to hand, their condition, and how they become terminals."""

from app.policy.acts import Act
from tests.matrix.cast import Visitor, World
from tests.matrix.expectations import (
    Entry,
    Meets,
    everybody,
    listing,
    on_thing,
    page,
    signed_in,
)


def device(act: Act, status: int = 200) -> Meets:
    return on_thing(act, status, knowing=Act.DEVICE_KNOW)


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


def terminal(status: int) -> Meets:
    return on_thing(Act.TERMINAL_ENROL, status, knowing=Act.DEVICE_KNOW)


ENTRIES: dict[str, Entry] = {
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
}
