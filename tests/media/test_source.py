import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.media.source import DescriptorReader


def test_a_reader_reads_seeks_and_ends_as_a_file_does(tmp_path: Path) -> None:
    path = tmp_path / "original"
    path.write_bytes(bytes(range(100)))
    descriptor = os.open(path, os.O_RDONLY)
    reader = DescriptorReader(descriptor, 100)

    first = reader.read(4)
    reader.seek(-2, os.SEEK_END)
    last = reader.read()

    assert first == b"\0\1\2\3"
    assert last == bytes([98, 99])
    assert reader.read(10) == b""
    assert reader.tell() == 100
    os.close(descriptor)


def test_two_threads_share_one_descriptor_without_disturbing_each_other(tmp_path: Path) -> None:
    content = os.urandom(1_000_000)
    path = tmp_path / "original"
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)

    def read_whole(step: int) -> bytes:
        reader = DescriptorReader(descriptor, len(content))
        return b"".join(iter(lambda: reader.read(step), b""))

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(read_whole, [1013, 4099]))

    assert results == [content, content]
    assert os.lseek(descriptor, 0, os.SEEK_CUR) == 0
    os.close(descriptor)
