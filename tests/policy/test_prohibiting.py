"""Prohibited acts, what is foreseen for them, and obstruction (tables 1.4.7 and 1.4.8)."""

import pytest

from app.packs.load import read_pack
from app.policy.law_words import Consequence, Prohibition
from app.policy.prohibiting import (
    Ban,
    Referral,
    ban_on,
    foreseen_consequences,
    prohibited_acts,
    referral_of_obstruction,
)
from tests.policy.law import SILENT, articles_of

P, B, Q = Prohibition, Ban, Consequence

BANS = [
    ("zhangzi", P.NOT_RECORDED, B.FORBIDDEN, ["第二十三条第一项", "山西第二十二条第一项"]),
    (
        "zhangzi",
        P.ALTER,
        B.FORBIDDEN,
        ["第二十三条第二项", "山西第二十条第一款", "山西第二十二条第四项"],
    ),
    ("zhangzi", P.DESTROY_EARLY, B.FORBIDDEN, ["山西第二十条第一款"]),
    ("zhangzi", P.DISMANTLE, B.FORBIDDEN, ["第二十条"]),
    ("zhangzi", P.LEND, B.CATCH_ALL, ["第二十三条第六项"]),
    ("changli", P.PRIVATE_COPY, B.FORBIDDEN, ["第二十二条第三项"]),
    ("changli", P.DAMAGE, B.FORBIDDEN, ["第二十二条第五项"]),
    ("changli", P.DESTROY_EARLY, B.CATCH_ALL, ["第二十二条第六项"]),
    ("ruzhou", P.LEND, B.FORBIDDEN, ["音像第十八条第三项"]),
    ("ruzhou", P.TAMPER_FILE, B.FORBIDDEN, ["调阅第九条", "调阅第四条"]),
    ("ruzhou", P.PUBLISH, B.FORBIDDEN, ["调阅第三条第二款"]),
    ("ruzhou", P.DESTROY_EARLY, B.CATCH_ALL, ["音像第十八条第六项"]),
    ("shanxi", P.DESTROY_EARLY, B.FORBIDDEN, ["第二十条第一款"]),
    ("shanxi", P.NOT_MAINTAINED, B.FORBIDDEN, ["第二十二条第二项"]),
    ("shanxi", P.NOT_STORED, B.FORBIDDEN, ["第二十二条第三项"]),
    ("shanxi", P.PUBLISH, B.FORBIDDEN, ["第十八条第一款", "第二十条第二款", "第二十二条第五项"]),
    ("shanxi", P.PRIVATE_COPY, B.NOT_NAMED, []),
    ("shanxi", P.UNRELATED, B.NOT_NAMED, []),
    ("zhangying", P.NOT_RECORDED, B.FORBIDDEN, ["第二十二条第一项", "山西第二十二条第一项"]),
    ("zhangying", P.LEND, B.NOT_NAMED, []),
]


@pytest.mark.parametrize(("pack", "act", "ban", "articles"), BANS)
def test_each_regulation_forbids_its_own_acts(
    pack: str, act: Prohibition, ban: Ban, articles: list[str]
) -> None:
    found = ban_on(read_pack(pack), act)

    assert (found.outcome, articles_of(found)) == (ban, articles)


@pytest.mark.parametrize("pack", ["zhangzi", "changli", "ruzhou", "shanxi", "zhangying"])
def test_not_recording_and_altering_are_forbidden_everywhere(pack: str) -> None:
    acts = prohibited_acts(read_pack(pack)).outcome

    assert {P.NOT_RECORDED, P.ALTER, P.DAMAGE} <= set(acts)


@pytest.mark.parametrize("act", Prohibition)
def test_what_follows_is_left_to_a_person(act: Prohibition) -> None:
    assert "由有权的人员决定" in ban_on(read_pack("ruzhou"), act).reason


def test_what_is_not_named_is_not_thereby_allowed() -> None:
    assert "没有列举不等于允许" in ban_on(SILENT, P.ALTER).reason
    assert prohibited_acts(SILENT).outcome == ()


def test_an_unknown_act_is_not_judged() -> None:
    found = ban_on(read_pack("ruzhou"), "sleeping")

    assert found.outcome is B.NOT_NAMED
    assert "不是已知的行为" in found.reason


CONSEQUENCES = [
    (
        "zhangzi",
        [
            Q.CRITICISM,
            Q.SUSPENSION,
            Q.WARNING,
            Q.DEMERIT,
            Q.MAJOR_DEMERIT,
            Q.LEADERS_LIABLE,
            Q.BY_LAW,
        ],
    ),
    (
        "changli",
        [
            Q.CRITICISM,
            Q.SUSPENSION,
            Q.WARNING,
            Q.DEMERIT,
            Q.MAJOR_DEMERIT,
            Q.LEADERS_LIABLE,
        ],
    ),
    ("ruzhou", [Q.CRITICISM, Q.CIRCULAR, Q.BY_LAW]),
    ("shanxi", [Q.BY_LAW]),
    ("zhangying", [Q.BY_LAW]),
]


@pytest.mark.parametrize(("pack", "foreseen"), CONSEQUENCES)
def test_consequences_are_listed_from_the_mildest_and_applied_by_nobody(
    pack: str, foreseen: list[Consequence]
) -> None:
    found = foreseen_consequences(read_pack(pack))

    assert list(found.outcome) == foreseen
    assert "系统只作登记" in found.reason
    assert found.citations


def test_a_silent_pack_foresees_nothing() -> None:
    assert foreseen_consequences(SILENT).outcome == ()


@pytest.mark.parametrize(
    ("pack", "is_by_force", "referral", "articles"),
    [
        ("zhangzi", True, Referral.PUBLIC_SECURITY, ["山西第二十三条"]),
        ("changli", True, Referral.NOT_REGULATED, []),
        ("ruzhou", True, Referral.NOT_REGULATED, []),
        ("shanxi", True, Referral.PUBLIC_SECURITY, ["第二十三条"]),
        ("shanxi", False, Referral.NOT_REGULATED, ["第二十三条"]),
        ("zhangying", True, Referral.PUBLIC_SECURITY, ["第二十三条", "山西第二十三条"]),
    ],
)
def test_violent_obstruction_goes_to_public_security_where_the_text_says_so(
    pack: str, *, is_by_force: bool, referral: Referral, articles: list[str]
) -> None:
    found = referral_of_obstruction(read_pack(pack), is_by_force=is_by_force)

    assert (found.outcome, articles_of(found)) == (referral, articles)
