"""Burn a mark into pictures that are shown: photos, stills, pages of a scan. In the child only.

Whatever came becomes an upright JPEG of a bounded size; what a camera wrote about itself is gone.
"""

import io
import os
from collections.abc import Iterator, Sequence

from PIL import Image

from app.media.lettering import Line, stamp_page, stamp_picture, stamp_tiles
from app.media.mark_wire import UnmarkableError
from app.media.picture_wire import Look, PictureSource, PicturesRequest
from app.media.pictures import FORMATS, enlarged, upright

_QUALITY = 88
_LEAST_LETTER_PX, _SMALLEST_PART = 17, 28
"""Letters are as small as can be read: what is looked at is the picture."""


def mark_pictures(request: PicturesRequest, lines: Sequence[Line]) -> Iterator[bytes]:
    """Yield each picture of the request as a JPEG with the mark in it.

    Raises:
        UnmarkableError: a picture has too many pixels.
        OSError, ValueError and others: it cannot be read.
    """
    Image.MAX_IMAGE_PIXELS = None
    for source in request.pictures:
        picture = _drawn(request, source)
        _mark(picture, lines, source)
        found = io.BytesIO()
        picture.save(found, "JPEG", quality=_QUALITY)
        yield found.getvalue()


def _drawn(request: PicturesRequest, source: PictureSource) -> Image.Image:
    content = os.pread(request.descriptor, source.length, source.offset)
    image = Image.open(io.BytesIO(content), formats=FORMATS[source.container])
    # A JPEG can be decoded at a half, a quarter or an eighth of its size.
    image.draft("RGB", (request.max_side, request.max_side))
    if image.width * image.height > request.max_pixels:
        raise UnmarkableError("too_large")
    picture, _ = upright(image)
    picture.thumbnail((request.max_side, request.max_side))
    return picture if source.look is Look.TILES else enlarged(picture)


def _mark(picture: Image.Image, lines: Sequence[Line], source: PictureSource) -> None:
    match source.look:
        case Look.PICTURE:
            part = min(_SMALLEST_PART, min(picture.size) // _LEAST_LETTER_PX)
            stamp_picture(picture, lines, part)
        case Look.PAGE:
            stamp_page(picture, lines)
        case Look.TILES:
            stamp_tiles(picture, lines, *source.tile)
