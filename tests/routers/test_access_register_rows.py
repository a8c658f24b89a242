"""What was on the screen, as a bar and in words."""

import pytest

from app.access.register import Shown
from app.access.spans import Span
from app.routers.access_register_rows import BAR_WIDTH, Part, shown_row

MINUTE_MS = 60_000


def recording(*spans: Span, duration_ms: int = MINUTE_MS) -> Shown:
    return Shown("音像资料", is_recording=True, duration_ms=duration_ms, spans=spans, pages=())


@pytest.mark.parametrize(
    ("shown", "parts", "words"),
    [
        (
            recording((0, 30_000), (45_000, MINUTE_MS)),
            (Part(0, 500), Part(750, 250)),
            "播放 0:00 到 0:30，0:45 到 1:00（全长 1:00）",
        ),
        (recording((59_999, MINUTE_MS)), (Part(997, 3),), "播放 0:59 到 1:00（全长 1:00）"),
        (recording((0, 90_000)), (Part(0, BAR_WIDTH),), "播放 0:00 到 1:30（全长 1:00）"),
        (recording((0, 0)), (), "打开过画面，没有收到播放的记录（全长 1:00）"),
        (recording((0, 5_000), duration_ms=0), (), "播放 0:00 到 0:05"),
        (recording((0, 0), duration_ms=0), (), "已打开"),
    ],
    ids=[
        "two spans",
        "hardly to be seen",
        "longer than known",
        "only opened",
        "unknown length",
        "a photo",
    ],
)
def test_a_recording_is_drawn_within_its_bar(
    shown: Shown, parts: tuple[Part, ...], words: str
) -> None:
    row = shown_row(shown)

    assert (row.parts, row.words) == (parts, words)


@pytest.mark.parametrize(
    ("pages", "words"),
    [((1, 2, 3, 7), "打开第 1 到 3、7 页（共 9 页）"), ((), "已打开（共 9 页）")],
)
def test_a_document_names_the_pages_that_were_opened(pages: tuple[int, ...], words: str) -> None:
    shown = Shown(
        "《笔录》", is_recording=False, duration_ms=0, spans=(), pages=pages, page_count=9
    )

    assert shown_row(shown).words == words
