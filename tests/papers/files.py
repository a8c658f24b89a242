"""Documents as people hand them in, and as nobody should; all are made here."""

import io
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from tests.papers.older_word import older_word

TYPES_OF_DOCX = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
VBA_PART = (
    '<Override PartName="/word/theme.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
)
VBA_ENDING = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
PLACES = (273, 282, 283)
"""Fields of a page of a TIFF that say where something lies: the picture and its two resolutions."""
BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>询问笔录</w:t></w:r></w:p>"
    '<w:p><w:r><w:t xml:space="preserve">被询问人 &#134071;某 &amp; 李大山</w:t></w:r></w:p>'
    "</w:body></w:document>"
)


def pdf(*lines: str, pages: int = 1, mark: str = "") -> bytes:
    """Return a PDF with one line of ASCII on each page; ``mark`` makes its bytes different."""
    writer = PdfWriter()
    for number in range(max(pages, len(lines))):
        page = writer.add_blank_page(595, 842)
        if number < len(lines):
            _write(writer, page, lines[number])
    if mark:
        writer.add_metadata({"/Title": mark})
    return _bytes_of(writer)


@cache
def scan(pages: int) -> bytes:
    """Return a PDF of pictures only: every page the same, as no scanner makes it, but as many."""
    writer = PdfWriter()
    picture = StreamObject()
    picture._data = zlib.compress(b"\xff" * 64 * 64)
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject("/FlateDecode"),
            NameObject("/ColorSpace"): NameObject("/DeviceGray"),
            **{NameObject(f"/{name}"): NumberObject(64) for name in ("Width", "Height")},
            NameObject("/BitsPerComponent"): NumberObject(8),
        }
    )
    shared = writer._add_object(picture)
    for _ in range(pages):
        page = writer.add_blank_page(595, 842)
        resources = DictionaryObject({NameObject("/Im0"): shared})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): resources})
        _draw(writer, page, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    return _bytes_of(writer)


def encrypted_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("geheim", algorithm="RC4-128")
    return _bytes_of(writer)


@cache
def bomb_pdf(unpacked_bytes: int = 120_000_000) -> bytes:
    """Return a small PDF whose one page unpacks to far more than any page has."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    packer = zlib.compressobj(9)
    blanks = b" " * 1_000_000
    data = b"".join(packer.compress(blanks) for _ in range(unpacked_bytes // len(blanks)))
    content = StreamObject()
    content._data = data + packer.flush()
    content[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(content)
    return _bytes_of(writer)


@cache
def nested_bomb_pdf() -> bytes:
    """Return a PDF whose page is packed in packed packing: a few hundred bytes become gigabytes."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    data = zlib.compress(zlib.compress(b"\0" * 60_000_000, 9), 9)
    content = StreamObject()
    content._data = zlib.compress(data, 9)
    packed = NameObject("/FlateDecode")
    content[NameObject("/Filter")] = ArrayObject([packed, packed, packed])
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(content)] * 50)
    return _bytes_of(writer)


@cache
def slow_pdf(pages: int = 300) -> bytes:
    """Return a PDF in which every page takes a while to be read for its one word."""
    writer = PdfWriter()
    slow = DecodedStreamObject()
    slow.set_data(b"0 0 m " * 200_000 + b"BT /F1 14 Tf (word) Tj ET")
    shared = writer._add_object(slow)
    for _ in range(pages):
        page = writer.add_blank_page(595, 842)
        _write(writer, page, "")
        page[NameObject("/Contents")] = shared
    return _bytes_of(writer)


def endless_pdf() -> bytes:
    """Return a PDF whose tree of pages comes back to its own root."""
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>\nendobj\n"
        b"trailer\n<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF\n"
    )


def docx(
    *,
    types: str | bytes = TYPES_OF_DOCX,
    body: str = BODY,
    extra: Sequence[str] = (),
    told_pages: str = "",
    parts: Mapping[str, bytes] | None = None,
    packed: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", packed) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", body)
        if told_pages:
            archive.writestr("docProps/app.xml", f"<Properties><Pages>{told_pages}</Pages></x>")
        for name in extra:
            archive.writestr(name, b"program")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return found.getvalue()


def doc(text: str = "询问笔录", **said: Any) -> bytes:
    """Return an older Word document; see ``tests.papers.older_word``."""
    return older_word(text, **said)


def macro_docx() -> bytes:
    return docx(extra=("word/vbaProject.bin",))


def types_with(*declared: str) -> str:
    """Return the list of types of a document that declares these as well."""
    return TYPES_OF_DOCX.replace("</Types>", "".join(declared) + "</Types>")


def hidden_macro_docx() -> bytes:
    """Return a document whose program goes by another name; only its list of types tells."""
    return docx(types=types_with(VBA_PART), extra=("word/theme.bin",))


def references(kind: str, target: str, mode: str = "External") -> bytes:
    """Return the references of a part, of which one is of this kind."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    ).encode()


@cache
def docx_bomb() -> bytes:
    return docx(body="<w:t>" + " " * 150_000_000 + "</w:t>")


def picture(kind: str = "PNG") -> bytes:
    found = io.BytesIO()
    Image.new("RGB", (120, 160), "white").save(found, kind)
    return found.getvalue()


@cache
def tiff(pages: int, *, size: tuple[int, int] = (240, 340), compression: str = "group4") -> bytes:
    """Return a scan of so many pages; each has a black bar of its own width."""
    drawn = []
    for number in range(pages):
        page = Image.new("1", size, 1)
        page.paste(0, (0, 10, 10 + 5 * (number % 40), 40))
        drawn.append(page)
    found = io.BytesIO()
    drawn[0].save(
        found,
        "TIFF",
        save_all=True,
        append_images=drawn[1:],
        compression=compression,
        dpi=(200, 200),
    )
    return found.getvalue()


@cache
def tiny_pages(count: int) -> bytes:
    """Return a scan of so many equal pages of eight by eight.

    Pillow walks through all pages before it adds one, which takes seconds for thousands. Here each
    is a copy of the first, moved behind the page before it.
    """
    one = tiff(1, size=(8, 8))
    page = one[8:]
    (directory,) = struct.unpack_from("<I", one, 4)
    (entries,) = struct.unpack_from("<H", one, directory)
    fields = [directory - 8 + 2 + 12 * number for number in range(entries)]
    placed = [at + 8 for at in fields if struct.unpack_from("<H", page, at)[0] in PLACES]
    last = directory - 8 + 2 + 12 * entries

    scan = bytearray(one[:8])
    for number in range(count):
        moved, by = bytearray(page), number * len(page)
        for at in placed:
            struct.pack_into("<I", moved, at, struct.unpack_from("<I", page, at)[0] + by)
        following = directory + by + len(page) if number + 1 < count else 0
        struct.pack_into("<I", moved, last, following)
        scan += moved
    return bytes(scan)


def fax() -> bytes:
    """Return one page with half as many lines to the inch as columns."""
    found = io.BytesIO()
    Image.new("1", (400, 280), 1).save(found, "TIFF", compression="group4", dpi=(204, 102))
    return found.getvalue()


def cut_tiff() -> bytes:
    """Return a scan whose second page tells of more bytes than there are."""
    whole = tiff(2, compression="raw")
    return whole[:-200]


def tiff_bomb() -> bytes:
    """Return a few bytes that say they are a page of ten billion pixels."""
    return _tiff_head(100_000, 100_000)


def tiff_ring() -> bytes:
    """Return a scan whose last page is followed by its first."""
    whole = bytearray(_tiff_head(8, 8))
    whole[-12:-8] = struct.pack("<I", 8)
    return bytes(whole)


def _tiff_head(width: int, height: int) -> bytes:
    """Return a TIFF of one page without compression, with eight bytes of picture."""
    entries = (
        *((256, width), (257, height), (258, 1), (259, 1), (262, 1)),
        *((273, 8 + 2 + 8 * 12 + 4), (278, height), (279, 8)),
    )
    table = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    directory = struct.pack("<H", len(entries)) + table + struct.pack("<I", 0)
    return b"II*\0" + struct.pack("<I", 8) + directory + bytes(8)


def spreadsheet() -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return found.getvalue()


async def in_pieces(content: bytes, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def kept(content: bytes, folder: Path) -> Path:
    path = folder / "paper"
    path.write_bytes(content)
    return path


def _write(writer: PdfWriter, page: PageObject, line: str) -> None:
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    _draw(writer, page, f"BT /F1 14 Tf 72 760 Td ({line}) Tj ET".encode("ascii"))


def _draw(writer: PdfWriter, page: PageObject, commands: bytes) -> None:
    content = DecodedStreamObject()
    content.set_data(commands)
    page[NameObject("/Contents")] = writer._add_object(content)


def _bytes_of(writer: PdfWriter) -> bytes:
    found = io.BytesIO()
    writer.write(found)
    return found.getvalue()
