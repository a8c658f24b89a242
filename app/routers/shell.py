"""The frame around every page: who is signed in, and which rooms this person has.

Navigation only hides what is of no use to somebody; what a person may do is decided by
``app.policy`` in each room, never here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Badge:
    """The signed-in person as the header names them, and which rooms are of use to them."""

    name: str
    unit_name: str
    keeps_records: bool = False
    may_upload: bool = False
    reads_ledger: bool = False
    idle_minutes: int = 0
    """After so long without a request the sign-in ends; 0 when nobody has said."""
    warning: str = ""
    """What has to be said on every page, such as that the sign-in is about to end."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One room of the house."""

    text: str
    route: str


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Rooms that belong together, under one heading."""

    title: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class Shell:
    """What ``base.html`` shows around the page."""

    badge: Badge
    groups: tuple[NavGroup, ...]


def shell_for(badge: Badge) -> Shell:
    """Return the frame with the rooms that are of use to this person."""
    materials: list[NavItem] = []
    if badge.keeps_records:
        materials.append(NavItem("待编目", "inbox"))
    if badge.may_upload:
        materials.append(NavItem("上传资料", "upload_page"))
        materials.append(NavItem("我上传的", "submissions"))
    groups = [NavGroup("工作台", (NavItem("首页", "start"),))]
    if materials:
        groups.append(NavGroup("音视频资料", tuple(materials)))
    if badge.reads_ledger:
        groups.append(NavGroup("审计", (NavItem("审计台账", "ledger"),)))
    groups.append(NavGroup("个人", (NavItem("账号与登录", "account"),)))
    return Shell(badge=badge, groups=tuple(groups))
