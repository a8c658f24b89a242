"""Scans of certificates: look at the bytes, keep them once, open them on the record.

A scan is personal data and evidence at once. It is told by its content, decoded in the sandbox
alone, stored read-only, and every opening is an event.
"""

import asyncio
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.media.facts import MediaFacts
from app.media.findings import Verdict
from app.media.inspect import inspect_media
from app.media.limits import MediaLimits
from app.media.sandbox import SandboxMode
from app.media.sniff import HEAD_BYTES, sniff
from app.models import Qualification, QualificationScan
from app.people.authority import permit
from app.people.certificate_keeping import open_certificate_for_keeping
from app.people.certificates import Certificate, find_certificate
from app.people.finding import PersonDetail, thing_of_person
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.storage.store import Store
from app.storage.threads import in_threads

MOST_BYTES = 10 * 1024 * 1024
MOST_SCANS = 10
_IMAGES = {"jpeg": "image/jpeg", "png": "image/png"}
_PDF = "application/pdf"
_TAIL_BYTES = 4096
_LIMITS = MediaLimits(wall_seconds=20, cpu_seconds=15, max_thumbnails=1)


class NoScanError(InvalidInputError):
    """What was sent is no scan that may be kept."""

    code = "not_a_scan"
    message = "这个文件不是 PDF、JPEG 或 PNG 格式的扫描件，没有保存。请重新扫描或拍照后上传。"


@dataclass(frozen=True, slots=True)
class VettedScan:
    """Bytes that turned out to be a scan; a PDF has no size in pixels."""

    content: bytes
    media_type: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan as doors show it."""

    id: UUID
    qualification_id: UUID
    storage_key: str
    media_type: str
    size_bytes: int
    sha256: str
    width: int | None
    height: int | None
    uploaded_by_id: UUID
    uploaded_at: datetime


async def vet_scan(content: bytes, *, sandbox: SandboxMode, now: datetime) -> VettedScan:
    """Return what the bytes are. Pictures are decoded in a sandboxed child, about half a second.

    Call it without an open transaction.

    Raises:
        NoScanError: with a sentence for what the file is instead.
    """
    if not content:
        raise NoScanError("文件是空的，没有保存。请重新扫描或拍照后上传。")
    if len(content) > MOST_BYTES:
        raise NoScanError(
            f"文件超过 {MOST_BYTES // 1024 // 1024} MB，没有保存。请降低扫描的清晰度后重新上传。"
        )
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_TAIL_BYTES:]:
            raise NoScanError("PDF 文件不完整，可能没有传完，没有保存。请打开确认后重新上传。")
        return VettedScan(content, _PDF)
    media_type = _IMAGES.get(sniff(content[:HEAD_BYTES], len(content)).container)
    if media_type is None:
        raise NoScanError
    facts = await _decoded(content, sandbox, now)
    return VettedScan(content, media_type, facts.width, facts.height)


async def add_scan(
    session: AsyncSession,
    actor: Actor,
    store: Store,
    qualification_id: UUID,
    vetted: VettedScan,
    *,
    now: datetime,
) -> UUID | Decision:
    """Keep a scan of a certificate. Appends ``qualification:scan_added``. Locks the certificate.

    The bytes are durable before the row is written; when the row cannot be, they are removed.

    Raises:
        NotFoundError: the actor may not know the holder.
        ConflictError: there are enough scans, or this one is there already.
        StorageFullError, StorageFailureError: nothing is kept.
    """
    opened = await open_certificate_for_keeping(session, actor, qualification_id, now)
    if isinstance(opened, Decision):
        return opened
    certificate, holder = opened
    assert actor.id is not None
    sha256 = hashlib.sha256(vetted.content).hexdigest()
    await _require_room(session, certificate.id, sha256)
    row = QualificationScan(
        id=ids.new_id(),
        qualification_id=certificate.id,
        sha256=sha256,
        size_bytes=len(vetted.content),
        media_type=vetted.media_type,
        width=vetted.width,
        height=vetted.height,
        uploaded_by_id=actor.id,
        uploaded_at=now,
    )
    row.storage_key = await in_threads(store, store.put_document, row.id, vetted.content)
    try:
        session.add(row)
        await session.flush()
        detail = {"person": str(holder.id), "scan": str(row.id), "sha256": sha256}
        await append(
            session,
            LedgerKind.QUALIFICATION_SCAN_ADDED,
            actor,
            unit_id=holder.unit_id,
            subject_id=certificate.id,
            detail=detail | {"size_bytes": row.size_bytes, "media_type": row.media_type},
            now=now,
        )
    except BaseException:
        await in_threads(store, store.discard_document, row.storage_key)
        raise
    return row.id


async def open_scan(
    session: AsyncSession,
    actor: Actor,
    qualification_id: UUID,
    scan_id: UUID,
    now: datetime,
) -> Scan | Decision:
    """Return a scan that is about to be shown. Appends ``qualification:scan_opened``.

    Raises:
        NotFoundError: there is none, or the actor may not know its holder.
    """
    opened = await open_file(session, actor, qualification_id, now)
    if isinstance(opened, Decision):
        return opened
    row = await session.scalar(
        select(QualificationScan).where(
            QualificationScan.id == scan_id,
            QualificationScan.qualification_id == qualification_id,
        )
    )
    if row is None:
        raise NotFoundError
    await append(
        session,
        LedgerKind.QUALIFICATION_SCAN_OPENED,
        actor,
        unit_id=opened[1].unit_id,
        subject_id=qualification_id,
        detail={"person": str(opened[1].id), "scan": str(row.id)},
        now=now,
    )
    return _scan_of(row)


async def open_file(
    session: AsyncSession, actor: Actor, qualification_id: UUID, now: datetime
) -> tuple[Certificate, PersonDetail] | Decision:
    """Return a certificate and its holder to whoever may read the file.

    Raises:
        NotFoundError: there is none, or the actor may not know its holder.
    """
    certificate, holder = await find_certificate(session, actor, qualification_id)
    thing = await thing_of_person(session, holder)
    decision = await permit(
        session, actor, Act.PERSON_READ_FILE, thing, subject_id=holder.id, now=now
    )
    return (certificate, holder) if decision.allowed else decision


async def scans_of(session: AsyncSession, *qualification_ids: UUID) -> tuple[Scan, ...]:
    """Return the scans of certificates in the order in which they came."""
    rows = await session.scalars(
        select(QualificationScan)
        .where(QualificationScan.qualification_id.in_(qualification_ids))
        .order_by(QualificationScan.id)
    )
    return tuple(_scan_of(row) for row in rows)


async def nameless_documents(session: AsyncSession, keys: Sequence[str]) -> tuple[str, ...]:
    """Return those of the stored documents that no row names and that may therefore go.

    A crash between the store and the commit leaves such a file. A database without a single scan
    names none either, as an empty one does that was connected by mistake: nothing may go by that.
    """
    named = set(await session.scalars(select(QualificationScan.storage_key)))
    return tuple(key for key in keys if key not in named) if named else ()


async def _decoded(content: bytes, sandbox: SandboxMode, now: datetime) -> MediaFacts:
    """Return the facts of a picture that the sandbox could decode to its end."""
    descriptor = await asyncio.to_thread(_in_memory, content)
    try:
        found = await inspect_media(
            descriptor, size_bytes=len(content), now=now, limits=_LIMITS, sandbox=sandbox
        )
    finally:
        os.close(descriptor)
    if found.verdict is not Verdict.OK or found.facts is None:
        raise NoScanError("图片已损坏、不完整或过大，无法显示，没有保存。请重新扫描或拍照后上传。")
    return found.facts


def _in_memory(content: bytes) -> int:
    """Return a read-only descriptor of the bytes; nothing untrusted touches the disk yet."""
    writing = os.memfd_create("scan", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(writing), "wb") as target:
            target.write(content)
        return os.open(f"/proc/self/fd/{writing}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(writing)


async def _require_room(session: AsyncSession, qualification_id: UUID, sha256: str) -> None:
    """Count under the certificate's lock, so that two uploads at once do not both fit."""
    await session.execute(
        select(Qualification.id).where(Qualification.id == qualification_id).with_for_update()
    )
    scans = await scans_of(session, qualification_id)
    if any(scan.sha256 == sha256 for scan in scans):
        raise ConflictError("这份扫描件已经上传过，不必重复上传。")
    if len(scans) >= MOST_SCANS:
        raise ConflictError(
            f"一份证件最多保存 {MOST_SCANS} 个扫描件，没有再保存。请把多页合并成一个 PDF。"
        )


def _scan_of(row: QualificationScan) -> Scan:
    return Scan(
        id=row.id,
        qualification_id=row.qualification_id,
        storage_key=row.storage_key,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        width=row.width,
        height=row.height,
        uploaded_by_id=row.uploaded_by_id,
        uploaded_at=row.uploaded_at,
    )
