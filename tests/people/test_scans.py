"""Scans: kept once, opened on the record."""

import errno
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError, NotFoundError, StorageFullError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import QualificationScan
from app.people.qualifications import register_many
from app.people.scan_vetting import VettedScan, vet_scan
from app.people.scans import MOST_SCANS, Scan, add_scan, open_scan, scans_of
from app.policy.actor import WORKER
from app.policy.decision import Decision
from app.storage.disk import DiskStore
from tests.people.files import CARD, keeper_of
from tests.storage.faults import FaultPlan, FaultySyscalls
from tests.world import NOW, Town

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def certificate_of_chen(session: AsyncSession, town: Town) -> UUID:
    assert town.chen.id is not None
    (certificate,) = await register_many(session, WORKER, [(town.chen.id, town.brigade, CARD)], NOW)
    return certificate


async def test_a_scan_is_kept_and_opened_on_the_record(
    session: AsyncSession, town: Town, store: DiskStore
) -> None:
    lin = await keeper_of(session, town)
    certificate = await certificate_of_chen(session, town)
    vetted = await vet_scan(PDF, sandbox="best-effort", now=NOW)

    scan = await add_scan(session, lin, store, certificate, vetted, now=NOW)

    assert isinstance(scan, UUID)
    opened = await open_scan(session, town.chen, certificate, scan, NOW)
    assert isinstance(opened, Scan)
    assert store.read_document(opened.storage_key) == PDF
    added, shown = (await history_of(session, certificate))[1:]
    assert added.kind is LedgerKind.QUALIFICATION_SCAN_ADDED
    assert shown.kind is LedgerKind.QUALIFICATION_SCAN_OPENED
    assert shown.actor_id == town.chen.id


async def test_a_stranger_finds_no_scan(
    session: AsyncSession, town: Town, store: DiskStore
) -> None:
    lin = await keeper_of(session, town)
    certificate = await certificate_of_chen(session, town)
    scan = await add_scan(
        session, lin, store, certificate, VettedScan(PDF, "application/pdf"), now=NOW
    )
    assert isinstance(scan, UUID)

    with pytest.raises(NotFoundError):
        await open_scan(session, town.qian, certificate, scan, NOW)


async def test_the_holder_does_not_add_a_scan(
    session: AsyncSession, town: Town, store: DiskStore
) -> None:
    certificate = await certificate_of_chen(session, town)
    vetted = VettedScan(PDF, "application/pdf")

    outcome = await add_scan(session, town.chen, store, certificate, vetted, now=NOW)

    assert isinstance(outcome, Decision)
    assert await scans_of(session, certificate) == ()


async def test_the_same_scan_twice_is_refused(
    session: AsyncSession, town: Town, store: DiskStore
) -> None:
    lin = await keeper_of(session, town)
    certificate = await certificate_of_chen(session, town)
    vetted = VettedScan(PDF, "application/pdf")
    await add_scan(session, lin, store, certificate, vetted, now=NOW)

    with pytest.raises(ConflictError, match="已经上传过"):
        await add_scan(session, lin, store, certificate, vetted, now=NOW)


async def test_there_is_an_end_to_scans(
    session: AsyncSession, town: Town, store: DiskStore
) -> None:
    lin = await keeper_of(session, town)
    certificate = await certificate_of_chen(session, town)
    for number in range(MOST_SCANS):
        vetted = VettedScan(b"%d" % number, "application/pdf")
        await add_scan(session, lin, store, certificate, vetted, now=NOW)

    with pytest.raises(ConflictError, match="最多保存"):
        await add_scan(
            session, lin, store, certificate, VettedScan(PDF, "application/pdf"), now=NOW
        )


async def test_a_full_disk_leaves_nothing_half_registered(
    session: AsyncSession, town: Town, tmp_path: Path
) -> None:
    lin = await keeper_of(session, town)
    certificate = await certificate_of_chen(session, town)
    plan = FaultPlan(code=errno.ENOSPC)
    store = DiskStore(tmp_path, FaultySyscalls(plan))
    plan.calls.clear()
    plan.at = 8

    with pytest.raises(StorageFullError):
        await add_scan(
            session, lin, store, certificate, VettedScan(PDF, "application/pdf"), now=NOW
        )

    assert not await session.scalar(select(func.count()).select_from(QualificationScan))
    assert len(await history_of(session, certificate)) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
