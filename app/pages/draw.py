"""Draw one page of a PDF as a picture with the letters of a mark in it; in the child only.

Nothing that a PDF can do is done: no script, no link, no attached file. A form is drawn as it was
filled in.
"""

import ctypes
import io
import mmap
from collections.abc import Sequence
from typing import Any

import pypdfium2
from PIL import Image, JpegImagePlugin

from app.media.lettering import Line, stamp_page
from app.media.mark_wire import Marked, send_piece
from app.pages.draw_wire import DrawRequest

_LEAST_SIDE = 240
_EMPTY_PAGE = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>\nendobj\n"
    b"trailer\n<</Root 1 0 R/Size 4>>\n%%EOF\n"
)
# Behind the sandbox there are no files, from which this would be loaded when first needed.
PRELOADED = (JpegImagePlugin,)


def map_document(request: DrawRequest) -> Any:
    """Return the bytes of the document as the drawer takes them; none of them is read yet.

    Mapped, not copied: of a large file only what the page needs comes into memory. Done before the
    sandbox closes, for it needs another descriptor.
    """
    mapped = mmap.mmap(request.descriptor, request.size_bytes, access=mmap.ACCESS_COPY)
    return (ctypes.c_ubyte * request.size_bytes).from_buffer(mapped)


def draw_page(request: DrawRequest, content: Any, lines: Sequence[Line]) -> Marked:
    """Send the page as a JPEG.

    Raises:
        PdfiumError, ValueError and others: it cannot be read, has a password, or no such page.
    """
    picture = _drawn(content, request.page, request.side)
    jpeg = _marked(picture, lines, request.note, request.jpeg_quality)
    send_piece(jpeg)
    size: dict[str, object] = {"width": picture.width, "height": picture.height}
    return Marked(tuple(line.text for line in lines), "jpg", size)


def rehearse(lines: Sequence[Line]) -> None:
    """Draw an empty page of our own, so that libraries load now what they load on first use."""
    _marked(_drawn(_EMPTY_PAGE, 1, _LEAST_SIDE), lines, "备注", 80)


def _drawn(content: Any, number: int, side: int) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    if not 0 < number <= len(document):
        raise ValueError("there is no such page")
    page = document[number - 1]
    scale = side / max(page.get_size())
    bitmap = page.render(scale=scale, rev_byteorder=True, limit_image_cache=True)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    return _with_room(picture)


def _with_room(picture: Image.Image) -> Image.Image:
    """Return a picture that has room for letters, however narrow the page is."""
    if min(picture.size) >= _LEAST_SIDE:
        return picture
    width, height = (max(length, _LEAST_SIDE) for length in picture.size)
    paper = Image.new("RGB", (width, height), "white")
    paper.paste(picture)
    return paper


def _marked(picture: Image.Image, lines: Sequence[Line], note: str, quality: int) -> bytes:
    stamp_page(picture, lines)
    found = io.BytesIO()
    picture.save(found, "JPEG", quality=quality, comment=note.encode())
    return found.getvalue()
