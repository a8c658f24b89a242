"""Read a pack from a parsed TOML document.

Every problem is listed at once instead of stopping at the first, because the person who writes a
pack corrects a file, not a line.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from app.policy.decision import Citation
from app.policy.pack import Article, MissingParent, Pack, Provision
from app.policy.pack_keys import KEYS


class PackError(ValueError):
    """A pack cannot be used; ``problems`` lists everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problems))


_SECTIONS = {"articles", "openings", "pack", "provisions"}
_HEAD = ("id", "title", "issuer", "document_no", "version")
_HEAD_MORE = ("interpreter", "issued_on", "effective_from", "parents", "missing_parents")
_ENTRY = {"article", "items", "summary", "value"}
_OPENING = {"article", "summary"}
_ARTICLE = {"number", "rows", "summary"}
_ROW = re.compile(r"[ABCDE]\d\d")
_ID = re.compile(r"[a-z][a-z0-9-]*")


def parse(document: Mapping[str, Any], *, sha256: str = "") -> Pack:
    """Return the pack described by a parsed TOML document.

    Args:
        document: The sections ``[pack]``, ``[provisions."KEY"]``, ``[openings."KEY"]`` and
            ``[[articles]]``.
        sha256: Of the file, kept with every decision that rests on it.

    Raises:
        PackError: with every problem found, each naming its key.
    """
    problems = list(problems_of(document))
    if problems:
        raise PackError(problems)
    head = document["pack"]
    law = _Law(head["id"], head["version"], sha256)
    return Pack(
        id=head["id"],
        title=head["title"],
        issuer=head["issuer"],
        document_no=head["document_no"],
        version=head["version"],
        sha256=sha256,
        interpreter=head.get("interpreter", ""),
        issued_on=head.get("issued_on"),
        effective_from=head.get("effective_from"),
        parents=tuple(head.get("parents", ())),
        missing_parents=tuple(
            MissingParent(entry["title"], entry["region"])
            for entry in head.get("missing_parents", ())
        ),
        articles=tuple(
            Article(entry["number"], entry["summary"], tuple(entry.get("rows", ())))
            for entry in document.get("articles", ())
        ),
        provisions=MappingProxyType(
            {
                key: _provision(key, entry, law)
                for key, entry in document.get("provisions", {}).items()
            }
        ),
        openings=MappingProxyType(
            {
                key: law.cite(entry["article"], entry["summary"])
                for key, entry in document.get("openings", {}).items()
            }
        ),
    )


class _Law:
    """Which text is cited."""

    def __init__(self, pack: str, version: int, sha256: str) -> None:
        self._mark = (pack, version, sha256)

    def cite(self, article: str, summary: str) -> Citation:
        pack, version, sha256 = self._mark
        return Citation(pack, article, summary, version, sha256)


def problems_of(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield everything that is wrong with a document; nothing for one that can be used."""
    for section in sorted(set(document) - _SECTIONS):
        yield f"[{section}] 不是已知的段落"
    yield from _problems_of_head(document.get("pack", {}))
    provisions, openings = document.get("provisions", {}), document.get("openings", {})
    for key, entry in provisions.items():
        yield from _problems_of_provision(key, entry)
    for key, entry in openings.items():
        yield from _problems_of_opening(key, entry)
        if key in provisions:
            yield f"{key} 既有取值又留给机关确定，请删去其一"
    numbers = [entry.get("number") for entry in document.get("articles", ())]
    for entry in document.get("articles", ()):
        yield from _problems_of_article(entry)
    for number in sorted({str(number) for number in numbers if numbers.count(number) > 1}):
        yield f"{number} 重复出现"


def _problems_of_head(head: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"[pack] 缺少 {name}" for name in _HEAD if not head.get(name))
    yield from (f"[pack] {name} 不是已知的项目" for name in head if name not in _HEAD + _HEAD_MORE)
    if "id" in head and not _ID.fullmatch(str(head["id"])):
        yield f"[pack] id {head['id']!r} 只能由小写字母、数字和连字符组成"
    if type(head.get("version", 1)) is not int:
        yield "[pack] version 应为正整数"
    for name in ("issued_on", "effective_from"):
        if name in head and type(head[name]) is not date:
            yield f"[pack] {name} 应为日期"
    if head.get("id") in head.get("parents", ()):
        yield "[pack] parents 不能包含自己"
    for entry in head.get("missing_parents", ()):
        if set(entry) != {"title", "region"}:
            yield "[pack] missing_parents 的每一项应写明 title 和 region"


def _problems_of_provision(key: str, entry: Any) -> Iterator[str]:
    if key not in KEYS:
        yield f"{key} 不是已知的条款键"
        return
    if not isinstance(entry, Mapping):
        yield f"{key} 应写明 value、article 和 summary"
        return
    yield from (f"{key} 的 {name} 不是已知的项目" for name in sorted(set(entry) - _ENTRY))
    yield from (f"{key} 缺少 {name}" for name in ("article", "summary") if not entry.get(name))
    if "value" not in entry:
        yield f"{key} 缺少 value"
        return
    problem = KEYS[key].kind.problem(entry["value"])
    if problem:
        yield f"{key} 的取值不对：{problem}"
    elif entry.get("items"):
        held = entry["value"] if isinstance(entry["value"], list) else []
        for item in entry["items"]:
            if item not in held:
                yield f"{key} 的 items 中 {item!r} 不在取值之中"


def _problems_of_opening(key: str, entry: Any) -> Iterator[str]:
    if key not in KEYS:
        yield f"{key} 不是已知的条款键"
    elif not isinstance(entry, Mapping) or set(entry) != _OPENING or not all(entry.values()):
        yield f"{key} 留给机关确定时应写明 article 和 summary"


def _problems_of_article(entry: Mapping[str, Any]) -> Iterator[str]:
    number = entry.get("number") or "（未写条号的条款）"
    yield from (f"{number} 的 {name} 不是已知的项目" for name in sorted(set(entry) - _ARTICLE))
    yield from (f"{number} 缺少 {name}" for name in ("number", "summary") if not entry.get(name))
    for row in entry.get("rows", ()):
        if not _ROW.fullmatch(str(row)):
            yield f"{number} 的 rows 中 {row!r} 不是要求编号"


def _provision(key: str, entry: Mapping[str, Any], law: _Law) -> Provision:
    value, own = KEYS[key].kind.read(entry["value"]), entry.get("items", {})
    listed = value if isinstance(value, tuple) else ()
    return Provision(
        key=key,
        value=value,
        citation=law.cite(entry["article"], entry["summary"]),
        by_item=MappingProxyType(
            {
                item: (law.cite(own.get(item, entry["article"]), entry["summary"]),)
                for item in listed
                if isinstance(item, str)
            }
        ),
    )
