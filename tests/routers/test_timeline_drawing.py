"""Where things lie on a line of time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import ids
from app.cases.marks import Lane, Mark
from app.clock import SHANGHAI
from app.routers.timeline_drawing import WIDTH, Drawing, Window, draw, whole

START = datetime(2026, 3, 1, tzinfo=UTC)
NOW = START + timedelta(days=100)
MOMENTS = st.integers(0, 400 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


def mark(at: datetime, lane: Lane = Lane.RECORDING, minutes: int = 0) -> Mark:
    until = at + timedelta(minutes=minutes) if minutes else None
    return Mark(lane, ids.new_id(), at, "RZ-0001", until=until)


def counted(drawing: Drawing) -> int:
    return sum(bar.count for lane in drawing.lanes for bar in lane.bars)


@given(st.lists(MOMENTS, min_size=1, max_size=60))
def test_the_whole_line_shows_every_mark_once_and_nothing_outside(moments: list[datetime]) -> None:
    marks = [mark(moment, minutes=30) for moment in sorted(moments)]

    drawing = draw(marks, whole(marks, NOW), NOW)

    assert counted(drawing) == len(marks)
    bars = [bar for lane in drawing.lanes for bar in lane.bars]
    assert all(0 <= bar.x <= WIDTH for bar in bars)
    assert [bar.x for bar in bars] == sorted(bar.x for bar in bars)


@given(MOMENTS, st.floats(0.05, 20))
def test_zooming_keeps_the_middle_and_never_turns_the_window_round(
    moment: datetime, times: float
) -> None:
    window = Window(moment, moment + timedelta(days=3))

    zoomed = window.zoomed(times)

    middle = zoomed.start + zoomed.length / 2
    assert abs(middle - (window.start + window.length / 2)) < timedelta(seconds=1)
    assert zoomed.length >= timedelta(minutes=10)


def test_ten_thousand_recordings_are_drawn_as_few_bars_that_say_how_many() -> None:
    marks = [mark(START + timedelta(minutes=minute)) for minute in range(10_000)]

    drawing = draw(marks, whole(marks, NOW), NOW)

    (lane,) = drawing.lanes
    assert len(lane.bars) <= 121
    assert counted(drawing) == 10_000
    assert "项" in lane.bars[5].title


def test_what_lies_partly_in_the_window_is_drawn() -> None:
    long = mark(START, Lane.DEADLINE, minutes=3 * 24 * 60)
    window = Window(START + timedelta(days=1), START + timedelta(days=2))

    drawing = draw([long, mark(START + timedelta(days=9), Lane.DEADLINE)], window, NOW)

    ((bar,),) = [lane.bars for lane in drawing.lanes]
    assert (bar.x, bar.width) == (0, WIDTH)


def test_a_lane_that_nobody_fills_is_not_drawn_and_the_others_keep_their_order() -> None:
    marks = [mark(START, Lane.PHOTO), mark(START, Lane.STEP), mark(START, Lane.GAP, 20)]

    drawing = draw(marks, whole(marks, NOW), NOW)

    assert [lane.lane for lane in drawing.lanes] == [Lane.STEP, Lane.PHOTO, Lane.GAP]


def test_a_case_without_anything_has_a_line_all_the_same() -> None:
    drawing = draw([], whole([], NOW), NOW)

    assert drawing.lanes == ()
    assert drawing.now_x == WIDTH / 2


def test_the_axis_has_few_lines_with_days_of_beijing() -> None:
    marks = [mark(START), mark(START + timedelta(days=21))]

    drawing = draw(marks, whole(marks, NOW), NOW)

    assert 2 <= len(drawing.ticks) <= 10
    assert drawing.ticks[0].text.startswith("2026-03")


@given(MOMENTS, st.integers(130, 366 * 60))
def test_months_begin_on_their_first_day_in_beijing(start: datetime, days: int) -> None:
    drawing = draw([], Window(start, start + timedelta(days=days)), NOW)

    window = drawing.window
    moments = [window.start + window.length * (tick.x / WIDTH) for tick in drawing.ticks]
    # A place has one decimal, so a line lies as near to its moment as that says.
    near = window.length / WIDTH / 10
    for moment in moments:
        local = (moment + near).astimezone(SHANGHAI)
        first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        assert abs(moment - first) <= near
    assert 1 <= len(moments) <= 11


@pytest.mark.parametrize(
    ("days", "texts"),
    [
        (150, ["2026-04", "2026-05", "2026-06", "2026-07", ""]),
        (300, ["2026-04", "2026-07", "2026-10", ""]),
        (366 * 6, ["2027-01", "2028-01", "2029-01", "2030-01", "2031-01", ""]),
        (366 * 60, ["2030-01", "2040-01", "2050-01", "2060-01", "2070-01", "2080-01"]),
    ],
    ids=["months", "quarters", "years", "tens of years"],
)
def test_the_axis_names_months_quarters_and_years(days: int, texts: list[str]) -> None:
    start = datetime(2026, 3, 15, tzinfo=SHANGHAI)

    drawing = draw([], Window(start, start + timedelta(days=days)), NOW)

    assert [tick.text for tick in drawing.ticks] == texts


def test_marks_that_stand_for_several_are_counted_for_each() -> None:
    several = replace(mark(START, minutes=30), count=40)
    window = Window(START - timedelta(hours=1), START + timedelta(days=30))

    drawing = draw([several, mark(START + timedelta(minutes=5))], window, NOW)

    ((bar,),) = [lane.bars for lane in drawing.lanes]
    assert bar.count == 41
    assert "41 项" in bar.title
