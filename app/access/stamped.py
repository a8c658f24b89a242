"""What the watermark of a sitting says where it is burnt into what is shown."""

import asyncio

from app.access.sittings import Marked
from app.media.marking import Mark

PATIENCE_SECONDS = 60.0
"""Somebody waits before a page; a copy for which nobody waits takes its time."""
AT_ONCE = asyncio.Semaphore(2)
"""Each takes a processor, a process and some memory; who scrolls fast asks for many pages."""


def letters_of(mark: Marked, moment: str) -> Mark:
    """Return what is burnt in: the code, who views and of which unit, request and time."""
    lines = (mark.code, f"{mark.name} {mark.unit_name}".rstrip(), f"{mark.number} {moment}")
    return Mark(lines, "；".join(lines))
