"""The cards of approvers, inspectors, legal reviewers and device keepers: figures, no content."""

from app.devices.overview import DeviceCount, ServiceFigures, SilentTerminals
from app.policy.vocabulary import DeviceState
from app.recordings.overview import Figures
from app.routers import labels
from app.routers.duty_cards import Step


def approval_steps(waiting: int) -> list[Step]:
    """Return a leader's card of the requests to consult that their own word decides."""
    return [
        Step(
            "待您审批",
            "调阅申请的手续已经齐全，等您审批。请看清申请人、事由和密级。"
            if waiting
            else "没有等您审批的调阅申请。",
            waiting,
            href="/access/approvals" if waiting else "",
            action="办理调阅审批",
            tone="warning" if waiting else "muted",
        )
    ]


def unassigned_steps(cases: int) -> list[Step]:
    """Return the card of running cases without a main handler; nothing when there are none."""
    if not cases:
        return []
    return [
        Step(
            "没有主办人的案件",
            "主办人离任、调离或者改任管理员以后，还没有确定由谁主办。请打开案件，指定新的主办人。",
            cases,
            href="/cases?handled=nobody",
            action="查看这些案件",
            tone="warning",
        )
    ]


def inspect_steps(figures: Figures) -> list[Step]:
    """Return an inspector's cards: where a check is worth while."""
    return [
        Step("今天收到", "本单位和下属单位今天零点以来收齐的资料。", figures.arrived_today),
        Step(
            "有损坏",
            "音视频内容有缺陷。检查设备使用情况时，请向使用人了解原因。"
            if figures.damaged
            else "没有音视频内容有缺陷的资料。",
            figures.damaged,
            tone="warning" if figures.damaged else "muted",
        ),
        Step(
            "已隔离",
            "校验没有通过，原件已保留。请督促资料保管人员查明原因。"
            if figures.quarantined
            else "没有校验未通过的资料。",
            figures.quarantined,
            tone="danger" if figures.quarantined else "muted",
        ),
    ]


def review_steps() -> list[Step]:
    """Return a legal reviewer's card: where the files are that were sent for review."""
    return [
        Step(
            "待法制审核",
            "送审的案件在“案件”里，进展是“法制审核”。审核意见目前按现行办法出具，由承办人放入案卷。",
            href="/cases?state=legal_review",
            action="查看送审的案件",
            tone="muted",
        )
    ]


def device_steps(
    devices: tuple[DeviceCount, ...],
    silent: SilentTerminals,
    service: ServiceFigures,
    set_aside: int,
) -> list[Step]:
    """Return a device keeper's cards; silent terminals are named by their numbers."""
    return [
        Step(
            "领用在外",
            "发放、收回和交接都在交接台办理，扫描设备标签即可。",
            service.out,
            unit="台",
            href="/handovers",
            action="打开设备交接台",
        ),
        _service_step(service),
        Step(
            "来源待核",
            "系统不认识这些资料的来源设备。请核实是哪一台设备记录的。"
            if set_aside
            else "收到的资料都认得出来源设备。",
            set_aside,
            href="/set-aside" if set_aside else "",
            action="核实来源设备",
            tone="warning" if set_aside else "muted",
        ),
        _register_step(devices),
        _silent_step(silent),
    ]


def _service_step(service: ServiceFigures) -> Step:
    broken = service.faulty + service.in_repair
    state = DeviceState.FAULTY if service.faulty else DeviceState.IN_REPAIR
    return Step(
        "故障和维修",
        f"停用待修 {service.faulty} 台，维修中 {service.in_repair} 台。"
        "停用待修的，请提出维修申请；修好并经测试合格后才能发放。"
        if broken
        else "没有停用待修或者正在维修的设备。",
        broken,
        unit="台",
        href=f"/devices?state={state}" if broken else "",
        action=f"查看{labels.DEVICE_STATES[state].text}的设备",
        tone="warning" if broken else "muted",
    )


def _register_step(devices: tuple[DeviceCount, ...]) -> Step:
    by_kind = "、".join(f"{labels.DEVICE_KINDS[item.kind]} {item.number}" for item in devices)
    return Step(
        "登记的设备",
        f"{by_kind}。" if by_kind else "还没有登记设备。请从设备台账开始登记。",
        sum(item.number for item in devices),
        unit="台",
        href="/devices",
        action="打开设备台账",
        tone="normal" if devices else "muted",
    )


def _silent_step(silent: SilentTerminals) -> Step:
    if not silent.count:
        return Step(
            "七天没有上传的终端",
            "没有发现七天未上传资料的终端；登记不满七天的不计在内。",
            0,
            unit="台",
            tone="muted",
        )
    named = "、".join(silent.device_nos)
    rest = "等" if silent.count > len(silent.device_nos) else ""
    return Step(
        "七天没有上传的终端",
        f"{named}{rest}。请核对设备是否完好、在谁手中；遗失的，请立即在设备页上报失，令牌随即撤销。",
        silent.count,
        unit="台",
        href="/terminals",
        action="查看终端一览",
        tone="warning",
    )
