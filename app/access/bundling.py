"""The sealed bundle of a copy: originals byte for byte, what they are, and a list to read (复制件).

A ZIP whose members are stored and not packed, so that nothing is needed to check it but ``unzip``
and a digest. The same contents at the same moment give the same bytes. It is written piece by
piece: a bundle may hold gigabytes and memory does not grow with it.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.access.bundle_sheet import sheet_of
from app.clock import SHANGHAI
from app.errors import StorageFailureError
from app.policy.access_words import CopyForm
from app.storage.store import SegmentWriter, Store, StoredPart

MANIFEST, SHEET = "manifest.json", "清单.html"
FORMAT = "liuhen-copy/2"
_READ_BYTES = 1024 * 1024
_READ_ONLY = 0o100444 << 16
_LONGEST = 60
_UNSAFE = frozenset('\\/:*?"<>|')


@dataclass(frozen=True, slots=True)
class Mark:
    """How a marked rendition came of its original: what it bears, and by which program."""

    of: "BundledFile"
    lines: tuple[str, ...]
    note: str
    tool: str
    parameters: Mapping[str, object]

    def as_json(self) -> dict[str, Any]:
        """Return what the manifest says of it."""
        return {
            "burnt_in": list(self.lines),
            "note": self.note,
            "original": {
                "sha256": self.of.sha256,
                "size_bytes": self.of.size_bytes,
                "sm3": self.of.sm3,
            },
            "parameters": dict(self.parameters),
            "tool": self.tool,
        }


@dataclass(frozen=True, slots=True)
class BundledFile:
    """One file as it goes into the bundle; ``name`` is its name there.

    It is an original byte for byte unless it has a ``mark``; then ``storage_key`` is that of a
    segment. ``item`` is its place in the request. ``unmarked`` says why an original that was to be
    marked goes along as it is.
    """

    number: int
    item: int
    name: str
    title: str
    kind: str
    record_id: UUID
    storage_key: str
    size_bytes: int
    sha256: str
    sm3: str
    mark: Mark | None = None
    unmarked: str = field(default="")

    def as_json(self) -> dict[str, Any]:
        """Return what the manifest says of it."""
        form = CopyForm.MARKED if self.mark else CopyForm.EXACT
        said = {"mark": self.mark.as_json()} if self.mark else {}
        why = {"unmarked": self.unmarked} if self.unmarked else {}
        return {
            "form": form.value,
            "kind": self.kind,
            "name": self.name,
            "record_id": str(self.record_id),
            "sha256": self.sha256,
            "size_bytes": self.size_bytes,
            "sm3": self.sm3,
            "title": self.title,
            **said,
            **why,
        }


def canonical(manifest: Mapping[str, Any]) -> bytes:
    """Return the manifest as it is digested: sorted keys, no spaces, UTF-8.

    >>> canonical({"b": "甲", "a": 1}).decode()
    '{"a":1,"b":"甲"}'
    """
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def safe_name(number: int, title: str, ending: str) -> str:
    r"""Return a name that every system can write, and that leads into no other folder.

    The number comes first: it keeps the order, and no name is reserved on any system.

    >>> safe_name(3, "..\\询问/笔录\u202e", "pdf")
    '资料/0003-.._询问_笔录_.pdf'
    """
    plain = "".join("_" if _is_unsafe(character) else character for character in title)
    return f"资料/{number:04}-{plain.strip(' ')[:_LONGEST]}{f'.{ending}' if ending else ''}"


def ending_of(file_name: str) -> str:
    """Return the ending of a file's name, nothing where it is none that one would recognise.

    >>> ending_of("现场.MP4"), ending_of("a.b c"), ending_of("noend")
    ('mp4', '', '')
    """
    _, dot, ending = file_name.rpartition(".")
    usual = dot and ending.isascii() and ending.isalnum() and len(ending) <= len("jpeg2")
    return ending.lower() if usual else ""


@dataclass(slots=True)
class Progress:
    """How many bytes a piece of work has read so far; written by one thread, read by another."""

    done_bytes: int = 0


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A bundle that is durable as a segment, with the digests of its bytes."""

    part: StoredPart
    sm3: str


def write_bundle(
    store: Store,
    place: tuple[UUID, int],
    files: Sequence[BundledFile],
    manifest: Mapping[str, Any],
    *,
    progress: Progress,
    now: datetime,
) -> WrittenBundle:
    """Write the bundle as a segment of its own and return it; blocks as long as the disk takes.

    ``place`` is the id and the epoch of the segment.

    Each original is digested on its way: what has changed on the disk since it was sealed does not
    leave the house under the digest it once had.

    Raises:
        StorageFullError: no room; nothing of the bundle remains.
        StorageFailureError: the disk refused, or an original is no longer what was sealed.
    """
    writer = store.begin_segment(place[0], 0, place[1], extra="sm3")
    try:
        with zipfile.ZipFile(_Outlet(writer), "w", zipfile.ZIP_STORED) as archive:
            _put(archive, MANIFEST, canonical(manifest), now)
            _put(archive, SHEET, sheet_of(manifest), now)
            for file in files:
                _copy(store, archive, file, progress, now)
        sm3 = writer.extra_digest()
        stored = writer.finish()
    finally:
        writer.discard()
    assert sm3 is not None
    return WrittenBundle(StoredPart(stored.key, stored.length, stored.sha256), sm3.hex())


class _Outlet(io.RawIOBase):
    """A file that only goes forward; the archive sees that it cannot go back."""

    def __init__(self, writer: SegmentWriter) -> None:
        self._writer = writer

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._writer.write((piece,))
        return len(piece)


def _put(archive: zipfile.ZipFile, name: str, content: bytes, now: datetime) -> None:
    with archive.open(_member(name, now, len(content)), "w") as target:
        target.write(content)


def _copy(
    store: Store, archive: zipfile.ZipFile, file: BundledFile, progress: Progress, now: datetime
) -> None:
    found = hashlib.sha256()
    open_file = store.open_segment if file.mark else store.open_original
    descriptor = open_file(file.storage_key)
    try:
        with archive.open(_member(file.name, now, file.size_bytes), "w") as target:
            while piece := os.read(descriptor, _READ_BYTES):
                found.update(piece)
                target.write(piece)
                progress.done_bytes += len(piece)
    finally:
        os.close(descriptor)
    if found.hexdigest() != file.sha256:
        raise StorageFailureError(
            f"“{file.title}”现在的内容与封存时的摘要不一致，复制件没有生成。请通知系统管理员。"
        )


def _member(name: str, now: datetime, size_bytes: int) -> zipfile.ZipInfo:
    """Describe a member alike on every system; its size decides whether it needs ZIP64."""
    member = zipfile.ZipInfo(name, now.astimezone(SHANGHAI).timetuple()[:6])
    member.create_system, member.external_attr = 3, _READ_ONLY
    member.file_size = size_bytes
    return member


def _is_unsafe(character: str) -> bool:
    return character in _UNSAFE or not character.isprintable()
