"""What a camera says in the name of its file: device, officer, time, as one table of patterns.

No standard rules these names; each maker has its own. The first pattern that fits the whole name
counts, and a name that fits none says nothing. A name is data: whatever it says is compared with
the hand-over ledger and decides nothing by itself.

Every pattern takes time in proportion to the name's length: neighbouring parts share no
character, so the matcher never has two ways to read the same name.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from app.clock import SHANGHAI, is_expressible

LONGEST = 255
"""Characters of a name that are looked at; no file system of a camera knows longer ones."""


@dataclass(frozen=True, slots=True)
class NamedFacts:
    """What a file name says; a time without a zone is meant as Asia/Shanghai, given in UTC."""

    device_no: str | None = None
    officer_no: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NamePattern:
    """One maker's way, with names that must fit it."""

    what: str
    expression: re.Pattern[str]
    examples: tuple[str, ...]


NOTHING = NamedFacts()

_DAY_TIME = r"(?P<day>[0-9]{8})[_-]?(?P<time>[0-9]{6})"
_DEVICE = r"(?P<device>(?=[^_]*[0-9])[A-Za-z0-9][A-Za-z0-9-]{2,31})"
"""At least one digit, so that no Chinese word and no plain English one is taken for a number."""
_OFFICER = r"(?P<officer>(?!20[0-9]{12}_)[A-Za-z0-9][A-Za-z0-9-]{0,19}|[\u4e00-\u9fff·]{2,12})"
"""A number or a name; fourteen digits that begin a century are the beginning of a span of time."""
_TAIL = r"(?:_[0-9]{1,6})?(?:_[A-Za-z]{1,8})?"
"""A serial number, then a mark such as ``IMP`` for a protected file."""


def _pattern(what: str, expression: str, *examples: str) -> NamePattern:
    return NamePattern(what, re.compile(expression), examples)


PATTERNS: tuple[NamePattern, ...] = (
    _pattern(
        "phones and drones: a word, then the time",
        rf"(?:IMG|VID|PXL|DJI|MVI|REC|AUD|SCR|TRIM)[_-]{_DAY_TIME}[0-9A-Za-z_~().-]{{0,40}}",
        "IMG_20261121_143012.jpg",
        "VID_20261121_143012~2.mp4",
        "DJI_20261121143012_0003_D.MP4",
        "PXL_20261121_143012345.mp4",
    ),
    _pattern(
        "still cameras and camcorders: a word and a running number, which say nothing",
        r"[A-Za-z_]{3,4}[_-]?[0-9]{3,8}",
        "DSC_0001.JPG",
        "DSCN1234.JPG",
        "MVI_0042.AVI",
        "_DSC1234.jpg",
        "GOPR0123.MP4",
    ),
    _pattern(
        "body cameras: device, officer, time, serial number, mark",
        rf"{_DEVICE}_{_OFFICER}_{_DAY_TIME}{_TAIL}",
        "RZ-JLY-0001_410482_20261121143012_0003.mp4",
        "RZ-JLY-0001_410482_20261121143012_0003_IMP.mp4",
        "BWC-0217_张建国_20261121143012_003.mp4",
        "34020000001320000001_0217_20261121-143012.ts",
    ),
    _pattern(
        "body cameras: device, beginning, end",
        rf"{_DEVICE}_{_DAY_TIME}_[0-9]{{14}}",
        "RZ-JLY-0002_20261121143012_20261121144012.mp4",
    ),
    _pattern(
        "body cameras: device, time, serial number, mark",
        rf"{_DEVICE}_{_DAY_TIME}{_TAIL}",
        "RZ-JLY-0002_20261121143012.mp4",
        "34020000001320000001_20261121143012_001_SOS.mp4",
    ),
    _pattern(
        "recorders: time, serial number",
        rf"{_DAY_TIME}{_TAIL}",
        "20261121143012.amr",
        "20261121_143012_0001.wav",
    ),
    _pattern(
        "body cameras: time, device, officer",
        rf"{_DAY_TIME}_{_DEVICE}(?:_{_OFFICER})?",
        "20261121143012_BWC0217_410482.mp4",
        "20261121_143012_BWC0217.mp4",
    ),
    _pattern(
        "recorders: year, day and time apart; + continues a file, # marks an event",
        r"(?P<year>[0-9]{4})_(?P<monthday>[0-9]{4})_(?P<time>[0-9]{6})(?:_[0-9]{1,6})?[+#]{0,2}",
        "2026_1121_143012_0012.AVI",
        "2026_1121_143012_0013+.AVI",
        "2026_1121_143012_0014#.AVI",
    ),
)


def read_file_name(file_name: str) -> NamedFacts:
    """Return what the name says.

    >>> read_file_name("DCIM/100MEDIA/RZ-1_410482_20261121143012.mp4").officer_no
    '410482'
    >>> read_file_name("会议记录.mp4")
    NamedFacts(device_no=None, officer_no=None, recorded_at=None)
    """
    stem = _stem(file_name)
    for pattern in PATTERNS:
        found = pattern.expression.fullmatch(stem)
        if found is not None:
            return _facts(found.groupdict())
    return NOTHING


def _stem(file_name: str) -> str:
    """Return the name without folders and ending; a longer name is none of a camera."""
    name = re.split(r"[/\\]", file_name)[-1].strip()
    stem, dot, ending = name.rpartition(".")
    return (stem if dot and len(ending) <= len("webm.") else name) if len(name) <= LONGEST else ""


def _facts(parts: dict[str, str | None]) -> NamedFacts:
    day = parts.get("day") or (parts.get("year") or "") + (parts.get("monthday") or "")
    return NamedFacts(
        device_no=parts.get("device"),
        officer_no=parts.get("officer"),
        recorded_at=_moment(day + (parts.get("time") or "")),
    )


def _moment(digits: str) -> datetime | None:
    try:
        moment = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    return moment.astimezone(UTC) if is_expressible(moment) else None
