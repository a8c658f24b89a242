"""Key files: whole or not at all, flushed to the disk, and for their owner's eyes only."""

import os
from pathlib import Path


def private_folder(folder: Path) -> Path:
    """Make the folder, or take away what others may do in it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    return folder


def write_whole(spot: Path, content: bytes, mode: int = 0o600) -> None:
    """Replace a file so that even a power cut leaves either the old content or the new one."""
    fresh = spot.with_name(f"{spot.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(spot)
    _flush_names(spot.parent)


def read_private(spot: Path) -> bytes:
    """Read a file that holds a key, and close it to others if a copy had opened it."""
    with spot.open("rb") as file:
        os.fchmod(file.fileno(), 0o600)
        return file.read()


def _flush_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
