"""What is this file? Answered from its first bytes only, never from its name.

libav left to itself obeys text files: an ffconcat list named ``.mp4`` made it open a neighbour's
recording. Therefore the demuxer is chosen here, from magic bytes, and everything that is not
plainly a recording is refused before any decoder is started.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.media.findings import FindingCode
from app.policy.vocabulary import MediaKind

HEAD_BYTES = 4096
"""How much of the file ``sniff`` wants to see."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A container with the demuxer to open it, or the code of the refusal."""

    container: str
    kind: MediaKind
    demuxer: str | None = None
    """libav's name; None for what PIL reads and for what is refused."""
    refusal: FindingCode | None = None


def sniff(head: bytes, size_bytes: int) -> Sniffed:
    """Name the container of a file from its first ``HEAD_BYTES`` bytes."""
    if size_bytes == 0 or not head:
        return _refused("empty", FindingCode.EMPTY_FILE)
    for recognise in _RECOGNISERS:
        found = recognise(head)
        if found is not None:
            return found
    return _refused("unknown", FindingCode.NOT_MEDIA)


def _refused(container: str, code: FindingCode) -> Sniffed:
    return Sniffed(container, MediaKind.OTHER, refusal=code)


def _video(container: str, demuxer: str) -> Sniffed:
    return Sniffed(container, MediaKind.VIDEO, demuxer)


def _audio(container: str, demuxer: str) -> Sniffed:
    return Sniffed(container, MediaKind.AUDIO, demuxer)


def _photo(container: str, demuxer: str | None = None) -> Sniffed:
    return Sniffed(container, MediaKind.PHOTO, demuxer)


_EXECUTABLES = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"dex\n",
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # Windows shortcut
)
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
)
_DOCUMENTS = (b"%PDF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")


def _hostile_binary(head: bytes) -> Sniffed | None:
    if head.startswith(_EXECUTABLES):
        return _refused("executable", FindingCode.EXECUTABLE_REFUSED)
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        return _refused("archive", FindingCode.ARCHIVE_REFUSED)
    if head.startswith(_DOCUMENTS):
        return _refused("document", FindingCode.DOCUMENT_REFUSED)
    return None


_PLAYLIST_WORDS = (
    b"ffconcat",
    b"#extm3u",
    b"#ext-x-",
    b"<mpd",
    b"<smil",
    b"<asx",
    b"[playlist]",
    b"[reference]",
    b"v=0\no=",
    b"v=0\r\no=",
    b";ffmetadata",
)


def _text(head: bytes) -> Sniffed | None:
    """Refuse every text: no recording is text, and text is how demuxers are led astray."""
    if (
        head.startswith((b"\xff\xfe", b"\xfe\xff"))
        and head[3:40:2].count(0) + head[2:40:2].count(0) > 8
    ):
        return _refused("text", FindingCode.NOT_MEDIA)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if any(word in start[:1024] for word in _PLAYLIST_WORDS) and _is_text(head):
        return _refused("playlist", FindingCode.PLAYLIST_REFUSED)
    if start.startswith((b"ffconcat", b"#extm3u")):
        return _refused("playlist", FindingCode.PLAYLIST_REFUSED)
    if start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<svg", b"<script")):
        return _refused("document", FindingCode.DOCUMENT_REFUSED)
    # The one recording that begins like text; its next byte is a frame header.
    if start.startswith(b"#!amr"):
        return None
    return _refused("text", FindingCode.NOT_MEDIA) if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return controls == 0


_ISO_BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"moof", b"styp", b"sidx")
_STILL_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}


def _iso_media(head: bytes) -> Sniffed | None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _STILL_BRANDS:
            return _photo("avif") if brand.startswith(b"avi") else _photo("heic", "mov")
        if brand == b"qt  ":
            return _video("mov", "mov")
        if brand.startswith((b"3gp", b"3g2")):
            return _video("3gp", "mov")
        return _audio("m4a", "mov") if brand.startswith(b"M4A") else _video("mp4", "mov")
    return _video("mov", "mov") if head[4:8] in _ISO_BOXES else None


def _riff(head: bytes) -> Sniffed | None:
    if head[:4] not in {b"RIFF", b"RF64"}:
        return None
    match head[8:12]:
        case b"AVI ":
            return _video("avi", "avi")
        case b"WAVE":
            return _audio("wav", "wav")
        case b"WEBP":
            return _photo("webp")
        case _:
            return None


def _matroska(head: bytes) -> Sniffed | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    return _video("webm" if b"webm" in head[:64] else "matroska", "matroska")


_PREFIXES: tuple[tuple[bytes, Sniffed], ...] = (
    (b"FLV\x01", _video("flv", "flv")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _video("asf", "asf")),
    (b"DHAV", _video("dhav", "dhav")),
    (b"\x00\x00\x01\xba", _video("mpegps", "mpeg")),
    (b"#!AMR", _audio("amr", "amr")),
    (b"OggS", _audio("ogg", "ogg")),
    (b"fLaC", _audio("flac", "flac")),
    (b"ID3", _audio("mp3", "mp3")),
    (b"\xff\xd8\xff", _photo("jpeg")),
    (b"\x89PNG\r\n\x1a\n", _photo("png")),
    (b"GIF87a", _photo("gif")),
    (b"GIF89a", _photo("gif")),
)


def _by_prefix(head: bytes) -> Sniffed | None:
    for prefix, found in _PREFIXES:
        if head.startswith(prefix):
            return found
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return _photo("bmp")
    return None


def _transport_stream(head: bytes) -> Sniffed | None:
    """Find the sync byte 0x47 in several consecutive packets of one of the three usual sizes."""
    for packet_bytes in (188, 192, 204):
        for start in range(packet_bytes):
            syncs = head[start::packet_bytes]
            # A chance hit needs one sync byte per packet; a file cut short has few to show.
            needed = 3 if start in {0, 4} else 8
            if len(syncs) >= needed and syncs == b"G" * len(syncs):
                return _video("mpegts", "mpegts")
    return None


def _elementary(head: bytes) -> Sniffed | None:
    """Recognise bare streams: H.264 or H.265 with start codes, ADTS AAC, MPEG audio."""
    for code in (b"\x00\x00\x00\x01", b"\x00\x00\x01"):
        if head.startswith(code) and len(head) > len(code) + 1:
            unit = head[len(code)]
            if unit & 0x9F in {7, 9}:
                return _video("h264", "h264")
            if unit in {0x40, 0x42, 0x46}:
                return _video("hevc", "hevc")
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0 and (head[2] >> 2) & 0xF < 13:
        return _audio("aac", "aac")
    if head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C:
        return _audio("mp3", "mp3")
    return None


_RECOGNISERS: tuple[Callable[[bytes], Sniffed | None], ...] = (
    lambda head: _by_prefix(head) if head.startswith(b"#!AMR") else None,
    _hostile_binary,
    _text,
    _iso_media,
    _riff,
    _matroska,
    _by_prefix,
    _transport_stream,
    _elementary,
)
