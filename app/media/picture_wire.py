"""What parent and child of the marker of pictures say to each other; the frames are those of it."""

import json
import struct
from dataclasses import asdict, dataclass
from enum import StrEnum

LENGTH = struct.Struct(">I")
"""Before each JPEG of the answer stands how many bytes it has."""


class Look(StrEnum):
    """How a mark lies on a picture."""

    PAGE = "page"
    """In small print, as on paper."""
    PICTURE = "picture"
    """As in a film."""
    TILES = "tiles"
    """The code alone, in each tile of a sheet."""


@dataclass(frozen=True, slots=True)
class PictureSource:
    """One picture among the bytes of a descriptor; ``tile`` are the pixels of one of a sheet."""

    container: str
    offset: int
    length: int
    look: Look
    tile: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class PicturesRequest:
    """What the parent asks; it travels as the only argument of the child."""

    descriptor: int
    size_bytes: int
    pictures: tuple[PictureSource, ...]
    lines: tuple[str, ...]
    sandbox_required: bool
    address_space_bytes: int
    cpu_seconds: int
    max_pixels: int
    max_side: int

    def to_argument(self) -> str:
        """Return the request as one command line argument."""
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, argument: str) -> "PicturesRequest":
        """Read what ``to_argument`` wrote; parent and child are the same version of the code."""
        value = json.loads(argument)
        pictures = tuple(
            PictureSource(**each | {"look": Look(each["look"]), "tile": tuple(each["tile"])})
            for each in value["pictures"]
        )
        return cls(**value | {"lines": tuple(value["lines"]), "pictures": pictures})
