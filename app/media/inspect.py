"""Inspect one untrusted original: the only door of this package for workers."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Literal

from app.media.facts import Inspection
from app.media.limits import MediaLimits

SandboxMode = Literal["required", "best-effort"]


async def inspect_media(
    original: Path | int,
    *,
    size_bytes: int,
    now: datetime,
    limits: MediaLimits = MediaLimits(),  # noqa: B008
    sandbox: SandboxMode = "required",
    declared_type: str | None = None,
    filename: str | None = None,
    python: str = sys.executable,
) -> Inspection:
    """Say what the original is, make its stills, and list what is wrong with it."""
    raise NotImplementedError
