"""The doors in parts of about the same size; each part is a file, so that they run at once."""

from tests.matrix.entries import ENTRIES

_OF_PEOPLE = ("/people", "/account", "/qualifications")
_OF_DEVICES = ("/devices", "/terminals", "/handovers")

PEOPLE = [door for door in ENTRIES if door.split(" ")[1].startswith(_OF_PEOPLE)]
DEVICES = [door for door in ENTRIES if door.split(" ")[1].startswith(_OF_DEVICES)]
EVERYTHING_ELSE = [door for door in ENTRIES if door not in {*PEOPLE, *DEVICES}]
