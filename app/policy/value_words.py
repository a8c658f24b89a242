"""A value of a regulation in words that an official reads."""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.law_words import DEVICES
from app.policy.pack_keys import KEYS
from app.policy.values import (
    Choice,
    Clock,
    Keeping,
    Number,
    Period,
    Row,
    Rows,
    Several,
    Term,
    Value,
)
from app.policy.vocabulary import PrecheckItem, QualificationKind, Role

_SEPARATOR, _OF_A_ROW = "；", " / "

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **DEVICES,
        PrecheckItem.BATTERY: "电量",
        PrecheckItem.CLOCK: "日期和时间",
        PrecheckItem.STORAGE: "存储空间",
        PrecheckItem.WORKS: "设备性能",
        QualificationKind.OTHER: "其他证件",
        QualificationKind.PROVINCIAL: "省统一考试取得的执法证件",
        QualificationKind.WATER_SUPERVISION: "水利部水政监察证件",
        Role.AUDIT_ADMINISTRATOR: "审计管理员",
        Role.CASE_HANDLER: "案件承办人",
        Role.DEVICE_KEEPER: "设备管理员",
        Role.HEAD_OF_ORGAN: "机关主要负责人",
        Role.HEARING_RECORDER: "听证记录员",
        Role.INSPECTOR: "监督检查人员",
        Role.LEADER: "局领导",
        Role.LEGAL_REVIEWER: "法制审核人员",
        Role.OFFICER: "执法人员",
        Role.RECORD_KEEPER: "资料保管人员",
        Role.SECTION_COLLECTOR: "科室专门人员",
        Role.SECURITY_ADMINISTRATOR: "安全管理员",
        Role.SYSTEM_ADMINISTRATOR: "系统管理员",
        "agency": "由本机关负责",
        "agency_budget": "列入本级财政预算",
        "all": "全部",
        "allowed": "允许",
        "appraisal": "到期鉴别，清除无保存意义的",
        "custodian": "保管单位",
        "figures": "统计情况",
        "forbidden": "禁止",
        "free": "不收费",
        "handover_time": "交接时间",
        "higher_law": "从上位规定",
        "included": "适用",
        "kept": "应当保密",
        "key_segments_and_text": "录下重要环节并做文书记录",
        "law_enforcement": "须有执法资格",
        "main_handler": "案件主办人",
        "monthly": "每月",
        "not_reimbursed": "不予报销",
        "promptly": "及时",
        "public_security": "移交公安机关",
        "recorded_content": "记录内容",
        "regular": "应当为在编在岗人员",
        "required": "应当",
        "stop_and_report": "停用并报告",
        "user": "使用人员",
    }
)
"""What words mean that carry no label themselves. A label of the key's own vocabulary wins."""


def words_of(key: str, value: Value) -> str:
    """Return what a key is set to, its items in order.

    >>> words_of("store.deadline.normal", Term(1, Clock.WORKING_DAY))
    '1个工作日'
    """
    match value:
        case Term():
            return _term(value)
        case Period():
            return _period(value)
        case tuple():
            return _SEPARATOR.join(_item(key, each) for each in value)
        case int():
            kind = KEYS[key].kind
            unit = kind.unit if isinstance(kind, Number) else ""
            return f"{value}%" if unit == "百分比" else f"{value}{unit}"
        case str():
            return _word(key, value)


def _term(term: Term) -> str:
    if term.clock is Clock.HOUR:
        return f"{term.count}小时"
    return f"{term.count}个工作日" if term.count else "当日"


def _period(period: Period) -> str:
    match period.keeping:
        case Keeping.FIXED:
            return f"{period.months}个月"
        case Keeping.AT_LEAST:
            return f"不少于{period.months}个月"
        case Keeping.AS_CASE_FILE:
            return "与案卷相同"
        case Keeping.LONG_TERM:
            return "长期"


def _item(key: str, item: str | Row) -> str:
    if isinstance(item, str):
        return _word(key, item)
    return _OF_A_ROW.join(_word(key, cell) for cell in item if cell)


def _word(key: str, word: str) -> str:
    kind = KEYS[key].kind
    known: tuple[str, ...] = ()
    if isinstance(kind, Choice | Several):
        known = kind.words
    elif isinstance(kind, Rows):
        known = kind.last_words
    found = next((each for each in known if each == word), word)
    return getattr(found, "label", "") or _WORDS.get(word, word)
