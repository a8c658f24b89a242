"""Burn the letters of a mark into each page of a TIFF. Runs in the sandboxed child only.

The rendition is a PDF, which every machine shows and prints: its pages have the pixels of the scan,
black and white ones without loss, and its measures on paper.
"""

import io
from collections.abc import Sequence

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, StreamObject

from app.media.lettering import Line, stamp_page
from app.media.mark_wire import Marked, MarkRequest, send_piece
from app.media.source import DescriptorReader
from app.pages.limits import PageLimits
from app.pages.stamp import flate_picture, picture_object
from app.pages.tiff import ScanLimits, TiffPages, plain, stretched

_LIMITS = PageLimits()
_POINTS_PER_INCH, _LONGER_SIDE_OF_A4 = 72, 842
_LIKELY_DPI = (50, 2400)
_LONGEST_SIDE_POINTS = 14_400
"""A PDF knows no longer page."""
_QUALITY = 88
_MIDDLE = 128
_MOST_PAGES = 300
"""The marked pages stand in memory together until they are written."""
_SUBFILE_TYPE, _IS_REDUCED, _RAW_PHOTO = 254, 1, 50706


def stamp_scan(request: MarkRequest, lines: Sequence[Line]) -> Marked:
    """Send a PDF of the pages with the mark in each.

    Raises:
        RefusedPaperError: it has too many bytes, pages or pixels.
        OSError, ValueError and others: it cannot be read whole, or is the raw file of a camera.
    """
    source = DescriptorReader(request.descriptor, request.size_bytes)
    limits = ScanLimits(_LIMITS.max_picture_bytes, _MOST_PAGES, request.max_pixels)
    writer = _stamped(TiffPages(source, request.size_bytes, limits), lines, request.note)
    out = io.BytesIO()
    writer.write(out)
    send_piece(out.getvalue())
    drawn = tuple(line.text for line in lines)
    return Marked(drawn, "pdf", {"pages": len(writer.pages), "from": "tiff", "is_whole": True})


def rehearse(lines: Sequence[Line]) -> None:
    """Stamp pages of our own, so that libraries load now what they load on first use."""
    for mode in ("1", "RGB"):
        made, written = io.BytesIO(), io.BytesIO()
        Image.new(mode, (100, 100)).save(made, "TIFF")
        made.seek(0)
        scan = TiffPages(made, 0, ScanLimits(1, 1, 100 * 100))
        _stamped(scan, lines, "备注").write(written)
        assert PdfReader(written).pages


def _stamped(scan: TiffPages, lines: Sequence[Line], note: str) -> PdfWriter:
    writer = PdfWriter()
    for number, image in enumerate(scan.images()):
        if number == 0 and _is_raw_photo(image):
            raise ValueError("the pages of a camera's raw file are not what it shows")
        _add_page(writer, image, lines)
    writer.add_metadata({"/Keywords": note})
    return writer


def _is_raw_photo(image: Image.Image) -> bool:
    tags = dict(getattr(image, "tag_v2", {}))
    return _RAW_PHOTO in tags or bool(tags.get(_SUBFILE_TYPE, 0) & _IS_REDUCED)


def _add_page(writer: PdfWriter, image: Image.Image, lines: Sequence[Line]) -> None:
    page = stretched(plain(image), image)
    stamp_page(page, lines)
    width, height = _measures(page, image)
    added = writer.add_blank_page(width, height)
    kept = writer._add_object(_packed(page, is_black_and_white=image.mode == "1"))
    pictures = DictionaryObject({NameObject("/Page"): kept})
    added[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    drawing = DecodedStreamObject()
    drawing.set_data(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Page Do Q".encode())
    added[NameObject("/Contents")] = writer._add_object(drawing)


def _packed(page: Image.Image, *, is_black_and_white: bool) -> StreamObject:
    if is_black_and_white:
        two_tone = page.point(lambda level: 255 * (level >= _MIDDLE)).convert("1")
        return flate_picture(page.size, two_tone.tobytes(), bits=1)
    found = io.BytesIO()
    page.save(found, "JPEG", quality=_QUALITY)
    colours = "/DeviceGray" if page.mode == "L" else "/DeviceRGB"
    return picture_object(page.size, found.getvalue(), "/DCTDecode", colours, 8)


def _measures(page: Image.Image, told: Image.Image) -> tuple[float, float]:
    """Return the size on paper in points; of a scan that does not tell it, as if it were A4."""
    dpi = float(max(told.info.get("dpi", (0, 0))))
    longer = max(page.size)
    points: float = _LONGER_SIDE_OF_A4
    if _LIKELY_DPI[0] <= dpi <= _LIKELY_DPI[1]:
        points = min(_LONGEST_SIDE_POINTS, longer * _POINTS_PER_INCH / dpi)
    return page.width * points / longer, page.height * points / longer
