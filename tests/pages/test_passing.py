"""What a file is, is told by its bytes as they pass."""

import pytest

from app.pages.passing import MOST_BYTES, SCANS, PaperType, Passing, UnfitDocumentError
from tests.papers import files


def judged(content: bytes, name: str = "", piece: int = 7) -> PaperType:
    passing = Passing()
    for start in range(0, len(content), piece):
        passing.see(content[start : start + piece])
    return passing.judge(name)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.pdf("x"), "决定书.pdf", PaperType.PDF),
        (files.pdf("x"), "决定书", PaperType.PDF),
        (b"scanner\n" + files.pdf("x") + b"\n\0\0", "扫描.PDF", PaperType.PDF),
        (files.picture("JPEG"), "回证.jpg", PaperType.JPEG),
        (files.picture("PNG"), "回证.png", PaperType.PNG),
        (files.docx(), "笔录.docx", PaperType.DOCX),
        (
            files.docx(types=files.types_with(files.VBA_ENDING), packed=0),
            "笔录.docx",
            PaperType.DOCX,
        ),
        (files.doc(), "笔录.doc", PaperType.DOC),
        (files.doc(), "笔录.wps", PaperType.DOC),
        (files.tiff(2), "扫描.tif", PaperType.TIFF),
        (files.tiff(2), "扫描.TIFF", PaperType.TIFF),
    ],
    ids=[
        "pdf",
        "no ending",
        "scanner",
        "jpeg",
        "png",
        "docx",
        "declared",
        "doc",
        "wps",
        "tif",
        "tiff",
    ],
)
def test_a_document_is_known_by_its_bytes(content: bytes, name: str, kind: PaperType) -> None:
    assert judged(content, name) is kind


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "决定书.pdf", "文件是空的"),
        (files.pdf("x")[:300], "决定书.pdf", "PDF文件不完整"),
        (files.picture("JPEG")[:-2], "回证.jpg", "JPEG 图片文件不完整"),
        (files.picture("PNG")[:-20], "回证.png", "PNG 图片文件不完整"),
        (files.docx()[:-22], "笔录.docx", "不完整"),
        (files.picture("JPEG"), "回证.pdf", "文件名以 .pdf 结尾，内容却是JPEG 图片"),
        (files.macro_docx(), "笔录.docx", "带有宏"),
        (files.docx(), "笔录.docm", "带有宏"),
        (files.doc(program="_VBA_PROJECT"), "笔录.doc", "带有宏"),
        (files.tiff(2)[:40], "扫描.tif", "TIFF 扫描件文件不完整"),
        (files.tiff(2), "扫描.pdf", "文件名以 .pdf 结尾，内容却是TIFF 扫描件"),
        (files.spreadsheet(), "清单.xlsx", "不是 PDF、JPEG、PNG、TIFF 或者 Word 文书"),
        (b"MZ\x90\x00 a program", "决定书.pdf", "不是 PDF、JPEG、PNG、TIFF 或者 Word 文书"),
        (b"<html><script>", "决定书.pdf", "文件的内容是网页，不是 Word 文书"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>", "决定书.doc", "文件的内容是网页，不是 Word 文书"),
        (b"{\\rtf1 hello}", "决定书.doc", "文件的内容是RTF 文本，不是 Word 文书"),
        (b"MIME-Version: 1.0\r\n", "决定书.doc", "文件的内容是单个文件的网页"),
    ],
    ids=[
        *("empty", "cut pdf", "cut jpeg", "cut png", "cut docx", "wrong name", "macro", "docm"),
        *("doc with a program", "cut tiff", "tiff as pdf", "sheet", "program"),
        *("page of the web", "doc that is a page", "doc that is RTF", "doc that is an archive"),
    ],
)
def test_what_is_unfit_is_told_in_words(content: bytes, name: str, why: str) -> None:
    with pytest.raises(UnfitDocumentError, match=why) as refused:
        judged(content, name)

    assert refused.value.message.endswith("。")


def test_what_is_too_large_is_told_with_the_limit() -> None:
    passing = Passing()
    passing.see(files.pdf("x"))
    passing.size_bytes = MOST_BYTES + 1

    with pytest.raises(UnfitDocumentError, match="超过 500 MB"):
        passing.judge("决定书.pdf")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"GIF89a and more", "介绍信.gif"),
        (files.docx(), "介绍信.docx"),
        (files.spreadsheet(), "介绍信.pdf"),
        (b"<html>", "介绍信.doc"),
        (b"II*\0 tiff", "介绍信.tif"),
    ],
    ids=["gif", "word", "spreadsheet", "web page", "tiff"],
)
def test_where_scans_are_taken_the_refusal_names_what_is_taken_there(
    content: bytes, name: str
) -> None:
    passing = Passing(SCANS)
    passing.see(content)

    with pytest.raises(UnfitDocumentError) as refused:
        passing.judge(name)

    assert "格式为PDF、JPEG 图片、PNG 图片，这个文件不是" in refused.value.message
    assert "Word" not in refused.value.message
    assert "TIFF" not in refused.value.message
