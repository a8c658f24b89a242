"""What a store of bytes must do: the seam between the product and whatever keeps its files.

Four kinds of things live in a store. *Segments* are pieces of an upload, written once each.
*Originals* are the evidence: assembled from segments, read-only, and there is deliberately no
method that changes or removes one (promise P3). *Documents* are small files that somebody hands
over whole, such as the scan of a certificate; they are written once and read-only too.
*Derivatives* are made from originals and may be deleted and made again.

Every method blocks. Callers on the event loop run them in ``threads``, which is bounded so that a
stuck disk cannot eat the process. Offsets and lengths are bytes, zero-based.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """A segment that is durable: it survives a power cut from here on."""

    key: str
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A segment as an original is assembled from it; ``sha256`` is lower-case hex."""

    key: str
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Digests:
    """What reading the stored file back has found; digests are lower-case hex.

    ``spoiled_parts`` holds the keys of those segments whose stretch of the file no longer has the
    digest it had when it arrived: the disk has changed bytes since they were acknowledged.
    """

    size_bytes: int
    sha256: str
    sm3: str
    spoiled_parts: tuple[str, ...] = ()


class SegmentWriter(Protocol):
    """Writes one segment. Used by one thread at a time; ends with ``finish`` or ``discard``."""

    @property
    def length(self) -> int:
        """Return how many bytes were given to ``write`` so far."""
        ...

    def write(self, pieces: Sequence[bytes]) -> None:
        """Append the pieces; memory does not grow with the segment.

        Raises:
            StorageFullError: no room; the segment is discarded already.
            StorageFailureError: the disk refused; the segment is discarded already.
        """
        ...

    def extra_digest(self) -> bytes | None:
        """Return the digest asked for beside SHA-256, over everything written so far."""
        ...

    def finish(self) -> StoredSegment:
        """Make the segment durable and return it: data first, then its name.

        A failed flush retires the segment and is never tried again on the same descriptor,
        because the kernel may have dropped the dirty pages and would then report success.

        Raises:
            StorageFullError: no room; nothing of the segment remains.
            StorageFailureError: the disk refused; nothing of the segment is to be relied on.
        """
        ...

    def discard(self) -> None:
        """Throw away what was written; does nothing after ``finish`` or a second time."""
        ...


class Store(Protocol):
    """The files of one installation."""

    @property
    def threads(self) -> Executor:
        """Return the bounded pool in which the blocking methods are to be run."""
        ...

    def begin_segment(
        self, upload_id: UUID, start: int, epoch: int, *, extra: str | None = None
    ) -> SegmentWriter:
        """Start a segment at ``start``; ``extra`` names one more hashlib digest to compute."""
        ...

    def open_segment(self, key: str) -> int:
        """Return a read-only descriptor that the caller closes.

        Raises:
            StorageFailureError: there is no such file, or it is not a plain one.
        """
        ...

    def discard_segment(self, key: str) -> None:
        """Remove a segment that no row names; does nothing when it is gone."""
        ...

    def discard_segments(self, upload_id: UUID) -> None:
        """Remove every segment of an upload that was sealed, terminated or has expired."""
        ...

    def uploads_with_segments(self) -> tuple[UUID, ...]:
        """Return the uploads of which any segment is still stored."""
        ...

    def assemble_original(self, original_id: UUID, parts: Sequence[StoredPart]) -> str:
        """Join the parts, in order, into one durable read-only file; return its key.

        May be repeated after a kill: a finished file of the right size is accepted as it stands,
        because it gets its name only when it is whole and flushed.

        Raises:
            StorageFailureError: a part is missing or short, or another file has this id.
            StorageFullError: no room for the copy; the parts are untouched.
        """
        ...

    def digest_original(self, key: str, parts: Sequence[StoredPart] = ()) -> Digests:
        """Read the stored file back and return its SHA-256 and SM3.

        With ``parts`` each stretch is compared with the digest its segment had on arrival.
        """
        ...

    def digest_parts(self, parts: Sequence[StoredPart]) -> str:
        """Return the SHA-256 of the parts in order, as if they were one file already.

        Raises:
            StorageFailureError: a part is missing or short.
        """
        ...

    def open_original(self, key: str) -> int:
        """Return a read-only descriptor that the caller closes.

        Raises:
            StorageFailureError: there is no such file, or it is not a plain one.
        """
        ...

    def original_size(self, key: str) -> int:
        """Return the size in bytes."""
        ...

    def put_document(self, document_id: UUID, data: bytes) -> str:
        """Store a document durably and all at once, read-only; return its key.

        Raises:
            StorageFullError: no room; nothing of the document remains.
            StorageFailureError: the disk refused, or another document has this id.
        """
        ...

    def read_document(self, key: str) -> bytes:
        """Return a document's bytes.

        Raises:
            StorageFailureError: there is no such file, or it is not a plain one.
        """
        ...

    def discard_document(self, key: str) -> None:
        """Remove a document whose row could not be written; does nothing when it is gone."""
        ...

    def documents_before(self, before: datetime) -> tuple[str, ...]:
        """Return the keys of the documents that were written before ``before``."""
        ...

    def put_derivative(self, original_id: UUID, name: str, data: bytes) -> str:
        """Store a derivative durably and all at once, replacing an older one; return its key."""
        ...

    def read_derivative(self, key: str) -> bytes:
        """Return a derivative's bytes."""
        ...

    def delete_derivative(self, key: str) -> None:
        """Remove a derivative; does nothing when it is gone."""
        ...

    def free_bytes(self) -> int:
        """Return how many bytes an unprivileged process may still write."""
        ...

    def discard_abandoned(self, before: datetime) -> int:
        """Remove half-written files last touched before ``before``; return how many."""
        ...
