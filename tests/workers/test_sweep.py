"""The sweep ends what has run out, and only that."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import ids
from app.db import transaction, type_of_sessions
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import QualificationScan, Recording, Upload
from app.people.origin import Origin
from app.people.qualifications import register_many
from app.people.refusals import note_refused_sign_in
from app.policy.actor import WORKER
from app.policy.vocabulary import RecordingState, UploadState
from app.queue import Nudger
from app.storage.disk import DiskStore
from app.workers.perform import Workshop
from app.workers.steadiness import Steadiness
from app.workers.sweep import clean
from tests.arrivals import arrive
from tests.deadlines.acts import arrived
from tests.ledger.lines import whole_ledger
from tests.people.files import CARD
from tests.settings import SETTINGS
from tests.world import NOW, settle_town, stopped_clock


def steadiness(hours: float) -> Steadiness:
    """A clock that this process has watched for so long."""
    counted = iter([0.0, hours * 3600.0])
    return Steadiness(NOW - timedelta(hours=hours), lambda: next(counted))


def workshop(sessions: type_of_sessions, store: DiskStore) -> Workshop:
    return Workshop(SETTINGS, sessions, store, Nudger("redis://nowhere"), stopped_clock)


async def one_open_one_complete(sessions: type_of_sessions, store: DiskStore) -> None:
    async with transaction(sessions) as session:
        town = await settle_town(session)
        for _ in range(2):
            await arrive(session, town.terminal, town.brigade, content=b"abc", store=store)
        first = (await session.scalars(select(Upload).order_by(Upload.id))).first()
        assert first is not None
        first.state, first.length = UploadState.OPEN.value, 10
        first.expires_at = NOW - timedelta(seconds=1)


async def test_an_open_upload_past_its_day_expires_and_a_complete_one_never(
    committed: type_of_sessions, store: DiskStore
) -> None:
    await one_open_one_complete(committed, store)

    await clean(workshop(committed, store), steadiness(hours=2))

    async with committed() as session:
        uploads = (await session.scalars(select(Upload).order_by(Upload.id))).all()
        events = [line.kind.value for line in await history_of(session, uploads[0].id)]
    assert [upload.state for upload in uploads] == ["expired", "complete"]
    assert events == ["upload:expired"]
    kept = {
        path.parent.name for path in store._root.joinpath("segments").rglob("*-*") if path.is_file()
    }
    assert str(uploads[0].id) not in kept


async def test_nothing_expires_before_the_clock_has_proven_itself(
    committed: type_of_sessions, store: DiskStore
) -> None:
    """A worker that starts with the clock set ahead by a year throws nothing away (P11)."""
    await one_open_one_complete(committed, store)

    await clean(workshop(committed, store), steadiness(hours=0.5))

    async with committed() as session:
        states = list(await session.scalars(select(Upload.state).order_by(Upload.id)))
    assert states == ["open", "complete"]
    assert len(store.uploads_with_segments()) == 2


async def test_segments_left_behind_by_a_kill_are_removed_once_the_original_is_sealed(
    committed: type_of_sessions, store: DiskStore
) -> None:
    await one_open_one_complete(committed, store)
    async with transaction(committed) as session:
        recordings = (await session.scalars(select(Recording).order_by(Recording.id))).all()
        sealed, waiting = recordings[1], recordings[0]
        sealed.state = RecordingState.QUARANTINED.value
        kept, gone = waiting.upload_id, sealed.upload_id

    await clean(workshop(committed, store), steadiness(hours=0))

    assert store.uploads_with_segments() == (kept,)
    assert gone != kept


async def test_half_written_files_are_removed_after_a_day(
    committed: type_of_sessions, store: DiskStore
) -> None:
    incoming = store._root / "incoming"
    old, young = incoming / "old", incoming / "young"
    for path, age in ((old, timedelta(days=2)), (young, timedelta(hours=2))):
        path.write_bytes(b"half")
        moment = (NOW - age).timestamp()
        os.utime(path, (moment, moment))

    await clean(workshop(committed, store), steadiness(hours=2))

    assert not old.exists()
    assert young.exists()


def left_behind(store: DiskStore, age: timedelta) -> str:
    """A scan of this age whose row a crash has undone."""
    key = store.put_document(ids.new_id(), b"%PDF-1.4\n%%EOF")
    grow_old(store, key, age)
    return key


def grow_old(store: DiskStore, key: str, age: timedelta) -> None:
    moment = (NOW - age).timestamp()
    os.utime(store._root / key, (moment, moment))


async def a_scan(sessions: type_of_sessions, store: DiskStore) -> str:
    """A scan with its row, a year old."""
    async with transaction(sessions) as session:
        town = await settle_town(session)
        assert town.chen.id is not None
        row = (town.chen.id, town.brigade, CARD)
        (certificate,) = await register_many(session, WORKER, [row], NOW)
        scan = ids.new_id()
        key = store.put_document(scan, b"%PDF-1.4\n%%EOF")
        grow_old(store, key, timedelta(days=365))
        session.add(
            QualificationScan(
                id=scan,
                qualification_id=certificate,
                storage_key=key,
                sha256="0" * 64,
                size_bytes=14,
                media_type="application/pdf",
                uploaded_by_id=town.liu.id,
                uploaded_at=NOW,
            )
        )
    return key


async def test_a_scan_that_no_row_names_goes_after_a_day(
    committed: type_of_sessions, store: DiskStore
) -> None:
    """A crash between the disk and the commit leaves personal data that nobody can open."""
    named = await a_scan(committed, store)
    old = left_behind(store, timedelta(days=2))
    young = left_behind(store, timedelta(hours=2))

    await clean(workshop(committed, store), steadiness(hours=2))

    assert set(store.documents_before(NOW + timedelta(days=365))) == {named, young}
    assert not (store._root / old).exists()


async def test_no_scan_goes_before_the_clock_has_proven_itself(
    committed: type_of_sessions, store: DiskStore
) -> None:
    """A clock set ahead by a day must not reach a scan whose row is being written (P11)."""
    await a_scan(committed, store)
    old = left_behind(store, timedelta(days=2))

    await clean(workshop(committed, store), steadiness(hours=0.5))

    assert (store._root / old).exists()


async def test_a_database_without_any_scan_takes_none_away(
    committed: type_of_sessions, store: DiskStore
) -> None:
    """An empty database connected by mistake names nothing, and must not empty the store."""
    old = left_behind(store, timedelta(days=2))

    await clean(workshop(committed, store), steadiness(hours=2))

    assert (store._root / old).exists()


async def test_the_end_of_a_flood_reaches_the_ledger_although_nobody_tries_again(
    committed: type_of_sessions, store: DiskStore
) -> None:
    async with transaction(committed) as session:
        for _ in range(25):
            origin = Origin("203.0.113.9", "curl/8.0")
            await note_refused_sign_in(session, None, origin, "wrong", NOW - timedelta(minutes=1))

    await clean(workshop(committed, store), steadiness(hours=0))

    async with committed() as session:
        lines = await whole_ledger(session)
    assert lines[0].detail == {"code": "flood", "times": 15}
    assert len(lines) == 11


@pytest.mark.parametrize(("hours", "reported"), [(2, 1), (0.5, 0)], ids=["proven", "not proven"])
async def test_what_is_overdue_is_reported_only_by_a_clock_that_has_proven_itself(
    committed: type_of_sessions, store: DiskStore, hours: float, reported: int
) -> None:
    """A clock set ahead must not accuse anybody (P11)."""
    async with transaction(committed) as session:
        await arrived(session, await settle_town(session), NOW - timedelta(days=3))

    await clean(workshop(committed, store), steadiness(hours=hours))

    async with committed() as session:
        kinds = [line.kind for line in await whole_ledger(session)]
    assert kinds.count(LedgerKind.DEADLINE_ESCALATED) == reported
