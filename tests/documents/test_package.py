"""Files that claim to be workbooks: each is named for what it is, and none is opened."""

import io
import struct
import zipfile

import pytest

from app.documents import package
from app.documents.errors import UnreadableSheetError
from app.documents.package import vet_package
from tests.documents.workbooks import GOOD, MAIN, SHEET, filled, repacked

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WORKBOOK = filled(GOOD)
TYPES = "[Content_Types].xml"


def archive_of(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file.getvalue()


def with_password_flag(content: bytes) -> bytes:
    """Set the bit that says "encrypted" on every entry."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(mark)
        while place >= 0:
            changed[place + offset] |= 1
            place = changed.find(mark, place + 4)
    return bytes(changed)


def with_declared_size(content: bytes, name: str, size: int) -> bytes:
    """Lie about the inflated size of a part in the directory of the archive."""
    changed = bytearray(content)
    place = changed.find(b"PK\x01\x02")
    while changed[place + 46 : place + 46 + len(name)] != name.encode():
        place = changed.find(b"PK\x01\x02", place + 4)
    struct.pack_into("<I", changed, place + 24, size)
    return bytes(changed)


def twice(content: bytes, name: str) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(name, b"<x/>")
    return file.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE worksheet><worksheet/>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    b'<worksheet xmlns="' + MAIN.encode() + b'">&b;</worksheet>'
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'

HOSTILE = {
    "empty": (b"", "文件是空的"),
    "too large": (b"PK" + bytes(package.MOST_BYTES), "超过 5 MB"),
    "old xls": (OLE, "旧版 .xls 文件，不能导入，请另存为 .xlsx"),
    "with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "取消密码"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "csv": ("设备编号,类别\nJL-1,执法记录仪\n".encode(), "文本（如 CSV）"),
    "gbk csv": ("设备编号,类别\n".encode("gb18030"), "文本（如 CSV）"),
    "web page": (b"<html><table></table></html>", "网页"),
    "noise": (bytes(range(256)), "无法作为表格读取"),
    "only the magic": (b"PK\x03\x04", "不完整或已损坏"),
    "cut in half": (WORKBOOK[: len(WORKBOOK) // 2], "不完整或已损坏"),
    "a flipped byte": (
        WORKBOOK[:60] + bytes([WORKBOOK[60] ^ 255]) + WORKBOOK[61:],
        "不完整或已损坏",
    ),
    "any archive": (archive_of(readme=b"hello"), "压缩包或其他格式"),
    "binary workbook": (repacked(WORKBOOK, {"xl/workbook.bin": b""}), "压缩包或其他格式"),
    "word": (archive_of(**{TYPES: b"<Types/>", "word/document.xml": b"<d/>"}), "Word"),
    "zip password": (with_password_flag(WORKBOOK), "压缩包设有密码"),
    "macro": (repacked(WORKBOOK, {"xl/vbaProject.bin": b"macro"}), "含有宏"),
    "macro type": (
        repacked(
            WORKBOOK, {TYPES: b'<Types a="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'}
        ),
        "含有宏",
    ),
    "external link": (
        repacked(WORKBOOK, {"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "断开链接",
    ),
    "doctype": (repacked(WORKBOOK, {SHEET: DOCTYPE}), "DOCTYPE"),
    "doctype in utf-16": (
        repacked(WORKBOOK, {SHEET: '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16")}),
        "DOCTYPE",
    ),
    "a billion laughs": (repacked(WORKBOOK, {SHEET: LAUGHS}), "DOCTYPE"),
    "a look outside": (repacked(WORKBOOK, {"docProps/core.xml": OUTSIDE}), "DOCTYPE"),
    "no xml": (repacked(WORKBOOK, {SHEET: b"<worksheet>"}), "无法作为表格读取"),
    "same name twice": (twice(WORKBOOK, SHEET), "无法作为表格读取"),
    "too many parts": (
        repacked(WORKBOOK, {f"xl/x{n}.xml": b"<x/>" for n in range(package.MOST_PARTS)}),
        "无法作为表格读取",
    ),
    "one large part": (
        repacked(WORKBOOK, {SHEET: b"<x>" + b" " * 20_000_000 + b"</x>"}),
        "异常庞大",
    ),
    "declared large": (
        with_declared_size(WORKBOOK, SHEET, package.MOST_INFLATED_BYTES + 1),
        "异常庞大",
    ),
    "declared small": (with_declared_size(WORKBOOK, SHEET, 20), "不完整或已损坏"),
}


@pytest.mark.parametrize(("content", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_workbook_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableSheetError, match=sentence) as caught:
        vet_package(content)

    assert "请" in caught.value.message


def test_elements_are_counted_however_small_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.documents.sheet_scan.MOST_ELEMENTS", 50)

    with pytest.raises(UnreadableSheetError, match="单元格过多"):
        vet_package(WORKBOOK)


def test_shared_texts_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.documents.sheet_scan.MOST_STRINGS", 2)
    texts = f'<sst xmlns="{MAIN}"><si/><si/><si/></sst>'.encode()

    with pytest.raises(UnreadableSheetError, match="单元格过多"):
        vet_package(repacked(WORKBOOK, {"xl/sharedStrings.xml": texts}))


def test_the_real_size_counts_over_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_INFLATED_BYTES", 3_000)

    with pytest.raises(UnreadableSheetError, match="异常庞大"):
        vet_package(WORKBOOK)


def test_a_workbook_passes_without_what_is_no_xml() -> None:
    vetted = vet_package(repacked(WORKBOOK, {"xl/media/image1.png": b"not looked at"}))

    with zipfile.ZipFile(io.BytesIO(vetted.content)) as archive:
        assert SHEET in archive.namelist()
        assert "xl/media/image1.png" not in archive.namelist()
