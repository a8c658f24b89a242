"""The cards of the start page: each duty in words, with its figures and where to go.

Rooms that do not exist yet are named as such; nothing here pretends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from app.people.career import RoleLine
from app.policy.duties import Duty
from app.recordings.overview import Figures, OwnFigures
from app.routers.labels import ROLES


@dataclass(frozen=True, slots=True)
class Step:
    """One card: what waits, how many, where to go; a count in words is shown as it stands."""

    title: str
    text: str
    count: int | str | None = None
    unit: str = "件"
    href: str = ""
    action: str = ""
    tone: str = "normal"
    lines: tuple[str, ...] = ()
    """What the text names, each on a line of its own."""


@dataclass(frozen=True, slots=True)
class ComingRoom:
    """Something this person will do here once it exists."""

    title: str
    text: str


def catalogue_steps(figures: Figures, day_began: datetime) -> list[Step]:
    """Return the custodian's cards; problems show themselves only when there are some."""
    today = f"/inbox?from={day_began:%Y-%m-%d}"
    steps = [
        Step(
            "待编目",
            "核对记录时间、设备和人员，归入案卷。",
            figures.to_catalogue,
            href="/inbox",
            action="查看待编目资料",
        ),
        Step(
            "今天收到",
            "今天零点以来收齐的资料，包括已经编目的。",
            figures.arrived_today,
            href=today,
            action="查看其中待编目的",
        ),
    ]
    if figures.quarantined:
        steps.append(
            Step(
                "已隔离",
                "校验或内容检查没有通过，原件已保留，不在待编目之列。请了解原因并安排重新上传。",
                figures.quarantined,
                href="/inbox?state=quarantined",
                action="查看原因",
                tone="danger",
            )
        )
    if figures.damaged:
        steps.append(
            Step(
                "有损坏",
                "今天收到和待编目的资料中，音视频内容有缺陷的。请向执法人员了解情况。",
                figures.damaged,
                href="/search?in=recordings&state=damaged",
                action="查看有损坏的资料",
                tone="warning",
            )
        )
    return steps


def hand_in_steps(figures: OwnFigures) -> list[Step]:
    """Return the cards of whoever hands recordings in."""
    steps = [
        Step(
            "上传资料",
            "执法活动结束后，请及时上传执法记录仪、手机等设备中的原始文件。",
            href="/upload",
            action="选择文件上传",
        )
    ]
    if figures.open_uploads:
        steps.append(
            Step(
                "尚未传完",
                "在原来的设备或浏览器上继续即可，已传的部分不必重来。",
                figures.open_uploads,
                href="/submissions",
                action="查看进度",
                tone="warning",
            )
        )
    steps.append(
        Step(
            "今天上传",
            f"其中 {figures.in_progress} 件正在校验。显示“已封存”后，才可以清除设备上的原文件。"
            if figures.in_progress
            else "显示“已封存”的资料，可以清除设备上的原文件。",
            figures.handed_in_today,
            href="/submissions",
            action="查看回执",
        )
    )
    return steps


def lapsed_steps(lapsed: Sequence[RoleLine]) -> list[Step]:
    """Return what tells somebody that a role of theirs is over: they may wait for its work."""
    if not lapsed:
        return []
    lines = (
        f"“{ROLES[each.role]}”（{each.unit_name}），最后一天是 {each.until_on}。" for each in lapsed
    )
    return [
        Step(
            "岗位已经终止",
            "凭下列岗位的事项，您不能再办理；以前办理的不受影响。有疑问的，请联系本单位的安全管理员。",
            len(lapsed),
            unit="个",
            lines=tuple(lines),
            tone="warning",
        )
    ]


def no_role_steps() -> list[Step]:
    """Return the card of somebody without a role: the page must not just be empty."""
    return [
        Step(
            "还没有岗位",
            "您的账号目前没有岗位，因此这里没有需要办理的事项。"
            "请联系本单位的安全管理员设置岗位；设置以后刷新本页即可。",
            tone="warning",
        )
    ]


def oversee_steps(figures: Figures, waiting: int) -> list[Step]:
    """Return a leader's cards: figures only, the content stays with its custodian.

    ``waiting`` are the requests about devices that want the leader's word.
    """
    return [
        Step(
            "等待审批",
            "设备维修和报废须由单位领导批准。"
            if waiting
            else "没有等待您批准的设备维修和报废申请。",
            waiting,
            href="/devices/approvals" if waiting else "",
            action="办理审批",
            tone="warning" if waiting else "muted",
        ),
        Step(
            "今天收到",
            "本单位和下属单位今天零点以来收齐的资料。",
            figures.arrived_today,
            href="/supervision",
            action="查看各单位情况",
        ),
        Step("尚未编目", "由资料保管人员核对并归入案卷。", figures.to_catalogue, tone="muted"),
        Step(
            "需要关注",
            "校验没有通过或音视频有损坏的资料，由资料保管人员跟进。",
            figures.quarantined + figures.damaged,
            tone="warning" if figures.quarantined + figures.damaged else "muted",
        ),
    ]


COMING: Mapping[Duty, tuple[ComingRoom, ...]] = MappingProxyType(
    {
        Duty.CATALOGUE: (),
        Duty.HAND_IN: (
            ComingRoom("执法活动", "登记一次执法活动，记录中断原因，填写未能记录的说明。"),
        ),
        Duty.INSPECT: (
            ComingRoom("抽查与回放检查", "按比例抽取资料，回放检查并记录发现的问题，形成通报。"),
        ),
        Duty.KEEP_DEVICES: (),
        Duty.OVERSEE: (
            ComingRoom("应录未录", "查看应当记录而没有记录的活动，以及说明和审核情况。"),
        ),
        Duty.READ_LEDGER: (
            ComingRoom("台账核验", "核验操作记录没有被增删改动，并导出供检查使用。"),
        ),
        Duty.REVIEW_LEGALITY: (
            ComingRoom("法制审核", "在作出重大执法决定之前，审核案卷材料和音像记录是否齐全。"),
        ),
        Duty.RUN_ACCOUNTS: (),
        Duty.RUN_SYSTEM: (
            ComingRoom("单位与参数", "设立单位，维护存储等技术参数；您不接触执法记录内容。"),
        ),
    }
)
"""What each duty will find here later."""
