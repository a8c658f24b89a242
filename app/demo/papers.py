"""Documents of the demonstration's cases, made here: a PDF, a Word document, scans of paper.

The PDF names a Chinese typeface and leaves it to the reader, as many offices' programs do. Paper is
drawn, and on a machine without a Chinese typeface its lines are bars.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from html import escape

from PIL import Image, ImageDraw

from app.demo.scene import chinese_font

_WIDTH, _HEIGHT, _MARGIN, _LEADING = 595, 842, 72, 26
_SIZE, _TITLE_SIZE = 14, 20
_PER_LINE, _PER_PAGE = 32.0, 25
_SCAN = (1240, 1754)
_CHARACTER, _BETWEEN, _LEFT = 30, 56, 150
_SEAL = (176, 40, 32)
_NAMED = "/BaseFont /STSong-Light"
_ORDERED = "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
_HIGH = "/FontBBox [-25 -254 1000 880] /Ascent 880 /Descent -120 /CapHeight 880 /ItalicAngle 0"
_WIDE = "/DW 1000 /W [1 95 500]"
_FONT = (
    f"<< /Type /Font /Subtype /Type0 {_NAMED} /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    f"<< /Type /Font /Subtype /CIDFontType0 {_NAMED} {_ORDERED} {_WIDE} /FontDescriptor 5 0 R >>",
    f"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 {_HIGH} /StemV 93 >>",
)
"""Objects 3 to 5: Latin characters are half as wide as Chinese ones."""


def pdf_of(title: str, paragraphs: Sequence[str]) -> bytes:
    """Return a PDF with the words in it, on as many pages as they need."""
    lines = [line for paragraph in paragraphs for line in _wrapped(paragraph)]
    pages = [lines[at : at + _PER_PAGE] for at in range(0, len(lines), _PER_PAGE)] or [[]]
    numbers = [6 + 2 * number for number in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        *_FONT,
    ]
    for number, page in zip(numbers, pages, strict=True):
        content = _content(title if number == numbers[0] else "", page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {number + 1} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return _file(objects)


def word_of(title: str, paragraphs: Sequence[str], *, pages: int) -> bytes:
    """Return a Word document that tells of so many pages."""
    body = "".join(
        f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in (title, *paragraphs)
    )
    main = "http://schemas.openxmlformats.org"
    office = "application/vnd.openxmlformats-officedocument"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{main}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{office}.'
        'wordprocessingml.document.main+xml"/>'
        f'<Override PartName="/docProps/app.xml" ContentType="{office}.'
        'extended-properties+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{main}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{main}/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/>'
        f'<Relationship Id="r2" Type="{main}/officeDocument/2006/relationships/'
        'extended-properties" Target="docProps/app.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{main}/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>",
        "docProps/app.xml": f'<Properties xmlns="{main}/officeDocument/2006/extended-properties">'
        f"<Pages>{pages}</Pages></Properties>",
    }
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            head = '<?xml version="1.0" encoding="UTF-8"?>'
            archive.writestr(zipfile.ZipInfo(name), head + text)
    return found.getvalue()


def picture_of(title: str, paragraphs: Sequence[str]) -> bytes:
    """Return one sheet of paper with a seal as a JPEG, a little askew, as a phone takes it."""
    sheet = _sheet(title, paragraphs, has_seal=True)
    found = io.BytesIO()
    sheet.rotate(0.6, Image.Resampling.BICUBIC, fillcolor=(246, 244, 238)).save(
        found, "JPEG", quality=80
    )
    return found.getvalue()


def scan_of(title: str, pages: Sequence[Sequence[str]]) -> bytes:
    """Return a TIFF in black and white with a sheet of paper on each page, as scanners do."""
    drawn = [
        _sheet(f"{title}（第 {number} 页）", lines, has_seal=False).convert(
            "1", dither=Image.Dither.NONE
        )
        for number, lines in enumerate(pages, 1)
    ]
    found = io.BytesIO()
    drawn[0].save(
        found,
        "TIFF",
        save_all=True,
        append_images=drawn[1:],
        compression="group4",
        dpi=(150, 150),
    )
    return found.getvalue()


def _wrapped(paragraph: str) -> Iterator[str]:
    """Yield the lines of a paragraph, which begins two characters in."""
    line, width = "　　", 2.0
    for character in paragraph:
        wide = 0.5 if character.isascii() else 1.0
        if width + wide > _PER_LINE:
            yield line
            line, width = "", 0.0
        line, width = line + character, width + wide
    yield line


def _content(title: str, lines: Sequence[str]) -> str:
    top = _HEIGHT - _MARGIN
    said = ["BT"]
    if title:
        left = (_WIDTH - len(title) * _TITLE_SIZE) // 2
        said.append(f"/F1 {_TITLE_SIZE} Tf 1 0 0 1 {left} {top} Tm <{_hex(title)}> Tj")
    said.append(f"/F1 {_SIZE} Tf")
    for number, line in enumerate(lines, 2):
        said.append(f"1 0 0 1 {_MARGIN} {top - number * _LEADING} Tm <{_hex(line)}> Tj")
    return "\n".join((*said, "ET"))


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _file(objects: Sequence[str]) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    return content + (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    ).encode("ascii")


def _sheet(title: str, paragraphs: Sequence[str], *, has_seal: bool) -> Image.Image:
    sheet = Image.new("RGB", _SCAN, (250, 249, 245))
    draw = ImageDraw.Draw(sheet)
    font, is_chinese = chinese_font(_CHARACTER)
    lines = [title, "", *(line for each in paragraphs for line in _wrapped(each))]
    for number, line in enumerate(lines):
        y = _LEFT + number * _BETWEEN
        if is_chinese:
            draw.text((_LEFT, y), line, font=font, fill=(20, 20, 20))
        elif line:
            draw.rectangle((_LEFT, y, _LEFT + len(line) * _CHARACTER, y + 18), fill=(90, 90, 90))
    if has_seal:
        draw.ellipse((760, 700, 1020, 960), outline=_SEAL, width=8)
        if is_chinese:
            large, _ = chinese_font(2 * _CHARACTER)
            draw.text((830, 790), "演示", font=large, fill=_SEAL)
    return sheet
