"""The headers of tus 1.0.0 as frozen values: pure, so that every clause is a row of a table.

Clause numbers (C for core, E for extensions) are those of ``docs/upload-protocol.md``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.uploads.checksum import Checksum, parse_checksum
from app.uploads.errors import MalformedRequestError
from app.uploads.metadata import Metadata, parse_metadata

VERSION = "1.0.0"
BODY_TYPE = "application/offset+octet-stream"
EXTENSIONS = (
    "creation",
    "creation-with-upload",
    "creation-defer-length",
    "checksum",
    "expiration",
    "termination",
)
_INTEGER = re.compile(r"[0-9]{1,18}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class BodyHead:
    """What the headers say of a body. ``length`` is unknown under chunked transfer coding."""

    is_present: bool
    length: int | None
    has_right_type: bool
    checksum: Checksum | None


@dataclass(frozen=True, slots=True)
class Creation:
    """A POST: ``length`` is ``None`` when it is deferred."""

    length: int | None
    metadata: Metadata
    body: BodyHead


@dataclass(frozen=True, slots=True)
class Append:
    """A PATCH: ``length`` is set when the sender makes a deferred length known."""

    offset: int
    length: int | None
    body: BodyHead


def parse_creation(headers: Mapping[str, str]) -> Creation:
    """Return what a POST asks for (E1, E4, E5).

    Raises:
        MalformedRequestError, MetadataError, UnknownChecksumError: nothing was changed.
    """
    length = _integer(headers, "upload-length")
    deferred = headers.get("upload-defer-length")
    if deferred not in {None, "1"} or (length is None) == (deferred is None):
        raise MalformedRequestError
    return Creation(
        length=length,
        metadata=parse_metadata(headers.get("upload-metadata", "")),
        body=_body(headers),
    )


def parse_append(headers: Mapping[str, str]) -> Append:
    """Return what a PATCH asks for (C11, E6, E8).

    Raises:
        MalformedRequestError, UnknownChecksumError: nothing was changed.
    """
    offset = _integer(headers, "upload-offset")
    if offset is None:
        raise MalformedRequestError
    return Append(offset=offset, length=_integer(headers, "upload-length"), body=_body(headers))


def _body(headers: Mapping[str, str]) -> BodyHead:
    length = _integer(headers, "content-length")
    is_chunked = "transfer-encoding" in headers
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return BodyHead(
        is_present=is_chunked or bool(length),
        length=None if is_chunked else length or 0,
        has_right_type=media_type == BODY_TYPE,
        checksum=parse_checksum(headers.get("upload-checksum")),
    )


def _integer(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name)
    if text is None:
        return None
    if _INTEGER.match(text) is None:
        raise MalformedRequestError
    return int(text)
