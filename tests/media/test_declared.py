import pytest

from app.media.declared import type_mismatch
from app.media.sniff import sniff

MP4 = sniff(b"\0\0\0\x18ftypisom" + bytes(20), 100)
JPEG = sniff(b"\xff\xd8\xff\xe0\0\x10JFIF", 100)


@pytest.mark.parametrize(
    ("filename", "declared_type"),
    [
        ("a.mp4", "video/mp4"),
        ("A.MOV", None),
        ("a.3gp", "audio/3gpp"),
        ("no suffix", "application/octet-stream"),
        ("a.dat", ""),
        (None, None),
    ],
)
def test_a_fitting_or_silent_name_is_no_finding(
    filename: str | None, declared_type: str | None
) -> None:
    assert type_mismatch(MP4, filename=filename, declared_type=declared_type) is None


def test_a_wrong_suffix_is_told() -> None:
    finding = type_mismatch(JPEG, filename="夜间巡查.mp4", declared_type="image/jpeg")

    assert finding is not None
    assert finding.detail == {"by_name": 1, "by_type": 0}


def test_a_wrong_declared_type_is_told() -> None:
    finding = type_mismatch(MP4, filename="a.mp4", declared_type="image/png")

    assert finding is not None
    assert finding.detail == {"by_name": 0, "by_type": 1}
