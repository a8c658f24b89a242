"""What parent and child of the marker say to each other; the frames are those of ``wire``."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from app.media.wire import to_json_bytes, write_frame

PIECE = b"P"
"""The next bytes of the rendition."""
DONE = b"D"
"""JSON with ``lines``, ``ending`` and ``parameters``, or with ``problem``."""
MOST_FRAME_BYTES = 1024 * 1024


class UnmarkableError(Exception):
    """This file takes no mark; the text is one of the problems of ``marking``."""


@dataclass(frozen=True, slots=True)
class MarkRequest:
    """What the parent asks; it travels as the only argument of the child."""

    descriptor: int
    size_bytes: int
    container: str
    kind: str
    demuxer: str | None
    lines: tuple[str, ...]
    note: str
    sandbox_required: bool
    address_space_bytes: int
    cpu_seconds: int
    max_pixels: int

    def to_argument(self) -> str:
        """Return the request as one command line argument."""
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, argument: str) -> Self:
        """Read what ``to_argument`` wrote; parent and child are the same version of the code."""
        value = json.loads(argument)
        return cls(**value | {"lines": tuple(value["lines"])})


@dataclass(frozen=True, slots=True)
class Marked:
    """What the child says of a rendition that it has sent whole."""

    lines: tuple[str, ...]
    ending: str
    parameters: dict[str, object]


def send_piece(data: bytes) -> None:
    """Send bytes of the rendition in frames the parent accepts."""
    view = memoryview(data)
    while view:
        write_frame(PIECE, bytes(view[:MOST_FRAME_BYTES]))
        view = view[MOST_FRAME_BYTES:]


def send_done(marked: Marked) -> None:
    """Say that the rendition is whole, and how it was made."""
    write_frame(DONE, to_json_bytes(asdict(marked)))


def send_problem(problem: str) -> None:
    """Say that there will be none."""
    write_frame(DONE, to_json_bytes({"problem": problem}))
