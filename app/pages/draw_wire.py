"""What the parent asks of the process that draws a page; the answer is that of ``mark_wire``."""

from dataclasses import dataclass

from app.media.mark_wire import MarkRequest


@dataclass(frozen=True, slots=True)
class DrawRequest(MarkRequest):
    """One ``page``, counted from 1, its longer ``side`` so many pixels long."""

    page: int
    side: int
    jpeg_quality: int
