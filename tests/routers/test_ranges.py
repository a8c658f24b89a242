import pytest

from app.routers.ranges import Span, UnsatisfiableRangeError, requested_span

SPANS = {
    "from the beginning": ("bytes=0-", Span(0, 1000)),
    "the first hundred": ("bytes=0-99", Span(0, 100)),
    "to beyond the end": ("bytes=900-5000", Span(900, 1000)),
    "the last hundred": ("bytes=-100", Span(900, 1000)),
    "more than there is from the end": ("bytes=-5000", Span(0, 1000)),
    "one byte": ("bytes=999-999", Span(999, 1000)),
}
WHOLE = {
    "nothing said": None,
    "several ranges": "bytes=0-1,5-6",
    "another unit": "seconds=0-1",
    "no numbers": "bytes=-",
    "words": "bytes=a-b",
    "end before beginning": "bytes=9-3",
    "more digits than a file has": f"bytes={'9' * 40}-",
}


@pytest.mark.parametrize(("header", "span"), SPANS.values(), ids=SPANS.keys())
def test_a_single_range_is_understood(header: str, span: Span) -> None:
    assert requested_span(header, 1000) == span


@pytest.mark.parametrize("header", WHOLE.values(), ids=WHOLE.keys())
def test_anything_else_means_the_whole_file(header: str | None) -> None:
    assert requested_span(header, 1000) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0"])
def test_a_range_behind_the_end_cannot_be_had(header: str) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        requested_span(header, 1000)


def test_nothing_can_be_had_of_an_empty_file() -> None:
    with pytest.raises(UnsatisfiableRangeError):
        requested_span("bytes=0-", 0)
