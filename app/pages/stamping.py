"""Stamp every page of a PDF or a TIFF with a mark; the original is opened for reading only."""

import os

from app.media.limits import MIB
from app.media.mark_wire import Marked, MarkRequest
from app.media.marking import Mark, MarkLimits, MarkProblem, Sink, run_marker
from app.media.sandbox import SandboxMode
from app.pages.passing import TIFF_HEADS, PaperType

_HEAD_BYTES = 1024
_DEFAULT_LIMITS = MarkLimits()
_MOST_BYTES = 200 * MIB
"""A larger one does not fit into the memory of the child, which holds it twice."""


def type_to_stamp(descriptor: int) -> PaperType | None:
    """Return whether the file begins as a PDF or a TIFF does; ``None`` for everything else."""
    head = os.pread(descriptor, _HEAD_BYTES, 0)
    if head.startswith(TIFF_HEADS):
        return PaperType.TIFF
    return PaperType.PDF if b"%PDF-" in head else None


async def stamp_paper(
    descriptor: int,
    media_type: PaperType,
    mark: Mark,
    sink: Sink,
    *,
    size_bytes: int,
    limits: MarkLimits = _DEFAULT_LIMITS,
    sandbox: SandboxMode = "required",
) -> Marked | MarkProblem:
    """Pass the stamped pages to ``sink`` as a PDF; otherwise as ``mark_media`` says."""
    if size_bytes > _MOST_BYTES:
        return MarkProblem("too_large")
    request = MarkRequest(
        descriptor=descriptor,
        size_bytes=size_bytes,
        container=media_type.name.lower(),
        kind=media_type.value,
        demuxer=None,
        lines=mark.lines,
        note=mark.note,
        sandbox_required=sandbox == "required",
        address_space_bytes=limits.address_space_bytes,
        cpu_seconds=limits.cpu_seconds,
        max_pixels=limits.max_pixels,
    )
    return await run_marker("app.pages.stamp_child", request, sink, limits)
