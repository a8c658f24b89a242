from datetime import UTC, datetime

import pytest

from app.routers import display
from app.routers.browsers import browser_words

MORNING = datetime(2026, 11, 20, 23, 5, 9, tzinfo=UTC)


def test_times_are_those_of_shanghai() -> None:
    assert display.moment(MORNING) == "2026-11-21 07:05:09"
    assert display.minute(MORNING) == "2026-11-21 07:05"
    assert display.long_day(MORNING) == "2026年11月21日 星期六"
    assert display.machine_time(MORNING) == "2026-11-21T07:05:09+08:00"


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.00 KB"),
        (48_211_034, "46.0 MB"),
        (5 * 1024**4, "5.00 TB"),
        (2 * 1024**5, "2.00 PB"),
    ],
)
def test_sizes_count_by_1024(size_bytes: int, words: str) -> None:
    assert display.file_size(size_bytes) == words


@pytest.mark.parametrize(
    ("duration_ms", "words"),
    [(0, "0:00"), (59_999, "0:59"), (60_000, "1:00"), (3_600_000, "1:00:00")],
)
def test_lengths_are_clock_like(duration_ms: int, words: str) -> None:
    assert display.duration(duration_ms) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 秒"), (60, "1 分钟"), (90, "1 分 30 秒"), (900, "15 分钟")]
)
def test_waiting_is_said_in_words(seconds: int, words: str) -> None:
    assert display.spoken_seconds(seconds) == words


def test_ids_of_elements_are_made_of_thing_key_and_part() -> None:
    assert display.dom_id("recording", 7, "facts") == "recording-7-facts"
    assert display.dom_id("recording", 7) == "recording-7"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 12) Chrome/99.0 Mobile", "Chrome 内核浏览器，安卓手机"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120",
            "Edge 浏览器，Windows 电脑",
        ),
        ("Mozilla/5.0 (iPhone) Version/17 Safari/604", "Safari 浏览器，苹果手机"),
        ("", "未知浏览器"),
    ],
)
def test_browsers_are_named_as_people_know_them(user_agent: str, words: str) -> None:
    assert browser_words(user_agent) == words
