"""What may happen to a device in which condition: care, fault, repair, test, loss, scrapping.

Zhangzi's article 20: a fault stops the use at once and is reported, a repair is done by
professionals after leave, and whoever repairs on their own bears the cost. Article 19 asks for
regular care. A rule here looks at the device alone; who may act stands in ``equipping``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from app.policy.decision import Decision, allow, refuse
from app.policy.pack import Pack
from app.policy.vocabulary import DeviceState, RepairState

UNAUTHORISED = "device.repair.unauthorised"


class ServiceAct(StrEnum):
    """Everything that is written down about a device's condition."""

    ACCEPT_REPAIR = "accept_repair"
    APPROVE_WRITE_OFF = "approve_write_off"
    ASK_REPAIR = "ask_repair"
    AUTHORISE_REPAIR = "authorise_repair"
    FIND_AGAIN = "find_again"
    MAINTAIN = "maintain"
    NOTE_REPAIR = "note_repair"
    NOTE_UNAUTHORISED_REPAIR = "note_unauthorised_repair"
    PROPOSE_WRITE_OFF = "propose_write_off"
    REFUSE_REPAIR = "refuse_repair"
    REFUSE_WRITE_OFF = "refuse_write_off"
    REJECT_REPAIR = "reject_repair"
    REPORT_FAULT = "report_fault"
    REPORT_LOSS = "report_loss"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Condition:
    """What the rules look at: ``repair`` is the last one of the open fault, if there is any."""

    state: DeviceState
    has_fault: bool = False
    repair: RepairState | None = None
    write_off_waits: bool = False
    is_held: bool = False


_WORDS: Mapping[ServiceAct, str] = MappingProxyType(
    {
        ServiceAct.ASK_REPAIR: "申请维修",
        ServiceAct.AUTHORISE_REPAIR: "批准维修",
        ServiceAct.APPROVE_WRITE_OFF: "批准报废",
        ServiceAct.REJECT_REPAIR: "登记测试结果",
        ServiceAct.FIND_AGAIN: "登记找回",
        ServiceAct.MAINTAIN: "登记保养",
        ServiceAct.NOTE_REPAIR: "登记维修结果",
        ServiceAct.NOTE_UNAUTHORISED_REPAIR: "登记擅自修理",
        ServiceAct.ACCEPT_REPAIR: "登记测试结果",
        ServiceAct.PROPOSE_WRITE_OFF: "提出报废",
        ServiceAct.REFUSE_REPAIR: "答复维修申请",
        ServiceAct.REFUSE_WRITE_OFF: "答复报废申请",
        ServiceAct.REPORT_FAULT: "报告故障",
        ServiceAct.REPORT_LOSS: "报失",
        ServiceAct.TRANSFER: "调拨",
    }
)

_STATES: Mapping[DeviceState, str] = MappingProxyType(
    {
        DeviceState.FAULTY: "设备已因故障停用，请在“维护与维修”中办理维修或报废。",
        DeviceState.IN_REPAIR: "设备正在维修，请先登记维修结果和测试结果。",
        DeviceState.LOST: "设备已报失，找回后请先登记“找回”。",
        DeviceState.SCRAPPED: "设备已报废，登记和履历只供查阅。",
        DeviceState.SERVICEABLE: "设备现在可以正常使用，没有未处理的故障。",
    }
)

_S, _F, _R, _L = (
    DeviceState.SERVICEABLE,
    DeviceState.FAULTY,
    DeviceState.IN_REPAIR,
    DeviceState.LOST,
)
_FROM: Mapping[ServiceAct, frozenset[DeviceState]] = MappingProxyType(
    {
        ServiceAct.ASK_REPAIR: frozenset({_F}),
        ServiceAct.AUTHORISE_REPAIR: frozenset({_F}),
        ServiceAct.APPROVE_WRITE_OFF: frozenset({_S, _F, _R, _L}),
        ServiceAct.REJECT_REPAIR: frozenset({_R}),
        ServiceAct.FIND_AGAIN: frozenset({_L}),
        ServiceAct.MAINTAIN: frozenset({_S, _F}),
        ServiceAct.NOTE_REPAIR: frozenset({_R}),
        ServiceAct.NOTE_UNAUTHORISED_REPAIR: frozenset({_S, _F}),
        ServiceAct.ACCEPT_REPAIR: frozenset({_R}),
        ServiceAct.PROPOSE_WRITE_OFF: frozenset({_S, _F, _R, _L}),
        ServiceAct.REFUSE_REPAIR: frozenset({_F}),
        ServiceAct.REFUSE_WRITE_OFF: frozenset({_S, _F, _R, _L}),
        ServiceAct.REPORT_FAULT: frozenset({_S}),
        ServiceAct.REPORT_LOSS: frozenset({_S, _F, _R}),
        ServiceAct.TRANSFER: frozenset({_S, _F}),
    }
)

_ENDED = frozenset({None, RepairState.DROPPED, RepairState.FAILED, RepairState.REFUSED})
_REPAIR_MUST_BE: Mapping[ServiceAct, tuple[frozenset[RepairState | None], str]] = MappingProxyType(
    {
        ServiceAct.ASK_REPAIR: (_ENDED, "这台设备已有维修申请正在等待批准，不需要再次申请。"),
        ServiceAct.AUTHORISE_REPAIR: (
            frozenset({RepairState.ASKED}),
            "这台设备没有等待批准的维修申请。",
        ),
        ServiceAct.REFUSE_REPAIR: (
            frozenset({RepairState.ASKED}),
            "这台设备没有等待批准的维修申请。",
        ),
        ServiceAct.NOTE_REPAIR: (
            frozenset({RepairState.AUTHORISED}),
            "维修结果已经登记，请接着登记测试结果。",
        ),
        ServiceAct.ACCEPT_REPAIR: (
            frozenset({RepairState.REPAIRED}),
            "请先登记维修结果，再登记测试结果。",
        ),
        ServiceAct.REJECT_REPAIR: (
            frozenset({RepairState.REPAIRED}),
            "请先登记维修结果，再登记测试结果。",
        ),
    }
)
_ANSWERS_WRITE_OFF = frozenset({ServiceAct.APPROVE_WRITE_OFF, ServiceAct.REFUSE_WRITE_OFF})
_NEEDS_IT_BACK = frozenset({ServiceAct.APPROVE_WRITE_OFF, ServiceAct.TRANSFER})

_AFTER: Mapping[ServiceAct, DeviceState] = MappingProxyType(
    {
        ServiceAct.AUTHORISE_REPAIR: _R,
        ServiceAct.APPROVE_WRITE_OFF: DeviceState.SCRAPPED,
        ServiceAct.REJECT_REPAIR: _F,
        ServiceAct.NOTE_UNAUTHORISED_REPAIR: _R,
        ServiceAct.ACCEPT_REPAIR: _S,
        ServiceAct.REPORT_FAULT: _F,
        ServiceAct.REPORT_LOSS: _L,
    }
)


def may_follow(act: ServiceAct, condition: Condition) -> Decision:
    """Return whether ``act`` may be written down about a device in this condition."""
    if condition.state not in _FROM[act]:
        return refuse(f"现在不能{_WORDS[act]}。{_STATES[condition.state]}")
    if act in _NEEDS_IT_BACK and condition.is_held:
        return refuse(f"设备还在领用中，不能{_WORDS[act]}。请先办理收回。")
    if act in _ANSWERS_WRITE_OFF and not condition.write_off_waits:
        return refuse("这台设备没有等待批准的报废申请。")
    if act is ServiceAct.PROPOSE_WRITE_OFF and condition.write_off_waits:
        return refuse("这台设备已有报废申请正在等待批准，不需要再次提出。")
    must_be = _REPAIR_MUST_BE.get(act)
    if must_be is not None and condition.repair not in must_be[0]:
        return refuse(must_be[1])
    return allow(f"可以{_WORDS[act]}。")


def state_after(act: ServiceAct, condition: Condition) -> DeviceState:
    """Return the state in which an allowed act leaves the device.

    A device that was faulty when it got lost is faulty when it is found.
    """
    if act is ServiceAct.FIND_AGAIN:
        return _F if condition.has_fault else _S
    return _AFTER.get(act, condition.state)


def may_decide_request(
    decider: UUID | None, asked_by: UUID | None, *, on_behalf_of: UUID | None = None
) -> Decision:
    """Return whether somebody may answer a request: never their own (promise P8).

    Nor, standing in for somebody, that person's: it would be his word on his own request.
    """
    if decider == asked_by:
        return refuse("申请人不能批准自己提出的申请。请由另一位领导审批。")
    if on_behalf_of is not None and on_behalf_of == asked_by:
        return refuse("申请由授权人本人提出，代行人不能替他批准。请由另一位领导审批。")
    return allow("申请由他人提出，可以由您审批。")


def decide_reimbursement(pack: Pack, *, is_authorised: bool) -> Decision:
    """Return whether the cost of a repair may be reimbursed.

    Where the pack is silent, the product still keeps a repair without leave apart.
    Source: Zhangzi's article 20, pack key ``device.repair.unauthorised``.
    """
    if is_authorised:
        return allow("维修经过批准，费用可以按规定报销。")
    cited = pack.citation(UNAUTHORISED)
    if cited:
        return refuse("擅自修理，费用不予报销。", *cited)
    return refuse("擅自修理，系统不列为可报销费用；本单位的条款没有另行规定。")
