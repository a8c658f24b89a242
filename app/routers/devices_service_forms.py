"""The forms about a device's condition, as data: what each asks and which verb it calls."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.devices import repairs, servicing, writing_off
from app.devices.repairs import RepairWork
from app.devices.servicing import Care
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.servicing import UNAUTHORISED, ServiceAct
from app.routers.form_page import Field, FieldKind
from app.routers.forms import Option

Verb = Callable[
    [AsyncSession, Actor, UUID, Mapping[str, Any], datetime], Awaitable[Decision | None]
]
TODAY, MOMENT_NOW, OWN_NAME = "{today}", "{now}", "{name}"
"""What a field begins with: the day, the minute, or the name of who fills it in."""
_LONG = 500


@dataclass(frozen=True, slots=True)
class ServiceForm:
    """One form: its address below the device, the right it needs, and the act it writes down."""

    path: str
    act: Act
    service: ServiceAct
    title: str
    lead: str
    submit: str
    fields: tuple[Field, ...]
    verb: Verb
    cites: tuple[str, ...] = ()
    warning: str = ""


def begin_with(asked: Field, *, now: datetime, name: str) -> str:
    """Return what stands in a field when its form is opened."""
    local = now.astimezone(SHANGHAI)
    return (
        asked.value.replace(TODAY, local.date().isoformat())
        .replace(MOMENT_NOW, local.strftime("%Y-%m-%dT%H:%M"))
        .replace(OWN_NAME, name)
    )


def _area(name: str, label: str, advice: str = "", *, is_required: bool = True) -> Field:
    return Field(name, label, FieldKind.AREA, is_required, advice, longest=_LONG)


def _decision(name: str, yes: str, no: str) -> Field:
    options = (Option("yes", yes), Option("no", no))
    return Field(name, "审批结论", FieldKind.CHOICE, options=options)


_OPINION = _area("opinion", "审批意见", "不同意的，请写明理由。", is_required=False)
_WORK = (
    Field("repairer", "维修单位或修理人"),
    Field("cost", "费用（元）", FieldKind.MONEY, is_required=False),
    Field("began_on", "开始日期", FieldKind.DAY, value=TODAY),
    Field("ended_on", "结束日期", FieldKind.DAY, value=TODAY),
    _area("work", "维修内容"),
)


def _work(values: Mapping[str, Any]) -> RepairWork:
    return RepairWork(
        repairer=values["repairer"],
        work=values["work"],
        cost=values["cost"],
        began_on=values["began_on"],
        ended_on=values["ended_on"],
    )


FORMS = (
    ServiceForm(
        "maintenance",
        Act.DEVICE_MAINTAIN,
        ServiceAct.MAINTAIN,
        "登记保养",
        "定期保养使设备保持整洁、性能良好。每次保养登记一次，列入设备保养台账。",
        "登记",
        (
            Field("done_on", "保养日期", FieldKind.DAY, value=TODAY),
            Field("done_by", "保养人", value=OWN_NAME),
            _area("what", "保养内容", "例如：清洁镜头、检查电池和存储空间、校准时钟。"),
            _area("result", "保养结果"),
        ),
        lambda session, actor, device, values, now: servicing.note_maintenance(
            session, actor, device, Care(**values), now
        ),
        cites=("device.keeper.role",),
    ),
    ServiceForm(
        "fault",
        Act.DEVICE_REPORT_FAULT,
        ServiceAct.REPORT_FAULT,
        "报告故障",
        "报告后设备立即停止使用，修好并经测试合格以前不再发放。请不要自行拆装或更换部件。",
        "报告并停止使用",
        (
            Field("found_at", "发现时间", FieldKind.MOMENT, value=MOMENT_NOW),
            _area("description", "故障情况", "看到、听到的现象，以及当时在做什么。"),
        ),
        lambda session, actor, device, values, now: repairs.report_fault(
            session, actor, device, **values, now=now
        ),
        cites=(UNAUTHORISED,),
    ),
    ServiceForm(
        "repair-request",
        Act.DEVICE_MAINTAIN,
        ServiceAct.ASK_REPAIR,
        "申请维修",
        "申请由单位领导审批。批准后联系专业部门维修，费用可以按规定报销。",
        "提交申请",
        (_area("plan", "拟送修单位和维修内容", "包括预计费用。"),),
        lambda session, actor, device, values, now: repairs.ask_repair(
            session, actor, device, **values, now=now
        ),
        cites=(UNAUTHORISED,),
    ),
    ServiceForm(
        "repair-decision",
        Act.DEVICE_AUTHORISE_REPAIR,
        ServiceAct.AUTHORISE_REPAIR,
        "审批维修",
        "批准后设备转入维修，费用可以按规定报销。",
        "提交审批结论",
        (_decision("decision", "批准维修", "不批准"), _OPINION),
        lambda session, actor, device, values, now: repairs.decide_repair(
            session,
            actor,
            device,
            is_approved=values["decision"] == "yes",
            opinion=values["opinion"],
            now=now,
        ),
        cites=(UNAUTHORISED,),
    ),
    ServiceForm(
        "repair-result",
        Act.DEVICE_MAINTAIN,
        ServiceAct.NOTE_REPAIR,
        "登记维修结果",
        "登记后请测试设备，测试合格才能恢复使用。",
        "登记",
        _WORK,
        lambda session, actor, device, values, now: repairs.note_repair(
            session, actor, device, _work(values), now
        ),
    ),
    ServiceForm(
        "unauthorised-repair",
        Act.DEVICE_MAINTAIN,
        ServiceAct.NOTE_UNAUTHORISED_REPAIR,
        "登记擅自修理",
        "未经批准已经修理、拆装或更换部件的，在这里如实登记。设备须经测试合格才能恢复使用。",
        "登记擅自修理",
        _WORK,
        lambda session, actor, device, values, now: repairs.note_unauthorised_repair(
            session, actor, device, _work(values), now
        ),
        cites=(UNAUTHORISED,),
        warning="擅自修理的费用不列为可报销费用，登记后不能改为经批准的维修。",
    ),
    ServiceForm(
        "repair-test",
        Act.DEVICE_MAINTAIN,
        ServiceAct.ACCEPT_REPAIR,
        "登记测试结果",
        "合格的恢复使用；不合格的继续停用，可以重新申请维修或提出报废。",
        "登记",
        (
            Field(
                "decision",
                "测试结果",
                FieldKind.CHOICE,
                options=(Option("yes", "合格，恢复使用"), Option("no", "不合格，继续停用")),
            ),
            _area("test_note", "测试情况", "例如：开机、录制、回放、时钟、电池。"),
        ),
        lambda session, actor, device, values, now: repairs.note_test(
            session,
            actor,
            device,
            is_passed=values["decision"] == "yes",
            test_note=values["test_note"],
            now=now,
        ),
    ),
    ServiceForm(
        "write-off",
        Act.DEVICE_MAINTAIN,
        ServiceAct.PROPOSE_WRITE_OFF,
        "提出报废",
        "报废由单位领导审批，提出人不能自己批准。批准后设备不再使用，登记和履历继续保留。",
        "提交",
        (_area("reason", "报废原因"),),
        lambda session, actor, device, values, now: writing_off.propose_write_off(
            session, actor, device, **values, now=now
        ),
    ),
    ServiceForm(
        "write-off-decision",
        Act.DEVICE_WRITE_OFF,
        ServiceAct.APPROVE_WRITE_OFF,
        "审批报废",
        "批准后设备不再使用，终端令牌立即撤销，登记和履历继续保留。",
        "提交审批结论",
        (_decision("decision", "批准报废", "不批准"), _OPINION),
        lambda session, actor, device, values, now: writing_off.decide_write_off(
            session,
            actor,
            device,
            is_approved=values["decision"] == "yes",
            opinion=values["opinion"],
            now=now,
        ),
    ),
    ServiceForm(
        "loss",
        Act.DEVICE_REPORT_FAULT,
        ServiceAct.REPORT_LOSS,
        "报失",
        "报失后，这台设备的终端令牌立即撤销，现有领用同时结束。",
        "报失",
        (
            Field("lost_at", "丢失时间", FieldKind.MOMENT, value=MOMENT_NOW),
            _area("circumstances", "丢失经过", "时间、地点、最后使用人、已经采取的措施。"),
        ),
        lambda session, actor, device, values, now: writing_off.report_loss(
            session, actor, device, **values, now=now
        ),
    ),
    ServiceForm(
        "found",
        Act.DEVICE_MAINTAIN,
        ServiceAct.FIND_AGAIN,
        "登记找回",
        "找回后设备重新列入在库。原来的终端令牌不会恢复，需要重新登记终端。",
        "登记",
        (_area("found_note", "找回经过", "包括设备和存储内容是否完好。"),),
        lambda session, actor, device, values, now: writing_off.note_found(
            session, actor, device, **values, now=now
        ),
    ),
)
