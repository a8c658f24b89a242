"""Read the packs that ship with the product, and an agency's own files."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from app.policy.pack import Pack
from app.policy.pack_combining import ancestry, combine
from app.policy.pack_overlay import overlay
from app.policy.pack_parsing import PackError, parse

_FOLDER = Path(__file__).parent
_NO_TOML = "不符合 TOML 的写法：多为缺少引号、括号不成对，或者同一名称写了两次"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class LawTexts:
    """What an agency lives by, taken apart.

    ``alone`` is its regulation by itself, ``whole`` the same with all that stands above it, and
    ``settings`` what the agency has set upon that.
    """

    alone: Pack
    whole: Pack
    settings: Pack | None = None

    @property
    def effective(self) -> Pack:
        """Everything together.

        Raises:
            app.policy.pack_parsing.PackError: a setting is unlawful.
        """
        return overlay(self.whole, self.settings) if self.settings else self.whole


@cache
def read_text(pack_id: str) -> Pack:
    """Return one shipped regulation by itself, without those above it.

    Raises:
        FileNotFoundError: no such pack ships with this version.
        app.policy.pack_parsing.PackError: the file is not a usable pack.
    """
    content = (_FOLDER / f"{pack_id}.toml").read_bytes()
    return parse(read_document(content), sha256=hashlib.sha256(content).hexdigest())


@cache
def read_pack(pack_id: str) -> Pack:
    """Return a shipped regulation as an agency lives by it: with all that stands above it.

    Raises:
        FileNotFoundError: no such pack ships with this version.
        app.policy.pack_parsing.PackError: a file is not usable, or the parents form a ring.
    """
    return under_its_parents(read_text(pack_id))


def under_its_parents(pack: Pack) -> Pack:
    """Return a regulation, shipped or not, with all that stands above it.

    Raises:
        app.policy.pack_parsing.PackError: a parent is not shipped, or the parents form a ring.
    """
    known = {name: read_text(name) for name in shipped_packs()}
    _, *above = ancestry(pack, known)
    return combine(pack, tuple(above))


def shipped_text(pack_id: str) -> str:
    """Return the file of one shipped regulation, as it is kept when an agency adopts it."""
    return (_FOLDER / f"{pack_id}.toml").read_text(encoding="utf-8")


def shipped_above(pack_id: str) -> tuple[str, ...]:
    """Return the ids of the shipped regulations above one, nearest first."""
    known = {name: read_text(name) for name in shipped_packs()}
    return tuple(pack.id for pack in ancestry(read_text(pack_id), known)[1:])


def shipped_texts(pack_id: str) -> LawTexts:
    """Return what an agency lives by before its set-up is finished."""
    return LawTexts(read_text(pack_id), read_pack(pack_id))


def texts_in(regulation: str, above: Sequence[str], settings: str) -> LawTexts:
    """Return kept texts, and an agency's own settings (JSON or nothing), to read.

    Raises:
        app.policy.pack_parsing.PackError: a text is not usable.
    """
    alone, *over = [_parsed(text) for text in (regulation, *above)]
    own = read_settings(settings) if settings else None
    return LawTexts(alone, combine(alone, tuple(over)), own)


def read_settings(settings: str) -> Pack:
    """Return an agency's own settings, which are kept as JSON in the shape of a pack's file.

    Raises:
        app.policy.pack_parsing.PackError: they cannot be read.
    """
    return parse(json.loads(settings), sha256=digest_of(settings))


def digest_of(text: str) -> str:
    """Return the digest under which a text is kept and cited."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=64)
def _parsed(text: str) -> Pack:
    return parse(read_document(text.encode()), sha256=digest_of(text))


def read_document(content: bytes) -> Mapping[str, Any]:
    """Return the sections of a TOML file.

    Raises:
        app.policy.pack_parsing.PackError: it is no TOML, with the place of the first mistake.
    """
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PackError(["文件不是 UTF-8 编码的文字"]) from error
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        where = f"第 {place[1]} 行第 {place[2]} 列" if place else "文件末尾"
        raise PackError([f"{where}{_NO_TOML}"]) from error
    except (RecursionError, ValueError) as error:
        # Brackets within brackets without end, or a number of thousands of digits.
        raise PackError(["文件的结构超出了这类文件会有的样子，没有读取"]) from error


@cache
def shipped_packs() -> tuple[str, ...]:
    """Return the ids of every regulation an agency can choose, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def settings_template() -> str:
    """Return the file that an agency fills in with its own settings."""
    return (_FOLDER / "template" / "agency.toml").read_text(encoding="utf-8")
