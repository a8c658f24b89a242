"""PDF files as programs of every kind write them: Chinese without letters, forms, huge pictures."""

import io
import zlib

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)


def bytes_of(writer: PdfWriter) -> bytes:
    found = io.BytesIO()
    writer.write(found)
    return found.getvalue()


def chinese_pdf(line: str) -> bytes:
    """Return a page with a line in SimSun, of which the file encloses no letters."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    descriptor = _dictionary(
        Type=NameObject("/FontDescriptor"),
        FontName=NameObject("/SimSun"),
        Flags=NumberObject(6),
        ItalicAngle=NumberObject(0),
        Ascent=NumberObject(859),
        Descent=NumberObject(-140),
        CapHeight=NumberObject(683),
        StemV=NumberObject(80),
        FontBBox=_numbers(0, -136, 1000, 859),
    )
    letters = _dictionary(
        Type=NameObject("/Font"),
        Subtype=NameObject("/CIDFontType2"),
        BaseFont=NameObject("/SimSun"),
        CIDSystemInfo=_dictionary(
            Registry=TextStringObject("Adobe"),
            Ordering=TextStringObject("GB1"),
            Supplement=NumberObject(2),
        ),
        FontDescriptor=writer._add_object(descriptor),
    )
    font = _dictionary(
        Type=NameObject("/Font"),
        Subtype=NameObject("/Type0"),
        BaseFont=NameObject("/SimSun"),
        Encoding=NameObject("/GBK-EUC-H"),
        DescendantFonts=ArrayObject([writer._add_object(letters)]),
    )
    page[NameObject("/Resources")] = _dictionary(Font=_dictionary(F1=writer._add_object(font)))
    text = line.encode("gbk").hex()
    page[NameObject("/Contents")] = writer._add_object(
        _stream(f"BT /F1 20 Tf 72 760 Td <{text}> Tj ET".encode())
    )
    return bytes_of(writer)


def form_pdf() -> bytes:
    """Return a page with one field of a form, filled in with a black bar."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    look = _stream(b"0 g 0 0 200 20 re f")
    look.update(
        _dictionary(
            Type=NameObject("/XObject"),
            Subtype=NameObject("/Form"),
            BBox=_numbers(0, 0, 200, 20),
        )
    )
    field = _dictionary(
        Type=NameObject("/Annot"),
        Subtype=NameObject("/Widget"),
        FT=NameObject("/Tx"),
        T=TextStringObject("name"),
        V=TextStringObject("value"),
        F=NumberObject(4),
        Rect=_numbers(72, 750, 272, 770),
        AP=_dictionary(N=writer._add_object(look)),
    )
    kept = writer._add_object(field)
    page[NameObject("/Annots")] = ArrayObject([kept])
    writer._root_object[NameObject("/AcroForm")] = _dictionary(Fields=ArrayObject([kept]))
    return bytes_of(writer)


def slow_page(times: int = 200_000) -> bytes:
    """Return a small PDF whose page is painted over again and again."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    content = StreamObject()
    content._data = zlib.compress(b"0 0 595 842 re f " * times)
    content[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(content)
    return bytes_of(writer)


def picture_bomb(side: int = 100_000) -> bytes:
    """Return a page with a picture that says it has ten billion pixels and holds a few."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    picture = StreamObject()
    picture._data = zlib.compress(bytes(1_000_000))
    picture.update(
        _dictionary(
            Type=NameObject("/XObject"),
            Subtype=NameObject("/Image"),
            Filter=NameObject("/FlateDecode"),
            ColorSpace=NameObject("/DeviceRGB"),
            Width=NumberObject(side),
            Height=NumberObject(side),
            BitsPerComponent=NumberObject(8),
        )
    )
    pictures = _dictionary(Im0=writer._add_object(picture))
    page[NameObject("/Resources")] = _dictionary(XObject=pictures)
    page[NameObject("/Contents")] = writer._add_object(_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q"))
    return bytes_of(writer)


def _dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def _numbers(*values: float) -> ArrayObject:
    return ArrayObject([FloatObject(value) for value in values])


def _stream(commands: bytes) -> DecodedStreamObject:
    content = DecodedStreamObject()
    content.set_data(commands)
    return content
