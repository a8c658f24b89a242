"""Chinese words for hand-overs and checks before use."""

from collections.abc import Mapping
from types import MappingProxyType

from app.devices.prechecks import PrecheckLine
from app.policy.vocabulary import HoldingEnd, PrecheckItem
from app.routers.display import minute
from app.routers.labels import Tag

ITEMS: Mapping[PrecheckItem, str] = MappingProxyType(
    {
        PrecheckItem.BATTERY: "电量充足",
        PrecheckItem.CLOCK: "日期、时间准确",
        PrecheckItem.STORAGE: "存储空间足够",
        PrecheckItem.WORKS: "能正常使用",
    }
)
ADVICE: Mapping[PrecheckItem, str] = MappingProxyType(
    {
        PrecheckItem.BATTERY: "电量不足：请先充电再检查一次；急需出发的，请换领另一台设备。",
        PrecheckItem.CLOCK: "时间不准：请按当前日期和时间校准设备时钟，然后再检查一次。",
        PrecheckItem.STORAGE: "存储空间不足：请上传设备中的资料，看到“已封存”后清除，再检查一次。",
        PrecheckItem.WORKS: "不能正常使用：请立即停止使用，报告设备故障，并换领另一台设备。",
    }
)
ENDS: Mapping[HoldingEnd, str] = MappingProxyType(
    {HoldingEnd.HANDED_OVER: "交接", HoldingEnd.LOST: "丢失", HoldingEnd.RETURNED: "收回"}
)
UNCHECKED = Tag("未检查", "warning", "领用以后还没有作使用前检查。")


def check_tag(check: PrecheckLine | None) -> Tag:
    """Return the outcome of the last check in a few words."""
    if check is None:
        return UNCHECKED
    if not check.failed:
        return Tag("检查合格", "ready", f"{minute(check.at)} 检查，全部正常。")
    named = "、".join(ITEMS[item] for item in check.failed)
    return Tag("检查不合格", "danger", f"{minute(check.at)} 检查，不正常的项目：{named}。")


def check_words(check: PrecheckLine | None) -> str:
    """Return the outcome of the last check as the ledger has it."""
    if check is None:
        return "未检查"
    if not check.failed:
        return f"合格（{minute(check.at)}）"
    named = "、".join(ITEMS[item] for item in check.failed)
    return f"不合格：{named}（{minute(check.at)}）"


def between(begun_by: str, ended_by: str, ended: HoldingEnd | None) -> str:
    """Return who gave a device out and who took or passed it on, as the ledger names them.

    >>> between("徐海涛", "徐海涛", HoldingEnd.RETURNED)
    '发放：徐海涛；收回：徐海涛'
    """
    words = [f"发放：{begun_by}"] if begun_by else []
    if ended is not None and ended_by:
        words.append(f"{ENDS[ended]}：{ended_by}")
    return "；".join(words)
