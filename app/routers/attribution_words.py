"""Whose a recording is, in sentences: on what it rests, and what somebody has changed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.ledger.book import LedgerLine
from app.ledger.kinds import LABELS, LedgerKind
from app.policy.case_words import EvidenceKind, MaterialRole
from app.policy.vocabulary import DeviceSource, OfficerSource
from app.recordings.attribution_view import AttributionDetail
from app.routers import display
from app.routers.labels import TIME_SOURCES

_NEVER = "检查完成后认定"
_TITLES = (("device", "设备"), ("officer", "执法人员"))
_SAID = {
    "evidence_kind": "证据种类",
    "object_of_proof": "证明对象",
    "making_method": "制作方法",
    "made_at": "制作时间",
    "maker": "制作人",
}


def of_device(found: AttributionDetail) -> str:
    """Return how it is known which device recorded."""
    match found.device_source:
        case DeviceSource.SENDER:
            return "由这台设备自己上传"
        case DeviceSource.NAMED:
            return "按文件或采集工作站写明的编号"
        case DeviceSource.SETTLED:
            return f"经人工核实。理由：{found.device_note}"
        case DeviceSource.FOREIGN:
            return f"不是本单位登记的设备。理由：{found.device_note}"
        case None:
            pass
    if found.is_set_aside:
        return "来源待核，由设备管理员核实"
    return "没有使用登记的设备" if found.attributed_at else _NEVER


def of_officer(found: AttributionDetail) -> str:
    """Return how it is known who recorded."""
    match found.officer_source:
        case OfficerSource.HANDOVER:
            return f"按设备交接记录：{_held(found)}；{_based_on(found)}"
        case OfficerSource.SUBMITTER:
            return "由本人上传，没有使用登记的设备"
        case OfficerSource.CUSTODIAN:
            return f"由保管人员核定。理由：{found.officer_note}"
        case None:
            pass
    if found.is_set_aside:
        return "来源设备核实后认定"
    return "待定" if found.attributed_at else _NEVER


def _held(found: AttributionDetail) -> str:
    begun = f"{display.minute(found.held_from)} 领用" if found.held_from else "领用"
    return f"{begun}，{display.minute(found.held_until)} 交还" if found.held_until else begun


def _based_on(found: AttributionDetail) -> str:
    """Return which time was looked up in the hand-overs."""
    if found.based_on is None:
        return "没有可信的记录时间，这台设备只有这一人领用过"
    source = TIME_SOURCES.get(found.based_on_source)
    time = f"依据的记录时间是 {display.minute(found.based_on)}"
    return f"{time}（{source}）" if source else time


def people_in(events: Iterable[LedgerLine]) -> Iterator[UUID]:
    """Return the ids that the sentences below need names for."""
    for event in events:
        before = event.detail.get("before") or {}
        for holder in (event.detail, before):
            for key in ("officer", "device"):
                if holder.get(key):
                    yield UUID(holder[key])


def sentence_of(event: LedgerLine, names: Mapping[UUID, str]) -> str:
    """Return an event in words; of a correction what was, what is, and why."""
    words = LABELS[event.kind]
    before = event.detail.get("before")
    if not before:
        return words
    if event.kind is LedgerKind.RECORDING_ATTRIBUTED:
        found = [f"{title}{_name(event.detail.get(key), names)}" for key, title in _TITLES]
        return f"{words}：{'，'.join(found)}"
    if event.kind is LedgerKind.KEEPING_RULED:
        return f"{words}：由“{_period(before)}”改为“{_period(event.detail)}”"
    if event.kind is LedgerKind.RECORDING_PARTICULARS_CORRECTED:
        return f"{words}：{_corrected(before, event.detail['after'])}"
    if event.kind is LedgerKind.RECORDING_TURNED:
        was, now = (MaterialRole(holder["role"]).label for holder in (before, event.detail))
        return f"{words}：由“{was}”改为“{now}”；理由：{event.detail['why']}"
    changes = [
        f"{title}由{_name(before.get(key), names)}改为{_name(event.detail.get(key), names)}"
        for key, title in _TITLES
        if before.get(key) != event.detail.get(key)
    ]
    why = event.detail.get("why")
    parts = [*changes, f"理由：{why}"] if why else changes
    return f"{words}：{'；'.join(parts)}" if parts else words


def _corrected(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    return "；".join(
        f"{label}由“{_particular(name, before[name])}”改为“{_particular(name, after[name])}”"
        for name, label in _SAID.items()
        if name in before
    )


def _particular(name: str, text: str) -> str:
    if not text:
        return "无"
    match name:
        case "evidence_kind":
            return EvidenceKind(text).label
        case "made_at":
            return display.moment(datetime.fromisoformat(text))
        case _:
            return text


def _period(ruled: Mapping[str, Any]) -> str:
    if ruled["through"]:
        return f"保存至{ruled['through']}"
    return "没有到期日" if ruled["keeping"] else "未设定"


def _name(key: str | None, names: Mapping[UUID, str]) -> str:
    return f"“{names.get(UUID(key), '不详')}”" if key else "“无”"
