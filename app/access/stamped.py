"""A PDF for one sitting: the watermark is burnt into its pages, because readers save and print.

Over a film the page lays its watermark; the reader of PDFs that a browser brings along is its own
page, over which nothing can be laid. What is stamped lives in a file without a name and is gone
with the answer; the original is opened for reading only.
"""

import asyncio
import os
import tempfile
from io import RawIOBase

from app.access.sittings import Marked
from app.errors import ConflictError
from app.media.marking import Mark, MarkLimits, MarkProblem
from app.pages.passing import PaperType
from app.pages.stamping import stamp_paper
from app.papers.opening import OpenedDocument
from app.settings import Settings
from app.storage.durable import translated
from app.storage.store import Store
from app.storage.threads import in_threads

PATIENCE_SECONDS = 60.0
"""Somebody waits before a page; a copy for which nobody waits takes its time."""
AT_ONCE = asyncio.Semaphore(2)
"""Each takes a process and some times its size in memory."""


class UnmarkableError(ConflictError):
    """No watermark can be put into the document, so it is not shown."""

    code = "unmarkable"
    message = (
        "这份 PDF 加不上水印，不能在页面里查阅。"
        "请资料保管人员打印出来查阅，或者重新转换成 PDF 后归入案卷。"
    )


async def stamp_for_sitting(
    store: Store, settings: Settings, opened: OpenedDocument, mark: Marked, *, moment: str
) -> tuple[int, int]:
    """Return a descriptor of the stamped document, which the caller closes, and its size.

    Holds nothing of the database; asks for the right again are the caller's.

    Raises:
        UnmarkableError: it cannot be stamped within the time.
        StorageFullError: no room for it; nothing of it remains.
        StorageFailureError, SandboxUnavailableError, MediaReaderError: our own fault.
    """
    letters = letters_of(mark, moment)
    with translated("stamp a document"):
        nameless = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed by the next block.
    with nameless as stamped:
        async with AT_ONCE:
            descriptor = await in_threads(store, store.open_original, opened.storage_key)
            try:
                outcome = await stamp_paper(
                    descriptor,
                    PaperType.PDF,
                    letters,
                    lambda piece: _take(store, stamped, piece),
                    size_bytes=opened.size_bytes,
                    limits=MarkLimits(
                        wall_seconds=PATIENCE_SECONDS, max_pixels=settings.media_max_pixels
                    ),
                    sandbox=settings.sandbox,
                )
            finally:
                os.close(descriptor)
        if isinstance(outcome, MarkProblem):
            raise UnmarkableError
        return os.dup(stamped.fileno()), os.fstat(stamped.fileno()).st_size


def letters_of(mark: Marked, moment: str) -> Mark:
    """Return what is burnt in: the code, who views and of which unit, request and time."""
    lines = (mark.code, f"{mark.name} {mark.unit_name}".rstrip(), f"{mark.number} {moment}")
    return Mark(lines, "；".join(lines))


async def _take(store: Store, stamped: RawIOBase, piece: bytes) -> None:
    with translated("stamp a document"):
        rest = memoryview(piece)
        while rest:
            rest = rest[await in_threads(store, stamped.write, rest) or 0 :]
