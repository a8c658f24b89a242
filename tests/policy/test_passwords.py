"""Which passwords are good enough; every broken rule is named at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.profiles import password_profile
from app.policy.passwords import ProposedPassword, broken_rules, expires_at, rules_of
from tests.world import NOW

DENGBAO, NIST = password_profile("dengbao"), password_profile("nist")
SHORT, CLASSES, NAMED, WEAK, USED = (
    "至少需要 12 个",
    "至少需要 3 类",
    "用户名或姓名",
    "几乎全由常见密码",
    "最近 5 次用过",
)


def problems_of(text: str, *, was_used_before: bool = False) -> tuple[str, ...]:
    proposed = ProposedPassword(text, "wangfang", "王芳", was_used_before)
    return broken_rules(DENGBAO, proposed)


@pytest.mark.parametrize(
    "text",
    ["Qiu8-tian%Heshui", "河道Xunzha-7月9号下午", "Blue kettle 47 rains", "yu.Tang5.shou.Hu9"],
)
def test_a_good_password_breaks_nothing(text: str) -> None:
    assert problems_of(text) == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("Qiu8-tian%H", SHORT, id="eleven characters"),
        pytest.param("qiutianheshuihenqing", CLASSES, id="lower case only"),
        pytest.param("qiutianheshui47297", CLASSES, id="two classes"),
        pytest.param("Wangfang-Heshui-48", NAMED, id="username in other case"),
        pytest.param("王芳Heshui-48-tian", NAMED, id="full name"),
        pytest.param("Password@1234", WEAK, id="password and digits"),
        pytest.param("P@ssw0rd-2026!", WEAK, id="password in disguise"),
        pytest.param("Admin@123456", WEAK, id="admin"),
        pytest.param("Qwertyuiop123!", WEAK, id="keyboard row"),
        pytest.param("1qaz@WSX3edc$RFV", WEAK, id="keyboard columns"),
        pytest.param("Woaini5201314!", WEAK, id="a Chinese habit"),
        pytest.param("Aaaaaaaaaa11!!", WEAK, id="one letter again and again"),
        pytest.param("Zyxwvut-98765", WEAK, id="backwards"),
        pytest.param("Ruzhou@2026.1999", WEAK, id="the town and years"),
        pytest.param("管理员Abcd1234!", WEAK, id="in Chinese"),
    ],
)
def test_a_bad_password_is_told_why(text: str, problem: str) -> None:
    assert [line for line in problems_of(text) if problem in line] != []


def test_every_broken_rule_is_named_at_once() -> None:
    found = "".join(problems_of("wangfang1234"[:11], was_used_before=True))

    assert all(part in found for part in (SHORT, CLASSES, NAMED, WEAK, USED))


def test_every_refusal_is_a_whole_sentence() -> None:
    assert all(line.endswith("。") for line in problems_of("", was_used_before=True))
    assert all(line.endswith("。") for line in rules_of(DENGBAO))


def test_the_other_profile_asks_for_length_alone() -> None:
    text = "qiutian de heshui henqing"

    assert broken_rules(NIST, ProposedPassword(text, "wangfang", "王芳")) == ()
    assert NIST.max_age_days is None
    assert not [rule for rule in rules_of(NIST) if "类" in rule or "天" in rule]


def test_an_empty_name_forbids_nothing() -> None:
    assert broken_rules(DENGBAO, ProposedPassword("Qiu8-tian%Heshui", "", "")) == ()


@given(st.text(max_size=60))
def test_any_text_is_judged(text: str) -> None:
    assert isinstance(problems_of(text), tuple)


def test_a_password_ages_only_where_the_profile_says_so() -> None:
    assert expires_at(DENGBAO, NOW) == NOW + timedelta(days=90)
    assert expires_at(DENGBAO, None) is None
    assert expires_at(NIST, NOW) is None
    assert expires_at(replace(NIST, max_age_days=1), NOW) == NOW + timedelta(days=1)
