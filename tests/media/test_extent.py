import struct
from pathlib import Path

import pytest

from app.media.extent import declared_bytes, walk_boxes
from tests.clips import ClipKind
from tests.media.conftest import ClipMaker


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def read_at(self, size: int, offset: int) -> bytes:
        return self.data[offset : offset + size]


def box(name: bytes, payload: int) -> bytes:
    return struct.pack(">I4s", 8 + payload, name) + bytes(payload)


def test_a_whole_file_ends_where_its_last_box_ends() -> None:
    data = box(b"ftyp", 16) + box(b"moov", 100) + box(b"mdat", 50)

    walk = walk_boxes(Bytes(data).read_at, len(data))

    assert walk.has_index
    assert walk.overrun_name is None
    assert walk.declared_bytes == len(data)


def test_a_cut_file_names_the_box_that_overruns() -> None:
    data = (box(b"ftyp", 16) + box(b"mdat", 500))[:100]

    walk = walk_boxes(Bytes(data).read_at, len(data))

    assert not walk.has_index
    assert walk.overrun_name == b"mdat"
    assert walk.declared_bytes == 24 + 508


def test_an_index_that_is_cut_is_no_index() -> None:
    data = (box(b"mdat", 50) + box(b"moov", 100))[:90]

    assert not walk_boxes(Bytes(data).read_at, len(data)).has_index


def test_a_wide_length_and_an_open_end_are_understood() -> None:
    wide = struct.pack(">I4sQ", 1, b"mdat", 16 + 40) + bytes(40)
    data = wide + struct.pack(">I4s", 0, b"free") + bytes(30)

    walk = walk_boxes(Bytes(data).read_at, len(data))

    assert walk.names == {b"mdat", b"free"}
    assert walk.declared_bytes == len(data)


@pytest.mark.parametrize("data", [b"", b"\0", bytes(64), b"\xff" * 64, box(b"moov", 2)[:9]])
def test_nonsense_ends_the_walk(data: bytes) -> None:
    assert walk_boxes(Bytes(data).read_at, len(data)).declared_bytes >= 0


@pytest.mark.parametrize(
    ("kind", "container"),
    [
        (ClipKind.MP4, "mp4"),
        (ClipKind.FRAGMENTED_MP4, "mp4"),
        (ClipKind.AVI_MPEG4_ALAW, "avi"),
        (ClipKind.WAV_ALAW, "wav"),
        (ClipKind.MKV, "matroska"),
        (ClipKind.MPEGTS, "mpegts"),
    ],
)
def test_a_real_file_declares_its_size_and_a_cut_one_more(
    clip: ClipMaker, kind: ClipKind, container: str
) -> None:
    whole = clip(kind).read_bytes()
    cut = whole[: len(whole) * 2 // 3]

    declared_whole = declared_bytes(container, Bytes(whole).read_at, len(whole))
    declared_cut = declared_bytes(container, Bytes(cut).read_at, len(cut))

    assert declared_whole == len(whole)
    # A transport stream does not know its own length.
    assert declared_cut > len(cut) or container == "mpegts"


def test_a_recorder_that_never_came_back_declares_nothing(tmp_path: Path) -> None:
    head = b"RIFF\0\0\0\0AVI LIST"

    assert declared_bytes("avi", Bytes(head).read_at, 5000) == 5000
