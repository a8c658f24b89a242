"""Read the packs that ship with the product."""

import tomllib
from functools import cache
from pathlib import Path

from app.policy.pack import Pack, parse

_FOLDER = Path(__file__).parent


@cache
def read_pack(pack_id: str) -> Pack:
    """Return a shipped pack by its id.

    Raises:
        FileNotFoundError: no such pack ships with this version.
        app.policy.pack.PackError: the file is not a usable pack.
    """
    return parse(tomllib.loads((_FOLDER / f"{pack_id}.toml").read_text(encoding="utf-8")))


def shipped_packs() -> tuple[str, ...]:
    """Return the ids of every pack in the folder, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
