"""Burn a mark into a photo. Runs in the sandboxed child only."""

import io
from collections.abc import Sequence

from PIL import Image

from app.media.lettering import Line, stamp_picture
from app.media.mark_wire import Marked, MarkRequest, UnmarkableError, send_piece
from app.media.pictures import FORMATS, enlarged, upright
from app.media.source import DescriptorReader

_QUALITY = 92


def mark_photo(request: MarkRequest, lines: Sequence[Line]) -> Marked:
    """Send the upright picture with the mark in it: PNG stays PNG, the rest becomes JPEG."""
    Image.MAX_IMAGE_PIXELS = None
    reader = DescriptorReader(request.descriptor, request.size_bytes)
    image = Image.open(io.BufferedReader(reader), formats=FORMATS[request.container])
    if image.width * image.height > request.max_pixels:
        raise UnmarkableError("too_large")
    picture, is_whole = upright(image)
    picture = enlarged(picture)
    stamp_picture(picture, lines)
    ending, out = "png" if request.container == "png" else "jpg", io.BytesIO()
    if ending == "png":
        picture.save(out, "PNG")
    else:
        picture.save(out, "JPEG", quality=_QUALITY, comment=request.note.encode())
    send_piece(out.getvalue())
    said: dict[str, object] = {"width": picture.width, "height": picture.height}
    return Marked(tuple(line.text for line in lines), ending, said | {"is_whole": is_whole})
