"""Write the answers of one regulation, and those of all side by side, as Markdown tables."""

from collections.abc import Iterator
from typing import Any

from app.packs.load import read_pack
from app.policy.checklists import ChecklistRow
from app.policy.clocks import Due
from app.policy.consultation import Consultation
from app.policy.decision import Decision
from app.policy.keeping import Kept
from app.policy.law_words import Word
from app.policy.long_term import LongTermCarrier
from app.policy.values import Keeping
from app.policy.vocabulary import PrecheckItem
from tests.policy.scenario.chapters import CHAPTERS, Answer

REGULATIONS = {
    "长子": "zhangzi",
    "昌黎": "changli",
    "汝州": "ruzhou",
    "山西": "shanxi",
    "张营": "zhangying",
}

_PRECHECK = {
    PrecheckItem.BATTERY: "电量",
    PrecheckItem.CLOCK: "日期和时间",
    PrecheckItem.STORAGE: "存储空间",
    PrecheckItem.WORKS: "设备性能",
}
_KEEPING = {
    None: "未确定，不得处置",
    Keeping.AS_CASE_FILE: "与案卷相同",
    Keeping.AT_LEAST: "不少于{months}个月",
    Keeping.FIXED: "{months}个月",
    Keeping.LONG_TERM: "长期",
}
_HEADING = "| 事项 | 结论 | 说明 | 依据 |\n|---|---|---|---|\n"


def table_of(name: str) -> str:
    """Return the whole table of one regulation."""
    pack = read_pack(REGULATIONS[name])
    parts = [f"# {pack.title}\n\n{pack.issuer}，{pack.document_no}。\n"]
    parts.extend(
        f"\n上位规定《{missing.title}》未提供，以下结论不包括其要求。\n"
        for missing in pack.missing_parents
    )
    for title, chapter in CHAPTERS.items():
        lines = "".join(_line(question, answer) for question, answer in chapter(pack))
        parts.append(f"\n## {title}\n\n{_HEADING}{lines}")
    return "".join(parts)


def side_by_side() -> str:
    """Return the short answers of all regulations, one column for each."""
    names = " | ".join(REGULATIONS)
    parts = ["# 五套规定对照\n\n各栏只写结论，说明和依据见各规定自己的表。\n"]
    for title, rows in _rows():
        parts.append(f"\n## {title}\n\n| 事项 | {names} |\n|---|{'---|' * len(REGULATIONS)}\n")
        parts.extend(f"| {question} | {' | '.join(cells)} |\n" for question, cells in rows)
    return "".join(parts)


def in_short(answer: Answer) -> str:
    """Return an answer in a few words."""
    if isinstance(answer, Decision):
        return "可以" if answer.allowed else "不可以"
    if answer.outcome in (None, ()):
        return "尚未设定" if "尚未设置" in answer.reason else "未规定"
    return _words(answer.outcome)


def _rows() -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    packs = [read_pack(pack_id) for pack_id in REGULATIONS.values()]
    for title, chapter in CHAPTERS.items():
        columns = [list(chapter(pack)) for pack in packs]
        yield (
            title,
            [
                (lines[0][0], [in_short(answer) for _, answer in lines])
                for lines in zip(*columns, strict=True)
            ],
        )


def _line(question: str, answer: Answer) -> str:
    articles = "；".join(dict.fromkeys(cited.article for cited in answer.citations))
    return f"| {question} | {in_short(answer)} | {answer.reason} | {articles or '无'} |\n"


def _words(outcome: Any) -> str:
    if isinstance(outcome, tuple):
        return "、".join(_words(item) for item in outcome)
    if isinstance(outcome, Kept):
        until = f"，至{outcome.through_on}" if outcome.through_on else ""
        return _KEEPING[outcome.keeping].format(months=outcome.months) + until
    if isinstance(outcome, LongTermCarrier):
        return f"{outcome.copies}份" if outcome.copies else "份数未规定"
    return _word(outcome)


def _word(outcome: PrecheckItem | Word | Due | ChecklistRow | Consultation) -> str:
    match outcome:
        case PrecheckItem():
            return _PRECHECK[outcome]
        case Word():
            return outcome.label
        case Due():
            return f"{outcome}以前"
        case ChecklistRow():
            return f"第{outcome.number}项"
        case Consultation():
            return outcome.answer.label
