"""The doors in parts of about the same size; each part is a file, so that they run at once."""

from tests.matrix.entries import ENTRIES

_OF_PEOPLE = (
    "/account",
    "/confirmation",
    "/delegations",
    "/people",
    "/qualifications",
    "/sign-",
    "/training",
)
_OF_DEVICES = (
    "/agency",
    "/calendars",
    "/devices",
    "/enrol",
    "/handovers",
    "/law",
    "/reading-terminals",
    "/sections",
    "/setup",
    "/terminals",
    "/units",
)
_OF_CASES = ("/access", "/cases", "/documents", "/reading-room", "/viewings")


def _below(*addresses: str) -> list[str]:
    return [door for door in ENTRIES if door.split(" ")[1].startswith(addresses)]


PEOPLE = _below(*_OF_PEOPLE)
DEVICES = _below(*_OF_DEVICES)
"""With the set-up of an agency and of its machines."""
CASES = _below(*_OF_CASES)
"""With the access desk."""
EVERYTHING_ELSE = [door for door in ENTRIES if door not in {*PEOPLE, *DEVICES, *CASES}]
