"""Stamp every page of a PDF with the mark of a copy; the original is opened for reading only."""

import os

from app.media.limits import MIB
from app.media.mark_wire import Marked, MarkRequest
from app.media.marking import Mark, MarkLimits, MarkProblem, Sink, run_marker
from app.media.sandbox import SandboxMode
from app.pages.passing import PaperType

_HEAD_BYTES = 1024
_DEFAULT_LIMITS = MarkLimits()
_MOST_BYTES = 200 * MIB
"""A larger one does not fit into the memory of the child, which holds it twice."""


def is_pdf(descriptor: int) -> bool:
    """Say whether the file begins as a PDF does."""
    return b"%PDF-" in os.pread(descriptor, _HEAD_BYTES, 0)


async def stamp_pdf(
    descriptor: int,
    mark: Mark,
    sink: Sink,
    *,
    size_bytes: int,
    limits: MarkLimits = _DEFAULT_LIMITS,
    sandbox: SandboxMode = "required",
) -> Marked | MarkProblem:
    """Pass the stamped PDF to ``sink``; otherwise as ``mark_media`` says."""
    if size_bytes > _MOST_BYTES:
        return MarkProblem("too_large")
    request = MarkRequest(
        descriptor=descriptor,
        size_bytes=size_bytes,
        container="pdf",
        kind=PaperType.PDF.value,
        demuxer=None,
        lines=mark.lines,
        note=mark.note,
        sandbox_required=sandbox == "required",
        address_space_bytes=limits.address_space_bytes,
        cpu_seconds=limits.cpu_seconds,
        max_pixels=limits.max_pixels,
    )
    return await run_marker("app.pages.stamp_child", request, sink, limits)
