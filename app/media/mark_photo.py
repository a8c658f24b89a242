"""Burn a mark into a photo. Runs in the sandboxed child only."""

import io
from collections.abc import Sequence

from PIL import Image, ImageFile, ImageOps

from app.media.lettering import Line, stamp_picture
from app.media.mark_wire import Marked, MarkRequest, send_piece
from app.media.photo import FORMATS, flattened
from app.media.source import DescriptorReader

SMALLEST_SIDE = 240
_QUALITY = 92


class UnmarkableError(Exception):
    """This file takes no mark; the text is one of the problems of ``marking``."""


def mark_photo(request: MarkRequest, lines: Sequence[Line]) -> Marked:
    """Send the upright picture with the mark in it: PNG stays PNG, the rest becomes JPEG."""
    Image.MAX_IMAGE_PIXELS = None
    reader = DescriptorReader(request.descriptor, request.size_bytes)
    image = Image.open(io.BufferedReader(reader), formats=FORMATS[request.container])
    if image.width * image.height > request.max_pixels:
        raise UnmarkableError("too_large")
    is_whole = _load(image)
    picture = enlarged(flattened(ImageOps.exif_transpose(image)))
    stamp_picture(picture, lines)
    ending, out = "png" if request.container == "png" else "jpg", io.BytesIO()
    if ending == "png":
        picture.save(out, "PNG")
    else:
        picture.save(out, "JPEG", quality=_QUALITY, comment=request.note.encode())
    send_piece(out.getvalue())
    said: dict[str, object] = {"width": picture.width, "height": picture.height}
    return Marked(tuple(line.text for line in lines), ending, said | {"is_whole": is_whole})


def enlarged(picture: Image.Image) -> Image.Image:
    """Return a picture large enough for letters that can be read."""
    side = min(picture.size)
    if side >= SMALLEST_SIDE:
        return picture
    factor = SMALLEST_SIDE / side
    return picture.resize((round(picture.width * factor), round(picture.height * factor)))


def _load(image: Image.Image) -> bool:
    """Decode as far as the file goes; return whether that was all of it."""
    try:
        image.load()
    except OSError:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        image.load()
        return False
    return True
