"""Every container goes through the real sandboxed child."""

import io
import os
from dataclasses import replace
from pathlib import Path

import av
import pytest
from PIL import Image

from app.media.facts import MediaFacts, StartTimeSource
from app.media.findings import Verdict
from app.media.inspect import inspect_media
from app.media.limits import MediaLimits
from app.policy.vocabulary import MediaKind
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


async def test_a_photo_in_a_film_container_is_read_by_libav(tmp_path: Path) -> None:
    path = tmp_path / "photo.heic"
    Image.new("RGB", (640, 480), "green").save(path, "AVIF")
    # The brand that phones write for HEIC; the picture inside stays AV1.
    path.write_bytes(path.read_bytes().replace(b"ftypavif", b"ftypmif1", 1))

    inspection = await look_at(path)

    assert (inspection.verdict, inspection.kind) == (Verdict.OK, MediaKind.PHOTO)
    assert codes(inspection) == {"container_not_playable"}
    assert [(still.width, still.height) for still in inspection.thumbnails] == [(320, 240)]
    assert inspection.storyboard is None


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
    _remux_turned(clip(ClipKind.MP4), path, counterclockwise=90)

    inspection = await look_at(path)

    still = Image.open(io.BytesIO(inspection.thumbnails[0].jpeg))
    was_on_top = still.getpixel((5, still.height // 2))
    assert inspection.facts is not None
    assert inspection.facts.rotation == 270
    assert still.height > still.width
    assert isinstance(was_on_top, tuple)
    assert was_on_top[2] > 200 > was_on_top[0]


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


async def test_a_descriptor_open_for_writing_is_not_handed_to_a_decoder(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path / "original", os.O_RDWR | os.O_CREAT)

    with pytest.raises(ValueError, match="reading only"):
        await inspect_media(descriptor, size_bytes=1, now=NOW)

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


def _remux_turned(source: Path, target: Path, *, counterclockwise: int) -> None:
    with av.open(str(source)) as given, av.open(str(target), "w") as made:
        stream = made.add_stream_from_template(given.streams.video[0])
        stream.set_display_rotation(counterclockwise)
        for packet in given.demux(given.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                made.mux(packet)


@pytest.mark.parametrize(
    ("format_name", "codec", "container"),
    [
        ("mov", "libx264", "mov"),
        ("3gp", "libx264", "3gp"),
        ("flv", "libx264", "flv"),
        ("asf", "wmv2", "asf"),
        ("mpeg", "mpeg2video", "mpegps"),
        ("webm", "libvpx", "webm"),
    ],
)
async def test_less_usual_videos_are_read(
    tmp_path: Path, format_name: str, codec: str, container: str
) -> None:
    path = _film(tmp_path / "clip", format_name, codec)

    inspection = await look_at(path)

    assert (inspection.verdict, inspection.kind) == (Verdict.OK, MediaKind.VIDEO)
    assert inspection.facts is not None
    assert inspection.facts.container == container
    assert inspection.facts.duration_ms == pytest.approx(2000, abs=400)
    assert inspection.thumbnails[0].time_ms < 200


@pytest.mark.parametrize(
    ("codec", "container", "options"),
    [
        ("libx264", "h264", {"g": "10"}),
        ("libx265", "hevc", {"g": "10", "x265-params": "log-level=none"}),
    ],
)
async def test_a_bare_stream_has_no_times_but_a_picture(
    tmp_path: Path, codec: str, container: str, options: dict[str, str]
) -> None:
    path = _film(tmp_path / "clip", container, codec, options)

    inspection = await look_at(path)

    assert inspection.verdict is Verdict.OK
    assert inspection.facts is not None
    assert (inspection.facts.container, inspection.facts.duration_ms) == (container, None)
    assert "no_duration" in codes(inspection)
    assert len(inspection.thumbnails) == 1


@pytest.mark.parametrize("format_name", ["mp4", "mpegts", "matroska"])
async def test_open_groups_with_b_frames_give_their_keyframes(
    tmp_path: Path, format_name: str
) -> None:
    options = {"preset": "fast", "g": "10", "bf": "3", "x264-params": "open-gop=1"}
    path = _film(tmp_path / "clip", format_name, "libx264", options)

    inspection = await look_at(path)

    moments = [still.time_ms for still in inspection.thumbnails]
    assert inspection.verdict is Verdict.OK
    assert len(moments) >= 4
    assert moments == sorted(set(moments))


async def test_a_live_recording_without_a_length_is_measured(tmp_path: Path) -> None:
    path = _film(tmp_path / "clip", "matroska", "libx264", muxing={"live": "1"})

    inspection = await look_at(path)

    assert inspection.facts is not None
    assert inspection.facts.duration_ms == pytest.approx(2000, abs=200)
    assert "no_duration" in codes(inspection)
    assert inspection.thumbnails != ()


@pytest.mark.parametrize(
    ("format_name", "codec", "container"),
    [
        ("mp3", "libmp3lame", "mp3"),
        ("adts", "aac", "aac"),
        ("ogg", "libopus", "ogg"),
        ("flac", "flac", "flac"),
        ("wav", "pcm_s16le", "wav"),
    ],
)
async def test_usual_sound_files_play_in_a_browser(
    tmp_path: Path, format_name: str, codec: str, container: str
) -> None:
    path = _sound(tmp_path / "clip", format_name, codec)

    inspection = await look_at(path)

    assert (inspection.verdict, inspection.kind) == (Verdict.OK, MediaKind.AUDIO)
    assert inspection.facts is not None
    assert inspection.facts.container == container
    assert inspection.facts.browser_playable


def _film(
    path: Path,
    format_name: str,
    codec: str,
    options: dict[str, str] | None = None,
    *,
    muxing: dict[str, str] | None = None,
) -> Path:
    with av.open(str(path), "w", format=format_name, options=muxing or {}) as container:
        stream = container.add_stream(codec, rate=25, options=options or {"g": "10"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for number in range(50):
            colour = (5 * number, 255 - 5 * number, 90)
            picture = Image.new("RGB", (128, 96), colour)
            frame: av.VideoFrame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _sound(path: Path, format_name: str, codec: str) -> Path:
    with av.open(str(path), "w", format=format_name) as container:
        stream = container.add_stream(codec, rate=48_000)
        assert isinstance(stream, av.AudioStream)
        step = stream.codec_context.frame_size or 960
        for number in range(100):
            frame = av.AudioFrame(format="s16", layout="stereo", samples=step)
            frame.sample_rate, frame.pts = 48_000, number * step
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
