"""What the last complete installation recorded about itself."""

import json

from spots import ENVIRONMENT, REQUIREMENTS

STAMP = ENVIRONMENT / "liuhen-stamp.json"
LOCK_OF = {"serve": REQUIREMENTS / "embedded.lock", "test": REQUIREMENTS / "dev.lock"}


def read_stamp() -> dict[str, str]:
    """Return what the last complete installation recorded, or nothing."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def write_stamp(stamp: dict[str, str]) -> None:
    """Record completion atomically."""
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(stamp, indent=1))
    fresh.replace(STAMP)
