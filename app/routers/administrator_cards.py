"""The cards of the three administrators: figures of machine, accounts and ledger, no content."""

from dataclasses import dataclass
from datetime import datetime

from app.devices.overview import TerminalFigures
from app.jobs.queries import WorkFigures
from app.ledger.reading import LedgerFigures
from app.people.overview import AccountFigures
from app.routers import display
from app.routers.duty_cards import Step
from app.routers.ledger_filters import ALL_REFUSALS


@dataclass(frozen=True, slots=True)
class StorageRoom:
    """What the store has left; ``None`` when the disk could not even be asked."""

    free_bytes: int | None
    reserve_bytes: int


def system_steps(room: StorageRoom, work: WorkFigures, terminals: TerminalFigures) -> list[Step]:
    """Return the system administrator's cards; trouble shows itself only when there is some."""
    steps = [_storage_step(room), _work_step(work)]
    if work.stubborn:
        steps.append(
            Step(
                "反复失败的任务",
                "这些任务已多次失败，系统会隔更长时间再试，原始文件不受影响。"
                "请查看后台程序（worker）的日志，排除原因后任务会自动继续。",
                work.stubborn,
                tone="danger",
            )
        )
    return [*steps, _terminal_step(terminals)]


def account_steps(figures: AccountFigures, refused: int) -> list[Step]:
    """Return the security administrator's cards."""
    return [
        Step(
            "可以登录的账号",
            "本单位和下属单位没有停用的账号。登记人员、设置岗位、重设密码都从人员名册进入。",
            figures.active,
            unit="个",
            href="/people",
            action="打开人员名册",
        ),
        Step(
            "正在登录",
            "此刻有有效登录的人员；长时间不操作会自动退出。",
            figures.signed_in,
            unit="人",
        ),
        Step(
            "登录被拒绝",
            "最近 24 小时内用户名或密码不正确的次数，包括用户名不存在的。"
            + ("次数明显偏多时，请向有关人员核实，并请审计管理员查看来源地址。" if refused else ""),
            refused,
            unit="次",
            tone="warning" if refused else "muted",
        ),
    ]


def ledger_steps(figures: LedgerFigures, day_began: datetime) -> list[Step]:
    """Return the audit administrator's cards."""
    today = f"/ledger?from={day_began:%Y-%m-%d}"
    return [
        Step(
            "今天的操作记录",
            "今天零点以来写入台账的全部事项。",
            figures.events,
            unit="条",
            href=today,
            action="查看台账",
        ),
        Step(
            "今天的拒绝",
            "被拒绝的登录、上传、查阅和终端令牌。请核对是否有人反复尝试。",
            figures.refusals,
            unit="条",
            href=f"{today}&kind={ALL_REFUSALS}",
            action="查看被拒绝的事项",
            tone="warning" if figures.refusals else "muted",
        ),
    ]


def _storage_step(room: StorageRoom) -> Step:
    if room.free_bytes is None:
        return Step(
            "存储剩余",
            "读取不到存储设备的剩余空间，上传和封存可能已经中断。请立即检查存储设备和挂载情况。",
            tone="danger",
        )
    figure, unit = display.file_size(room.free_bytes).split(" ")
    reserve = display.file_size(room.reserve_bytes)
    if room.free_bytes < 2 * room.reserve_bytes:
        return Step(
            "存储剩余",
            f"空间即将用完。剩余不足 {reserve} 时，系统拒绝新的上传，已收到的资料不受影响。"
            "请尽快扩充存储；请勿自行删除存储目录中的文件。",
            figure,
            unit=unit,
            tone="danger",
        )
    return Step(
        "存储剩余", f"剩余不足 {reserve} 时，系统会拒绝新的上传，请提前扩充。", figure, unit=unit
    )


def _work_step(work: WorkFigures) -> Step:
    if work.waiting_since is None:
        return Step("后台任务", "收到的资料都已校验和检查完毕。", 0, unit="项", tone="muted")
    return Step(
        "后台任务",
        f"等待校验或检查，最早的一项排入于 {display.minute(work.waiting_since)}。"
        "如果数目长时间不减少，请检查后台程序（worker）是否在运行。",
        work.unfinished,
        unit="项",
    )


def _terminal_step(terminals: TerminalFigures) -> Step:
    if not terminals.enrolled:
        return Step(
            "终端",
            "还没有令牌有效的终端。设备登记以后，请在设备页面的“终端接入”处生成接入码。",
            0,
            unit="台",
            href="/devices",
            action="打开设备台账",
            tone="muted",
        )
    heard = (
        f"最近一次联系：{display.minute(terminals.last_heard_at)}。"
        if terminals.last_heard_at
        else "还没有终端与系统联系过。"
    )
    return Step(
        "终端",
        f"令牌有效的终端。{heard}设备遗失时，请立即撤销它的令牌。",
        terminals.enrolled,
        unit="台",
        href="/terminals",
        action="查看终端一览",
    )
