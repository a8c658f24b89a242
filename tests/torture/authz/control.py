"""The other side of the run: each secret word is met by somebody who may.

A word that nobody can meet guards nothing: it was never put, or the page that shows it was never
asked. So those of our house who hold the rights ask every reading door, for what is and for what is
over; in the end each word was met, or stands here with the reason why no page says it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from tests.matrix.cast import Visitor
from tests.torture.authz.canaries import CANARIES
from tests.torture.authz.doors import SAFE, Door
from tests.torture.authz.knocking import Knocker

ENTITLED = (
    "device_keeper here",
    "leader here",
    "legal_reviewer here",
    "owner",
    "record_keeper here",
    "security_administrator here",
    "system_administrator here",
)
"""Who between them may meet every text that any page shows."""

UNSHOWN: Mapping[str, str] = {
    "case_document.content_text": "it is searched in and never shown",
    "evidence_link.end_reason": "no page shows a link that has ended; the reason is evidence",
    "import_batch.content": "a sheet is shown to whoever uploaded it, and none of them comes",
    "state_secret:case_document.bytes": "whoever keeps it sees that it is there; nobody reads it",
    "state_secret:recording.bytes": "whoever keeps it sees that it is there; nobody plays it",
    "storing_exception.note": "pages show the ground; what was written to it is evidence",
    "upload.metadata_values": "what a terminal says beyond the file is evidence",
}
"""Texts that no page shows, each with the reason."""

FILTERED: Mapping[str, str] = {"GET /deadlines": "state=cancelled"}
"""Lists that show what is over only when they are asked for it."""


class ControlError(Exception):
    """A trap is not set: somebody who may has not met a word, or met one that is said unshown."""


def look_around(knocker: Knocker, doors: Sequence[Door]) -> None:
    """Let those who may ask every reading door, for things of today, past ones and closed ones."""
    scene = knocker.scene
    visitors = [each for each in scene.colleagues if each.name in ENTITLED]
    knocker.in_parallel(
        [
            partial(_look, knocker, door, visitor, is_past=is_past)
            for door in doors
            if door.method in SAFE and not door.address.endswith("/stream")
            for is_past in (False, True)
            if not is_past or {door.thing_for(part) for part in door.parts} & scene.past.keys()
            for visitor in visitors
        ]
        + [
            partial(knocker.read, door.ask(visitor, things), visitor)
            for door in doors
            if door.method in SAFE and not door.address.endswith("/stream")
            for things in scene.closed_at(door)
            for visitor in visitors
        ]
    )


def require_all_met(met: Iterable[str]) -> None:
    """Hold what was met against every word.

    Raises:
        ControlError: with the places of both kinds.
    """
    places = set(CANARIES.values())
    never, after_all = places - set(met) - UNSHOWN.keys(), UNSHOWN.keys() & set(met)
    if never or after_all:
        raise ControlError(
            f"met by nobody who may: {', '.join(sorted(never)) or 'none'}; "
            f"said to be unshown, but met: {', '.join(sorted(after_all)) or 'none'}"
        )


def _look(knocker: Knocker, door: Door, visitor: Visitor, *, is_past: bool) -> None:
    scene = knocker.scene
    things = {**scene.theirs, **scene.past} if is_past else scene.theirs
    if is_past:
        knocker.read(door.ask(visitor, things), visitor)
    else:
        knocker.look(door, visitor)
    if door.name in FILTERED:
        knocker.read(door.ask(visitor, things, query=FILTERED[door.name]), visitor)
