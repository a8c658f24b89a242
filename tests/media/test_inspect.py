"""Every container goes through the real sandboxed child."""

import io
import os
from dataclasses import replace
from pathlib import Path

import av
import pytest
from PIL import Image

from app.media.facts import MediaFacts, MediaKind, StartTimeSource
from app.media.findings import Verdict
from app.media.inspect import inspect_media
from app.media.limits import MediaLimits
from tests.clips import DEFAULT_START, ClipKind, make_clip
from tests.media.conftest import NOW, ClipMaker, codes, look_at


@pytest.mark.parametrize(
    ("kind", "container", "codecs", "found"),
    [
        (ClipKind.MP4, "mp4", ["h264", "aac"], set()),
        (ClipKind.FRAGMENTED_MP4, "mp4", ["h264", "aac"], set()),
        (ClipKind.SILENT_MP4, "mp4", ["h264"], {"video_only"}),
        (ClipKind.HEVC_MP4, "mp4", ["hevc", "aac"], {"hevc_not_playable"}),
        (ClipKind.MPEGTS, "mpegts", ["h264", "aac"], {"container_not_playable"}),
        (ClipKind.MKV, "matroska", ["h264", "aac"], {"container_not_playable"}),
        (ClipKind.AVI_H264_ALAW, "avi", ["h264", "pcm_alaw"], {"container_not_playable"}),
        (ClipKind.AVI_MPEG4_ALAW, "avi", ["mpeg4", "pcm_alaw"], {"video_codec_not_playable"}),
    ],
)
async def test_a_video_is_read_and_shown(
    clip: ClipMaker, kind: ClipKind, container: str, codecs: list[str], found: set[str]
) -> None:
    inspection = await look_at(clip(kind))

    facts = inspection.facts
    assert (inspection.verdict, inspection.kind) == (Verdict.OK, MediaKind.VIDEO)
    assert codes(inspection) == found
    assert facts is not None
    assert facts.container == container
    assert [stream.codec for stream in facts.streams] == codecs
    assert facts.duration_ms == pytest.approx(6000, abs=120)
    assert (facts.width, facts.height, facts.fps) == (640, 360, 15.0)
    assert facts.browser_playable == (found <= {"video_only"})
    assert [still.time_ms for still in inspection.thumbnails] == pytest.approx(
        [0, 2000, 4000], abs=70
    )
    assert inspection.storyboard is not None
    assert inspection.storyboard.tiles >= 6


@pytest.mark.parametrize(
    ("kind", "codec", "found"),
    [
        (ClipKind.M4A, "aac", set()),
        (ClipKind.WAV_ALAW, "pcm_alaw", {"audio_codec_not_playable"}),
        (ClipKind.AMR, "amrnb", {"container_not_playable"}),
    ],
)
async def test_a_sound_recording_is_read(
    clip: ClipMaker, kind: ClipKind, codec: str, found: set[str]
) -> None:
    inspection = await look_at(clip(kind))

    assert (inspection.verdict, inspection.kind) == (Verdict.OK, MediaKind.AUDIO)
    assert codes(inspection) == found
    assert inspection.facts is not None
    assert [stream.codec for stream in inspection.facts.streams] == [codec]
    assert inspection.facts.duration_ms == pytest.approx(6000, abs=250)
    assert inspection.thumbnails == ()


async def test_a_photo_is_read_with_its_local_time(clip: ClipMaker) -> None:
    inspection = await look_at(clip(ClipKind.JPEG))

    assert (inspection.verdict, inspection.kind) == (Verdict.OK, MediaKind.PHOTO)
    assert inspection.facts is not None
    assert inspection.facts.start_time == DEFAULT_START
    assert inspection.facts.start_time_source is StartTimeSource.LOCAL_ASSUMED
    assert [(still.width, still.height) for still in inspection.thumbnails] == [(320, 180)]


@pytest.mark.parametrize("image_format", ["PNG", "GIF", "BMP", "WEBP", "AVIF", "MPO"])
async def test_other_photo_formats_are_read(tmp_path: Path, image_format: str) -> None:
    path = tmp_path / "photo"
    Image.new("RGB", (64, 48), "green").save(path, image_format)

    inspection = await look_at(path)

    assert inspection.verdict is Verdict.OK
    assert [(still.width, still.height) for still in inspection.thumbnails] == [(64, 48)]


async def test_a_photo_taken_sideways_stands_upright(tmp_path: Path) -> None:
    path = tmp_path / "sideways.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (640, 360)).save(path, "JPEG", exif=exif)

    inspection = await look_at(path)

    assert inspection.facts is not None
    assert inspection.facts.rotation == 90
    assert inspection.thumbnails[0].height > inspection.thumbnails[0].width


async def test_a_video_taken_sideways_stands_upright(clip: ClipMaker, tmp_path: Path) -> None:
    path = tmp_path / "sideways.mp4"
    _remux_turned(clip(ClipKind.MP4), path)

    inspection = await look_at(path)

    assert inspection.facts is not None
    assert inspection.facts.rotation in {90, 270}
    assert inspection.thumbnails[0].height > inspection.thumbnails[0].width


async def test_container_time_is_read(clip: ClipMaker) -> None:
    inspection = await look_at(clip(ClipKind.MP4))

    assert inspection.facts is not None
    assert inspection.facts.start_time == DEFAULT_START
    assert inspection.facts.start_time_source is StartTimeSource.CONTAINER_UTC


async def test_a_clock_that_was_reset_is_suspect(clip: ClipMaker) -> None:
    path = clip(ClipKind.MP4)

    inspection = await inspect_media(
        path, size_bytes=path.stat().st_size, now=NOW.replace(year=2025)
    )

    assert codes(inspection) == {"clock_suspect"}


async def test_thumbnails_are_pictures_of_the_scene(clip: ClipMaker) -> None:
    inspection = await look_at(clip(ClipKind.MP4))

    picture = Image.open(io.BytesIO(inspection.thumbnails[0].jpeg))
    sky = picture.getpixel((300, 5))
    assert picture.size == (320, 180)
    assert isinstance(sky, tuple)
    assert sky[2] > 200 > sky[0]


async def test_a_descriptor_is_read_and_stays_the_callers(clip: ClipMaker) -> None:
    path = clip(ClipKind.MP4)
    descriptor = os.open(path, os.O_RDONLY)

    inspection = await inspect_media(descriptor, size_bytes=path.stat().st_size, now=NOW)

    assert inspection.verdict is Verdict.OK
    assert os.pread(descriptor, 4, 4) == b"ftyp"
    os.close(descriptor)


async def test_a_large_picture_uses_two_threads_on_one_descriptor(tmp_path: Path) -> None:
    path = make_clip(ClipKind.MP4, tmp_path / "large.mp4", seconds=4, size=(1920, 1080))
    limits = replace(MediaLimits(), max_tiles=40, tile_interval_ms=1000)

    inspection = await inspect_media(path, size_bytes=path.stat().st_size, now=NOW, limits=limits)

    assert inspection.verdict is Verdict.OK
    assert [still.time_ms for still in inspection.thumbnails] == [0, 2000]
    assert [still.ordinal for still in inspection.thumbnails] == [0, 1]


async def test_a_name_that_lies_is_told_but_the_content_counts(
    clip: ClipMaker, tmp_path: Path
) -> None:
    path = tmp_path / "photo.mp4"
    path.write_bytes(clip(ClipKind.JPEG).read_bytes())

    inspection = await look_at(path)

    assert inspection.kind is MediaKind.PHOTO
    assert codes(inspection) == {"type_mismatch"}


async def test_facts_from_the_child_survive_the_database(clip: ClipMaker) -> None:
    inspection = await look_at(clip(ClipKind.HEVC_MP4))

    assert inspection.facts is not None
    assert MediaFacts.from_json(inspection.facts.to_json()) == inspection.facts


def _remux_turned(source: Path, target: Path) -> None:
    with av.open(str(source)) as given, av.open(str(target), "w") as made:
        stream = made.add_stream_from_template(given.streams.video[0])
        stream.set_display_rotation(90)
        for packet in given.demux(given.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                made.mux(packet)
