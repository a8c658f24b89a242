"""Understand ``Upload-Metadata``: strict about its grammar, lenient about what people named things.

A file name is data and never a path: it may hold quotes, ``../`` or three hundred Chinese
characters and is kept as it came. Unknown keys are kept too.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

from app.clock import is_expressible
from app.uploads.errors import MetadataError

MOST_CHARACTERS = 32 * 1024
_SHA256 = re.compile(r"[0-9a-fA-F]{64}\Z")
_KEY = re.compile(r"[!-+\--~]+\Z")
"""Visible ASCII without the comma."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a sender says about a file. ``notes`` name what was said but not understood."""

    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    file_name: str = ""
    declared_type: str = ""
    declared_sha256: str | None = None
    recorded_at: datetime | None = None
    notes: tuple[str, ...] = ()


def parse_metadata(text: str) -> Metadata:
    """Return what the header says.

    >>> parse_metadata("filename YS5tcDQ=, is_private").values
    mappingproxy({'filename': 'a.mp4', 'is_private': ''})

    Raises:
        MetadataError: the grammar is broken, or ``sha256`` is not 64 hexadecimal digits.
    """
    if len(text) > MOST_CHARACTERS:
        raise MetadataError("上传说明（Upload-Metadata）过长，上传没有开始。请缩短后重试。")
    notes: list[str] = []
    values: dict[str, str] = {}
    for pair in text.split(",") if text.strip() else ():
        key, _, encoded = pair.strip(" ").partition(" ")
        if _KEY.match(key) is None or key in values:
            raise MetadataError
        values[key] = _decode(key, encoded.strip(" "), notes)
    return Metadata(
        text=text,
        values=MappingProxyType(values),
        file_name=values.get("filename", ""),
        declared_type=values.get("filetype", ""),
        declared_sha256=_digest(values.get("sha256", "")),
        recorded_at=_moment(values.get("recorded_at", ""), notes),
        notes=tuple(notes),
    )


def _decode(key: str, encoded: str, notes: list[str]) -> str:
    try:
        raw = base64.b64decode(encoded.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise MetadataError from error
    try:
        value = raw.decode("utf-8")
    except UnicodeDecodeError:
        notes.append(f"{key}:not_utf8")
        value = raw.decode("latin-1")
    if "\x00" in value:
        # PostgreSQL keeps no NUL in text; the header as received stays beside the decoded value.
        notes.append(f"{key}:nul_replaced")
        value = value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return value


def _digest(value: str) -> str | None:
    if not value:
        return None
    if _SHA256.match(value) is None:
        raise MetadataError(
            "声明的 SHA-256 摘要应为 64 位十六进制数字，上传没有开始。请检查上传程序后重试。"
        )
    return value.lower()


def _moment(value: str, notes: list[str]) -> datetime | None:
    """Return the moment in UTC. Without an offset it could be any hour of the day, so unknown."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None and is_expressible(moment):
            return moment.astimezone(UTC)
    except ValueError:
        pass
    notes.append("recorded_at:not_understood")
    return None
