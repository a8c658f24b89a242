"""The store on local disks: plain files below one directory.

``segments/<upload>/<start>-<epoch>`` · ``originals/<aa>/<bb>/<id>`` · ``documents/<aa>/<bb>/<id>``
· ``derivatives/<id>/<name>`` · ``incoming/`` for what has no name yet, on the same filesystem so
that naming it is atomic.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from app import ids
from app.errors import StorageFailureError
from app.storage import durable, keys
from app.storage.digest import BUFFER_BYTES, digest_file, require_sm3
from app.storage.segment import DiskSegmentWriter
from app.storage.store import Digests, StoredPart
from app.storage.syscalls import Syscalls

_THREADS = 16
_COPY_BYTES = 64 * 1024 * 1024


def make_store(storage_url: str) -> "DiskStore":
    """Return the store at ``file:///absolute/directory``, created when missing.

    Raises:
        StorageFailureError: the address is of another kind, or SM3 is missing.
    """
    address = urlsplit(storage_url)
    if address.scheme != "file" or address.netloc or not address.path.startswith("/"):
        raise StorageFailureError(
            "本版本只把文件保存在本机磁盘上。"
            "请把 STORAGE_URL 设为 file:///绝对路径 的形式后重新启动。"
        )
    require_sm3()
    return DiskStore(Path(unquote(address.path)))


class DiskStore:
    """See ``app.storage.store.Store``."""

    def __init__(self, root: Path, calls: Syscalls | None = None) -> None:
        self._root = root
        self._calls = calls or Syscalls()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="storage")
        with durable.translated("store.open"):
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in ("segments", "originals", "documents", "derivatives", "incoming"):
                durable.ensure_directory(self._calls, root, root / name)

    @property
    def threads(self) -> Executor:
        """Return the bounded pool in which the blocking methods are to be run."""
        return self._threads

    def begin_segment(
        self, upload_id: UUID, start: int, epoch: int, *, extra: str | None = None
    ) -> DiskSegmentWriter:
        """Start a segment at ``start``; ``extra`` names one more hashlib digest to compute."""
        key = keys.segment_key(upload_id, start, epoch)
        return DiskSegmentWriter(self._calls, self._root, key, is_first=start == 0, extra=extra)

    def open_segment(self, key: str) -> int:
        """Return a read-only descriptor that the caller closes."""
        return _opened(keys.segment_path(self._root, key), "segment.open")

    def discard_segment(self, key: str) -> None:
        """Remove a segment that no row names; does nothing when it is gone."""
        with durable.translated("segment.discard"):
            keys.segment_path(self._root, key).unlink(missing_ok=True)

    def discard_segments(self, upload_id: UUID) -> None:
        """Remove every segment of an upload that was sealed, terminated or has expired."""
        with durable.translated("segments.discard"), suppress(FileNotFoundError):
            shutil.rmtree(self._root / keys.segment_folder(upload_id))

    def uploads_with_segments(self) -> tuple[UUID, ...]:
        """Return the uploads of which any segment is still stored."""
        with durable.translated("segments.list"):
            return tuple(UUID(folder.name) for folder in (self._root / "segments").iterdir())

    def assemble_original(self, original_id: UUID, parts: Sequence[StoredPart]) -> str:
        """Join the parts into one durable read-only file; may be repeated after a kill."""
        key = keys.original_key(original_id)
        target = keys.original_path(self._root, key)
        temporary = self._incoming()
        with durable.translated("original.assemble"):
            durable.ensure_directory(self._calls, self._root, target.parent)
            try:
                if not target.exists():
                    self._join(parts, temporary)
                    with suppress(FileExistsError):  # Another worker was faster.
                        self._calls.link(temporary, target)
            finally:
                temporary.unlink(missing_ok=True)
            self._calls.sync_directory(target.parent)
        if self.original_size(key) != sum(part.length for part in parts):
            raise StorageFailureError(
                "封存时发现同一编号下已有另一份文件，已停止操作。请通知系统管理员。"
            )
        return key

    def digest_original(self, key: str, parts: Sequence[StoredPart] = ()) -> Digests:
        """Read the stored file back and return its digests and the parts that differ."""
        descriptor = self.open_original(key)
        try:
            with durable.translated("original.digest"):
                return digest_file(descriptor, parts)
        finally:
            os.close(descriptor)

    def digest_parts(self, parts: Sequence[StoredPart]) -> str:
        """Return the SHA-256 of the parts in order, before anything is assembled from them."""
        whole = hashlib.sha256()
        with durable.translated("segments.digest"):
            for part in parts:
                with keys.segment_path(self._root, part.key).open("rb") as source:
                    while piece := source.read(BUFFER_BYTES):
                        whole.update(piece)
        return whole.hexdigest()

    def open_original(self, key: str) -> int:
        """Return a read-only descriptor that the caller closes."""
        return _opened(keys.original_path(self._root, key), "original.open")

    def original_size(self, key: str) -> int:
        """Return the size in bytes."""
        with durable.translated("original.size"):
            return keys.original_path(self._root, key).lstat().st_size

    def put_document(self, document_id: UUID, data: bytes) -> str:
        """Store a document durably and all at once, read-only; an id is used once."""
        key = keys.document_key(document_id)
        with durable.translated("document.put"):
            durable.write_once(
                self._calls, self._root, keys.document_path(self._root, key), self._incoming(), data
            )
        return key

    def read_document(self, key: str) -> bytes:
        """Return a document's bytes; a link in its place is not followed."""
        path = keys.document_path(self._root, key)
        with durable.translated("document.read"):
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as source:
                return source.read()

    def discard_document(self, key: str) -> None:
        """Remove a document whose row could not be written; does nothing when it is gone."""
        with durable.translated("document.discard"):
            keys.document_path(self._root, key).unlink(missing_ok=True)

    def documents_before(self, before: datetime) -> tuple[str, ...]:
        """Return the keys of the documents that were written before ``before``."""
        found = []
        with durable.translated("documents.list"):
            for path in (self._root / "documents").glob("*/*/*"):
                with suppress(FileNotFoundError):
                    if path.lstat().st_mtime < before.timestamp():
                        found.append(str(path.relative_to(self._root)))
        return tuple(found)

    def put_derivative(self, original_id: UUID, name: str, data: bytes) -> str:
        """Store a derivative durably and all at once, replacing an older one."""
        key = keys.derivative_key(original_id, name)
        target = keys.derivative_path(self._root, key)
        temporary = self._incoming()
        with durable.translated("derivative.put"):
            durable.ensure_directory(self._calls, self._root, target.parent)
            try:
                descriptor = self._calls.create(temporary)
                try:
                    durable.write_all(self._calls, descriptor, [data])
                    self._calls.fdatasync(descriptor)
                finally:
                    os.close(descriptor)
                self._calls.replace(temporary, target)
            finally:
                temporary.unlink(missing_ok=True)
            self._calls.sync_directory(target.parent)
        return key

    def read_derivative(self, key: str) -> bytes:
        """Return a derivative's bytes."""
        with durable.translated("derivative.read"):
            return keys.derivative_path(self._root, key).read_bytes()

    def delete_derivative(self, key: str) -> None:
        """Remove a derivative; does nothing when it is gone."""
        with durable.translated("derivative.delete"):
            keys.derivative_path(self._root, key).unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """Return how many bytes an unprivileged process may still write."""
        with durable.translated("store.free"):
            room = os.statvfs(self._root)
            return room.f_bavail * room.f_frsize

    def discard_abandoned(self, before: datetime) -> int:
        """Remove half-written files last touched before ``before``; return how many."""
        removed = 0
        with durable.translated("store.sweep"):
            for path in (self._root / "incoming").iterdir():
                with suppress(FileNotFoundError):
                    if path.lstat().st_mtime < before.timestamp():
                        path.unlink()
                        removed += 1
        return removed

    def _incoming(self) -> Path:
        """Return a fresh name for what has no name of its own yet."""
        return self._root / "incoming" / f"{ids.new_id().hex}.part"

    def _join(self, parts: Sequence[StoredPart], temporary: Path) -> None:
        target = self._calls.create(temporary)
        try:
            for part in parts:
                self._append(target, part)
            os.fchmod(target, 0o400)
            self._calls.fdatasync(target)
        finally:
            os.close(target)

    def _append(self, target: int, part: StoredPart) -> None:
        path = keys.segment_path(self._root, part.key)
        source = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            if os.fstat(source).st_size != part.length:
                raise StorageFailureError(
                    "封存时发现一段已收到的内容长度不符，已停止操作。请通知系统管理员。"
                )
            rest = part.length
            while rest:
                moved = self._calls.copy(source, target, min(rest, _COPY_BYTES))
                if not moved:
                    raise StorageFailureError
                rest -= moved
        finally:
            os.close(source)


def _opened(path: Path, step: str) -> int:
    """Open a plain file for reading; a link in its place is not followed."""
    with durable.translated(step):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise StorageFailureError
    return descriptor
