from datetime import UTC, datetime

import pytest

from app.ledger.kinds import REFUSALS, LedgerKind
from app.ledger.reading import LedgerFilter
from app.policy.vocabulary import ActorKind
from app.routers.ledger_filters import LedgerFields, address_of, read_filters


def test_an_empty_address_narrows_nothing() -> None:
    read = read_filters({})

    assert read.wanted == LedgerFilter()
    assert read.shown.is_open
    assert (read.older_than, read.newer_than) == (None, None)


def test_every_filter_is_read_from_the_address() -> None:
    read = read_filters(
        {"who": " 陈 ", "kind": "file:played", "from": "2026-11-20", "to": "2026-11-21"}
    )

    assert read.wanted == LedgerFilter(
        kinds=frozenset({LedgerKind.FILE_PLAYED}),
        actor_text="陈",
        since=datetime(2026, 11, 19, 16, 0, tzinfo=UTC),
        before=datetime(2026, 11, 21, 16, 0, tzinfo=UTC),
    )
    assert read.problems == ()


def test_all_refusals_are_one_choice() -> None:
    assert read_filters({"kind": "refused"}).wanted.kinds == REFUSALS


@pytest.mark.parametrize(
    ("word", "kind"), [("系统", ActorKind.WORKER), ("未登录", ActorKind.ANONYMOUS)]
)
def test_who_has_no_name_is_asked_for_by_the_word_in_the_list(word: str, kind: ActorKind) -> None:
    wanted = read_filters({"who": word}).wanted

    assert wanted == LedgerFilter(actor_kind=kind)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("kind", "recording:erased", "事项"),
        ("from", "2026-02-30", "开始日期"),
        ("to", "9999-12-31", "结束日期"),
    ],
)
def test_what_cannot_be_understood_is_named_and_left_out(name: str, text: str, words: str) -> None:
    read = read_filters({name: text})

    assert read.wanted == LedgerFilter()
    assert words in read.problems[0]


def test_days_in_the_wrong_order_are_named() -> None:
    read = read_filters({"from": "2026-11-21", "to": "2026-11-20"})

    assert "晚于" in read.problems[0]


@pytest.mark.parametrize(
    "text",
    ["x", "-1", "1.5", "\uff11\uff12", "1" * 19, ""],
    ids=["letter", "negative", "fraction", "full-width", "too long", "empty"],
)
def test_a_place_that_is_no_number_is_the_beginning(text: str) -> None:
    assert read_filters({"older_than": text, "newer_than": text}).older_than is None


def test_an_address_says_only_what_is_narrowed() -> None:
    shown = LedgerFields(who="陈&x=1", day_from="2026-11-20")

    address = address_of(shown, older_than=41)

    assert address == "/ledger?who=%E9%99%88%26x%3D1&from=2026-11-20&older_than=41"
