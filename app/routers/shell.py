"""The frame around every page: who is signed in, and which rooms this person has.

Navigation only hides what is of no use to somebody; what a person may do is decided by
``app.policy`` in each room, never here.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.authorising import may_have_use
from app.policy.pack import Pack


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the house, under a heading, and the act that gives somebody a use for it."""

    heading: str
    text: str
    route: str
    act: Act | None = None
    or_act: Act | None = None
    """Another act that gives somebody a use for the room."""

    @property
    def acts(self) -> tuple[Act, ...]:
        """Return the acts of which one is enough; a room without any is for everybody."""
        return tuple(act for act in (self.act, self.or_act) if act is not None)


ROOMS = (
    Room("工作台", "首页", "start"),
    Room("工作台", "查找", "search"),
    Room("工作台", "期限", "deadlines", Act.DEADLINE_POSTPONE),
    Room("工作台", "节假日安排", "calendars", Act.CALENDAR_KEEP),
    Room("案件", "案件", "cases", Act.CASE_KNOW, Act.CASE_OPEN),
    Room("案件", "案号规则", "case_numbering", Act.CASE_SET_UP),
    Room("案件", "文书种类", "document_kinds", Act.CASE_SET_UP),
    Room("音视频资料", "待编目", "inbox", Act.RECORDING_PLAY),
    Room("音视频资料", "上传资料", "upload_page", Act.UPLOAD_CREATE),
    Room("音视频资料", "我上传的", "submissions", Act.UPLOAD_CREATE),
    Room("音视频资料", "来源待核", "set_aside", Act.RECORDING_SETTLE_DEVICE),
    Room("音视频资料", "保存期限", "keeping", Act.RECORDING_PLAY),
    Room("音视频资料", "冻结登记簿", "holds", Act.HOLD_KNOW),
    Room("调阅", "调阅申请", "access", Act.ACCESS_ASK, Act.ACCESS_RECEIVE),
    Room("调阅", "调阅审批", "access_approvals", Act.ACCESS_APPROVE),
    Room("调阅", "查阅登记簿", "access_register", Act.ACCESS_READ_REGISTER),
    Room("调阅", "追查标识码", "access_trace", Act.ACCESS_TRACE),
    Room("调阅", "阅览终端", "reading_terminals", Act.READING_ROOM_KEEP),
    Room("设备", "我的设备", "my_devices", Act.UPLOAD_CREATE),
    Room("设备", "设备交接台", "handovers", Act.DEVICE_HAND_OVER),
    Room("设备", "设备台账", "devices", Act.DEVICE_KNOW),
    Room("设备", "使用情况台账", "device_usage", Act.DEVICE_READ_LEDGER),
    Room("设备", "维修台账", "repair_ledger", Act.DEVICE_READ_LEDGER),
    Room("设备", "保养台账", "maintenance_ledger", Act.DEVICE_READ_LEDGER),
    Room("设备", "配备情况", "equipment", Act.DEVICE_READ_LEDGER),
    Room("设备", "设备审批", "device_approvals", Act.DEVICE_AUTHORISE_REPAIR),
    Room("设备", "终端一览", "terminals", Act.TERMINAL_ENROL),
    Room("人员", "人员名册", "people", Act.PERSON_KNOW),
    Room("人员", "值班表", "roster", Act.ROSTER_READ),
    Room("人员", "执法证件", "qualifications", Act.PERSON_READ_FILE),
    Room("人员", "培训和监督检查", "trainings", Act.PERSON_READ_FILE),
    Room("人员", "科室设置", "sections", Act.SECTION_KEEP),
    Room("人员", "授权代行", "delegations", Act.DELEGATION_KNOW),
    Room("监督", "各单位情况", "supervision", Act.FIGURES_SEE),
    Room("法规", "适用的规定", "law"),
    Room("法规", "五个制度对照", "law_comparison"),
    Room("法规", "改动预演", "law_rehearsal", Act.LAW_REHEARSE),
    Room("法规", "机关设置", "agency", Act.AGENCY_READ),
    Room("审计", "审计台账", "ledger", Act.LEDGER_READ),
    Room("个人", "账号与登录", "account"),
)
"""Rooms of one heading stand together; the order here is the order of the menu."""
_USES = tuple((room.route, room.acts) for room in ROOMS)


@dataclass(frozen=True, slots=True)
class Badge:
    """The signed-in person as the header names them, and the routes of their rooms."""

    name: str
    unit_name: str
    rooms: frozenset[str] = frozenset()
    idle_minutes: int = 0
    """After so long without a request the sign-in ends; 0 when nobody has said."""
    is_set_up_open: bool = False
    """Whether this person could finish the set-up of the agency, which nobody has done yet."""
    lost: str = ""
    """That a role of theirs has ended while they were signed in."""
    warning: str = ""
    """What has to be said on every page, such as that the sign-in is about to end."""


class NavItem(NamedTuple):
    """One room of the house."""

    text: str
    route: str


class NavGroup(NamedTuple):
    """Rooms that belong together, under one heading."""

    title: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class Shell:
    """What ``base.html`` shows around the page."""

    badge: Badge
    groups: tuple[NavGroup, ...]


def rooms_of(actor: Actor, pack: Pack) -> frozenset[str]:
    """Return the routes of the rooms that are of use to this person."""
    return frozenset(
        route
        for route, acts in _USES
        if not acts or any(may_have_use(actor, act, pack) for act in acts)
    )


def shell_for(badge: Badge) -> Shell:
    """Return the frame with the rooms that are of use to this person."""
    return Shell(badge=badge, groups=groups_of(badge.rooms))


@lru_cache(maxsize=256)
def groups_of(rooms: frozenset[str]) -> tuple[NavGroup, ...]:
    """Return these rooms as the menu shows them, under their headings."""
    open_rooms = [room for room in ROOMS if room.route in rooms]
    return tuple(
        NavGroup(heading, tuple(NavItem(room.text, room.route) for room in under))
        for heading, under in groupby(open_rooms, key=lambda room: room.heading)
    )
