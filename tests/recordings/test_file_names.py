"""File names of cameras, and names that say nothing."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.recordings.file_names import NOTHING, PATTERNS, NamedFacts, read_file_name

AFTERNOON = datetime(2026, 11, 21, 6, 30, 12, tzinfo=UTC)
EXAMPLES = [
    pytest.param(index, example, id=example)
    for index, pattern in enumerate(PATTERNS)
    for example in pattern.examples
]


@pytest.mark.parametrize(("index", "example"), EXAMPLES)
def test_each_example_is_read_by_its_own_pattern_first(index: int, example: str) -> None:
    stem = example.rpartition(".")[0]

    fitting = [place for place, it in enumerate(PATTERNS) if it.expression.fullmatch(stem)]

    assert fitting[0] == index


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("RZ-JLY-0001_410482_20261121143012_0003.mp4", ("RZ-JLY-0001", "410482", AFTERNOON)),
        ("RZ-JLY-0001_410482_20261121143012_0003_IMP.mp4", ("RZ-JLY-0001", "410482", AFTERNOON)),
        ("BWC-0217_张建国_20261121143012_003.mp4", ("BWC-0217", "张建国", AFTERNOON)),
        ("RZ-JLY-0002_20261121143012.mp4", ("RZ-JLY-0002", None, AFTERNOON)),
        ("RZ-JLY-0002_20261121143012_20261121144012.mp4", ("RZ-JLY-0002", None, AFTERNOON)),
        ("20261121143012_BWC0217_410482.mp4", ("BWC0217", "410482", AFTERNOON)),
        ("DCIM/100MEDIA/BWC0217_20261121143012.mp4", ("BWC0217", None, AFTERNOON)),
        ("D:\\视频\\BWC0217_20261121143012.mp4", ("BWC0217", None, AFTERNOON)),
        ("2026_1121_143012_0013+.AVI", (None, None, AFTERNOON)),
        ("IMG_20261121_143012.jpg", (None, None, AFTERNOON)),
        ("20261121143012.amr", (None, None, AFTERNOON)),
        ("BWC0217_20261321143012.mp4", ("BWC0217", None, None)),
        ("BWC0217_20260230143012.mp4", ("BWC0217", None, None)),
        ("BWC0217_00000000000000.mp4", ("BWC0217", None, None)),
    ],
)
def test_what_a_name_says(name: str, facts: tuple[str | None, str | None, datetime | None]) -> None:
    assert read_file_name(name) == NamedFacts(*facts)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".mp4",
        "DSC_0001.JPG",
        "RZ0001.mp4",
        "会议记录.mp4",
        "河道采砂_现场_20261121143012.mp4",
        "patrol_morning_20261121143012.mp4",
        "现场询问录音-李四-第二次.amr",
        "../../etc/passwd",
        "'; DROP TABLE recording; --_1_20261121143012.mp4",
        "RZ-1_<script>_20261121143012.mp4",
        "RZ-JLY-0001_410482_\uff12026\uff111\uff1211\uff143012.mp4",
        f"{'A1' * 300}_20261121143012.mp4",
    ],
)
def test_what_says_nothing(name: str) -> None:
    assert read_file_name(name) == NOTHING


@given(st.text(max_size=400))
def test_no_name_breaks_the_reader(name: str) -> None:
    facts = read_file_name(name)

    assert facts.recorded_at is None or facts.recorded_at.tzinfo is UTC


@given(
    st.from_regex(
        r"[A-Z0-9-]{1,40}(_[A-Za-z0-9-]{0,60}){1,4}(_[0-9]{0,20}){0,4}\.mp4", fullmatch=True
    )
)
def test_names_that_nearly_fit_do_not_break_it_either(name: str) -> None:
    facts = read_file_name(name)

    assert facts.device_no is None or facts.device_no in name
