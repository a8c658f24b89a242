"""The store on local disks: durable before named, originals once and for ever."""

import errno
import hashlib
import os
import stat
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.clock import current_time
from app.errors import LiuhenError, StorageFailureError, StorageFullError
from app.storage.disk import DiskStore, make_store
from app.storage.store import Store, StoredPart
from app.storage.syscalls import Syscalls
from tests.storage.faults import FaultPlan, FaultySyscalls

UPLOAD, ORIGINAL = UUID(int=1), UUID(int=2)
PIECES = [os.urandom(700_000), os.urandom(700_000), os.urandom(3)]
DATA = b"".join(PIECES)
CALLS_OF_A_SEGMENT = range(1, 11)
CALLS_OF_AN_ORIGINAL = range(1, 13)


def put(store: Store, start: int, data: list[bytes], epoch: int = 1) -> StoredPart:
    writer = store.begin_segment(UPLOAD, start, epoch)
    writer.write(data)
    done = writer.finish()
    return StoredPart(done.key, done.length, done.sha256)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_segment_knows_its_length_and_digest(store: DiskStore) -> None:
    part = put(store, 0, PIECES)

    assert part.length == len(DATA)
    assert part.sha256 == hashlib.sha256(DATA).hexdigest()


def test_a_segment_can_be_digested_a_second_way(store: DiskStore) -> None:
    writer = store.begin_segment(UPLOAD, 0, 1, extra="sha1")
    writer.write(PIECES)

    assert writer.extra_digest() == hashlib.sha1(DATA).digest()


def test_data_is_flushed_before_it_has_a_name_and_the_name_after(tmp_path: Path) -> None:
    plan = FaultPlan()
    store = DiskStore(tmp_path, FaultySyscalls(plan))
    plan.calls.clear()

    put(store, 0, PIECES)

    flushed = plan.calls.index("fdatasync")
    assert max(i for i, call in enumerate(plan.calls) if call == "write") < flushed
    assert plan.calls[flushed:] == [
        "fdatasync",
        *["make_directory", "sync_directory"] * 2,
        "link",
        "sync_directory",
    ]


def test_the_tables_of_faults_reach_every_call(tmp_path: Path) -> None:
    plan = FaultPlan()
    store = DiskStore(tmp_path, FaultySyscalls(plan))
    plan.calls.clear()
    parts = [put(store, 0, PIECES)]
    of_a_segment = len(plan.calls)
    parts.append(put(store, len(DATA), PIECES))
    plan.calls.clear()

    store.assemble_original(ORIGINAL, parts)

    assert of_a_segment == CALLS_OF_A_SEGMENT[-1]
    assert len(plan.calls) == CALLS_OF_AN_ORIGINAL[-1]


def test_a_discarded_segment_leaves_nothing(store: DiskStore, tmp_path: Path) -> None:
    writer = store.begin_segment(UPLOAD, 0, 1)
    writer.write(PIECES)

    writer.discard()

    assert files_below(tmp_path) == []


def test_a_discarded_segment_takes_no_more_bytes(store: DiskStore) -> None:
    writer = store.begin_segment(UPLOAD, 0, 1)
    writer.discard()

    with pytest.raises(StorageFailureError):
        writer.write([bytes(2_000_000)])


def test_a_segment_never_replaces_another(store: DiskStore) -> None:
    first = put(store, 0, [b"first"])

    with pytest.raises(StorageFailureError):
        put(store, 0, [b"other"])

    store.assemble_original(ORIGINAL, [first])


def test_an_original_is_its_segments_in_order_and_read_only(
    store: DiskStore, tmp_path: Path
) -> None:
    parts = [put(store, 0, [b"abc"]), put(store, 3, [b"defg"])]

    key = store.assemble_original(ORIGINAL, parts)

    assert (tmp_path / "store" / key).read_bytes() == b"abcdefg"
    assert stat.S_IMODE((tmp_path / "store" / key).stat().st_mode) == 0o400
    assert store.original_size(key) == 7


def test_an_empty_file_is_an_original_too(store: DiskStore) -> None:
    key = store.assemble_original(ORIGINAL, [])

    assert store.digest_original(key).sha256 == hashlib.sha256(b"").hexdigest()


def test_assembling_again_after_a_kill_changes_nothing(store: DiskStore, tmp_path: Path) -> None:
    parts = [put(store, 0, PIECES)]
    key = store.assemble_original(ORIGINAL, parts)
    before = (tmp_path / "store" / key).stat()

    again = store.assemble_original(ORIGINAL, parts)

    assert again == key
    assert (tmp_path / "store" / key).stat().st_ino == before.st_ino


def test_an_original_is_never_replaced_by_another_file(store: DiskStore) -> None:
    key = store.assemble_original(ORIGINAL, [put(store, 0, [b"abc"])])

    with pytest.raises(StorageFailureError):
        store.assemble_original(ORIGINAL, [put(store, 3, [b"defg"])])

    assert store.digest_original(key).sha256 == hashlib.sha256(b"abc").hexdigest()


def test_copying_works_where_the_kernel_cannot_clone(tmp_path: Path) -> None:
    class NoClone(Syscalls):
        def copy(self, source: int, target: int, count: int) -> int:
            return os.sendfile(target, source, None, min(count, 1000))

    store = DiskStore(tmp_path, NoClone())

    key = store.assemble_original(ORIGINAL, [put(store, 0, PIECES)])

    assert store.digest_original(key).sha256 == hashlib.sha256(DATA).hexdigest()


def test_both_digests_are_those_of_the_stored_bytes(store: DiskStore) -> None:
    parts = [put(store, 0, PIECES[:2]), put(store, 1_400_000, PIECES[2:])]

    found = store.digest_original(store.assemble_original(ORIGINAL, parts), parts)

    assert found.size_bytes == len(DATA)
    assert found.sha256 == hashlib.sha256(DATA).hexdigest()
    assert found.sm3 == hashlib.new("sm3", DATA).hexdigest()
    assert found.spoiled_parts == ()


def test_the_read_back_names_the_part_that_the_disk_has_changed(
    store: DiskStore, tmp_path: Path
) -> None:
    parts = [put(store, 0, [b"abc"]), put(store, 3, [b"defg"]), put(store, 7, [b"hi"])]
    (tmp_path / "store" / parts[1].key).write_bytes(b"dEfg")

    found = store.digest_original(store.assemble_original(ORIGINAL, parts), parts)

    assert found.spoiled_parts == (parts[1].key,)


def test_an_original_opens_for_reading_only(store: DiskStore) -> None:
    descriptor = store.open_original(store.assemble_original(ORIGINAL, [put(store, 0, [b"abc"])]))

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.write(descriptor, b"x")

    os.close(descriptor)


def test_a_link_in_the_place_of_an_original_is_not_followed(
    store: DiskStore, tmp_path: Path
) -> None:
    key = store.assemble_original(ORIGINAL, [put(store, 0, [b"abc"])])
    (tmp_path / "store" / key).unlink()
    (tmp_path / "store" / key).symlink_to("/etc/hostname")

    with pytest.raises(StorageFailureError):
        store.open_original(key)


@pytest.mark.parametrize(
    "key",
    [
        "../secret",
        "originals/../../etc/passwd",
        "/etc/passwd",
        "originals/00/00/" + "g" * 32,
        "segments/" + "0" * 32 + "/x",
        "originals/00/00/" + "0" * 32 + "\n",
        "",
    ],
)
def test_a_key_that_is_not_ours_is_refused(key: str, store: DiskStore) -> None:
    with pytest.raises(StorageFailureError):
        store.open_original(key)


@pytest.mark.parametrize("name", ["../a.jpg", "", "a/b.jpg", ".hidden", "a\n"])
def test_a_derivative_with_a_strange_name_is_refused(name: str, store: DiskStore) -> None:
    with pytest.raises(StorageFailureError):
        store.put_derivative(ORIGINAL, name, b"")


def test_a_derivative_can_be_made_again_read_and_thrown_away(store: DiskStore) -> None:
    store.put_derivative(ORIGINAL, "thumbnail-1.jpg", b"old")

    key = store.put_derivative(ORIGINAL, "thumbnail-1.jpg", b"new")

    assert store.read_derivative(key) == b"new"
    store.delete_derivative(key)
    store.delete_derivative(key)


def test_segments_go_when_the_upload_has_ended(store: DiskStore, tmp_path: Path) -> None:
    part = put(store, 0, [b"abc"])
    key = store.assemble_original(ORIGINAL, [part])

    store.discard_segments(UPLOAD)
    store.discard_segments(UPLOAD)
    store.discard_segment(part.key)

    assert files_below(tmp_path) == [tmp_path / "store" / key]


def test_only_old_half_written_files_are_swept(store: DiskStore, tmp_path: Path) -> None:
    writer = store.begin_segment(UPLOAD, 0, 1)
    writer.write(PIECES)
    now = current_time()

    assert store.discard_abandoned(now - timedelta(hours=1)) == 0
    assert store.discard_abandoned(now + timedelta(hours=1)) == 1
    assert files_below(tmp_path) == []
    writer.discard()


def test_nothing_in_the_store_can_change_or_remove_an_original() -> None:
    """Promise P3: the sealed bytes have no verb but reading."""
    verbs = {name for name in dir(DiskStore) if "original" in name and not name.startswith("_")}

    assert verbs == {"assemble_original", "digest_original", "open_original", "original_size"}


@pytest.mark.parametrize(
    "url", ["s3://bucket/prefix", "file://host/path", "/plain/path", "file:relative", ""]
)
def test_other_kinds_of_storage_are_refused_in_words(url: str) -> None:
    with pytest.raises(StorageFailureError, match="本机磁盘"):
        make_store(url)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (errno.ENOSPC, StorageFullError),
        (errno.EDQUOT, StorageFullError),
        (errno.EIO, StorageFailureError),
    ],
    ids=["disk full", "quota used up", "broken disk"],
)
@pytest.mark.parametrize("at", CALLS_OF_A_SEGMENT)
def test_whichever_call_fails_the_segment_is_not_stored(
    at: int, code: int, error: type[LiuhenError], tmp_path: Path
) -> None:
    plan = FaultPlan()
    store = DiskStore(tmp_path, FaultySyscalls(plan))
    plan.calls.clear()
    plan.at, plan.code = at, code

    with pytest.raises(error):
        put(store, 0, PIECES)

    assert files_below(tmp_path) == []
    assert plan.calls.count("fdatasync") <= 1


@pytest.mark.parametrize("at", CALLS_OF_AN_ORIGINAL)
def test_whichever_call_fails_the_original_is_whole_or_absent(at: int, tmp_path: Path) -> None:
    plan = FaultPlan()
    store = DiskStore(tmp_path, FaultySyscalls(plan))
    parts = [put(store, 0, PIECES[:1]), put(store, 700_000, PIECES[1:])]
    plan.calls.clear()
    plan.at = at

    with pytest.raises(StorageFailureError):
        store.assemble_original(ORIGINAL, parts)

    key = store.assemble_original(ORIGINAL, parts)
    assert store.digest_original(key, parts).sha256 == hashlib.sha256(DATA).hexdigest()
    assert files_below(tmp_path / "incoming") == []
