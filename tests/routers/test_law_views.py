"""What stands beside an article: its values, what counts instead, and where it acts."""

from dataclasses import replace

import pytest

from app.ledger.uses import MOST
from app.packs.load import read_pack, read_text
from app.packs.requirements import read_requirements
from app.policy.acts import Act
from app.policy.decision import Citation
from app.policy.pack import Provision
from app.policy.pack_keys import KEYS
from app.routers.law_places import WHERE_IT_ACTS, Place, acts_of, places_of
from app.routers.law_views import ArticleLine, Sources, page_of
from app.routers.shell import ROOMS
from tests.world import NOW

NOBODY: frozenset[str] = frozenset()


def sources(pack_id: str) -> Sources:
    return Sources(read_pack(pack_id), {}, {}, read_requirements(), NOBODY)


def article(pack_id: str, number: str, found: Sources) -> ArticleLine:
    page = page_of(read_text(pack_id), found, NOW, is_own=pack_id == found.in_force.id)
    return next(each for each in page.articles if each.number == number)


def test_each_value_stands_with_the_article_it_rests_on() -> None:
    line = article("zhangzi", "第十条", sources("zhangzi"))

    assert "store.deadline.normal" in {value.key for value in line.values}
    assert {row.id for row in line.requirements} == {"A10", "A11"}


def test_an_item_of_a_list_leads_to_its_own_article() -> None:
    """山西十八第二款 and others each hold a part of what is forbidden."""
    line = article("ruzhou", "调阅监督制度第九条", sources("ruzhou"))

    assert "prohibited.acts" in {value.key for value in line.values}


@pytest.mark.parametrize(
    ("pack_id", "number", "key", "said"),
    [
        (
            "ruzhou",
            "调阅监督制度第四条",
            "prohibited.acts",
            "擅自拆解、涂改、勾画、增加或者抽取案卷材料，或者带离档案室",
        ),
        ("ruzhou", "调阅监督制度第三条", "prohibited.acts", "未经批准对外提供或者发布"),
        ("ruzhou", "调阅监督制度第十二条", "consequences", "通报批评；依纪依法追究有关人员的责任"),
        ("shanxi", "第十八条", "prohibited.acts", "未经批准对外提供或者发布"),
        ("zhangzi", "第二条", "device.kinds", "视频监控"),
        ("zhangzi", "第二十条", "prohibited.acts", "私自拆装、更换或者维修设备"),
    ],
)
def test_under_an_article_stand_only_the_items_that_rest_on_it(
    pack_id: str, number: str, key: str, said: str
) -> None:
    line = article(pack_id, number, sources(pack_id))

    assert [value.text for value in line.values if value.key == key] == [said]


def test_what_counts_for_the_unit_is_said_where_the_text_above_adds_something() -> None:
    line = article("zhangzi", "第二十三条", sources("zhangzi"))

    forbidden = next(value for value in line.values if value.key == "prohibited.acts")
    assert "在保存期内销毁记录" not in forbidden.text
    assert "在保存期内销毁记录" in forbidden.in_force


def test_a_regulation_of_others_says_nothing_of_what_counts_here() -> None:
    line = article("zhangzi", "第二十三条", sources("ruzhou"))

    assert [value.in_force for value in line.values if value.in_force] == []


def test_uses_under_the_title_and_without_it_are_one_figure() -> None:
    uses = {"第五条": 2, "《山西省行政执法全过程记录办法》第五条": 3, "第六条": MOST}
    found = replace(sources("shanxi"), uses=uses)

    assert article("shanxi", "第五条", found).uses == "5 次"
    assert article("shanxi", "第六条", found).uses == "1000 次以上"
    assert article("shanxi", "第七条", found).uses == ""


def test_the_agencys_own_settings_stand_apart_with_their_articles() -> None:
    pack = read_pack("zhangzi")
    own = Provision("handover.day", 25, Citation("agency", "《某局规定》第五条", "每月25日前移交"))
    found = replace(
        sources("zhangzi"),
        in_force=replace(pack, provisions={**pack.provisions, "handover.day": own}),
    )

    page = page_of(read_text("zhangzi"), found, NOW, is_own=True)

    assert [(each.label, each.text) for each in page.own_settings] == [
        ("每月移交的最后日期", "25日")
    ]


def test_every_place_is_a_key_and_a_room() -> None:
    rooms = {room.route for room in ROOMS}

    assert set(WHERE_IT_ACTS) <= set(KEYS)
    assert {route for routes in WHERE_IT_ACTS.values() for route in routes} <= rooms


def test_a_key_acts_where_a_rule_reads_it() -> None:
    assert Act.RECORDING_PLAY in acts_of("custodian.role")
    assert acts_of("longterm.copies") == ()


def test_a_place_is_a_link_only_for_whoever_has_the_room() -> None:
    keys = ("device.ratio.body_camera",)

    assert places_of(keys, NOBODY) == (Place("配备情况"),)
    assert places_of(keys, frozenset({"equipment"})) == (Place("配备情况", "equipment"),)
