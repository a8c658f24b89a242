"""Does the file match what its sender called it? Names and types are data, not commands."""

from pathlib import PurePosixPath

from app.media.findings import FindingCode, MediaFinding
from app.media.sniff import Sniffed
from app.policy.vocabulary import MediaKind

_ISO = frozenset({"mp4", "mov", "3gp", "m4a"})
_STILLS = frozenset({"heic", "avif"})

_SELF_NAMED = (
    *("avi", "flv", "wav", "amr", "mp3", "aac", "ogg", "flac"),
    *("png", "gif", "bmp", "webp"),
)
_BY_SUFFIX: dict[str, frozenset[str]] = {
    **dict.fromkeys((".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3g2", ".m4a"), _ISO),
    **dict.fromkeys((".ts", ".mts", ".m2ts"), frozenset({"mpegts"})),
    **dict.fromkeys((".mpg", ".mpeg", ".ps", ".vob"), frozenset({"mpegps", "mpegts"})),
    **dict.fromkeys((".mkv", ".webm"), frozenset({"matroska", "webm"})),
    **dict.fromkeys((".wmv", ".asf", ".wma"), frozenset({"asf"})),
    **dict.fromkeys((".jpg", ".jpeg"), frozenset({"jpeg"})),
    **dict.fromkeys((".heic", ".heif", ".avif"), _STILLS),
    **dict.fromkeys((".264", ".h264"), frozenset({"h264"})),
    **dict.fromkeys((".265", ".h265", ".hevc"), frozenset({"hevc"})),
    ".dav": frozenset({"dhav"}),
    **{f".{name}": frozenset({name}) for name in _SELF_NAMED},
}
_FAMILIES = {
    "video": {MediaKind.VIDEO, MediaKind.AUDIO},  # video/mp4 may well hold sound only
    "audio": {MediaKind.VIDEO, MediaKind.AUDIO},  # audio/3gpp and a video MP4 begin alike
    "image": {MediaKind.PHOTO},
    "text": set[MediaKind](),
}


def type_mismatch(
    sniffed: Sniffed, *, filename: str | None, declared_type: str | None
) -> MediaFinding | None:
    """Return a finding when name or declared type contradict the content.

    An unknown suffix or type says nothing and therefore contradicts nothing. The detail tells
    which of the two was wrong (1) or right or silent (0).
    """
    suffix = PurePosixPath(filename or "").suffix.lower()
    expected = _BY_SUFFIX.get(suffix)
    by_name = expected is not None and sniffed.container not in expected
    family = _FAMILIES.get((declared_type or "").strip().lower().partition("/")[0])
    by_type = family is not None and sniffed.kind not in family
    if not (by_name or by_type):
        return None
    return MediaFinding(
        FindingCode.TYPE_MISMATCH, {"by_name": int(by_name), "by_type": int(by_type)}
    )
