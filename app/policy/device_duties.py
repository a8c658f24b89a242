"""What the regulations ask of whoever keeps or uses a recording device (设备使用和管理要求).

Zhangzi's article 20: a fault stops the use at once and is reported. Ruzhou's management rule,
article 5: nothing unrelated to enforcement is recorded. Article 2 lists the kinds. What may happen
to a device in which condition, and what an unauthorised repair costs, stands in ``servicing``; to
whom one may be issued, in ``issuing``.
"""

from app.policy.asking import Standing, duty_of, silence, text_of
from app.policy.decision import Decision, Ruling, allow, refuse
from app.policy.pack import Pack
from app.policy.vocabulary import DeviceKind, Role

_KINDS, _UNRELATED = "device.kinds", "device.unrelated"
_KEEPER, _KEEPER_NAME = "device.keeper.role", "device.keeper.name"


def kinds_of_device(pack: Pack) -> Ruling[tuple[DeviceKind, ...]]:
    """Return the kinds that the regulation counts among its recording devices."""
    kinds = tuple(DeviceKind(kind) for kind in pack.items(_KINDS))
    if not kinds:
        return silence(pack, _KINDS, ())
    return Ruling(kinds, f"条款列出 {len(kinds)} 种记录设备。", pack.citation(_KINDS))


def decide_kind(pack: Pack, kind: DeviceKind) -> Decision:
    """Return whether a kind is among the recording devices of the regulation."""
    kinds = kinds_of_device(pack)
    if kind in kinds.outcome:
        return allow("这种设备属于条款列出的记录设备。", *pack.citation_of_item(_KINDS, kind))
    if not kinds.outcome:
        return refuse(kinds.reason, *kinds.citations)
    return refuse(
        "这种设备不在条款列出的记录设备之中，请由设备管理员核对设备种类。", *kinds.citations
    )


def on_fault(pack: Pack) -> Ruling[Standing]:
    """Return whether a fault stops the use of a device and has to be reported."""
    return duty_of(
        pack,
        "device.fault",
        "设备出现故障的，应当立即停止使用并及时报告，由专业部门维修，不得私自拆装、更换。",
    )


def decide_content(pack: Pack, *, is_enforcement: bool) -> Decision:
    """Return whether something may be recorded: never what is unrelated to enforcement.

    Where the pack is silent it is refused by the product's own rule.
    """
    if is_enforcement:
        return allow("记录的内容与执法有关。")
    cited = pack.citation(_UNRELATED)
    if cited:
        return refuse("记录设备不得用于摄录、存储与执法无关的内容。", *cited)
    return refuse(
        "本单位适用的条款没有另行规定，系统仍不接受与执法无关的内容。请由资料保管人员核对。"
    )


def device_keeper(pack: Pack) -> Ruling[Role | None]:
    """Return which role keeps and cares for the devices; its name in the text is the reason."""
    role = pack.role(_KEEPER)
    if role is None:
        return silence(pack, _KEEPER, None)
    name = text_of(pack, _KEEPER_NAME).outcome or "设备管理岗位"
    return Ruling(role, f"记录设备由{name}管理和保养。", pack.citation(_KEEPER))


def paid_by_budget(pack: Pack) -> Ruling[Standing]:
    """Return whether devices are paid for by the budget of the same level of government."""
    return duty_of(
        pack, "device.budget", "购置、维护、管理记录设备所需经费，应当列入本级财政预算。"
    )
