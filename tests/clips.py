"""Small real recordings for tests, made by the same maker as the demonstration's."""

from app.demo.clips import DEFAULT_START, ClipKind, make_clip, make_large_clip

__all__ = ["DEFAULT_START", "SUFFIXES", "ClipKind", "make_clip", "make_large_clip"]

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
