"""Older Word documents (DOC), made byte by byte: a small file system with the streams of Word."""

import struct

SECTOR, MINI = 512, 64
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5
_CUTOFF = 4096


def older_word(
    text: str = "询问笔录",
    *,
    plain: str = "",
    pages: int | None = None,
    program: str = "",
    encrypted: bool = False,
    version: int = 0x00C1,
) -> bytes:
    """Return a DOC.

    ``text`` is one piece in UTF-16, ``plain`` a second one with a byte for each character;
    ``pages`` is what the summary tells; ``program`` the name of a storage of macros.
    """
    streams = {"WordDocument": _words(text, plain, version=version, encrypted=encrypted)}
    streams["0Table"] = _pieces(text, plain).ljust(_CUTOFF, b"\0")
    if pages is not None:
        streams["\x05SummaryInformation"] = _summary(pages)
    return _file(streams, [program] if program else [])


_TEXT_AT = 1024


def _words(text: str, plain: str, *, version: int, encrypted: bool) -> bytes:
    head = bytearray(_TEXT_AT)
    struct.pack_into("<HH", head, 0, 0xA5EC, version)
    struct.pack_into("<H", head, 10, 0x0100 if encrypted else 0)
    struct.pack_into("<II", head, 0x01A2, 0, len(_pieces(text, plain)))
    content = bytes(head) + text.encode("utf-16-le") + plain.encode("cp1252")
    return content.ljust(_CUTOFF, b"\0")


def _pieces(text: str, plain: str) -> bytes:
    units = len(text.encode("utf-16-le")) // 2
    ends = struct.pack("<3I", 0, units, units + len(plain))
    places = (_TEXT_AT, 0x40000000 | 2 * (_TEXT_AT + 2 * units))
    table = ends + b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    formats = b"\x01" + struct.pack("<H", 2) + b"\0\0"
    return formats + b"\x02" + struct.pack("<I", len(table)) + table


def _summary(pages: int) -> bytes:
    properties = struct.pack("<IIII", 40, 1, 14, 16) + struct.pack("<Ii", 3, pages)
    return bytes(44) + struct.pack("<I", 48) + properties


def _file(streams: dict[str, bytes], storages: list[str]) -> bytes:
    """Lay the streams out: large ones in sectors, small ones in the stream of small ones."""
    content: list[bytes] = []
    following: list[int] = []

    def lay(data: bytes) -> int:
        start = len(following)
        count = -(-len(data) // SECTOR)
        following.extend([*range(start + 1, start + count), END])
        content.append(data.ljust(count * SECTOR, b"\0"))
        return start

    small = b""
    small_following: list[int] = []
    entries = []
    for name, data in streams.items():
        if len(data) >= _CUTOFF:
            entries.append(_entry(name, STREAM, lay(data), len(data)))
            continue
        start, count = len(small_following), -(-len(data) // MINI)
        small_following.extend([*range(start + 1, start + count), END])
        small += data.ljust(count * MINI, b"\0")
        entries.append(_entry(name, STREAM, start, len(data)))
    entries += [_entry(name, STORAGE, 0, 0) for name in storages]
    small_start = lay(small) if small else END
    numbers = struct.pack(f"<{len(small_following)}I", *small_following)
    numbers_start = lay(numbers) if small else END
    root = _entry("Root Entry", ROOT, small_start, len(small))
    directory = lay(b"".join([root, *entries]))
    table_at = len(following)
    following.append(TABLE)
    table = struct.pack(f"<{len(following)}I", *following).ljust(SECTOR, b"\xff")
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(SECTOR, b"\0"))
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 40, 0, 1, directory, 0, _CUTOFF, numbers_start, 1, END, 0)
    struct.pack_into("<109I", head, 76, table_at, *[FREE] * 108)
    return bytes(head) + b"".join(content) + table


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    row = bytearray(raw.ljust(64, b"\0") + bytes(64))
    struct.pack_into("<HB", row, 64, len(raw), kind)
    struct.pack_into("<II", row, 116, start, size)
    return bytes(row)
