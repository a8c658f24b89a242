"""What a document is, told by its bytes as they pass; nothing is opened or unpacked here.

Only plain marks are looked for: the first bytes, the last bytes, and the names that programs of
Word documents are kept under. What hides deeper is found by the reader in its sandbox.
"""

from collections.abc import Collection
from enum import StrEnum
from pathlib import PurePath
from typing import Literal

from app.errors import InvalidInputError

MIB = 1024 * 1024
MOST_BYTES = 500 * MIB
_HEAD_BYTES = 1024
_TAIL_BYTES = 66 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class PaperType(StrEnum):
    """The kinds of file that a case file takes."""

    DOC = "application/msword"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    JPEG = "image/jpeg"
    PDF = "application/pdf"
    PNG = "image/png"
    TIFF = "image/tiff"


SCANS = (PaperType.PDF, PaperType.JPEG, PaperType.PNG)
"""What is taken where somebody has shown or signed a paper: pictures of it that browsers show."""

ENDINGS = {
    PaperType.DOC: ("doc", "wps"),
    PaperType.DOCX: ("docx",),
    PaperType.JPEG: ("jpg", "jpeg"),
    PaperType.PDF: ("pdf",),
    PaperType.PNG: ("png",),
    PaperType.TIFF: ("tif", "tiff"),
}
"""How the names of such files end, the usual ending first."""

WORDS = {
    PaperType.DOC: "Word（DOC）",
    PaperType.DOCX: "Word（DOCX）",
    PaperType.JPEG: "JPEG 图片",
    PaperType.PDF: "PDF",
    PaperType.PNG: "PNG 图片",
    PaperType.TIFF: "TIFF 扫描件",
}
TIFF_HEADS = (b"II*\0", b"MM\0*")
_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
_DISGUISED = {
    b"{\\rtf": "RTF 文本",
    b"<html": "网页",
    b"<!doctype html": "网页",
    b"mime-version:": "单个文件的网页",
    b"<?xml": "XML 文本",
}
_TYPE_OF_ENDING = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}
_MACRO_ENDINGS = frozenset({"docm", "dotm"})
_MARKS = {
    _ZIP: (b"word/document", b"vbaproject.bin"),
    _OLE: ("worddocument".encode("utf-16-le"), "_vba_project".encode("utf-16-le")),
}
"""By the first bytes: the mark of a Word document, and that of a program in it, in small letters.

The names inside such files are never packed, so they can be seen without opening anything.
"""


class UnfitDocumentError(InvalidInputError):
    """What was sent cannot go into a case file; nothing of it is kept."""

    code = "unfit_document"
    message = (
        "这个文件不是 PDF、JPEG、PNG、TIFF 或者 Word 文书，没有保存。"
        "请转换成 PDF 后重新上传；压缩包请先解开。"
    )


class Passing:
    """Watches a file go by, piece by piece; ``judge`` says what it was.

    ``takes`` are the kinds for which there is room where it goes.
    """

    def __init__(self, takes: Collection[PaperType] = tuple(PaperType)) -> None:
        self.size_bytes = 0
        self._takes = takes
        self._head = b""
        self._tail = b""
        self._seen: set[bytes] = set()

    @property
    def is_too_large(self) -> bool:
        """Whether there is no use in keeping what comes."""
        return self.size_bytes > MOST_BYTES

    def see(self, piece: bytes) -> None:
        """Take the next bytes; memory does not grow with the file."""
        self.size_bytes += len(piece)
        if len(self._head) < _HEAD_BYTES:
            self._head = (self._head + piece)[:_HEAD_BYTES]
        window = self._tail + piece
        marks = _MARKS.get(self._head[: len(_ZIP)]) or _MARKS.get(self._head[: len(_OLE)]) or ()
        waiting = [mark for mark in marks if mark not in self._seen]
        if waiting:
            # A mark may begin in one piece and end in the next.
            longest = max(len(mark) for mark in waiting)
            lowered = window[-len(piece) - longest :].lower()
            self._seen.update(mark for mark in waiting if mark in lowered)
        self._tail = window[-_TAIL_BYTES:]

    def judge(self, file_name: str) -> PaperType:
        """Return what passed by.

        Raises:
            UnfitDocumentError: with a sentence for what is wrong with it.
        """
        ending = PurePath(file_name).suffix.lower().removeprefix(".")
        if not self.size_bytes:
            raise UnfitDocumentError("文件是空的，没有保存。请确认原文件能够打开后重新上传。")
        if self.is_too_large:
            most = MOST_BYTES // MIB
            raise UnfitDocumentError(
                f"文件超过 {most} MB，没有保存。请降低扫描的清晰度，或者分成几份后重新上传。"
            )
        kind = self._kind()
        if kind not in self._takes:
            raise self._unfit()
        if kind in (PaperType.DOC, PaperType.DOCX) or ending in _MACRO_ENDINGS:
            self._refuse_programs(ending)
        named = _TYPE_OF_ENDING.get(ending)
        if named is not None and named is not kind:
            raise UnfitDocumentError(
                f"文件名以 .{ending} 结尾，内容却是{WORDS[kind]}，没有保存。"
                "请核对是不是选错了文件；没有选错的，请改正文件名后重新上传。"
            )
        if self._is_cut(kind):
            raise UnfitDocumentError(
                f"{WORDS[kind]}文件不完整，可能没有复制完，没有保存。请打开原文件确认后重新上传。"
            )
        return kind

    def _kind(self) -> PaperType:
        if b"%PDF-" in self._head:
            return PaperType.PDF
        if self._head.startswith(b"\xff\xd8\xff"):
            return PaperType.JPEG
        if self._head.startswith(b"\x89PNG\r\n\x1a\n"):
            return PaperType.PNG
        if self._head.startswith(TIFF_HEADS):
            return PaperType.TIFF
        for first, kind in ((_ZIP, PaperType.DOCX), (_OLE, PaperType.DOC)):
            if self._head.startswith(first) and _MARKS[first][0] in self._seen:
                return kind
        if PaperType.DOCX in self._takes:
            self._refuse_disguised()
        raise self._unfit()

    def _unfit(self) -> UnfitDocumentError:
        """Return the refusal of what is none of the kinds that are taken here."""
        if all(kind in self._takes for kind in PaperType):
            return UnfitDocumentError()
        names = "、".join(WORDS[kind] for kind in self._takes)
        return UnfitDocumentError(
            f"这里只收扫描件，格式为{names}，这个文件不是，没有保存。请转换成 PDF 后重新上传。"
        )

    def _refuse_disguised(self) -> None:
        """Say what many programs save under the name of a Word document."""
        head = self._head.lstrip(_BEFORE_TEXT).lower()
        found = next((words for mark, words in _DISGUISED.items() if head.startswith(mark)), "")
        if found:
            raise UnfitDocumentError(
                f"文件的内容是{found}，不是 Word 文书，没有保存。"
                "请用 Word 打开后另存为 DOCX 或者 PDF，再重新上传。"
            )

    def _refuse_programs(self, ending: str) -> None:
        programs = {marks[1] for marks in _MARKS.values()}
        if programs & self._seen or ending in _MACRO_ENDINGS:
            raise UnfitDocumentError(
                "文件里带有宏（程序），可能危害电脑和案卷，没有保存。"
                "请在 Word 里另存为 PDF 或者不带宏的 DOCX，再重新上传。"
            )

    def _is_cut(self, kind: PaperType) -> bool:
        """Whether the end is missing; scanners put a few bytes of their own behind it."""
        ends = {
            PaperType.DOCX: b"PK\x05\x06",
            PaperType.JPEG: b"\xff\xd9",
            PaperType.PDF: b"%%EOF",
            PaperType.PNG: b"IEND",
        }
        if kind is PaperType.TIFF:
            # A TIFF has no mark at its end, but says at its beginning where its first page is told.
            order: Literal["little", "big"] = "little" if self._head[:1] == b"I" else "big"
            return int.from_bytes(self._head[4:8], order) >= self.size_bytes
        return kind in ends and ends[kind] not in self._tail
