"""Scans of certificates: keep them once, open them on the record.

A scan is personal data and evidence at once. It is stored read-only, and every opening is an
event. Whether bytes are a scan at all is told by ``app.people.scan_vetting``.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Qualification, QualificationScan
from app.people.authority import permit
from app.people.certificate_keeping import open_certificate_for_keeping
from app.people.certificates import Certificate, find_certificate
from app.people.finding import PersonDetail, thing_of_person
from app.people.scan_vetting import VettedScan
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.storage.store import Store
from app.storage.threads import in_threads

MOST_SCANS = 10


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
