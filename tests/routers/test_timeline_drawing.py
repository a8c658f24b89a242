"""Where things lie on a line of time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app import ids
from app.cases.timeline import Lane, Mark
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
