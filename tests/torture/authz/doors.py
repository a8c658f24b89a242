"""The doors of the route matrix as questions over a socket.

There is no second list: a door without an entry in the matrix fails there and here.
"""

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from fastapi import FastAPI

from app.policy.acts import Act
from app.policy.vocabulary import ActorKind
from tests.matrix.asking import doors_of
from tests.matrix.cast import Visitor
from tests.matrix.entries import ENTRIES
from tests.matrix.expectations import Entry
from tests.torture.authz.exchanges import AGENT, Ask

TUS_METHODS = ("GET", "HEAD", "PATCH", "DELETE", "PUT")
"""The upload door takes any method; the matrix has it once."""
TUS = {"Tus-Resumable": "1.0.0"}
SAFE = frozenset({"GET", "HEAD"})
WORDS = {
    "number": "0",
    "pack_id": "nowhere",
    "path": "nowhere",
    "procedure": "ordinary",
    "state": "evidence",
    "label_code": "nowhere",
}
"""What stands in addresses without being an id."""
_PART = re.compile(r"{(\w+)[^}]*}")


class UnlistedRouteError(Exception):
    """A route that the matrix does not know."""


@dataclass(frozen=True, slots=True)
class Door:
    """One method at one address, and how it wants to be asked."""

    name: str
    method: str
    address: str
    entry: Entry

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the parts of the address that are ids."""
        return tuple(part for part in _PART.findall(self.address) if part not in WORDS)

    def thing_for(self, part: str) -> str:
        """Return which thing is meant where several go by the same name."""
        if self.address == "/access/{request_id}/viewings":
            return "granted_id"
        if part == "batch_id":
            named = {"catalogue": "catalogue_batch_id", "qualifications": "holders_batch_id"}
            return named.get(self.family, part)
        return "copy_id" if part == "issue_id" else part

    @property
    def family(self) -> str:
        return self.address.split("/")[1] or "start"

    @property
    def is_upload(self) -> bool:
        """Whether it is the door that takes any method, of which the matrix has one."""
        return self.address.startswith("/files/{")

    @property
    def is_steady(self) -> bool:
        """Whether its answer ends, and is the same bytes as long as nothing has changed."""
        return not self.address.endswith(("/stream", ".xlsx"))

    @property
    def is_changing(self) -> bool:
        return self.method not in SAFE

    def ask(self, visitor: Visitor, things: Mapping[str, UUID], *, query: str = "") -> Ask:
        """Return the question of this visitor about these things."""
        path = _PART.sub(
            lambda part: WORDS.get(part[1]) or str(things[self.thing_for(part[1])]), self.address
        )
        headers = {
            "Sec-Fetch-Site": "same-origin",
            "Accept": "text/html",
            "User-Agent": AGENT,
            **self.entry.headers,
            **visitor.headers,
        }
        body, media_type = self._body(things)
        if media_type:
            headers["Content-Type"] = media_type
        asked = self.entry.query or (f"?{query}" if query else "")
        return Ask(self.method, path + asked, headers, body)

    def _body(self, things: Mapping[str, UUID]) -> tuple[bytes, str]:
        if self.entry.json is not None:
            return json.dumps(dict(self.entry.json)).encode(), "application/json"
        if self.entry.form is not None:
            fields = {
                name: re.sub(r"{(\w+)}", lambda part: str(things[part[1]]), value)
                for name, value in self.entry.form.items()
            }
            return urlencode(fields).encode(), "application/x-www-form-urlencoded"
        if self.method == "PATCH":
            return b"x", "application/offset+octet-stream"
        return b"", ""


def all_doors(app: FastAPI) -> list[Door]:
    """Return every door.

    Raises:
        UnlistedRouteError: the application has one that the matrix does not know.
    """
    unlisted = set(doors_of(app)) - set(ENTRIES)
    if unlisted:
        raise UnlistedRouteError(f"no entry in tests/matrix/entries: {sorted(unlisted)}")
    return [door for name in ENTRIES for door in _doors_named(name)]


def require_things(doors: Iterable[Door], things: Container[str]) -> None:
    """Let no door be left out because nobody has furnished what it asks for.

    Raises:
        UnlistedRouteError: a part of an address stands for nothing.
    """
    bare = {
        door.name for door in doors for part in door.parts if door.thing_for(part) not in things
    }
    if bare:
        raise UnlistedRouteError(f"nothing is furnished for {sorted(bare)}")


def _doors_named(name: str) -> Iterator[Door]:
    method, address = name.split(" ")
    entry = ENTRIES[name]
    yield Door(name, method, address, entry)
    if address.startswith("/files/{"):
        for other in TUS_METHODS:
            headers = TUS | ({"Upload-Offset": "0"} if other == "PATCH" else {})
            told = Entry(entry.meets, headers=headers)
            yield Door(f"{other} {address}", other, address, told)


KNOWN_BY: Mapping[str, Act] = {
    "approval_id": Act.ACCESS_KNOW,
    "batch_id": Act.PERSON_REGISTER,
    "catalogue_batch_id": Act.RECORDING_CATALOGUE,
    "code_id": Act.DEVICE_KNOW,
    "copy_id": Act.ACCESS_KNOW,
    "delegation_id": Act.DELEGATION_KNOW,
    "holders_batch_id": Act.QUALIFICATION_KEEP,
    "item_id": Act.ACCESS_KNOW,
    "link_id": Act.RECORDING_KNOW_FACTS,
    "lookup_id": Act.ACCESS_KNOW,
    "name": Act.RECORDING_KNOW_FACTS,
    "paper_id": Act.ACCESS_KNOW,
    "party_id": Act.CASE_KNOW,
    "permit_id": Act.ACCESS_KNOW,
    "request_id": Act.ACCESS_KNOW,
    "shift_id": Act.ROSTER_READ,
    "viewing_id": Act.ACCESS_KNOW,
}
"""By which right a colleague knows a thing that the matrix asks for only by ids of nothing."""
PERSONAL = frozenset({"browser_id", "session_id", "view_id"})
"""What even a colleague with every right knows nothing of."""


def shows_a_cookie(visitor: Visitor) -> bool:
    return visitor.actor.kind is ActorKind.PERSON


def without_parts(doors: Sequence[Door]) -> list[Door]:
    return [door for door in doors if not door.parts]


def with_parts(doors: Sequence[Door]) -> list[Door]:
    return [door for door in doors if door.parts]
