"""Can an ordinary browser play the original? If not, which finding says why.

The table is what Chromium plays everywhere, not what one build with vendor codecs may play: H.265
in particular gives sound with a black picture and no error, which is worse than a refusal.
"""

from app.media.facts import StreamFacts
from app.media.findings import FindingCode
from app.policy.vocabulary import MediaKind

_CONTAINERS = {
    MediaKind.VIDEO: frozenset({"mp4", "mov", "3gp", "m4a", "webm"}),
    MediaKind.AUDIO: frozenset(
        {"mp4", "mov", "3gp", "m4a", "webm", "mp3", "aac", "wav", "ogg", "flac"}
    ),
    MediaKind.PHOTO: frozenset({"jpeg", "png", "gif", "webp", "bmp", "avif"}),
    MediaKind.OTHER: frozenset[str](),
}
_VIDEO_CODECS = frozenset({"h264", "vp8", "vp9", "av1", "libdav1d", "libvpx", "libvpx-vp9"})
_AUDIO_CODECS = frozenset({"aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "flac"})
_WAV_CODECS = frozenset({"pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le"})
_PIXEL_FORMATS = frozenset({"yuv420p", "yuvj420p", None})


def why_not_playable(
    container: str, kind: MediaKind, streams: tuple[StreamFacts, ...]
) -> FindingCode | None:
    """Return None when a browser plays it, else the code of the reason that comes first."""
    for stream in streams:
        if stream.kind == "video" and kind is MediaKind.VIDEO:
            if stream.codec == "hevc":
                return FindingCode.HEVC_NOT_PLAYABLE
            if stream.codec not in _VIDEO_CODECS or stream.pixel_format not in _PIXEL_FORMATS:
                return FindingCode.VIDEO_CODEC_NOT_PLAYABLE
    if container not in _CONTAINERS[kind]:
        return FindingCode.CONTAINER_NOT_PLAYABLE
    heard = _WAV_CODECS if container == "wav" else _AUDIO_CODECS
    if any(stream.kind == "audio" and stream.codec not in heard for stream in streams):
        return FindingCode.AUDIO_CODEC_NOT_PLAYABLE
    return None
