"""A ledger event in words for its auditor: who did it, and its particulars.

Only the particulars named here are shown. File names, digests of content and whatever else an
event may hold stay out: the audit administrator checks acts and sees no content.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from app.ledger.book import LedgerLine
from app.ledger.kinds import LedgerKind
from app.policy.acts import LABELS as ACT_LABELS
from app.policy.vocabulary import ActorKind, TokenEnd
from app.recordings.findings import words_for
from app.routers import display
from app.routers.browsers import browser_words
from app.routers.labels import ROLES, TOKEN_ENDS

NAMELESS = MappingProxyType(
    {
        ActorKind.ANONYMOUS: "未登录",
        ActorKind.PERSON: "未知人员",
        ActorKind.TERMINAL: "未知设备",
        ActorKind.WORKER: "系统",
    }
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
_PARTICULARS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "size_bytes": lambda value: f"大小 {display.file_size(value)}",
        "length": lambda value: f"全长 {display.file_size(value)}",
        "offset": lambda value: f"已收到 {display.file_size(value)}",
        "problem": lambda value: words_for(value).label,
        "findings": lambda value: f"发现 {len(value)} 项",
        "derivatives": lambda value: f"生成衍生件 {value} 个",
        "act": lambda value: f"想要{_ACTS.get(value, '查阅')}",
        "code": lambda value: f"原因代码 {value}",
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
        "device_no": lambda value: f"设备编号 {value}",
        "changes": lambda value: f"改动 {len(value)} 项",
        "ledger": lambda value: f"《{value}》",
        "rows": lambda value: f"共 {value} 行",
        "dated_back": lambda _value: "补登",
        "failed": lambda value: f"不正常 {len(value)} 项",
        "pack": lambda value: f"条款包 {value}",
    }
)


_OF_A_UNIT: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {**_PARTICULARS, "code": lambda value: f"单位代码 {value}"}
)


def who(line: LedgerLine, names: Mapping[Any, str]) -> str:
    """Return the name, the device number, or what stands for an actor without either."""
    return names.get(line.actor_id) or NAMELESS[line.actor_kind]


def summary_of(line: LedgerLine) -> str:
    """Return the particulars in a fixed order; zero and none say nothing."""
    words = _OF_A_UNIT if line.kind is LedgerKind.UNIT_REGISTERED else _PARTICULARS
    known = [(key, line.detail.get(key)) for key in words]
    return "，".join(words[key](value) for key, value in known if value)
