"""标记件: renditions that bear the code of the copy, made beside or instead of the originals.

Pictures of videos and photos get it burnt in, pages of a PDF get a stamp, pages of a TIFF get it
burnt in and become a PDF, a sound recording bears it in its data. What takes no mark goes along as
it is and the list says so, unless the approval allows marked renditions alone; then it stays
behind.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from app.access.bench import Bench
from app.access.bundling import BundledFile, Mark, Progress, safe_name
from app.access.copying import LeftOut
from app.media.mark_wire import Marked
from app.media.marking import Mark as Letters
from app.media.marking import MarkLimits, MarkProblem, mark_media
from app.media.tool import TOOL
from app.pages.stamping import stamp_paper, type_to_stamp
from app.pages.tool import TOOL as PAGE_TOOL
from app.policy.access_words import CopyForm
from app.storage.store import SegmentWriter
from app.storage.threads import in_threads

MOST_FILES = 10_000
"""Segments of one attempt; their epochs follow one another."""
_LONGEST_NAME = 40
_SAID = {
    "not_media": "这种文件不能加标记。",
    "timeout": "制作标记件超过了时限。",
    "too_costly": "制作标记件需要的资源过多。",
    "too_large": "画面过大，不能加标记。",
    "undecodable": "文件不能解码，不能加标记。",
}
_STAYS = "审批限定只给标记件，而这一项没有制成标记件，没有附上。"


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a mark says: the code, who gets the copy, for which request, on which day."""

    code: str
    taker: str
    request_no: str
    on: date

    @property
    def letters(self) -> Letters:
        """Return the lines that are burnt in, and the one line for the data of the file."""
        second = f"{self.taker[:_LONGEST_NAME]} {self.on}"
        note = f"复制件标识 {self.code}；{self.request_no}；接收人 {self.taker}；{self.on}"
        return Letters((self.code, second), note)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files as they go into the bundle, and what stays behind for want of a mark."""

    files: tuple[BundledFile, ...]
    left_out: tuple[LeftOut, ...]


async def render(
    bench: Bench,
    files: Sequence[BundledFile],
    form: CopyForm,
    bearer: Bearer,
    *,
    is_marked_only: bool,
    progress: Progress,
) -> Rendered:
    """Return the files in this form; marked renditions lie among the segments of the order.

    Raises:
        StorageFullError, StorageFailureError: no room, or an original cannot be read.
        SandboxUnavailableError, MediaReaderError: our own fault; to be tried again.
    """
    if form is CopyForm.EXACT:
        return Rendered(tuple(files), ())
    found: list[BundledFile] = []
    left_out: list[LeftOut] = []
    for file in files:
        marked = await _marked(bench, file, bearer)
        progress.done_bytes += file.size_bytes
        if isinstance(marked, BundledFile):
            found += [file, marked] if form is CopyForm.BOTH else [marked]
        elif is_marked_only:
            left_out.append(LeftOut(file.item, file.record_id, f"{marked}{_STAYS}"))
        else:
            found.append(replace(file, unmarked=marked))
    return Rendered(tuple(found), tuple(left_out))


async def _marked(bench: Bench, file: BundledFile, bearer: Bearer) -> BundledFile | str:
    """Return the marked rendition of a file, or why there is none."""
    store = bench.store
    descriptor = await in_threads(store, store.open_original, file.storage_key)
    epoch = bench.job.attempt * MOST_FILES + file.number
    writer = store.begin_segment(bench.order_id, 0, epoch, extra="sm3")
    try:
        outcome = await _ask(bench, descriptor, file, bearer, writer)
        if isinstance(outcome, MarkProblem):
            return _SAID[outcome.name]
        sm3 = await in_threads(store, writer.extra_digest)
        stored = await in_threads(store, writer.finish)
    finally:
        await in_threads(store, writer.discard)
        os.close(descriptor)
    assert sm3 is not None
    tool = PAGE_TOOL if outcome.ending == "pdf" else TOOL
    mark = Mark(file, outcome.lines, bearer.letters.note, tool, outcome.parameters)
    return replace(
        file,
        name=safe_name(file.number, f"标记件 {file.title}", outcome.ending),
        storage_key=stored.key,
        size_bytes=stored.length,
        sha256=stored.sha256,
        sm3=sm3.hex(),
        mark=mark,
    )


async def _ask(
    bench: Bench, descriptor: int, file: BundledFile, bearer: Bearer, writer: SegmentWriter
) -> Marked | MarkProblem:
    async def take(piece: bytes) -> None:
        await in_threads(bench.store, writer.write, (piece,))

    settings = bench.settings
    media_type = await in_threads(bench.store, type_to_stamp, descriptor)
    mark = mark_media if media_type is None else partial(stamp_paper, media_type=media_type)
    return await mark(
        descriptor,
        mark=bearer.letters,
        sink=take,
        size_bytes=file.size_bytes,
        limits=MarkLimits(
            wall_seconds=settings.marking_timeout_seconds, max_pixels=settings.media_max_pixels
        ),
        sandbox=settings.sandbox,
    )
