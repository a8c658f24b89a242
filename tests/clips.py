"""Small real recordings for tests, made by the same maker as the demonstration's."""

from datetime import UTC, datetime

from app.demo.clips import DEFAULT_START, ClipKind, make_clip, make_large_clip

__all__ = ["DEFAULT_START", "SUFFIXES", "ClipKind", "begun_at", "make_clip", "make_large_clip"]

_MAC_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)

SUFFIXES = {
    ClipKind.AMR: ".amr",
    ClipKind.AVI_H264_ALAW: ".avi",
    ClipKind.AVI_MPEG4_ALAW: ".avi",
    ClipKind.HUGE_PICTURE: ".png",
    ClipKind.JPEG: ".jpg",
    ClipKind.M4A: ".m4a",
    ClipKind.MKV: ".mkv",
    ClipKind.MPEGTS: ".ts",
    ClipKind.WAV_ALAW: ".wav",
}
"""What a camera would call the file; everything else is an ``.mp4``, true or not."""


def begun_at(clip: bytes, moment: datetime) -> bytes:
    """The same MP4 from a camera whose clock said ``moment`` when it began."""
    place = clip.index(b"mvhd") + len("mvhd") + len("vfff")
    seconds = int((moment - _MAC_EPOCH).total_seconds())
    return clip[:place] + seconds.to_bytes(4, "big") + clip[place + 4 :]
