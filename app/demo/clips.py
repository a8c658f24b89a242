"""Make small real recordings, sound and faulty ones, for the demonstration and for tests.

Each takes well under a second of processor time, except the large one. The containers, codecs and
faults are those that body cameras, recorders and phones really deliver.
"""

import math
import os
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from PIL import ExifTags, Image

from app.clock import SHANGHAI
from app.demo.encoding import (
    FPS,
    audio_stream,
    film,
    frame_of,
    listen,
    noise,
    open_container,
    video_stream,
)
from app.demo.scene import RiverBank

DEFAULT_START = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


class ClipKind(StrEnum):
    """What can be made."""

    AMR = "amr"
    AVI_H264_ALAW = "avi_h264_alaw"
    AVI_MPEG4_ALAW = "avi_mpeg4_alaw"
    EMPTY = "empty"
    FFCONCAT = "ffconcat"
    FRAGMENTED_MP4 = "fragmented_mp4"
    HEVC_MP4 = "hevc_mp4"
    HUGE_PICTURE = "huge_picture"
    JPEG = "jpeg"
    LARGE_MP4 = "large_mp4"
    M4A = "m4a"
    MKV = "mkv"
    MP4 = "mp4"
    MPEGTS = "mpegts"
    SILENT_MP4 = "silent_mp4"
    TEXT = "text"
    TRUNCATED_MP4 = "truncated_mp4"
    UNFINISHED_MP4 = "unfinished_mp4"
    WAV_ALAW = "wav_alaw"


@dataclass(frozen=True, slots=True)
class _Recipe:
    format: str
    video: str | None = "libx264"
    audio: str | None = "aac"
    sample_rate: int = 16_000
    muxer_options: tuple[tuple[str, str], ...] = ()


_FAST_START = (("movflags", "+faststart"),)
_RECIPES = {
    ClipKind.AMR: _Recipe("amr", video=None, audio="libopencore_amrnb", sample_rate=8000),
    ClipKind.AVI_H264_ALAW: _Recipe("avi", audio="pcm_alaw", sample_rate=8000),
    ClipKind.AVI_MPEG4_ALAW: _Recipe("avi", "mpeg4", "pcm_alaw", 8000),
    ClipKind.FRAGMENTED_MP4: _Recipe(
        "mp4", muxer_options=(("movflags", "+frag_keyframe+empty_moov+default_base_moof"),)
    ),
    ClipKind.HEVC_MP4: _Recipe("mp4", "libx265", muxer_options=_FAST_START),
    ClipKind.M4A: _Recipe("ipod", video=None),
    ClipKind.MKV: _Recipe("matroska"),
    ClipKind.MP4: _Recipe("mp4", muxer_options=_FAST_START),
    ClipKind.MPEGTS: _Recipe("mpegts"),
    ClipKind.SILENT_MP4: _Recipe("mp4", audio=None),
    ClipKind.WAV_ALAW: _Recipe("wav", video=None, audio="pcm_alaw", sample_rate=8000),
}
_CODEC_OPTIONS = {
    "libx264": {"preset": "ultrafast", "crf": "26"},
    "libx265": {"preset": "ultrafast", "crf": "30", "x265-params": "log-level=none"},
    "mpeg4": {"qscale": "5"},
}


def make_clip(
    kind: ClipKind,
    path: Path,
    *,
    seconds: float = 6.0,
    label: str = "河道巡查",
    device_no: str = "SX-0001",
    start: datetime = DEFAULT_START,
    size: tuple[int, int] = (640, 360),
) -> Path:
    """Write a clip of the kind to ``path`` and return the path.

    Args:
        kind: container, codecs or fault.
        path: where; its suffix is taken as it comes, as cameras do.
        seconds: length of video and sound.
        label: words burnt into the picture when a Chinese font is at hand.
        device_no: burnt into the picture.
        start: aware; burnt in as Shanghai time and written as creation time.
        size: of the picture, both even.
    """
    scene = RiverBank(size, device_no=device_no, label=label, start=start.astimezone(SHANGHAI))
    match kind:
        case ClipKind.EMPTY:
            path.write_bytes(b"")
        case ClipKind.TEXT:
            path.write_text("这不是录像，只是一段文字。\n" * 20)
        case ClipKind.FFCONCAT:
            path.write_text("ffconcat version 1.0\nfile 'canary.mp4'\n")
        case ClipKind.JPEG:
            _photograph(scene, path, start)
        case ClipKind.HUGE_PICTURE:
            Image.new("1", (16_000, 8_000)).save(path, "PNG")
        case ClipKind.LARGE_MP4:
            make_large_clip(path, size_bytes=200_000_000, start=start)
        case ClipKind.TRUNCATED_MP4 | ClipKind.UNFINISHED_MP4:
            _cut(kind, scene, path, seconds=seconds, start=start, size=size)
        case _:
            _record(_RECIPES[kind], scene, path, seconds=seconds, start=start, size=size)
    return path


def make_large_clip(
    path: Path,
    *,
    size_bytes: int,
    start: datetime = DEFAULT_START,
    size: tuple[int, int] = (1280, 720),
) -> Path:
    """Write an H.264 MP4 of about ``size_bytes`` by repeating one encoded noisy second."""
    scene = RiverBank(size, device_no="SX-0001", label="大文件", start=start.astimezone(SHANGHAI))
    options = {"preset": "ultrafast", "qp": "12", "bf": "0", "g": str(FPS)}
    with open_container(path, "mp4", start, {"movflags": "+faststart"}) as container:
        stream = video_stream(container, "libx264", size, options)
        packets = []
        for number in range(FPS):
            noisy = Image.blend(scene.picture(number / FPS, number), noise(size), 0.25)
            packets += stream.encode(frame_of(noisy))
        packets += stream.encode(None)
        second = [(bytes(packet), packet.is_keyframe) for packet in packets]
        written, number, time_base = 0, 0, packets[0].time_base
        ticks = round(Fraction(1, FPS) / time_base)
        while written < size_bytes:
            data, key = second[number % len(second)]
            packet = av.Packet(data)
            packet.stream, packet.time_base = stream, time_base
            packet.pts = packet.dts = number * ticks
            packet.duration, packet.is_keyframe = ticks, key
            container.mux(packet)
            written += len(data)
            number += 1
    return path


def _record(
    recipe: _Recipe,
    scene: RiverBank,
    path: Path,
    *,
    seconds: float,
    start: datetime,
    size: tuple[int, int],
) -> None:
    with open_container(path, recipe.format, start, dict(recipe.muxer_options)) as container:
        video: VideoStream | None = None
        audio: AudioStream | None = None
        if recipe.video is not None:
            options = _CODEC_OPTIONS[recipe.video] | {"g": str(2 * FPS)}
            video = video_stream(container, recipe.video, size, options)
        if recipe.audio is not None:
            audio = audio_stream(container, recipe.audio, recipe.sample_rate)
        for second in range(math.ceil(seconds)):
            part = min(1.0, seconds - second)
            if video is not None:
                film(container, video, scene, second, part)
            if audio is not None:
                listen(container, audio, second, part)
        if video is not None:
            container.mux(video.encode(None))
        if audio is not None:
            container.mux(audio.encode(None))


def _photograph(scene: RiverBank, path: Path, start: datetime) -> None:
    exif = Image.Exif()
    taken = start.astimezone(SHANGHAI).strftime("%Y:%m:%d %H:%M:%S")
    exif[ExifTags.Base.Make] = "Liuhen"
    exif[ExifTags.Base.DateTime] = taken
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    scene.picture(3.0, 1).save(path, "JPEG", quality=88, exif=exif)


def _cut(
    kind: ClipKind,
    scene: RiverBank,
    path: Path,
    *,
    seconds: float,
    start: datetime,
    size: tuple[int, int],
) -> None:
    """Truncated: the index is in front and the end is missing. Unfinished: no index at all."""
    whole = ClipKind.MP4 if kind is ClipKind.TRUNCATED_MP4 else ClipKind.SILENT_MP4
    _record(_RECIPES[whole], scene, path, seconds=seconds, start=start, size=size)
    if kind is ClipKind.TRUNCATED_MP4:
        os.truncate(path, path.stat().st_size * 6 // 10)
        return
    data = path.read_bytes()
    # The muxer wrote moov behind mdat; a power cut leaves mdat with its length still open.
    at = data.index(b"mdat") - 4
    end = data.index(b"moov", at) - 4
    path.write_bytes(data[:at] + struct.pack(">I", 2**31) + data[at + 4 : end])
