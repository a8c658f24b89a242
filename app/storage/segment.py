"""Write one segment: temporary file, digest on the way, flush, name, flush of the directory."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app import ids
from app.errors import LiuhenError, StorageFailureError
from app.storage import durable
from app.storage.keys import segment_path
from app.storage.store import StoredSegment
from app.storage.syscalls import Syscalls

BUFFER_BYTES = 1024 * 1024


class DiskSegmentWriter:
    """A segment on its way to the disk; see ``app.storage.store.SegmentWriter``."""

    def __init__(
        self, calls: Syscalls, root: Path, key: str, *, is_first: bool, extra: str | None
    ) -> None:
        self._is_first = is_first
        self._retired = False
        self._calls = calls
        self._root = root
        self._key = key
        self._path = segment_path(root, key)
        self._temporary = root / "incoming" / f"{ids.new_id().hex}.part"
        self._sha256 = hashlib.sha256()
        self._extra = hashlib.new(extra, usedforsecurity=False) if extra else None
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._length = 0
        self._descriptor: int | None = None

    @property
    def length(self) -> int:
        """Return how many bytes were given to ``write`` so far."""
        return self._length

    def write(self, pieces: Sequence[bytes]) -> None:
        """Take the pieces; they go to the disk once a buffer of 1 MiB is together."""
        for piece in pieces:
            self._waiting.append(piece)
            self._waiting_bytes += len(piece)
            self._length += len(piece)
            if self._waiting_bytes >= BUFFER_BYTES:
                self._flush()

    def extra_digest(self) -> bytes | None:
        """Return the digest asked for beside SHA-256, over everything written so far."""
        self._flush()
        return None if self._extra is None else self._extra.digest()

    def finish(self) -> StoredSegment:
        """Flush the data, name the file, flush the name. Only then is it a segment."""
        self._flush()
        folder = self._path.parent
        is_named = False
        try:
            with durable.translated("segment.finish"):
                self._calls.fdatasync(self._open())
                if self._is_first:
                    # A later segment follows an acknowledged one, whose folder was flushed then.
                    durable.ensure_directory(self._calls, self._root, folder)
                self._calls.link(self._temporary, self._path)
                is_named = True
                self._calls.sync_directory(folder)
        except LiuhenError:
            # The name may stand although its flush failed. Nothing will point to it, and the
            # upload's next writer uses another epoch: an orphan at worst, never a wrong byte.
            if is_named:
                self._path.unlink(missing_ok=True)
            raise
        finally:
            self.discard()
        return StoredSegment(self._key, self._length, self._sha256.hexdigest())

    def discard(self) -> None:
        """Close and remove the temporary file; the finished segment has a name of its own."""
        self._retired = True
        self._waiting = []
        self._waiting_bytes = 0
        self._close()
        with suppress(OSError):
            self._temporary.unlink(missing_ok=True)

    def _flush(self) -> None:
        pieces, self._waiting, self._waiting_bytes = self._waiting, [], 0
        if not pieces:
            return
        try:
            with durable.translated("segment.write"):
                durable.write_all(self._calls, self._open(), pieces)
        except BaseException:
            self.discard()
            raise
        for piece in pieces:
            self._sha256.update(piece)
            if self._extra is not None:
                self._extra.update(piece)

    def _open(self) -> int:
        if self._retired:
            raise StorageFailureError
        if self._descriptor is None:
            self._descriptor = self._calls.create(self._temporary)
        return self._descriptor

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
