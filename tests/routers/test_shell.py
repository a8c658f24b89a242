"""The menu: its headings stand in one order, each once, and none is too long to take in."""

from itertools import groupby
from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.actor import Actor, Assignment
from app.policy.vocabulary import ActorKind, Role
from app.routers.shell import ROOMS, Badge, rooms_of, shell_for

UNIT = UUID(int=1)
HEADINGS = ["工作台", "案件", "音视频资料", "调阅", "设备", "人员", "监督", "法规", "审计", "个人"]
MOST_UNDER_A_HEADING = 8


def test_each_heading_stands_once_and_in_the_agreed_order() -> None:
    assert [heading for heading, _ in groupby(ROOMS, key=lambda room: room.heading)] == HEADINGS


def test_no_room_is_offered_twice() -> None:
    assert len({room.route for room in ROOMS}) == len(ROOMS)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_reads_a_long_list_under_one_heading(role: Role) -> None:
    actor = Actor(ActorKind.PERSON, UUID(int=2), UNIT, assignments=(Assignment(UNIT, role),))
    badge = Badge("陈立", "长河县水利局", rooms_of(actor, read_pack("ruzhou")))

    groups = shell_for(badge).groups

    assert max(len(group.items) for group in groups) <= MOST_UNDER_A_HEADING
    assert [group.title for group in groups] == [
        heading for heading in HEADINGS if heading in {group.title for group in groups}
    ]
