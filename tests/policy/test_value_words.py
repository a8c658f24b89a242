"""Every value of every shipped regulation can be read by an official."""

import re

import pytest

from app.packs.load import read_pack, shipped_packs
from app.policy.pack_keys import KEYS
from app.policy.value_words import words_of
from app.policy.values import Clock, Keeping, Period, Term, Value


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_no_value_is_shown_as_a_word_of_the_program(pack_id: str) -> None:
    pack = read_pack(pack_id)

    shown = {key: words_of(key, each.value) for key, each in pack.provisions.items()}

    assert {key: text for key, text in shown.items() if re.search(r"[a-z_]{2,}", text)} == {}


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_word_that_a_key_may_hold_has_its_chinese(key: str) -> None:
    known = getattr(KEYS[key].kind, "words", ())

    assert [word for word in known if re.search(r"[a-z]", words_of(key, str(word)))] == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("store.deadline.normal", Term(0, Clock.WORKING_DAY), "当日"),
        ("store.deadline.normal", Term(2, Clock.WORKING_DAY), "2个工作日"),
        ("store.deadline.exception", Term(24, Clock.HOUR), "24小时"),
        ("retention.patrol", Period(Keeping.AT_LEAST, 6), "不少于6个月"),
        ("retention.patrol", Period(Keeping.FIXED, 12), "12个月"),
        ("retention.case_evidence", Period(Keeping.AS_CASE_FILE), "与案卷相同"),
        ("retention.other_av", Period(Keeping.LONG_TERM), "长期"),
        ("longterm.copies", 2, "2份"),
        ("inspection.random.percent", 20, "20%"),
        ("custodian.name", "局办公室", "局办公室"),
        ("custodian.role", "record_keeper", "资料保管人员"),
        ("device.precheck.items", ("battery", "storage"), "电量；存储空间"),
        ("checklist.situations", (("1", "inspection"),), "1 / 检查"),
    ],
)
def test_a_value_in_words(key: str, value: Value, words: str) -> None:
    assert words_of(key, value) == words


def test_no_two_settings_bear_the_same_name() -> None:
    labels = [each.label for each in KEYS.values()]

    assert sorted(label for label in set(labels) if labels.count(label) > 1) == []
