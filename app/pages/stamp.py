"""Lay the letters of a mark over each page of a PDF. Runs in the sandboxed child only."""

import io
import zlib
from collections.abc import Sequence

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from app.media.lettering import Line, Stamp, lay_out_on_page, on_paper
from app.media.mark_wire import Marked, MarkRequest, send_piece
from app.media.source import DescriptorReader

_PIXELS_PER_POINT = 2
_BUFFER_BYTES = 64 * 1024


def stamp_pages(request: MarkRequest, lines: Sequence[Line]) -> Marked:
    """Send the document with a stamp on every page.

    Raises:
        PyPdfError, ValueError and others: it cannot be read, or has a password.
    """
    source = DescriptorReader(request.descriptor, request.size_bytes)
    reader = PdfReader(io.BufferedReader(source, _BUFFER_BYTES))
    stamped, pages = _stamped(reader, lines, request.note)
    send_piece(stamped)
    drawn = tuple(line.text for line in lines)
    return Marked(drawn, "pdf", {"pages": pages, "is_whole": True})


def rehearse(lines: Sequence[Line]) -> None:
    """Stamp an empty page of our own, so that libraries load now what they load on first use."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    _stamped(PdfReader(out), lines, "备注")


def _stamped(reader: PdfReader, lines: Sequence[Line], note: str) -> tuple[bytes, int]:
    """Return the document with its stamps, and how many pages it has."""
    writer = PdfWriter(clone_from=reader)
    stamps: dict[tuple[int, int], PageObject] = {}
    for page in writer.pages:
        if page.rotation:
            page.transfer_rotation_to_content()
        box = page.mediabox
        size = max(1, int(box.width)), max(1, int(box.height))
        if size not in stamps:
            stamps[size] = _stamp_page(writer, size, lines)
        moved = Transformation().translate(float(box.left), float(box.bottom))
        page.merge_transformed_page(stamps[size], moved)
    writer.add_metadata({"/Keywords": note})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), len(writer.pages)


def _stamp_page(writer: PdfWriter, size: tuple[int, int], lines: Sequence[Line]) -> PageObject:
    """Return a page of this size in points that holds nothing but the stamps.

    Their pictures lie in the document once, however many pages show them.
    """
    width, height = size
    page = PageObject.create_blank_page(width=width, height=height)
    form = writer._add_object(_stamps(writer, size, lines))
    held = DictionaryObject({NameObject("/LiuhenMarks"): form})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): held})
    content = DecodedStreamObject()
    content.set_data(b"q /LiuhenMarks Do Q")
    page[NameObject("/Contents")] = content
    return page


def _stamps(writer: PdfWriter, size: tuple[int, int], lines: Sequence[Line]) -> StreamObject:
    """Return all stamps of a page as one form; what lies in many places is one picture."""
    width, height = size
    pixels = width * _PIXELS_PER_POINT, height * _PIXELS_PER_POINT
    pictures, drawing = DictionaryObject(), []
    names: dict[int, str] = {}
    stamps = lay_out_on_page(lines, *pixels)
    for stamp in stamps:
        name = names.setdefault(id(stamp.picture), f"/LiuhenMark{len(names)}")
        if name not in pictures:
            pictures[NameObject(name)] = writer._add_object(_picture(writer, stamp))
        wide, high = (side / _PIXELS_PER_POINT for side in stamp.picture.size)
        x = stamp.x / _PIXELS_PER_POINT
        # A page counts from below, a picture from above.
        y = height - stamp.y / _PIXELS_PER_POINT - high
        drawing.append(f"q {wide:.2f} 0 0 {high:.2f} {x:.2f} {y:.2f} cm {name} Do Q")
    form = StreamObject()
    form._data = zlib.compress("\n".join(drawing).encode())
    box = ArrayObject([NumberObject(each) for each in (0, 0, width, height)])
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): box,
            NameObject("/Filter"): NameObject("/FlateDecode"),
            NameObject("/Resources"): DictionaryObject({NameObject("/XObject"): pictures}),
        }
    )
    return form


def _picture(writer: PdfWriter, stamp: Stamp) -> StreamObject:
    """Return black letters on white, half transparent."""
    picture = flate_picture(stamp.picture.size, on_paper(stamp.picture).tobytes())
    shade = flate_picture(stamp.picture.size, stamp.picture.getchannel("A").tobytes())
    picture[NameObject("/SMask")] = writer._add_object(shade)
    return picture


def flate_picture(size: tuple[int, int], levels: bytes, *, bits: int = 8) -> StreamObject:
    """Return a grey picture without loss; rows of ``bits`` a pixel begin at whole bytes."""
    return picture_object(size, zlib.compress(levels), "/FlateDecode", "/DeviceGray", bits)


def picture_object(
    size: tuple[int, int], data: bytes, packed: str, colours: str, bits: int
) -> StreamObject:
    """Return packed pixels as a PDF holds them."""
    stream = StreamObject()
    stream._data = data
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject(packed),
            NameObject("/ColorSpace"): NameObject(colours),
            NameObject("/Width"): NumberObject(size[0]),
            NameObject("/Height"): NumberObject(size[1]),
            NameObject("/BitsPerComponent"): NumberObject(bits),
        }
    )
    return stream
