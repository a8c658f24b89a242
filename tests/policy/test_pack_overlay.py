"""An agency's own settings: stricter, filling or deciding, and never milder than the law."""

from typing import Any

import pytest

from app.packs.load import read_pack
from app.policy.pack import Pack
from app.policy.pack_combining import combine, needed_settings
from app.policy.pack_keys import KEYS
from app.policy.pack_overlay import overlay, unlawful_settings
from app.policy.pack_parsing import PackError
from app.policy.values import Keeping, Period
from tests.policy.packs import HEAD, pack_of, province

OWN = {**HEAD, "id": "own", "title": "本局补充规定"}
ZHANGZI, RUZHOU = read_pack("zhangzi"), read_pack("ruzhou")
DISPUTED = combine(pack_of({"check.by": "局办公室"}), (province({"check.by": "大队"}),))


def own(key: str, value: Any) -> Pack:
    return pack_of({key: value}, OWN)


@pytest.mark.parametrize(
    ("regulation", "key", "value"),
    [
        (ZHANGZI, "retention.patrol", {"keeping": "fixed", "months": 6}),
        (ZHANGZI, "retention.patrol", {"keeping": "at_least", "months": 12}),
        (RUZHOU, "retention.other_av", {"keeping": "at_least", "months": 12}),
        (RUZHOU, "access.view.handler", "head_of_organ"),
        (ZHANGZI, "access.publish", "forbidden"),
        (ZHANGZI, "record.text_may_replace", "forbidden"),
        (ZHANGZI, "store.exception.grounds", ["remote"]),
        (RUZHOU, "device.precheck.items", ["clock", "works", "battery", "storage"]),
        (RUZHOU, "check.yearly", 2),
        (RUZHOU, "legal_review.fine.citizen", 5_000),
        (RUZHOU, "store.deadline.exception", {"count": 12, "unit": "hour"}),
    ],
)
def test_a_stricter_setting_counts_and_the_article_it_sharpens_stays_beside_it(
    regulation: Pack, key: str, value: Any
) -> None:
    setting = own(key, value)

    settled = overlay(regulation, setting)

    assert unlawful_settings(regulation, setting) == ()
    assert settled.provisions[key].value == setting.provisions[key].value
    cited = [each.article for each in settled.citation(key)]
    assert cited[0] == "《本局补充规定》第九条"
    assert cited[1:] == [each.article for each in regulation.citation(key)]


@pytest.mark.parametrize(
    ("regulation", "key", "value", "articles"),
    [
        (ZHANGZI, "retention.patrol", {"keeping": "fixed", "months": 3}, "第十一条第二款"),
        (
            ZHANGZI,
            "store.deadline.normal",
            {"count": 1, "unit": "working_day"},
            "第十条、《山西省行政执法全过程记录办法》第十七条第二款",
        ),
        (RUZHOU, "access.view.other_staff", "bureau_leader", "调阅监督制度第五条"),
        (RUZHOU, "device.precheck.items", ["battery"], "音像记录管理制度第七条"),
        (RUZHOU, "store.exception.grounds", ["remote", "off_site"], "音像记录管理制度第十三条"),
        (RUZHOU, "legal_review.fine.citizen", 20_000, "附件2第1项"),
    ],
)
def test_a_milder_setting_is_refused_with_the_articles(
    regulation: Pack, key: str, value: Any, articles: str
) -> None:
    (refusal,) = unlawful_settings(regulation, own(key, value))

    label = KEYS[key].label
    assert refusal == f"{label}（{key}）比{articles}的规定宽，只能从严，或者补充未规定的事项。"


@pytest.mark.parametrize(
    ("key", "value", "articles"),
    [
        ("custodian.role", "section_collector", "调阅监督制度第三条"),
        ("store.clock.start", "completion", "音像记录管理制度第十三条"),
        ("store.exception.grounds", ["remote"], "音像记录管理制度第十三条"),
        ("retention.patrol", {"keeping": "as_case_file"}, "音像记录管理制度第十五条"),
    ],
)
def test_a_setting_that_differs_where_nobody_can_compare_is_refused_with_the_article(
    key: str, value: Any, articles: str
) -> None:
    (refusal,) = unlawful_settings(RUZHOU, own(key, value))

    label = KEYS[key].label
    assert refusal == f"{label}（{key}）与{articles}的规定不一致，机关不能另作规定。"


def test_a_conflict_cannot_be_decided_for_a_third_side() -> None:
    (refusal,) = unlawful_settings(DISPUTED, own("check.by", "法制科"))

    sides = "第一条、《省办法》第九条"
    label = KEYS["check.by"].label
    assert refusal == f"{label}（check.by）不是{sides}中的任何一项，机关应当在两项规定中择一。"


def test_an_unlawful_setting_never_comes_into_force() -> None:
    setting = own("retention.patrol", {"keeping": "fixed", "months": 3})

    with pytest.raises(PackError, match="第十一条第二款"):
        overlay(ZHANGZI, setting)


def test_every_unlawful_setting_is_named_at_once() -> None:
    settings = pack_of(
        {"access.view.other_staff": "none", "check.yearly": 1, "access.copy.handler": "none"}, OWN
    )

    assert [problem.split("（")[0] for problem in unlawful_settings(RUZHOU, settings)] == [
        "本单位其他人员查阅的批准",
        "案件承办人复制的批准",
    ]


def test_what_is_unset_is_filled_and_no_longer_asked_for() -> None:
    settled = overlay(ZHANGZI, own("retention.other_av", {"keeping": "fixed", "months": 12}))

    assert settled.period("retention.other_av") == Period(Keeping.FIXED, 12)
    assert "retention.other_av" in needed_settings(ZHANGZI)
    assert "retention.other_av" not in needed_settings(settled)


def test_what_a_text_leaves_open_is_filled_with_the_article_that_leaves_it() -> None:
    """Changli's article 14 asks for approval and does not say whose."""
    changli = read_pack("changli")

    settled = overlay(changli, own("access.view.other_staff", "head_of_organ"))

    assert [each.article for each in settled.citation("access.view.other_staff")] == [
        "《本局补充规定》第九条",
        "第十四条",
    ]
    assert "access.view.other_staff" not in settled.openings


def test_a_conflict_is_decided_for_one_of_its_sides_which_is_cited() -> None:
    settled = overlay(DISPUTED, own("check.by", "大队"))

    assert (settled.word("check.by"), settled.conflicts) == ("大队", ())
    assert [each.article for each in settled.citation("check.by")] == [
        "《本局补充规定》第九条",
        "《省办法》第九条",
    ]


def test_settings_name_no_parents_and_leave_nothing_open() -> None:
    assert unlawful_settings(ZHANGZI, pack_of({}, OWN, openings=("access.publish",))) == (
        (
            "机关设定不写上位规定和下限，也不留待定事项："
            "请删去 parents、missing_parents、openings 和 floors。"
        ),
    )


def test_a_pack_with_settings_has_a_digest_of_its_own() -> None:
    settled = overlay(ZHANGZI, own("access.fee", "free"))

    assert settled.sha256 not in {ZHANGZI.sha256, "own"}
