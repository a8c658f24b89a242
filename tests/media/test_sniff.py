import pytest

from app.media.findings import FindingCode
from app.media.sniff import HEAD_BYTES, sniff
from app.policy.vocabulary import MediaKind
from tests.clips import ClipKind
from tests.media.conftest import ClipMaker

TS_PACKET = b"G" + bytes(187)
BLURAY_PACKET = bytes(4) + b"G" + bytes(187)
LONG_PACKET = b"G" + bytes(203)


@pytest.mark.parametrize(
    ("head", "container", "demuxer", "kind"),
    [
        (b"\0\0\0\x18ftypisom" + bytes(20), "mp4", "mov", MediaKind.VIDEO),
        (b"\0\0\0\x14ftypqt  " + bytes(20), "mov", "mov", MediaKind.VIDEO),
        (b"\0\0\0\x14ftyp3gp4" + bytes(20), "3gp", "mov", MediaKind.VIDEO),
        (b"\0\0\0\x14ftypM4A " + bytes(20), "m4a", "mov", MediaKind.AUDIO),
        (b"\0\0\0\x14ftypheic" + bytes(20), "heic", "mov", MediaKind.PHOTO),
        (b"\0\0\x10\0moov" + bytes(20), "mov", "mov", MediaKind.VIDEO),
        (b"\0\0\0\x08wide\0\0\x10\0mdat" + bytes(8), "mov", "mov", MediaKind.VIDEO),
        (TS_PACKET * 8, "mpegts", "mpegts", MediaKind.VIDEO),
        (BLURAY_PACKET * 8, "mpegts", "mpegts", MediaKind.VIDEO),
        (LONG_PACKET * 8, "mpegts", "mpegts", MediaKind.VIDEO),
        (b"\x01\x02" * 25 + TS_PACKET * 20, "mpegts", "mpegts", MediaKind.VIDEO),
        (b"\0\0\x01\xba" + bytes(20), "mpegps", "mpeg", MediaKind.VIDEO),
        (b"RIFF\x10\0\0\0AVI LIST", "avi", "avi", MediaKind.VIDEO),
        (b"RIFF\x10\0\0\0WAVEfmt ", "wav", "wav", MediaKind.AUDIO),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "webp", None, MediaKind.PHOTO),
        (b"\x1aE\xdf\xa3\x9fB\x86matroska", "matroska", "matroska", MediaKind.VIDEO),
        (b"\x1aE\xdf\xa3\x9fB\x82\x84webm\0", "webm", "matroska", MediaKind.VIDEO),
        (b"FLV\x01\x05\0\0\0\x09", "flv", "flv", MediaKind.VIDEO),
        (b"0&\xb2u\x8ef\xcf\x11\xa6\xd9\0\xaa", "asf", "asf", MediaKind.VIDEO),
        (b"DHAV\xfd\0\0\0" + bytes(20), "dhav", "dhav", MediaKind.VIDEO),
        (b"\0\0\0\x01\x67\x42\0\x1e\xff", "h264", "h264", MediaKind.VIDEO),
        (b"\0\0\0\x01\x40\x01\x0c\x01\xff", "hevc", "hevc", MediaKind.VIDEO),
        (b"#!AMR\n\x3c\x55\x00", "amr", "amr", MediaKind.AUDIO),
        (b"#!AMR-WB\n\x3c\x55\x00", "amr", "amr", MediaKind.AUDIO),
        (b"ID3\x04\0\0\0\0\0\x21", "mp3", "mp3", MediaKind.AUDIO),
        (b"\xff\xfb\x90\x64\0\0", "mp3", "mp3", MediaKind.AUDIO),
        (b"\xff\xf1\x60\x40\x01\x7f\xfc", "aac", "aac", MediaKind.AUDIO),
        (b"OggS\0\x02\0\0", "ogg", "ogg", MediaKind.AUDIO),
        (b"fLaC\0\0\0\x22", "flac", "flac", MediaKind.AUDIO),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg", None, MediaKind.PHOTO),
        (b"\x89PNG\r\n\x1a\n\0\0", "png", None, MediaKind.PHOTO),
        (b"GIF89a\x01\0\x01\0", "gif", None, MediaKind.PHOTO),
        (b"BM\x36\x03\0\0\0\0\0\0\x36", "bmp", None, MediaKind.PHOTO),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_recording_is_known_by_its_first_bytes(
    head: bytes, container: str, demuxer: str | None, kind: MediaKind
) -> None:
    sniffed = sniff(head, len(head))

    assert (sniffed.container, sniffed.demuxer, sniffed.kind) == (container, demuxer, kind)
    assert sniffed.refusal is None


@pytest.mark.parametrize(
    ("head", "refusal"),
    [
        (b"", FindingCode.EMPTY_FILE),
        (b"ffconcat version 1.0\nfile a.mp4\n", FindingCode.PLAYLIST_REFUSED),
        (b"\xef\xbb\xbf  ffconcat version 1.0\n", FindingCode.PLAYLIST_REFUSED),
        (b"# note\nffconcat version 1.0\nfile a\n", FindingCode.PLAYLIST_REFUSED),
        (b"#EXTM3U\n#EXT-X-VERSION:3\nfile:///etc/passwd\n", FindingCode.PLAYLIST_REFUSED),
        (b"#EXTM3U\n\0\0binary after", FindingCode.PLAYLIST_REFUSED),
        (b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg">', FindingCode.PLAYLIST_REFUSED),
        (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", FindingCode.PLAYLIST_REFUSED),
        (b"[playlist]\nFile1=http://a/\n", FindingCode.PLAYLIST_REFUSED),
        (b"MZ\x90\0\x03\0\0\0", FindingCode.EXECUTABLE_REFUSED),
        (b"\x7fELF\x02\x01\x01\0", FindingCode.EXECUTABLE_REFUSED),
        (b"#!/bin/sh\nrm -r x\n", FindingCode.EXECUTABLE_REFUSED),
        (b"PK\x03\x04\x14\0\0\0", FindingCode.ARCHIVE_REFUSED),
        (b"Rar!\x1a\x07\x01\0", FindingCode.ARCHIVE_REFUSED),
        (b"\x1f\x8b\x08\0\0\0", FindingCode.ARCHIVE_REFUSED),
        (b"%PDF-1.7\n%\xe2\xe3", FindingCode.DOCUMENT_REFUSED),
        (b"<!DOCTYPE html><html>", FindingCode.DOCUMENT_REFUSED),
        (b"<svg xmlns='x' onload='y'>", FindingCode.DOCUMENT_REFUSED),
        ("这不是录像".encode(), FindingCode.NOT_MEDIA),
        ("这不是录像,只是一段很普通的文字".encode("utf-16"), FindingCode.NOT_MEDIA),
        (bytes(range(200, 256)) + bytes(40), FindingCode.NOT_MEDIA),
        (bytes(4096), FindingCode.NOT_MEDIA),
    ],
)
def test_what_is_no_recording_is_refused(head: bytes, refusal: FindingCode) -> None:
    sniffed = sniff(head, len(head))

    assert sniffed.refusal is refusal
    assert sniffed.demuxer is None


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 8, 11, 12, 40])
@pytest.mark.parametrize("kind", [ClipKind.MP4, ClipKind.MPEGTS, ClipKind.JPEG, ClipKind.AMR])
def test_a_few_bytes_of_anything_never_raise(clip: ClipMaker, kind: ClipKind, length: int) -> None:
    head = clip(kind).read_bytes()[:length]

    sniffed = sniff(head, length)

    assert sniffed.demuxer is not None or sniffed.refusal or sniffed.kind is MediaKind.PHOTO


def test_the_head_is_long_enough_for_the_largest_packets() -> None:
    assert HEAD_BYTES >= 204 * 9
