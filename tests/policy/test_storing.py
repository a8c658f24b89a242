"""By when a recording is stored and handed over, under each of the five regulations."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendars.load import read_calendar
from app.packs.load import read_pack
from app.policy.law_words import ExceptionGround, StoringStart
from app.policy.pack import Pack
from app.policy.pack_parsing import parse
from app.policy.storing import StoringFacts, handover_due, storing_due

CALENDAR = read_calendar()
BEIJING = timezone(timedelta(hours=8))
REGULATIONS = ("zhangzi", "changli", "ruzhou", "shanxi", "zhangying")
HEAD = {"id": "x", "title": "试行规定", "issuer": "某局", "document_no": "某水〔2026〕1号"}
HOURS, DAYS = "hour", "working_day"


def moment(text: str) -> datetime:
    """Return a moment of Beijing time."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def tiny(openings: tuple[str, ...] = (), **values: Any) -> Pack:
    """Return a pack that says only this; an underscore in a name stands for a dot."""
    return parse(
        {
            "pack": HEAD | {"version": 1},
            "provisions": {
                name.replace("_", "."): {"value": value, "article": "第一条", "summary": "试行"}
                for name, value in values.items()
            },
            "openings": {name: {"article": "第二条", "summary": "自定"} for name in openings},
        }
    )


def within(count: int, unit: str) -> dict[str, Any]:
    return {"count": count, "unit": unit}


# What happened, and by when each of the five wants the recording stored.

AFTERNOON = StoringFacts(
    moment("2026-09-30T16:00"),
    shift_on=date(2026, 9, 30),
    activity_ended_at=moment("2026-09-30T17:30"),
)
NIGHT = StoringFacts(
    moment("2026-10-01T01:30"),
    shift_on=date(2026, 9, 30),
    activity_ended_at=moment("2026-10-01T02:00"),
)
TWO_DAYS = StoringFacts(
    moment("2026-11-20T15:00"),
    shift_on=date(2026, 11, 20),
    activity_ended_at=moment("2026-11-21T10:00"),
)
EDITED = StoringFacts(
    moment("2026-11-20T15:00"),
    shift_on=date(2026, 11, 20),
    completed_at=moment("2026-11-23T09:00"),
)
YEARS_END = StoringFacts(moment("2026-12-31T15:00"), shift_on=date(2026, 12, 31))
UNKNOWN = StoringFacts(moment("2026-11-20T15:00"))
IN_TOKYO = StoringFacts(datetime.fromisoformat("2026-11-21T00:30+09:00"))


def away(ground: ExceptionGround, returned_at: str | None) -> StoringFacts:
    """Return the facts of work away from the unit, from Thursday before Spring Festival."""
    back = moment(returned_at) if returned_at else None
    return StoringFacts(
        moment("2026-02-12T17:00"),
        shift_on=date(2026, 2, 12),
        activity_ended_at=moment("2026-02-12T18:00"),
        ground=ground,
        returned_at=back,
    )


OFF_SITE = away(ExceptionGround.OFF_SITE, "2026-02-13T20:00")
REMOTE = away(ExceptionGround.REMOTE, "2026-02-13T20:00")
STILL_AWAY = away(ExceptionGround.CONTINUOUS, None)
NOT_AWAY_LONG = away(ExceptionGround.HARD_TO_REACH, "2026-02-12T09:00")

CASES = [
    ("an afternoon before National Day", AFTERNOON, "09-30", "09-30", "09-30", "10-09", "10-09"),
    ("a night past midnight", NIGHT, "10-01", "10-01", "10-01", "10-09", "10-09"),
    ("an activity of two days", TWO_DAYS, "11-20", "11-20", "11-21", "11-24", "11-24"),
    ("a record completed later", EDITED, "11-20", "11-20", "11-20", "11-25", "11-25"),
    ("no shift and no activity known", UNKNOWN, "11-20", "11-20", "11-20", "11-24", "11-24"),
    ("a device on Tokyo time", IN_TOKYO, "11-20", "11-20", "11-20", "11-24", "11-24"),
    ("off site, back on Friday", OFF_SITE, "02-24", "02-12", "02-14 20:00", "02-24", "02-24"),
    ("remote, which Ruzhou omits", REMOTE, "02-24", "02-12", "02-12", "02-24", "02-24"),
    ("still away", STILL_AWAY, None, "02-12", None, None, None),
    ("returned before the end", NOT_AWAY_LONG, "02-14", "02-12", "02-13 17:00", "02-14", "02-14"),
]


@pytest.mark.parametrize(
    ("facts", "regulation", "expected"),
    [
        pytest.param(facts, regulation, due, id=f"{name}: {regulation}")
        for name, facts, *dues in CASES
        for regulation, due in zip(REGULATIONS, dues, strict=True)
    ],
)
def test_each_regulation_has_its_own_deadline(
    facts: StoringFacts, regulation: str, expected: str | None
) -> None:
    ruling = storing_due(read_pack(regulation), facts, CALENDAR)

    full = expected if expected is None or ":" in expected else f"{expected} 24:00"
    assert (str(ruling.outcome) if ruling.outcome else None) == (full and f"2026-{full}")
    assert ruling.reason.endswith("。")


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        ("2026-09-30T16:00", "2026-09-30 18:00"),
        ("2026-09-30T18:00", "2026-09-30 18:00"),
        ("2026-09-30T18:01", "2026-09-30 24:00"),
        ("2026-10-01T01:30", "2026-10-01 18:00"),
    ],
)
@pytest.mark.parametrize("start", [StoringStart.END_OF_WORK_DAY, StoringStart.END_OF_ACTIVITY])
def test_an_agency_may_end_the_day_of_storing_at_an_hour(
    start: StoringStart, ended: str, due: str
) -> None:
    values: dict[str, Any] = {
        "store_deadline_normal": within(0, DAYS),
        "store_clock_start": start.value,
        "store_cutoff": 18,
    }
    facts = StoringFacts(moment(ended), shift_on=date(2026, 9, 30))

    ruled = storing_due(tiny(**values), facts, CALENDAR)

    assert str(ruled.outcome) == due
    assert ("18时" in ruled.reason) == due.endswith("18:00")


def test_an_hour_of_the_day_does_not_shorten_working_days() -> None:
    values: dict[str, Any] = {
        "store_deadline_normal": within(2, DAYS),
        "store_clock_start": StoringStart.COMPLETION.value,
        "store_cutoff": 18,
    }

    ruled = storing_due(tiny(**values), AFTERNOON, CALENDAR)

    assert str(ruled.outcome) == "2026-10-09 24:00"


@pytest.mark.parametrize(
    ("regulation", "due", "provisional"),
    [
        ("zhangzi", "2026-12-31 24:00", False),
        ("changli", "2026-12-31 24:00", False),
        ("ruzhou", "2026-12-31 24:00", False),
        ("shanxi", "2027-01-04 24:00", True),
        ("zhangying", "2027-01-04 24:00", True),
    ],
)
def test_a_deadline_in_a_year_without_notice_says_that_it_is_provisional(
    regulation: str, due: str, *, provisional: bool
) -> None:
    ruling = storing_due(read_pack(regulation), YEARS_END, CALENDAR)

    assert ruling.outcome
    assert (str(ruling.outcome), ruling.outcome.provisional) == (due, provisional)
    assert ("暂按周末休息推算" in ruling.reason) is provisional


@pytest.mark.parametrize(
    ("regulation", "facts", "articles"),
    [
        pytest.param("changli", AFTERNOON, {"第九条"}, id="Changli"),
        pytest.param("ruzhou", AFTERNOON, {"音像记录管理制度第十三条"}, id="Ruzhou"),
        pytest.param("ruzhou", OFF_SITE, {"音像记录管理制度第十三条"}, id="Ruzhou, off site"),
        pytest.param("ruzhou", REMOTE, {"音像记录管理制度第十三条"}, id="Ruzhou, unnamed ground"),
        pytest.param("shanxi", AFTERNOON, {"第十七条第二款"}, id="Shanxi"),
        pytest.param("shanxi", STILL_AWAY, {"第十七条第二款"}, id="Shanxi, still away"),
        pytest.param(
            "zhangzi",
            AFTERNOON,
            {"第十条", "《山西省行政执法全过程记录办法》第十七条第二款"},
            id="Zhangzi, with the province that allows more",
        ),
        pytest.param(
            "zhangzi",
            OFF_SITE,
            {"《山西省行政执法全过程记录办法》第十七条第二款"},
            id="Zhangzi, off site as the province says",
        ),
    ],
)
def test_every_ruling_cites_its_articles(
    regulation: str, facts: StoringFacts, articles: set[str]
) -> None:
    ruling = storing_due(read_pack(regulation), facts, CALENDAR)

    assert {cited.article for cited in ruling.citations} == articles


@pytest.mark.parametrize(
    ("regulation", "facts", "reason"),
    [
        pytest.param(
            "shanxi",
            AFTERNOON,
            "应当自记录制作完成之日起2个工作日内存储（当日不计入），即 2026-10-09 24:00 前。",
            id="working days",
        ),
        pytest.param(
            "changli",
            AFTERNOON,
            "应当在当天工作结束后当日存储，即 2026-09-30 24:00 前。",
            id="the same day",
        ),
        pytest.param(
            "ruzhou",
            OFF_SITE,
            "因异地执法延后存储，应当自返回单位起24小时内存储，即 2026-02-14 20:00 前。",
            id="hours after return",
        ),
    ],
)
def test_the_reason_says_what_is_due_from_when(
    regulation: str, facts: StoringFacts, reason: str
) -> None:
    assert storing_due(read_pack(regulation), facts, CALENDAR).reason == reason


@pytest.mark.parametrize(
    ("regulation", "words"),
    [
        pytest.param("zhangzi", "未查到当日值班", id="no shift"),
        pytest.param("ruzhou", "未登记执法活动的结束时间", id="no activity"),
    ],
)
def test_a_fact_that_is_not_known_is_said(regulation: str, words: str) -> None:
    assert words in storing_due(read_pack(regulation), UNKNOWN, CALENDAR).reason


def test_a_ground_that_the_pack_does_not_name_is_told_to_the_officer() -> None:
    ruling = storing_due(read_pack("ruzhou"), REMOTE, CALENDAR)

    assert ruling.reason.startswith("“边远地区执法”不是所适用规定列明的可以延后存储的情形")


def test_whoever_is_still_away_is_told_to_log_the_return() -> None:
    ruling = storing_due(read_pack("shanxi"), STILL_AWAY, CALENDAR)

    assert "返回后请立即登记返回时间" in ruling.reason


@pytest.mark.parametrize(
    "name", ["recorded_until", "activity_ended_at", "completed_at", "returned_at"]
)
def test_a_moment_without_a_zone_is_refused(name: str) -> None:
    naive: dict[str, Any] = {name: datetime.fromisoformat("2026-11-20T15:00")}

    with pytest.raises(ValueError, match="time zone"):
        replace(AFTERNOON, **naive)


# What a pack leaves open, and packs that are not among the five.


def test_a_pack_without_a_time_computes_nothing() -> None:
    ruling = storing_due(tiny(), AFTERNOON, CALENDAR)

    assert ruling.outcome is None
    assert ruling.reason == (
        "本单位适用的条款没有规定“存储期限”。期限因此无法计算。"
        "须由本机关的系统管理员在“机关设置”里写明依据并设定。"
    )


def test_a_time_left_to_the_agency_is_not_guessed_and_cites_who_left_it() -> None:
    ruling = storing_due(tiny(openings=("store.deadline.normal",)), AFTERNOON, CALENDAR)

    assert ruling.outcome is None
    assert [cited.article for cited in ruling.citations] == ["第二条"]


def test_a_time_without_a_beginning_computes_nothing() -> None:
    ruling = storing_due(tiny(store_deadline_normal=within(2, DAYS)), AFTERNOON, CALENDAR)

    assert ruling.outcome is None
    assert "存储期限的起算" in ruling.reason
    assert [cited.article for cited in ruling.citations] == ["第一条"]


def test_a_named_ground_without_a_time_after_return_computes_nothing() -> None:
    pack = tiny(
        store_deadline_normal=within(2, DAYS),
        store_clock_start="completion",
        store_exception_grounds=["off_site"],
    )

    ruling = storing_due(pack, OFF_SITE, CALENDAR)

    assert ruling.outcome is None
    assert "返回单位后的存储期限" in ruling.reason
    assert [cited.article for cited in ruling.citations] == ["第一条"]


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        pytest.param("completion", within(1, DAYS), "2026-10-08 24:00", id="one working day"),
        pytest.param("completion", within(12, HOURS), "2026-10-01 04:00", id="hours, completion"),
        pytest.param(
            "end_of_activity", within(12, HOURS), "2026-10-01 05:30", id="hours, activity"
        ),
        pytest.param("end_of_work_day", within(12, HOURS), "2026-10-01 12:00", id="hours, the day"),
        pytest.param("end_of_activity", within(2, DAYS), "2026-10-09 24:00", id="days, activity"),
        pytest.param("end_of_work_day", within(2, DAYS), "2026-10-09 24:00", id="days, the day"),
        pytest.param("completion", within(0, DAYS), "2026-09-30 24:00", id="the day of completion"),
    ],
)
def test_any_beginning_goes_with_any_length(start: str, length: dict[str, Any], due: str) -> None:
    pack = tiny(store_deadline_normal=length, store_clock_start=start)

    assert str(storing_due(pack, AFTERNOON, CALENDAR).outcome) == due


MOMENTS = st.datetimes(
    moment("2020-01-01").replace(tzinfo=None),
    moment("2026-11-30").replace(tzinfo=None),
    timezones=st.just(UTC),
)


@given(
    st.builds(
        StoringFacts,
        recorded_until=MOMENTS,
        shift_on=st.none() | st.dates(date(2020, 1, 1), date(2026, 11, 30)),
        activity_ended_at=st.none() | MOMENTS,
        completed_at=st.none() | MOMENTS,
    ),
    st.sampled_from(StoringStart),
    st.integers(0, 5),
)
def test_no_deadline_is_before_the_recording_ended_nor_later_for_what_is_unknown(
    facts: StoringFacts, start: StoringStart, count: int
) -> None:
    pack = tiny(store_deadline_normal=within(count, DAYS), store_clock_start=start.value)

    known = storing_due(pack, facts, CALENDAR).outcome
    unknown = storing_due(pack, StoringFacts(facts.recorded_until), CALENDAR).outcome

    assert known
    assert unknown
    assert facts.recorded_until < unknown.at <= known.at


# Handing over each month.


@pytest.mark.parametrize(
    ("month", "day", "due"),
    [
        pytest.param(date(2026, 11, 30), 5, "2026-11-05 24:00", id="a Thursday"),
        pytest.param(date(2026, 10, 1), 5, "2026-10-08 24:00", id="in National Day's holiday"),
        pytest.param(date(2026, 6, 5), 28, "2026-06-29 24:00", id="a Sunday, late in the month"),
        pytest.param(date(2026, 2, 28), 28, "2026-02-28 24:00", id="a Saturday that is worked"),
        pytest.param(date(2026, 1, 31), 1, "2026-01-04 24:00", id="New Year, to a worked Sunday"),
        pytest.param(date(2026, 2, 1), 21, "2026-02-24 24:00", id="in Spring Festival"),
    ],
)
def test_a_section_hands_over_by_the_day_of_each_month(month: date, day: int, due: str) -> None:
    pack = tiny(handover_period="monthly", handover_day=day)

    ruling = handover_due(pack, month, CALENDAR)

    assert ruling.outcome
    assert (str(ruling.outcome), ruling.outcome.provisional) == (due, False)
    assert [cited.article for cited in ruling.citations] == ["第一条"]


def test_a_hand_over_in_a_year_without_notice_is_provisional() -> None:
    pack = tiny(handover_period="monthly", handover_day=5)

    ruling = handover_due(pack, date(2027, 1, 1), CALENDAR)

    assert ruling.outcome
    assert ruling.outcome.provisional
    assert ruling.reason == (
        "科室应当每月5日前移交资料（遇休息日顺延），本次即 2027-01-05 24:00 前。"
        "所涉年份的节假日安排尚未导入，期限暂按周末休息推算。"
    )


@pytest.mark.parametrize(
    ("regulation", "reason", "articles"),
    [
        ("zhangzi", "“每月移交的最后日期”由本单位自行规定", ["第十条"]),
        ("changli", "“每月移交的最后日期”由本单位自行规定", ["第九条"]),
        ("ruzhou", "没有规定“科室向保管单位移交的周期”", []),
        ("shanxi", "没有规定“科室向保管单位移交的周期”", []),
        ("zhangying", "没有规定“科室向保管单位移交的周期”", []),
    ],
)
def test_none_of_the_five_names_a_day_of_hand_over(
    regulation: str, reason: str, articles: list[str]
) -> None:
    ruling = handover_due(read_pack(regulation), date(2026, 10, 1), CALENDAR)

    assert ruling.outcome is None
    assert reason in ruling.reason
    assert [*dict.fromkeys(cited.article for cited in ruling.citations)] == articles
