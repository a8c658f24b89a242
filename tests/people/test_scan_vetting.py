"""What is a scan: told by its content, decoded in the sandbox."""

from pathlib import Path

import pytest

from app.people.scan_vetting import MOST_BYTES, NoScanError, vet_scan
from tests.clips import ClipKind, make_clip
from tests.world import NOW

HOSTILE = {
    "empty": (b"", "空的"),
    "11 MiB": (b"\xff\xd8\xff" + bytes(11 * 1024 * 1024), "超过 10 MB"),
    "web page": (b"<!DOCTYPE html><script>alert(1)</script>", "不是 PDF"),
    "picture of markup": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "不是 PDF"),
    "program": (b"MZ" + bytes(200), "不是 PDF"),
    "archive": (b"PK\x03\x04" + bytes(200), "不是 PDF"),
    "moving picture": (b"GIF89a" + bytes(200), "不是 PDF"),
    "cut PDF": (b"%PDF-1.7\n1 0 obj", "不完整"),
    "broken JPEG": (b"\xff\xd8\xff\xe0" + bytes(500), "已损坏"),
    "huge PNG": (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x02\x00\x00\x00",
        "已损坏",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), HOSTILE.values(), ids=HOSTILE)
async def test_what_is_no_scan_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(NoScanError, match=sentence):
        await vet_scan(content, sandbox="best-effort", now=NOW)


async def test_a_picture_is_measured_in_the_sandbox(tmp_path: Path) -> None:
    photo = make_clip(ClipKind.JPEG, tmp_path / "card.pdf").read_bytes()

    vetted = await vet_scan(photo, sandbox="best-effort", now=NOW)

    assert vetted.media_type == "image/jpeg"
    assert vetted.width
    assert vetted.height


def test_the_limit_is_ten_mebibytes() -> None:
    assert MOST_BYTES == 10_485_760
