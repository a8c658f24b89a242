"""Documents: small files written once, durable before named, gone when a write fails."""

import errno
import stat
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.clock import current_time
from app.errors import LiuhenError, StorageFailureError, StorageFullError
from app.storage.disk import DiskStore
from tests.storage.faults import FaultPlan, FaultySyscalls

DOCUMENT = UUID(int=3)
CALLS_OF_A_DOCUMENT = range(1, 12)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_document_is_read_back_and_read_only(store: DiskStore, tmp_path: Path) -> None:
    key = store.put_document(DOCUMENT, b"scan")

    assert store.read_document(key) == b"scan"
    assert stat.S_IMODE((tmp_path / "store" / key).stat().st_mode) == 0o400


def test_a_document_never_replaces_another(store: DiskStore) -> None:
    key = store.put_document(DOCUMENT, b"first")

    with pytest.raises(StorageFailureError):
        store.put_document(DOCUMENT, b"other")

    assert store.read_document(key) == b"first"


def test_a_document_whose_row_failed_is_thrown_away(store: DiskStore, tmp_path: Path) -> None:
    key = store.put_document(DOCUMENT, b"scan")

    store.discard_document(key)
    store.discard_document(key)

    assert files_below(tmp_path) == []


def test_documents_are_listed_by_their_age(store: DiskStore) -> None:
    key = store.put_document(DOCUMENT, b"scan")
    now = current_time()

    assert store.documents_before(now - timedelta(hours=1)) == ()
    assert store.documents_before(now + timedelta(hours=1)) == (key,)


def test_a_link_in_the_place_of_a_document_is_not_followed(
    store: DiskStore, tmp_path: Path
) -> None:
    key = store.put_document(DOCUMENT, b"scan")
    (tmp_path / "store" / key).unlink()
    (tmp_path / "store" / key).symlink_to("/etc/hostname")

    with pytest.raises(StorageFailureError):
        store.read_document(key)


@pytest.mark.parametrize("key", ["", "../x", "originals/00/00/" + "0" * 32, "documents/../x"])
def test_a_key_that_is_not_of_a_document_is_refused(key: str, store: DiskStore) -> None:
    with pytest.raises(StorageFailureError):
        store.read_document(key)


def test_the_table_of_faults_reaches_every_call(tmp_path: Path) -> None:
    plan = FaultPlan()
    store = DiskStore(tmp_path, FaultySyscalls(plan))
    plan.calls.clear()

    store.put_document(DOCUMENT, b"scan")

    assert len(plan.calls) == CALLS_OF_A_DOCUMENT[-1]
    assert plan.calls[-5:] == ["create", "write", "fdatasync", "link", "sync_directory"]


@pytest.mark.parametrize(
    ("code", "error"),
    [(errno.ENOSPC, StorageFullError), (errno.EIO, StorageFailureError)],
    ids=["disk full", "broken disk"],
)
@pytest.mark.parametrize("at", CALLS_OF_A_DOCUMENT)
def test_whichever_call_fails_nothing_is_kept(
    at: int, code: int, error: type[LiuhenError], tmp_path: Path
) -> None:
    plan = FaultPlan()
    store = DiskStore(tmp_path, FaultySyscalls(plan))
    plan.calls.clear()
    plan.at, plan.code = at, code

    with pytest.raises(error):
        store.put_document(DOCUMENT, b"scan")

    assert files_below(tmp_path) == []
