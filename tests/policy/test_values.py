"""When one value is stricter than another, and when nobody can say."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.pack_keys import KEYS, Combining
from app.policy.values import (
    Choice,
    Clock,
    Keeping,
    Listed,
    Number,
    OneRole,
    Period,
    PeriodKind,
    Rows,
    Several,
    Term,
    TermKind,
    Words,
)

DAY, HOUR = Clock.WORKING_DAY, Clock.HOUR
SAME_DAY, TWO_DAYS = Term(0, DAY), Term(2, DAY)
FILE, LONG = Period(Keeping.AS_CASE_FILE), Period(Keeping.LONG_TERM)
ORDER = Choice(("leader", "head", "forbidden"), ranked=True)
LOOSE = Choice(("monday", "friday"))
DUTIES = Several(("time", "place", "officers"))
PERMITS = Several(("remote", "off_site", "continuous"), permits=True)
MORE, LESS = Number("份", more_is_stricter=True), Number("元", more_is_stricter=False)

PERIOD_FORM = (
    "应写作 { keeping = 方式, months = 月数 }，方式为 fixed、at_least、as_case_file、long_term 之一"
)


def fixed(months: int) -> Period:
    return Period(Keeping.FIXED, months)


def at_least(months: int) -> Period:
    return Period(Keeping.AT_LEAST, months)


@pytest.mark.parametrize(
    ("one", "other", "stricter"),
    [
        (SAME_DAY, TWO_DAYS, SAME_DAY),
        (Term(24, HOUR), Term(48, HOUR), Term(24, HOUR)),
        (Term(24, HOUR), Term(1, DAY), Term(24, HOUR)),
        (Term(48, HOUR), TWO_DAYS, Term(48, HOUR)),
        (Term(49, HOUR), TWO_DAYS, None),
        (Term(24, HOUR), SAME_DAY, SAME_DAY),
        (Term(23, HOUR), SAME_DAY, None),
    ],
)
def test_the_shorter_time_is_stricter_where_it_is_shorter_on_every_day(
    one: Term, other: Term, stricter: Term | None
) -> None:
    assert TermKind().stricter(one, other) == stricter
    assert TermKind().stricter(other, one) == stricter


@pytest.mark.parametrize(
    ("one", "other", "stricter"),
    [
        (fixed(12), at_least(6), fixed(12)),
        (fixed(3), at_least(6), at_least(6)),
        (fixed(6), at_least(6), fixed(6)),
        (at_least(6), fixed(6), at_least(6)),
        (fixed(600), LONG, LONG),
        (FILE, LONG, LONG),
        (FILE, FILE, FILE),
        (fixed(12), FILE, None),
        (FILE, at_least(6), None),
    ],
)
def test_the_longer_keeping_is_stricter_and_of_equal_ones_the_nearer_counts(
    one: Period, other: Period, stricter: Period | None
) -> None:
    assert PeriodKind().stricter(one, other) == stricter


@pytest.mark.parametrize(
    ("kind", "one", "other", "stricter"),
    [
        (ORDER, "leader", "head", "head"),
        (ORDER, "forbidden", "leader", "forbidden"),
        (LOOSE, "monday", "friday", None),
        (LOOSE, "monday", "monday", "monday"),
        (DUTIES, ("time",), ("place", "time"), ("time", "place")),
        (PERMITS, ("remote", "off_site"), ("off_site", "continuous"), ("off_site",)),
        (PERMITS, ("remote",), ("continuous",), None),
        (Listed(), ("法",), ("法", "条例"), ("法", "条例")),
        (Rows(), (("1", "检查"),), (("2", "听证"),), (("1", "检查"), ("2", "听证"))),
        (MORE, 1, 2, 2),
        (LESS, 10_000, 5_000, 5_000),
        (Words(), "局办公室", "局办公室", "局办公室"),
        (Words(), "局办公室", "大队", None),
        (OneRole(), "record_keeper", "record_keeper", "record_keeper"),
        (OneRole(), "record_keeper", "officer", None),
    ],
)
def test_the_stricter_of_two(kind: Any, one: Any, other: Any, stricter: Any) -> None:
    assert kind.stricter(one, other) == stricter


@pytest.mark.parametrize(
    ("kind", "raw", "problem"),
    [
        (Words(), "", "应为一段文字"),
        (Words(), 5, "应为一段文字"),
        (OneRole(), "emperor", "'emperor' 不是已知的角色"),
        (OneRole(), ["officer"], "['officer'] 不是已知的角色"),
        (LOOSE, "sunday", "'sunday' 不在可选值（monday、friday）之中"),
        (DUTIES, [], "应为列表，至少一项"),
        (DUTIES, "time", "应为列表，至少一项"),
        (DUTIES, ["weather"], "['weather'] 不在可选值（time、place、officers）之中"),
        (DUTIES, ["time", "time"], "列表中有重复的项"),
        (Listed(), [], "应为文字列表，至少一项"),
        (Listed(), [5], "应为文字列表，至少一项"),
        (Rows(), ["检查"], "应为表格，每行一个列表"),
        (Rows(), [["检查"], ["听证", "全程"]], "各行的列数不一致"),
        (MORE, 0, "应为不小于 1 的整数（单位：份）"),
        (MORE, True, "应为不小于 1 的整数（单位：份）"),
        (MORE, 1.5, "应为不小于 1 的整数（单位：份）"),
        (Number("日", more_is_stricter=False, most=28), 29, "不能大于 28（单位：日）"),
        (TermKind(), 2, "应写作 { count = 数量, unit = 单位 }"),
        (TermKind(), {"count": 2}, "应写作 { count = 数量, unit = 单位 }"),
        (
            TermKind(),
            {"count": 2, "unit": ["hour"]},
            "单位 ['hour'] 不在可选值（hour、working_day）之中",
        ),
        (TermKind(), {"count": 0, "unit": "hour"}, "数量应为不小于 1 的整数"),
        (TermKind(), {"count": -1, "unit": "working_day"}, "数量应为不小于 0 的整数"),
        (PeriodKind(), {"months": 6}, PERIOD_FORM),
        (PeriodKind(), 6, PERIOD_FORM),
        (PeriodKind(), {"keeping": "fixed"}, "该方式应写明月数（months）"),
        (PeriodKind(), {"keeping": "long_term", "months": 6}, "该方式不写月数"),
        (PeriodKind(), {"keeping": "fixed", "months": 0}, "月数应为正整数（单位：月）"),
        (PeriodKind(), {"keeping": "fixed", "months": "6"}, "月数应为正整数（单位：月）"),
    ],
)
def test_a_value_that_cannot_be_read_says_why(kind: Any, raw: Any, problem: str) -> None:
    assert kind.problem(raw) == problem


TERMS = st.builds(Term, st.integers(1, 200), st.sampled_from(Clock))
PERIODS = st.one_of(
    st.builds(Period, st.sampled_from([Keeping.FIXED, Keeping.AT_LEAST]), st.integers(1, 600)),
    st.sampled_from([FILE, LONG]),
)
LISTS = st.lists(st.sampled_from(["remote", "off_site", "continuous"]), min_size=1, unique=True)


@given(TERMS, TERMS)
def test_the_stricter_time_never_ends_later_than_either(one: Term, other: Term) -> None:
    found = TermKind().stricter(one, other)

    assert found is None or all(
        found.count <= each.count for each in (one, other) if each.clock is found.clock
    )


@given(PERIODS, PERIODS)
def test_the_stricter_keeping_is_never_shorter_than_either(one: Period, other: Period) -> None:
    found = PeriodKind().stricter(one, other)

    assert found is None or all(
        (found.months or 600) >= (each.months or 0) for each in (one, other)
    )


@given(LISTS, LISTS)
def test_together_duties_hold_both_lists_and_permissions_neither_more(
    one: list[str], other: list[str]
) -> None:
    duties = Several(PERMITS.words).stricter(tuple(one), tuple(other)) or ()
    allowed = PERMITS.stricter(tuple(one), tuple(other)) or ()

    assert set(duties) == set(one) | set(other)
    assert set(allowed) == set(one) & set(other)


@pytest.mark.parametrize("key", KEYS)
def test_each_key_combines_as_its_kind_can(key: str) -> None:
    """A rank needs an order, what both allow a list of permissions, a follower its leader."""
    facts = KEYS[key]
    match facts.combining:
        case Combining.RANK:
            fits = isinstance(facts.kind, Choice) and (
                facts.kind.ranked or len(facts.kind.words) == 1
            )
        case Combining.COMMON:
            fits = isinstance(facts.kind, Several) and facts.kind.permits
        case Combining.FOLLOW:
            fits = facts.follows in KEYS
        case Combining.MIN | Combining.MAX:
            fits = isinstance(facts.kind, Number | TermKind | PeriodKind)
        case Combining.UNION:
            fits = isinstance(facts.kind, Listed | Rows | Several)
        case Combining.ASK:
            fits = True

    assert fits
    assert facts.combining is Combining.FOLLOW or not facts.follows
