"""Promise P9: hostile media reaches no other file, no network, and not the worker's life."""

import asyncio
import os
import random
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import av
import pytest

from app.media.errors import MediaReaderError
from app.media.facts import Inspection
from app.media.findings import Verdict
from app.media.inspect import inspect_media
from app.media.limits import MediaLimits
from tests.clips import ClipKind
from tests.media.conftest import NOW, ClipMaker, codes, look_at


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ClipKind.EMPTY, "empty_file"),
        (ClipKind.TEXT, "not_media"),
        (ClipKind.FFCONCAT, "playlist_refused"),
        (ClipKind.HUGE_PICTURE, "too_many_pixels"),
    ],
)
async def test_what_must_not_be_opened_is_refused(
    clip: ClipMaker, kind: ClipKind, code: str
) -> None:
    inspection = await look_at(clip(kind))

    assert inspection.verdict is Verdict.REFUSED
    assert codes(inspection) == {code}
    assert inspection.thumbnails == ()


async def test_a_list_naming_a_neighbour_never_shows_the_neighbour(
    clip: ClipMaker, tmp_path: Path
) -> None:
    shutil.copy(clip(ClipKind.MP4), tmp_path / "canary.mp4")
    disguised = tmp_path / "evidence.mp4"
    disguised.write_text("ffconcat version 1.0\nfile canary.mp4\n")
    hidden = tmp_path / "hidden.mp4"
    hidden.write_bytes(b"\0\0\0\x18ftypisom\nffconcat version 1.0\nfile canary.mp4\n")

    plain, behind_magic = await look_at(disguised), await look_at(hidden)

    assert plain.verdict is Verdict.REFUSED
    assert behind_magic.verdict is Verdict.DAMAGED
    assert (plain.facts, behind_magic.facts, behind_magic.thumbnails) == (None, None, ())


async def test_a_film_of_too_many_pixels_is_refused_undecoded(clip: ClipMaker) -> None:
    path = clip(ClipKind.MP4)
    limits = replace(MediaLimits(), max_pixels=640 * 360 - 1)

    inspection = await inspect_media(path, size_bytes=path.stat().st_size, now=NOW, limits=limits)

    assert inspection.verdict is Verdict.REFUSED
    assert inspection.thumbnails == ()
    assert codes(inspection) == {"too_many_pixels"}


async def test_too_many_streams_are_refused(clip: ClipMaker) -> None:
    path = clip(ClipKind.MP4)
    limits = replace(MediaLimits(), max_streams=1)

    inspection = await inspect_media(path, size_bytes=path.stat().st_size, now=NOW, limits=limits)

    assert inspection.verdict is Verdict.REFUSED
    assert codes(inspection) == {"too_many_streams"}


async def test_a_missing_index_is_named(clip: ClipMaker) -> None:
    inspection = await look_at(clip(ClipKind.UNFINISHED_MP4))

    assert inspection.verdict is Verdict.DAMAGED
    assert codes(inspection) == {"no_index"}


async def test_a_missing_end_is_named_with_what_can_be_played(clip: ClipMaker) -> None:
    inspection = await look_at(clip(ClipKind.TRUNCATED_MP4))

    truncated = inspection.findings[0]
    assert inspection.verdict is Verdict.DAMAGED
    assert truncated.code == "truncated"
    assert 2000 < truncated.detail["playable_until_ms"] < 5000
    assert [still.time_ms for still in inspection.thumbnails] == [0, 2000]


@pytest.mark.parametrize("percent", [0.01, 1, 3, 10, 40, 80, 99])
@pytest.mark.parametrize(
    "kind", [ClipKind.MP4, ClipKind.FRAGMENTED_MP4, ClipKind.AVI_H264_ALAW, ClipKind.JPEG]
)
async def test_a_file_cut_anywhere_is_never_called_sound(
    clip: ClipMaker, tmp_path: Path, kind: ClipKind, percent: float
) -> None:
    whole = clip(kind)
    path = tmp_path / whole.name
    path.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * percent / 100)])

    inspection = await look_at(path)

    assert inspection.verdict is not Verdict.OK


@pytest.mark.parametrize("kind", [ClipKind.MP4, ClipKind.MPEGTS, ClipKind.AVI_MPEG4_ALAW])
async def test_mutated_files_always_get_a_verdict(
    clip: ClipMaker, tmp_path: Path, kind: ClipKind
) -> None:
    paths = [_mutated(clip(kind), tmp_path, seed) for seed in range(20)]
    limits = replace(MediaLimits(), wall_seconds=60.0)

    inspections = await _two_at_a_time(paths, limits)

    assert len(inspections) == 20
    assert all(inspection.verdict in Verdict for inspection in inspections)


@pytest.mark.usefixtures("has_begun")
async def test_a_child_that_takes_too_long_is_killed(endless: Path) -> None:
    limits = replace(MediaLimits(), wall_seconds=0.5)

    inspection = await _inspect(endless, limits)

    assert codes(inspection) == {"timeout"}
    assert inspection.verdict is Verdict.DAMAGED
    assert _children() == set()


async def test_a_child_that_burns_the_processor_is_stopped(endless: Path) -> None:
    limits = replace(MediaLimits(), cpu_seconds=1)

    inspection = await _inspect(endless, limits)

    assert codes(inspection) == {"timeout"}
    assert inspection.findings[0].detail == {"limit_cpu_seconds": 1}


async def test_a_child_that_crashes_is_a_finding(endless: Path, has_begun: asyncio.Event) -> None:
    waiting = asyncio.create_task(_inspect(endless, MediaLimits()))
    await has_begun.wait()
    os.kill(_children().pop(), signal.SIGSEGV)

    inspection = await waiting

    assert codes(inspection) == {"decoder_crashed"}
    assert inspection.findings[0].detail == {"signal": signal.SIGSEGV}


async def test_giving_up_on_an_inspection_leaves_no_child_behind(
    endless: Path, has_begun: asyncio.Event
) -> None:
    waiting = asyncio.create_task(_inspect(endless, MediaLimits()))
    await has_begun.wait()
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert _children() == set()


async def test_a_child_that_never_starts_is_our_fault_and_not_the_files(
    clip: ClipMaker,
) -> None:
    limits = replace(MediaLimits(), wall_seconds=0.001)

    with pytest.raises(MediaReaderError):
        await _inspect(clip(ClipKind.MP4), limits)


async def test_little_memory_is_a_verdict_and_not_an_accident(clip: ClipMaker) -> None:
    limits = replace(MediaLimits(), address_space_bytes=250 * 1024 * 1024)

    inspection = await _inspect(clip(ClipKind.HEVC_MP4), limits)

    assert inspection.verdict in Verdict


async def _inspect(path: Path, limits: MediaLimits) -> Inspection:
    return await inspect_media(path, size_bytes=path.stat().st_size, now=NOW, limits=limits)


async def _two_at_a_time(paths: list[Path], limits: MediaLimits) -> list[Inspection]:
    slots = asyncio.Semaphore(2)

    async def one(path: Path) -> Inspection:
        async with slots:
            return await _inspect(path, limits)

    return await asyncio.gather(*[one(path) for path in paths])


def _mutated(source: Path, folder: Path, seed: int) -> Path:
    """Damage a few places; the head keeps its magic, or nothing would get past sniffing."""
    chance = random.Random(seed)
    data = bytearray(source.read_bytes())
    reach = len(data) if seed % 2 else min(len(data), 4000)
    for _ in range(chance.choice([1, 4, 30, 300])):
        data[chance.randrange(12, reach)] = chance.choice([0, 1, 127, 128, 255])
    path = folder / f"{seed}{source.suffix}"
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare H.264 stream of many tiny pictures; its length is known only after all."""
    folder = tmp_path_factory.mktemp("endless")
    options = {"preset": "ultrafast", "qp": "51", "g": "250"}
    with av.open(str(folder / "one.h264"), "w", format="h264") as container:
        stream = container.add_stream("libx264", rate=25, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(250):
            container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode(None))
    path = folder / "endless.h264"
    path.write_bytes((folder / "one.h264").read_bytes() * 24_000)
    return path


def _children() -> set[int]:
    """Our children that read media; the kernel lists them per thread, beside servers and others."""
    listed = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    numbers = {int(number) for path in listed for number in path.read_text().split()}
    return {number for number in numbers if b"app.media" in _command_line(number)}


def _command_line(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""
