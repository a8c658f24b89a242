"""What is acknowledged is kept, whoever dies: the client, the server, or the connection."""

import asyncio
import hashlib
import os
import signal
import threading
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from app.errors import StorageFailureError
from app.models import Job, Recording, Segment, Upload
from app.storage.disk import DiskStore
from app.storage.store import StoredPart
from tests.uploads.fixtures import Site
from tests.uploads.server import BODY, MIB, PATIENCE_SECONDS, Server

SIZE = 24 * MIB
DATA = os.urandom(SIZE)
DIGEST = hashlib.sha256(DATA).hexdigest()


async def digest_kept(site: Site, path: str) -> str:
    """Assemble what the rows name, as the sealing worker does, and digest it."""
    upload_id = UUID(path.rpartition("/")[2])
    async with site.sessions() as session:
        rows = await session.scalars(
            select(Segment).where(Segment.upload_id == upload_id).order_by(Segment.start)
        )
        parts = [StoredPart(row.storage_key, row.length, row.sha256) for row in rows]
    store = DiskStore(site.files)
    found = store.digest_original(store.assemble_original(upload_id, parts), parts)
    assert found.spoiled_parts == ()
    return found.sha256


async def test_a_client_that_goes_away_half_way_loses_nothing_that_arrived(site: Site) -> None:
    path = site.server.create(SIZE)
    site.server.begin_patch(path, 0, SIZE, DATA[: 2 * MIB]).close()

    # Whoever asks by HEAD meanwhile cuts off what is still being read, so the rows are asked.
    await await_commit(site, path, 2 * MIB)

    assert site.server.offset_of(path) == 2 * MIB


async def test_an_upload_cut_and_resumed_has_the_right_digest(site: Site) -> None:
    path = site.server.create(SIZE)
    site.server.begin_patch(path, 0, SIZE, DATA[: 3 * MIB + 17]).close()
    await await_commit(site, path, 3 * MIB + 17)
    offset = site.server.offset_of(path)

    answer = site.server.patch(path, offset, DATA[offset:])

    assert offset == 3 * MIB + 17
    assert answer.headers["Upload-Offset"] == str(SIZE)
    assert await digest_kept(site, path) == DIGEST


@pytest.mark.parametrize("sent", [MIB, 5 * MIB, 13 * MIB, SIZE - 1])
async def test_a_killed_server_has_lost_nothing_it_acknowledged(sent: int, site: Site) -> None:
    path = site.server.create(SIZE)
    connection = site.server.begin_patch(path, 0, SIZE, DATA[:sent])
    await await_commit(site, path)
    site.server.stop(signal.SIGKILL)
    connection.close()
    acknowledged = await committed_offset(site, path)

    site.server.start()
    offset = site.server.offset_of(path)
    answer = site.server.patch(path, offset, DATA[offset:])

    assert offset >= acknowledged > 0
    assert answer.status_code == 204
    assert await digest_kept(site, path) == DIGEST


async def test_a_server_killed_between_patches_goes_on_where_it_was(site: Site) -> None:
    path = site.server.create(SIZE)
    site.server.patch(path, 0, DATA[:MIB])

    site.server.stop(signal.SIGKILL)
    site.server.start()

    assert site.server.offset_of(path) == MIB


async def test_an_acknowledged_byte_that_the_disk_changes_is_found_when_read_back(
    site: Site,
) -> None:
    path = site.server.create(SIZE)
    site.server.patch(path, 0, DATA)
    victim = next(site.files.joinpath("segments").glob("*/*"))
    with victim.open("r+b") as file:
        file.write(bytes([DATA[0] ^ 1]))

    with pytest.raises(AssertionError):
        await digest_kept(site, path)


async def test_a_segment_cut_short_by_the_disk_stops_the_sealing(site: Site) -> None:
    path = site.server.create(SIZE)
    site.server.patch(path, 0, DATA)
    os.truncate(next(site.files.joinpath("segments").glob("*/*")), 5)

    with pytest.raises(StorageFailureError):
        await digest_kept(site, path)


async def test_two_racing_patches_at_one_offset_never_both_commit(site: Site) -> None:
    path = site.server.create(8 * MIB)
    bodies = [bytes([number]) * (8 * MIB) for number in range(2)]
    answers: list[httpx.Response] = []

    def send(body: bytes) -> None:
        with httpx.Client(timeout=PATIENCE_SECONDS) as client:
            answers.append(
                client.patch(site.server.url + path, headers=headers(site.server), content=body)
            )

    racers = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    async with site.sessions() as session:
        segments = (await session.scalars(select(Segment).order_by(Segment.start))).all()
    contiguous = all(
        after.start == before.start + before.length for before, after in pairwise(segments)
    )
    assert contiguous
    assert sum(answer.status_code == 204 for answer in answers) <= 1
    assert {answer.status_code for answer in answers} <= {204, 409, 423}


async def test_a_stalled_patch_gives_way_to_head_and_the_next_patch(site: Site) -> None:
    path = site.server.create(SIZE)
    with site.server.begin_patch(path, 0, SIZE, DATA[: 2 * MIB]) as stalled:
        await await_commit(site, path, 2 * MIB)

        offset = site.server.offset_of(path)
        answer = site.server.patch(path, offset, DATA[offset:])

        assert stalled.recv(100).startswith(b"HTTP/1.1 423 ")
    assert offset == 2 * MIB
    assert answer.status_code == 204


async def test_a_stalled_patch_does_not_stop_a_termination(site: Site) -> None:
    path = site.server.create(SIZE)
    with site.server.begin_patch(path, 0, SIZE, DATA[:MIB]):
        await await_commit(site, path)

        answer = site.server.request("DELETE", path)

    assert answer.status_code == 204
    assert site.server.request("HEAD", path).status_code == 410


async def test_a_holder_that_died_with_its_process_is_overtaken(site: Site) -> None:
    path = site.server.create(SIZE)
    connection = site.server.begin_patch(path, 0, SIZE, DATA[: 5 * MIB])
    await await_commit(site, path)
    site.server.stop(signal.SIGKILL)
    connection.close()
    site.server.start()

    offset = site.server.offset_of(path)

    assert site.server.patch(path, offset, DATA[offset:]).status_code == 204


async def test_another_process_hears_that_the_upload_is_wanted(site: Site) -> None:
    path = site.server.create(SIZE)
    twin = Server(site.server.environment, site.server.token, site.server.log_path)
    with twin, site.server.begin_patch(path, 0, SIZE, DATA[: 2 * MIB]):
        await await_commit(site, path, 2 * MIB)

        offset = twin.offset_of(path)
        answer = twin.patch(path, offset, DATA[offset:])

    assert offset == 2 * MIB
    assert answer.status_code == 204
    assert await digest_kept(site, path) == DIGEST


async def test_one_complete_upload_is_one_recording_and_one_job(site: Site) -> None:
    path = site.server.create(SIZE)
    site.server.patch(path, 0, DATA)
    site.server.patch(path, SIZE, b"")

    async with site.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Recording)) == 1
        assert await session.scalar(select(func.count()).select_from(Job)) == 1


def test_memory_does_not_grow_with_the_body(site: Site) -> None:
    size, piece = 300 * MIB, bytes(MIB)
    path = site.server.create(size)
    before = peak_memory(site.server)

    answer = site.server.patch(path, 0, (piece for _ in range(300)))

    assert answer.headers["Upload-Offset"] == str(size)
    assert peak_memory(site.server) - before < 64 * MIB


def test_memory_does_not_grow_with_a_body_that_has_a_checksum(site: Site) -> None:
    size, piece = 300 * MIB, bytes(MIB)
    path = site.server.create(size)
    before = peak_memory(site.server)

    answer = site.server.patch(
        path,
        0,
        (piece for _ in range(300)),
        {"Upload-Checksum": "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA="},
    )

    assert answer.status_code == 460
    assert peak_memory(site.server) - before < 64 * MIB


def headers(server: Server) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {server.token}",
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        **BODY,
    }


def peak_memory(server: Server) -> int:
    with Path(f"/proc/{server.pid}/status").open() as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


async def await_commit(site: Site, path: str, least: int = 1) -> None:
    """Wait until some bytes count; the limit only ends a test that would hang."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await committed_offset(site, path) < least:
            await asyncio.sleep(0.02)


async def committed_offset(site: Site, path: str) -> int:
    async with site.sessions() as session:
        return (await session.get_one(Upload, UUID(path.rpartition("/")[2]))).committed_offset
