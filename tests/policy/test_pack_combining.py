"""A regulation under those above it: the stricter wins, both are cited, unset stays unset."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.pack import MissingParent, Pack
from app.policy.pack_combining import ancestry, combine, is_same, needed_settings, overruled
from app.policy.pack_keys import KEYS
from app.policy.pack_parsing import PackError
from app.policy.values import Clock, Keeping, Period, Term
from tests.policy.packs import pack_of, province

NORMAL, START, EXCEPTION = "store.deadline.normal", "store.clock.start", "store.exception.grounds"
SAME_DAY = {"count": 0, "unit": "working_day"}
TWO_DAYS = {"count": 2, "unit": "working_day"}


def fixed(months: int) -> dict[str, Any]:
    return {"keeping": "fixed", "months": months}


def articles(pack: Pack, key: str) -> list[str]:
    return [cited.article for cited in pack.citation(key)]


@pytest.mark.parametrize(
    ("county", "above", "value", "cited"),
    [
        (SAME_DAY, TWO_DAYS, Term(0, Clock.WORKING_DAY), ["第一条", "《省办法》第九条"]),
        (TWO_DAYS, SAME_DAY, Term(0, Clock.WORKING_DAY), ["《省办法》第九条", "第一条"]),
        (TWO_DAYS, TWO_DAYS, Term(2, Clock.WORKING_DAY), ["第一条", "《省办法》第九条"]),
    ],
    ids=["the county is stricter", "the province is stricter", "they agree"],
)
def test_the_stricter_wins_and_both_are_cited_its_article_first(
    county: Any, above: Any, value: Term, cited: list[str]
) -> None:
    pack = combine(pack_of({NORMAL: county}), (province({NORMAL: above}),))

    assert pack.term(NORMAL) == value
    assert articles(pack, NORMAL) == cited


@pytest.mark.parametrize(
    ("key", "county", "above", "is_overruled"),
    [
        ("retention.patrol", fixed(3), fixed(6), True),
        ("retention.patrol", fixed(12), fixed(6), False),
        (NORMAL, TWO_DAYS, SAME_DAY, True),
        ("check.yearly", 1, 2, True),
        ("access.view.handler", "none", "head_of_organ", True),
        ("content.points", ["scene"], ["scene", "time"], False),
    ],
)
def test_a_value_milder_than_the_text_above_does_not_count(
    key: str, county: Any, above: Any, *, is_overruled: bool
) -> None:
    alone = pack_of({key: county})

    found = overruled(alone, combine(alone, (province({key: above}),)))

    assert found == ((key,) if is_overruled else ())


def test_what_only_one_text_says_counts_with_its_own_article() -> None:
    pack = combine(pack_of({"access.fee": "free"}), (province({"access.take_out": "forbidden"}),))

    assert articles(pack, "access.fee") == ["第一条"]
    assert articles(pack, "access.take_out") == ["《省办法》第九条"]


def test_what_neither_says_stays_unset() -> None:
    pack = combine(pack_of({}), (province({}),))

    assert dict(pack.provisions) == {}


def test_duties_add_up_and_each_item_is_cited_from_the_texts_that_hold_it() -> None:
    pack = combine(
        pack_of({"device.precheck.items": ["battery", "storage"]}),
        (province({"device.precheck.items": ["works", "battery"]}),),
    )

    cited = {
        item: [each.article for each in pack.citation_of_item("device.precheck.items", item)]
        for item in pack.items("device.precheck.items")
    }
    assert cited == {
        "battery": ["第一条", "《省办法》第九条"],
        "storage": ["第一条"],
        "works": ["《省办法》第九条"],
    }


def test_permissions_shrink_to_what_both_allow() -> None:
    pack = combine(
        pack_of({EXCEPTION: ["remote", "off_site"]}), (province({EXCEPTION: ["off_site"]}),)
    )

    assert pack.items(EXCEPTION) == ("off_site",)


def test_permissions_with_nothing_in_common_are_for_the_agency() -> None:
    pack = combine(pack_of({EXCEPTION: ["remote"]}), (province({EXCEPTION: ["off_site"]}),))

    assert [each.key for each in pack.conflicts] == [EXCEPTION]


def test_the_moment_a_deadline_begins_goes_with_the_deadline() -> None:
    """Else the county's same day would run from the province's moment, which nobody ordered."""
    county = {NORMAL: SAME_DAY, START: "end_of_work_day"}
    above = {NORMAL: TWO_DAYS, START: "completion"}

    strict_county = combine(pack_of(county), (province(above),))
    strict_province = combine(pack_of(above), (province(county),))

    assert strict_county.word(START) == strict_province.word(START) == "end_of_work_day"
    assert articles(strict_county, START) == ["第一条", "《省办法》第九条"]
    assert articles(strict_province, START) == ["《省办法》第九条", "第一条"]


def test_a_text_that_says_only_when_a_deadline_begins_yields_to_the_one_with_the_deadline() -> None:
    above = province({NORMAL: TWO_DAYS, START: "completion"})

    pack = combine(pack_of({START: "end_of_activity"}), (above,))

    assert pack.word(START) == "completion"


@pytest.mark.parametrize(
    ("county", "above"),
    [
        ({NORMAL: TWO_DAYS, START: "end_of_activity"}, {NORMAL: TWO_DAYS, START: "completion"}),
        ({START: "end_of_activity"}, {START: "completion"}),
        (
            {NORMAL: {"count": 30, "unit": "hour"}, START: "end_of_activity"},
            {NORMAL: {"count": 1, "unit": "working_day"}, START: "completion"},
        ),
    ],
    ids=["equal deadlines", "no deadline", "deadlines that do not compare"],
)
def test_two_beginnings_of_which_none_prevails_are_for_the_agency(
    county: dict[str, Any], above: dict[str, Any]
) -> None:
    pack = combine(pack_of(county), (province(above),))

    assert START in [each.key for each in pack.conflicts]


def test_where_nobody_can_say_the_key_is_unset_and_both_sides_are_shown() -> None:
    pack = combine(
        pack_of({"custodian.role": "record_keeper"}),
        (province({"custodian.role": "section_collector"}),),
    )

    (conflict,) = pack.conflicts
    assert pack.role("custodian.role") is None
    assert (conflict.own.value, conflict.own.citation.article) == ("record_keeper", "第一条")
    assert (conflict.other.value, conflict.other.citation.article) == (
        "section_collector",
        "《省办法》第九条",
    )
    assert "custodian.role" in needed_settings(pack)


def test_a_third_text_does_not_settle_a_conflict_for_the_agency() -> None:
    state = replace(province({"check.by": "大队"}), id="state", title="国家规定")

    pack = combine(pack_of({"check.by": "局办公室"}), (province({"check.by": "法制科"}), state))

    assert [each.key for each in pack.conflicts] == ["check.by"]
    assert pack.word("check.by") is None


def test_a_list_in_another_order_is_no_conflict() -> None:
    same = ["山西省执法证", "水政监察证"]

    pack = combine(
        pack_of({"recorder.certificates": same}),
        (province({"recorder.certificates": same[::-1]}),),
    )

    assert pack.conflicts == ()


def test_what_a_text_leaves_open_the_one_above_may_settle() -> None:
    county = pack_of({}, openings=("access.publish",))

    settled = combine(county, (province({"access.publish": "head_of_organ"}),))
    open_still = combine(county, (province({}),))

    assert settled.openings == {}
    assert list(open_still.openings) == ["access.publish"]


def test_what_the_province_leaves_open_is_open_in_the_county_until_it_says() -> None:
    above = province({}, openings=("access.publish",))

    silent = combine(pack_of({}), (above,))
    speaking = combine(pack_of({"access.publish": "head_of_organ"}), (above,))

    assert [each.article for each in silent.openings.values()] == ["《省办法》第九条"]
    assert speaking.openings == {}


def test_an_agency_needs_what_is_open_disputed_or_a_duty_of_the_product() -> None:
    pack = combine(
        pack_of({"check.by": "局办公室"}, openings=("handover.day",)),
        (province({"check.by": "大队"}),),
    )

    duties = {key for key, facts in KEYS.items() if facts.needed}
    assert set(needed_settings(pack)) == {"check.by", "handover.day", *duties}


def test_a_text_above_that_is_not_supplied_is_named_once() -> None:
    missing = MissingParent("部办法", "全国")
    county, above = (
        replace(each, missing_parents=(missing,)) for each in (pack_of({}), province({}))
    )

    assert combine(county, (above,)).missing_parents == (missing,)


def test_a_combined_pack_has_a_digest_of_its_own() -> None:
    county, above = pack_of({}), province({})

    assert combine(county, ()).sha256 == county.sha256
    assert combine(county, (above,)).sha256 not in {county.sha256, above.sha256}


def lineage(**parents: tuple[str, ...]) -> dict[str, Pack]:
    return {name: replace(pack_of({}), id=name, parents=above) for name, above in parents.items()}


def test_those_above_come_nearest_first_and_once() -> None:
    known = lineage(
        town=("county", "province"), county=("province",), province=("state",), state=()
    )

    found = ancestry(known["town"], known)

    assert [each.id for each in found] == ["town", "county", "province", "state"]


def test_an_unknown_parent_is_named() -> None:
    with pytest.raises(PackError, match="town 的上位规定 county 不存在"):
        ancestry(lineage(town=("county",))["town"], {})


def test_a_ring_of_parents_is_named() -> None:
    known = lineage(town=("county",), county=("province",), province=("county",))

    with pytest.raises(PackError, match="上位规定互相引用：town → county → province → county"):
        ancestry(known["town"], known)


VALUES: dict[str, st.SearchStrategy[Any]] = {
    NORMAL: st.fixed_dictionaries(
        {"count": st.integers(1, 60), "unit": st.sampled_from(["hour", "working_day"])}
    ),
    START: st.sampled_from(["end_of_work_day", "end_of_activity", "completion"]),
    "retention.patrol": st.fixed_dictionaries(
        {"keeping": st.sampled_from(["fixed", "at_least"]), "months": st.integers(1, 60)}
    ),
    "access.publish": st.sampled_from(["none", "bureau_leader", "head_of_organ", "forbidden"]),
    "notice.to": st.lists(st.sampled_from(["party", "others_present"]), min_size=1, unique=True),
    EXCEPTION: st.lists(
        st.sampled_from(["continuous", "off_site", "remote"]), min_size=1, unique=True
    ),
    "check.by": st.sampled_from(["局办公室", "大队"]),
    "longterm.copies": st.integers(1, 5),
}
TEXTS = st.fixed_dictionaries({}, optional=VALUES)


@given(TEXTS)
def test_a_text_under_itself_asks_for_the_same(values: dict[str, Any]) -> None:
    pack = pack_of(values)

    combined = combine(pack, (pack,))

    assert combined.conflicts == ()
    assert {key: each.value for key, each in combined.provisions.items()} == {
        key: each.value for key, each in pack.provisions.items()
    }


@given(TEXTS, TEXTS)
def test_it_does_not_matter_which_text_is_above(one: dict[str, Any], other: dict[str, Any]) -> None:
    """But for equal keeping periods, whose end is for the nearer text to say."""
    here = combine(pack_of(one), (province(other),))
    there = combine(pack_of(other), (province(one),))

    assert {each.key for each in here.conflicts} == {each.key for each in there.conflicts}
    assert here.provisions.keys() == there.provisions.keys()
    assert all(
        is_same(each.value, there.provisions[key].value)
        for key, each in here.provisions.items()
        if key != "retention.patrol"
    )
    assert months(here) == months(there)


def months(pack: Pack) -> int | None:
    period = pack.period("retention.patrol") or Period(Keeping.LONG_TERM)
    return period.months


@given(TEXTS, TEXTS)
def test_nothing_gets_lost_and_nothing_is_made_up(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    pack = combine(pack_of(one), (province(other),))

    disputed = {each.key for each in pack.conflicts}
    assert pack.provisions.keys() | disputed == one.keys() | other.keys()
    assert pack.provisions.keys() & disputed == set()


@given(TEXTS, TEXTS)
def test_each_value_is_cited_from_every_text_that_speaks_of_it(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    pack = combine(pack_of(one), (province(other),))

    for key in pack.provisions:
        spoke = {name for name, text in (("county", one), ("province", other)) if key in text}
        assert {cited.pack for cited in pack.citation(key)} == spoke
