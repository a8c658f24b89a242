"""What parent and child of the reader say to each other; the frames are those of ``app.media``.

The parent trusts none of it: the child may be running somebody else's code by then.
"""

import json
from dataclasses import asdict, dataclass

COUNT = b"C"
"""JSON with ``pages``; sent before any word is read, so that the count survives what follows."""
TEXT = b"W"
"""Some words in UTF-8."""
DONE = b"D"
"""JSON with ``problem``, empty when there is none, and ``has_more``; without it the child died."""
MOST_FRAME_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent asks; it travels as the only argument of the child."""

    descriptor: int
    size_bytes: int
    media_type: str
    sandbox_required: bool
    address_space_bytes: int
    cpu_seconds: int
    text_seconds: float
    max_pages: int
    max_characters: int
    max_unpacked_bytes: int

    def to_argument(self) -> str:
        """Return the request as one command line argument."""
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, argument: str) -> "Request":
        """Read what ``to_argument`` wrote; parent and child are the same version of the code."""
        return cls(**json.loads(argument))
