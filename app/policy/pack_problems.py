"""What is wrong with a pack's document, in words, all at once.

The person who writes a pack corrects a file, not a line, so nothing stops at the first problem;
whatever shape the document has, it is told and never a crash.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.policy.pack_keys import KEYS, Combining
from app.policy.values import Choice

_SECTIONS = {"articles": list, "floors": dict, "openings": dict, "pack": dict, "provisions": dict}
_HEAD = ("id", "title", "issuer", "document_no", "version")
_DAYS = ("issued_on", "effective_from")
_LISTS = ("parents", "missing_parents")
_ENTRY = {"article", "items", "summary", "value"}
_GRADED = {Combining.MAX, Combining.MIN, Combining.RANK}
_ARTICLE = {"number", "rows", "summary"}
_ROW = re.compile(r"[ABCDE]\d\d")
_ID = re.compile(r"[a-z][a-z0-9-]*")
_COLUMNS, _TABLE = "checklist.columns", "checklist.rows"


def problems_of(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield everything that is wrong with a document; nothing for one that can be used."""
    for section in sorted(document.keys() - _SECTIONS.keys()):
        yield f"[{section}] 不是已知的段落"
    for section, kind in _SECTIONS.items():
        if not isinstance(document.get(section, kind()), kind):
            yield f"{section} 应写作 {f'[[{section}]]' if kind is list else f'[{section}]'} 段落"
    yield from _problems_of_head(part(document, "pack"))
    provisions, openings = part(document, "provisions"), part(document, "openings")
    for key, entry in provisions.items():
        yield from problems_of_provision(key, entry)
    for key, entry in openings.items():
        yield from _problems_of_opening(key, entry)
        if key in provisions:
            yield f"{key} 既有取值又留给机关确定，请删去其一"
    for key, entry in part(document, "floors").items():
        yield from _problems_of_floor(key, entry)
        if key in provisions:
            yield f"{key} 既有取值又写下限，请删去其一"
    yield from _problems_of_articles(document)
    yield from _problems_of_checklist(provisions)


def part(document: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    """Return a section of the document, empty where it is missing or of another shape."""
    found = document.get(section)
    return found if isinstance(found, Mapping) else {}


def articles_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the articles that are written as such."""
    listed = document.get("articles")
    return (
        [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    )


def problems_of_provision(key: str, entry: Any) -> Iterator[str]:
    """Yield what is wrong with one value and its article."""
    if key not in KEYS:
        yield f"{key} 不是已知的条款键"
        return
    if not isinstance(entry, Mapping):
        yield f"{key} 应写明 value、article 和 summary"
        return
    yield from (f"{key} 的 {name} 不是已知的项目" for name in sorted(entry.keys() - _ENTRY))
    yield from (f"{key} 缺少 {name}" for name in ("article", "summary") if not _said(entry, name))
    if "value" not in entry:
        yield f"{key} 缺少 value"
        return
    problem = KEYS[key].kind.problem(entry["value"])
    if problem:
        yield f"{key} 的取值不对：{problem}"
    elif "items" in entry:
        yield from _problems_of_items(key, entry)


def _problems_of_items(key: str, entry: Mapping[str, Any]) -> Iterator[str]:
    items, held = entry["items"], entry["value"]
    if not isinstance(items, Mapping) or not all(map(_is_cited, items.values())):
        yield f"{key} 的 items 应为每一项写明条款和概要（article、summary）"
    elif not isinstance(held, list):
        yield f"{key} 的取值不是列表，不写 items"
    else:
        for item in items:
            if item not in held:
                yield f"{key} 的 items 中 {item!r} 不在取值之中"


def _is_cited(said: Any) -> bool:
    """Return whether an item names its article or articles, as a text or with a summary each."""
    if isinstance(said, list):
        return bool(said) and all(isinstance(each, Mapping) and _is_cited(each) for each in said)
    if isinstance(said, Mapping):
        return _says_exactly(said, {"article", "summary"})
    return isinstance(said, str) and bool(said.strip())


def _problems_of_head(head: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"[pack] 缺少 {name}" for name in _HEAD if name not in head)
    known = {*_HEAD, *_DAYS, *_LISTS, "interpreter"}
    yield from (f"[pack] {name} 不是已知的项目" for name in head if name not in known)
    for name in (*_HEAD[:-1], "interpreter"):
        if name in head and not _said(head, name):
            yield f"[pack] {name} 应为一段文字"
    if _said(head, "id") and not _ID.fullmatch(head["id"]):
        yield f"[pack] id {head['id']!r} 只能由小写字母、数字和连字符组成"
    if type(head.get("version", 1)) is not int or head.get("version", 1) < 1:
        yield "[pack] version 应为正整数"
    for name in _DAYS:
        if name in head and type(head[name]) is not date:
            yield f"[pack] {name} 应为日期"
    yield from _problems_of_parents(head)


def _problems_of_parents(head: Mapping[str, Any]) -> Iterator[str]:
    for name in _LISTS:
        if not isinstance(head.get(name, []), list):
            yield f"[pack] {name} 应为列表"
            return
    parents = head.get("parents", [])
    if not all(isinstance(parent, str) for parent in parents):
        yield "[pack] parents 的每一项应为规定的 id"
    elif head.get("id") in parents:
        yield "[pack] parents 不能包含自己"
    for entry in head.get("missing_parents", []):
        if not isinstance(entry, Mapping) or not _says_exactly(entry, {"title", "region"}):
            yield "[pack] missing_parents 的每一项应写明 title 和 region"


def _problems_of_opening(key: str, entry: Any) -> Iterator[str]:
    if key not in KEYS:
        yield f"{key} 不是已知的条款键"
    elif not isinstance(entry, Mapping) or not _says_exactly(entry, {"article", "summary"}):
        yield f"{key} 留给机关确定时应写明 article 和 summary"


def _problems_of_floor(key: str, entry: Any) -> Iterator[str]:
    yield from problems_of_provision(key, entry)
    if key in KEYS:
        kind = KEYS[key].kind
        if KEYS[key].combining not in _GRADED or (isinstance(kind, Choice) and not kind.ranked):
            yield f"{key} 的取值分不出宽严，不写下限"


def _problems_of_articles(document: Mapping[str, Any]) -> Iterator[str]:
    articles = articles_of(document)
    if isinstance(document.get("articles"), list) and len(articles) < len(document["articles"]):
        yield "[[articles]] 的每一项应写明 number 和 summary"
    numbers = [str(entry.get("number", "")) for entry in articles]
    for entry in articles:
        yield from _problems_of_article(entry)
    for number in sorted({number for number in numbers if number and numbers.count(number) > 1}):
        yield f"{number} 重复出现"
    if numbers:
        yield from _problems_of_references(document, tuple(numbers))


def _problems_of_article(entry: Mapping[str, Any]) -> Iterator[str]:
    number = entry.get("number") or "（未写条号的条款）"
    yield from (f"{number} 的 {name} 不是已知的项目" for name in sorted(entry.keys() - _ARTICLE))
    yield from (f"{number} 缺少 {name}" for name in ("number", "summary") if not _said(entry, name))
    rows = entry.get("rows", [])
    for row in rows if isinstance(rows, list) else [rows]:
        if not _ROW.fullmatch(str(row)):
            yield f"{number} 的 rows 中 {row!r} 不是要求编号"


def _problems_of_references(document: Mapping[str, Any], numbers: tuple[str, ...]) -> Iterator[str]:
    """Yield each article that is cited and not listed; other laws are cited by their title."""
    for section in ("provisions", "openings", "floors"):
        for key, entry in part(document, section).items():
            for article in _cited(entry):
                if not article.startswith(("《", *numbers)):
                    yield f"{key} 引用的“{article}”不在 [[articles]] 之中"


def _cited(entry: Any) -> list[str]:
    found = [entry.get("article")] if isinstance(entry, Mapping) else []
    items = entry.get("items") if isinstance(entry, Mapping) else None
    for said in items.values() if isinstance(items, Mapping) else ():
        listed = said if isinstance(said, list) else [said]
        found += [each.get("article") if isinstance(each, Mapping) else each for each in listed]
    apart = [each.split("、") for each in found if isinstance(each, str)]
    return list(dict.fromkeys(article for each in apart for article in each))


def _problems_of_checklist(provisions: Mapping[str, Any]) -> Iterator[str]:
    columns, rows = (part(provisions, key).get("value") for key in (_COLUMNS, _TABLE))
    if isinstance(columns, list) and isinstance(rows, list):
        for place, row in enumerate(rows, start=1):
            if isinstance(row, list) and len(row) != len(columns):
                yield f"{_TABLE} 第 {place} 行的列数与 {_COLUMNS} 的栏目数不一致"


def _said(entry: Mapping[str, Any], name: str) -> bool:
    return isinstance(entry.get(name), str) and bool(entry[name].strip())


def _says_exactly(entry: Mapping[str, Any], names: set[str]) -> bool:
    return entry.keys() == names and all(_said(entry, name) for name in names)
