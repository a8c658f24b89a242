from datetime import UTC, datetime
from uuid import UUID

from app.policy.vocabulary import MediaKind, RecordingState
from app.recordings.inbox import Direction, InboxFilter
from app.routers.inbox_filters import FilterFields, Place, address_of, read_filters

ID = UUID("019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11")


def test_an_empty_address_narrows_nothing() -> None:
    read = read_filters({})

    assert read.wanted == InboxFilter()
    assert read.shown.is_open
    assert read.place == Place()


def test_every_filter_is_read_from_the_address() -> None:
    read = read_filters(
        {"name": " 巡查 ", "state": "damaged", "kind": "video", "unit": str(ID), "device": "RZ"}
    )

    assert read.wanted == InboxFilter(
        text="巡查",
        state=RecordingState.DAMAGED,
        kind=MediaKind.VIDEO,
        unit_id=ID,
        device_no="RZ",
    )


def test_days_are_those_of_shanghai_and_both_count() -> None:
    read = read_filters({"from": "2026-11-20", "to": "2026-11-21"})

    assert read.wanted.received_from == datetime(2026, 11, 19, 16, 0, tzinfo=UTC)
    assert read.wanted.received_before == datetime(2026, 11, 21, 16, 0, tzinfo=UTC)


def test_a_day_that_is_none_is_named_and_left_out() -> None:
    read = read_filters({"from": "2026-02-30"})

    assert read.wanted.received_from is None
    assert read.shown.day_from == "2026-02-30"
    assert "开始日期" in read.problems[0]


def test_an_invented_state_is_left_out() -> None:
    read = read_filters({"state": "destroyed", "unit": "everything"})

    assert read.wanted == InboxFilter()


def test_one_character_needs_a_unit_or_a_day_beside_it() -> None:
    alone = read_filters({"name": "砂"})
    beside = read_filters({"name": "砂", "from": "2026-11-20"})

    assert alone.wanted.text == ""
    assert alone.problems
    assert beside.wanted.text == "砂"


def test_the_place_is_the_newer_or_the_older_side_of_a_row() -> None:
    newer = read_filters({"newer_than": str(ID)})
    older = read_filters({"older_than": str(ID)})

    assert newer.place == Place(ID, Direction.NEWER)
    assert older.place == Place(ID, Direction.OLDER)


def test_an_address_says_only_what_is_narrowed() -> None:
    shown = FilterFields(name="巡查&x=1", day_from="2026-11-20")

    address = address_of(shown, older_than=ID)

    assert address == f"/inbox?name=%E5%B7%A1%E6%9F%A5%26x%3D1&from=2026-11-20&older_than={ID}"
