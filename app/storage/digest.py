"""Read a stored file back and digest it: the proof of what is kept, not of what was sent.

SHA-256 and SM3 (GB/T 32905) run in two threads beside the reading; hashlib lets go of the
interpreter while it works.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from app.errors import StorageFailureError
from app.storage.store import Digests, StoredPart

BUFFER_BYTES = 1024 * 1024
_SM3_OF_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
"""The first example of GB/T 32905."""


def require_sm3() -> None:
    """Refuse to start where this Python cannot compute SM3, or computes it wrongly.

    Raises:
        StorageFailureError: with the sentence for whoever installs the product.
    """
    try:
        found = hashlib.new("sm3", b"abc").hexdigest()
    except ValueError as error:
        raise StorageFailureError(
            "本机的 Python 所用的 OpenSSL 不提供 SM3 摘要算法，无法封存资料。"
            "请改用含有 SM3 的 OpenSSL 1.1.1 或更高版本后重新启动。"
        ) from error
    if found != _SM3_OF_ABC:
        raise StorageFailureError(
            "本机的 SM3 摘要算法自检结果与国家标准不符，无法封存资料。请更换 OpenSSL 后重新启动。"
        )


def digest_file(descriptor: int, parts: Sequence[StoredPart]) -> Digests:
    """Digest the open file from its beginning; compare each stretch with its part's digest.

    The page cache is dropped first, so that the bytes come from the medium. Raises ``OSError``
    when the medium cannot return them.
    """
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)
    sm3, checker = hashlib.new("sm3"), _PartChecker(parts)
    buffers = [bytearray(BUFFER_BYTES), bytearray(BUFFER_BYTES)]
    size = 0
    running: list[Future[None]] = []
    with ThreadPoolExecutor(2, thread_name_prefix="digest") as threads:
        while taken := os.readv(descriptor, [buffers[0]]):
            view = memoryview(buffers[0])[:taken]
            for task in running:
                task.result()
            running = [threads.submit(sm3.update, view), threads.submit(checker.update, view)]
            size += taken
            buffers.reverse()
    return Digests(size, checker.sha256.hexdigest(), sm3.hexdigest(), checker.spoiled())


class _PartChecker:
    """SHA-256 of the whole and, beside it, of each part."""

    def __init__(self, parts: Sequence[StoredPart]) -> None:
        self.sha256 = hashlib.sha256()
        self._parts = list(parts)
        self._part = hashlib.sha256()
        self._taken = 0
        self._spoiled: list[str] = []

    def update(self, view: memoryview) -> None:
        self.sha256.update(view)
        while self._parts and len(view):
            piece = view[: self._parts[0].length - self._taken]
            self._part.update(piece)
            self._taken += len(piece)
            view = view[len(piece) :]
            if self._taken == self._parts[0].length:
                self._close_part()

    def spoiled(self) -> tuple[str, ...]:
        """Return the keys of parts that differ, or for which the file was too short."""
        return (*self._spoiled, *(part.key for part in self._parts))

    def _close_part(self) -> None:
        part = self._parts.pop(0)
        if self._part.hexdigest() != part.sha256:
            self._spoiled.append(part.key)
        self._part, self._taken = hashlib.sha256(), 0
