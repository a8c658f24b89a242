"""The mildest that an agency may set where a text leaves open who approves, and no more."""

from typing import Any

import pytest

from app.packs.load import read_pack, read_text, shipped_packs
from app.policy.law_words import Approver, Requester
from app.policy.pack import Pack
from app.policy.pack_combining import combine
from app.policy.pack_keys import KEYS
from app.policy.pack_overlay import overlay, unlawful_settings
from app.policy.pack_parsing import PackError, parse
from app.policy.values import Choice
from tests.policy.packs import HEAD, PROVINCE, entry, pack_of

OWN = {**HEAD, "id": "own", "title": "本局补充规定"}
FORBIDDEN_BELOW_A_LEADER = (Approver.NONE, Approver.CUSTODIAN)


def own(key: str, value: Any) -> Pack:
    return pack_of({key: value}, OWN)


@pytest.mark.parametrize("who", Requester)
@pytest.mark.parametrize("word", FORBIDDEN_BELOW_A_LEADER)
@pytest.mark.parametrize(("pack_id", "article"), [("changli", "第十四条"), ("zhangzi", "第十五条")])
def test_nobody_views_without_approval_where_the_text_says_not_without(
    pack_id: str, article: str, word: Approver, who: Requester
) -> None:
    """昌黎 14 leaves open who approves, 长子 15 names the leader for own staff alone."""
    (refusal,) = unlawful_settings(read_pack(pack_id), own(f"access.view.{who}", word.value))

    assert article in refusal
    assert "规定宽" in refusal


@pytest.mark.parametrize("word", FORBIDDEN_BELOW_A_LEADER)
@pytest.mark.parametrize(
    ("pack_id", "key", "article"),
    [
        ("changli", "access.publish", "第二十二条第三项"),
        ("changli", "access.copy.handler", "第二十二条第三项"),
        ("ruzhou", "access.publish", "调阅监督制度第三条第二款"),
        ("ruzhou", "access.copy.other_staff", "音像记录管理制度第十八条第四项"),
        ("shanxi", "access.view.public", "第十八条第一款"),
        ("zhangying", "access.copy.lawyer", "第二十二条第五项"),
    ],
)
def test_nothing_is_copied_or_published_without_approval(
    pack_id: str, key: str, article: str, word: Approver
) -> None:
    (refusal,) = unlawful_settings(read_pack(pack_id), own(key, word.value))

    assert article in refusal


def test_whoever_views_their_own_record_is_at_least_checked() -> None:
    """山西 18: records about themselves, which somebody has to look at."""
    shanxi, key = read_pack("shanxi"), "access.view.counterpart"

    assert unlawful_settings(shanxi, own(key, "none"))
    assert not unlawful_settings(shanxi, own(key, "custodian"))


def test_who_approves_is_left_to_the_agency() -> None:
    changli = read_pack("changli")
    offered = {
        word
        for word in Approver
        if not unlawful_settings(changli, own("access.view.handler", word.value))
    }

    assert offered == set(Approver) - set(FORBIDDEN_BELOW_A_LEADER)


def test_what_the_agency_sets_rests_on_the_article_that_sets_the_floor() -> None:
    settled = overlay(read_pack("changli"), own("access.view.public", "head_of_organ"))

    cited = [each.article for each in settled.citation("access.view.public")]
    assert cited == ["《本局补充规定》第九条", "第十四条"]


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_every_opening_that_has_grades_says_its_floor(pack_id: str) -> None:
    text = read_text(pack_id)
    graded = {
        key for key in text.openings if isinstance(kind := KEYS[key].kind, Choice) and kind.ranked
    }

    assert graded <= text.floors.keys()


def test_under_a_parent_the_stricter_floor_counts_and_both_are_cited() -> None:
    key = "access.view.public"
    lower = floored(HEAD, key, "bureau_leader")
    upper = floored(PROVINCE, key, "responsible_person")

    floor = combine(lower, (upper,)).floors[key]

    assert floor.value == "responsible_person"
    assert [each.article for each in floor.citations] == ["《省办法》第一条", "第一条"]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        pytest.param({"access.nothing": entry("none")}, "不是已知的条款键", id="no such key"),
        pytest.param({"access.publish": entry("nobody")}, "取值不对", id="no such word"),
        pytest.param({"check.by": entry("局办公室")}, "分不出宽严", id="no grades"),
        pytest.param({"access.publish": {"value": "none"}}, "缺少 article", id="no article"),
    ],
)
def test_a_floor_that_cannot_be_used_is_named(document: dict[str, Any], problem: str) -> None:
    with pytest.raises(PackError, match=problem):
        parse({"pack": HEAD, "floors": document})


def test_a_floor_beside_a_value_of_the_same_text_is_refused() -> None:
    with pytest.raises(PackError, match="既有取值又写下限"):
        parse(
            {
                "pack": HEAD,
                "provisions": {"access.publish": entry("head_of_organ")},
                "floors": {"access.publish": entry("bureau_leader")},
            }
        )


def floored(head: dict[str, Any], key: str, value: str) -> Pack:
    return parse({"pack": head, "floors": {key: entry(value)}}, sha256=head["id"])
