"""Read the packs that ship with the product."""

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from app.policy.pack import Pack
from app.policy.pack_combining import ancestry, combine
from app.policy.pack_parsing import parse

_FOLDER = Path(__file__).parent


@cache
def read_text(pack_id: str) -> Pack:
    """Return one shipped regulation by itself, without those above it.

    Raises:
        FileNotFoundError: no such pack ships with this version.
        app.policy.pack_parsing.PackError: the file is not a usable pack.
    """
    content = (_FOLDER / f"{pack_id}.toml").read_bytes()
    document = tomllib.loads(content.decode("utf-8"))
    return parse(document, sha256=hashlib.sha256(content).hexdigest())


@cache
def read_pack(pack_id: str) -> Pack:
    """Return a shipped regulation as an agency lives by it: with all that stands above it.

    Raises:
        FileNotFoundError: no such pack ships with this version.
        app.policy.pack_parsing.PackError: a file is not usable, or the parents form a ring.
    """
    pack = read_text(pack_id)
    known = {name: read_text(name) for name in shipped_packs()}
    _, *above = ancestry(pack, known)
    return combine(pack, tuple(above))


@cache
def shipped_packs() -> tuple[str, ...]:
    """Return the ids of every pack in the folder, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
