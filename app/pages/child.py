"""The process that reads one untrusted document, and then ends.

It is given the document as an open, read-only descriptor and answers in frames on standard
output. Everything is imported first, then every right is given up, then the file is read.
"""

import os
import sys
import time
from collections.abc import Iterator
from itertools import groupby

from app.media import wire as frames
from app.media.sandbox import confine
from app.media.source import DescriptorReader
from app.pages import wire
from app.pages.doc import DocPages
from app.pages.passing import PaperType
from app.pages.pdf import PdfPages
from app.pages.problems import PaperProblem
from app.pages.refusing import RefusedPaperError
from app.pages.tiff import ScanLimits, TiffPages
from app.pages.wire import PagePicture, Request
from app.pages.word import WordPages

_PIECE = 100_000
"""Characters; at most four bytes each, so that a frame stays far below its cap."""


def main() -> None:
    """Confine this process, read the document named by the request, answer, and end."""
    request = Request.from_argument(sys.argv[1])
    layers = confine(
        address_space_bytes=request.address_space_bytes, cpu_seconds=request.cpu_seconds
    )
    if request.sandbox_required and not layers.holds:
        os._exit(frames.EXIT_UNCONFINED)
    frames.write_frame(frames.READY, b"")
    problem, has_more = "", False
    try:
        has_more = _read(request)
    except RefusedPaperError as error:
        problem = error.problem.value
    except (MemoryError, RecursionError):
        problem = PaperProblem.TOO_COSTLY.value
    except Exception:
        # The door of this process: a hostile document raises anything.
        problem = PaperProblem.DAMAGED.value
    answer: dict[str, object] = {"problem": problem, "has_more": has_more}
    frames.write_frame(wire.DONE, frames.to_json_bytes(answer))
    os._exit(0)


def _read(request: Request) -> bool:
    """Send the count and the words; return whether there were more words than are kept."""
    source = DescriptorReader(request.descriptor, request.size_bytes)
    match PaperType(request.media_type):
        case PaperType.PDF:
            pdf = PdfPages(source, request)
            _send_count(pdf.count)
            _send_sizes(pdf.sizes())
            return _send_text(pdf.texts(), request)
        case PaperType.TIFF:
            limits = ScanLimits(
                request.max_picture_bytes, request.max_picture_pages, request.max_pixels
            )
            scan = TiffPages(source, request.size_bytes, limits)
            _send_count(scan.count)
            _send_pictures(scan.pictures(request.picture_side, request.jpeg_quality))
            return False
        case PaperType.DOC:
            older = DocPages(source, request)
            _send_count(None, told=older.told)
            return _send_text(older.texts(), request)
        case PaperType.DOCX:
            word = WordPages(source, request)
            _send_count(None, told=word.told)
            return _send_text(word.texts(), request)
        case picture:
            raise ValueError(picture)


def _send_count(pages: int | None, told: int | None = None) -> None:
    frames.write_frame(wire.COUNT, frames.to_json_bytes({"pages": pages, "told": told}))


def _send_sizes(sizes: Iterator[tuple[int, int]]) -> None:
    stretches = [[len(list(pages)), *size] for size, pages in groupby(sizes)]
    said: dict[str, object] = {"sheets": stretches[: wire.MOST_STRETCHES]}
    frames.write_frame(wire.SIZES, frames.to_json_bytes(said))


def _send_pictures(pictures: Iterator[PagePicture]) -> None:
    for picture in pictures:
        head = wire.PAGE_HEAD.pack(picture.width, picture.height)
        frames.write_frame(wire.PAGE, head + picture.jpeg)


def _send_text(texts: Iterator[str], request: Request) -> bool:
    left = request.max_characters
    until = time.monotonic() + request.text_seconds
    for text in texts:
        taken = text[:left]
        for start in range(0, len(taken), _PIECE):
            piece = taken[start : start + _PIECE]
            frames.write_frame(wire.TEXT, piece.encode("utf-8", "replace"))
        left -= len(taken)
        if left <= 0 or time.monotonic() > until:
            return True
    return False
