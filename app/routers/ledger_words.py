"""A ledger event in words for its auditor: who did it, and its particulars.

Only the particulars named here are shown. File names, digests of content and whatever else an
event may hold stay out: the audit administrator checks acts and sees no content.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from app.ledger.book import LedgerLine
from app.ledger.kinds import LedgerKind
from app.policy.access_words import ViewingEnd
from app.policy.acts import LABELS as ACT_LABELS
from app.policy.case_words import CaseState, MaterialRole
from app.policy.clocks import end_in_words
from app.policy.law_words import ConsultAct, Requester
from app.policy.vocabulary import (
    ActorKind,
    DeviceState,
    HoldGround,
    QualificationEnd,
    ShiftKind,
    TokenEnd,
)
from app.recordings.findings import words_for
from app.routers import display
from app.routers.browsers import browser_words
from app.routers.labels import DEVICE_STATES, HOLD_GROUNDS, ROLES, SHIFT_KINDS, TOKEN_ENDS
from app.routers.qualification_words import ENDS
from app.routers.refusal_words import REFUSAL_REASONS

NAMELESS = MappingProxyType(
    {
        ActorKind.ANONYMOUS: "未登录",
        ActorKind.PERSON: "未知人员",
        ActorKind.TERMINAL: "未知设备",
        ActorKind.VISITOR: "来访查阅人",
        ActorKind.WORKER: "系统",
    }
)
SHIFT_CHANGES = MappingProxyType({"added": "排班", "removed": "取消排班"})
TRACES = MappingProxyType(
    {"found": "查到", "unknown": "没有查到", "unreadable": "不是有效的标识码"}
)
_ACTS = MappingProxyType(
    {
        **{act.value: words for act, words in ACT_LABELS.items()},
        # How events of the first version named them.
        "know_facts": "查看基本信息",
        "see_thumbnails": "查看缩略图",
        "play": "播放",
    }
)


IDS = MappingProxyType(
    {
        "on_behalf_of": "授权代行，授权人",
        "delegate": "代行人",
        "device": "设备",
        "officer": "执法人员",
        "person": "人员",
        "made_by": "发码人",
        "from_unit": "调出单位",
        "to_unit": "调入单位",
        "removed": "移除人员",
        "follows": "接续的申请",
    }
)
"""Particulars that are ids of what may have a name."""


def _unnamed(key: str) -> Callable[[Any], str]:
    return lambda value: f"{IDS[key]}标识 {value}"


def _end(value: str) -> str:
    return end_in_words(datetime.fromisoformat(value))


def _minute(value: str) -> str:
    return display.minute(datetime.fromisoformat(value))


_PARTICULARS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "size_bytes": lambda value: f"大小 {display.file_size(value)}",
        "length": lambda value: f"全长 {display.file_size(value)}",
        "offset": lambda value: f"已收到 {display.file_size(value)}",
        "problem": lambda value: words_for(value).label,
        "findings": lambda value: f"发现 {len(value)} 项",
        "derivatives": lambda value: f"生成衍生件 {value} 个",
        "act": lambda value: f"想要{_ACTS.get(value, '查阅')}",
        "code": lambda value: f"原因：{REFUSAL_REASONS.get(value, value)}",
        "address": lambda value: f"来自 {value}",
        "browser": browser_words,
        "events": lambda value: f"合计 {value} 次",
        "times": lambda value: f"代表 {value} 次",
        "tokens": lambda value: f"撤销令牌 {value} 个",
        "end": lambda value: f"原因：{TOKEN_ENDS[TokenEnd(value)]}",
        "roles": lambda value: f"岗位 {len(value)} 个",
        "role": lambda value: f"岗位“{ROLES.get(value, value)}”",
        "people": lambda value: f"共 {value} 人",
        "certificates": lambda value: f"共 {value} 份",
        "from": lambda value: f"从 {value} 起",
        "until": lambda value: f"到 {value} 为止",
        "at_once": lambda _value: "立即终止",
        "device_no": lambda value: f"设备编号 {value}",
        "changes": lambda value: f"改动 {len(value)} 项",
        "ledger": lambda value: f"《{value}》",
        "rows": lambda value: f"共 {value} 行",
        "dated_back": lambda _value: "补登",
        "failed": lambda value: f"不正常 {len(value)} 项",
        "pack": lambda value: f"条款包 {value}",
        "version": lambda value: f"第 {value} 版",
        "document": lambda value: f"依据{value}",
        "settings": lambda value: f"机关设定 {len(value)} 项",
        "citations": lambda value: "依据" + "、".join(each["article"] for each in value),
        "on_behalf_of": _unnamed("on_behalf_of"),
        "delegate": _unnamed("delegate"),
        "device_state": lambda value: f"设备状态“{DEVICE_STATES[DeviceState(value)].text}”",
        "device": _unnamed("device"),
        "officer": _unnamed("officer"),
        "person": _unnamed("person"),
        "made_by": _unnamed("made_by"),
        "from_unit": _unnamed("from_unit"),
        "to_unit": _unnamed("to_unit"),
        "ground": lambda value: f"冻结事由“{HOLD_GROUNDS[HoldGround(value)]}”",
        "hold": lambda value: f"冻结标识 {value}",
        "scan": lambda value: f"扫描件标识 {value}",
        "replaces": lambda value: f"接替证件标识 {value}",
        "as": lambda value: ENDS[QualificationEnd(value)].text,
        "revoked_on": lambda value: f"从 {value} 起失效",
        "valid_from": lambda value: f"有效期从 {value} 起",
        "valid_until": lambda value: f"有效期到 {value} 为止",
        "held_on": lambda value: f"日期 {value}",
        "entered": lambda value: f"登记参加人员 {len(value)} 人",
        "removed": _unnamed("removed"),
        "change": lambda value: SHIFT_CHANGES[value],
        "from_at": lambda value: f"从 {_minute(value)} 起",
        "until_at": lambda value: f"到 {_end(value)} 为止",
        "after": lambda value: f"更正 {len(value)} 项",
        "month": lambda value: f"月份 {value}",
        "case_no": lambda value: f"案号 {value}",
        "state": lambda value: f"进入“{CaseState(value).label}”",
        "on": lambda value: f"日期 {value}",
        "file_version": lambda value: f"案卷第 {value} 版",
        "pattern": lambda value: f"规则 {value}",
        "mark": lambda value: f"标识码 {value}",
        "traced": lambda value: TRACES[value],
        "ending": lambda value: f"结束方式“{ViewingEnd(value).label}”",
        "spans": lambda value: f"打开 {len(value)} 项",
        "networks": lambda value: f"网段 {'、'.join(value)}",
    }
)


_NAMES_CASE = frozenset({"case_no"})
_LINK: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {**_PARTICULARS, "role": lambda value: f"作为{MaterialRole(value).label}"}
)

_ACCESS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "no": str,
        "requester": lambda value: f"申请人是{Requester(value).label}",
        **_PARTICULARS,
        "act": lambda value: ConsultAct(value).label,
        "items": lambda value: f"内容 {value} 项",
        "days": lambda value: f"{value} 天",
        "until": lambda value: f"到 {_end(value)} 为止",
        "uses": lambda value: f"{value} 次",
        "follows": _unnamed("follows"),
        "lookup": lambda value: f"答复标识 {value}",
    }
)
_COPY: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {**_PARTICULARS, "act": lambda value: ConsultAct(value).label}
)
_OF_A_KIND: Mapping[LedgerKind, Mapping[str, Callable[[Any], str]]] = MappingProxyType(
    {
        **{kind: _ACCESS for kind in LedgerKind if kind.startswith("access:")},
        **{kind: _COPY for kind in LedgerKind if kind.startswith("copy:")},
        LedgerKind.RECORDING_LINKED: _LINK,
        LedgerKind.RECORDING_TURNED: _LINK,
        LedgerKind.ROSTER_CHANGED: {
            **_PARTICULARS,
            "kind": lambda value: f"“{SHIFT_KINDS[ShiftKind(value)]}”",
        },
        LedgerKind.UNIT_REGISTERED: {
            **_PARTICULARS,
            "code": lambda value: f"单位代码 {value}",
        },
    }
)
"""Where a particular means something else than everywhere."""


def who(line: LedgerLine, names: Mapping[Any, str]) -> str:
    """Return the name, the device number, or what stands for an actor without either."""
    return names.get(line.actor_id) or NAMELESS[line.actor_kind]


def summary_of(
    line: LedgerLine,
    names: Mapping[UUID, str] = MappingProxyType({}),
    *,
    is_secret: bool = False,
) -> str:
    """Return the particulars in a fixed order; zero and none say nothing.

    What an id stands for is said instead of the id where ``names`` has it. ``is_secret``: it is
    about a case that is a state secret, whose number is left out.
    """
    words = _OF_A_KIND.get(line.kind, _PARTICULARS)
    named = {key: names[stands_for] for key, stands_for in ids_in(line) if stands_for in names}
    known = [(key, line.detail.get(key)) for key in words if not (is_secret and key in _NAMES_CASE)]
    return "，".join(
        f"{IDS[key]} {named[key]}" if key in named else words[key](value)
        for key, value in known
        if value
    )


def ids_in(line: LedgerLine) -> tuple[tuple[str, UUID], ...]:
    """Return the particulars that a summary would say as ids, with their keys."""
    words = _OF_A_KIND.get(line.kind, _PARTICULARS)
    found = []
    for key in IDS.keys() & words.keys():
        try:
            found.append((key, UUID(str(line.detail.get(key)))))
        except ValueError:
            continue
    return tuple(sorted(found))
