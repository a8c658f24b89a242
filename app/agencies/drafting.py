"""An agency's set-up before it is finished: what was entered, and what is wrong with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.packs.load import digest_of, read_pack, read_settings, shipped_packs
from app.people.problems import FieldProblem
from app.policy.adopting import contradictions
from app.policy.pack import Pack
from app.policy.pack_combining import needed_settings
from app.policy.pack_keys import KEYS
from app.policy.pack_overlay import overlay, unlawful_settings

DOCUMENT_NAME, DOCUMENT_NO, REGULATION = "document_name", "document_no", "pack"
_ROWS, _COLUMNS = "checklist.rows", "checklist.columns"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """One value as a pack's file writes it, and the article of the agency's document."""

    value: Any
    article: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The regulation, the agency's document and its settings by key.

    ``unread`` are values that could not be read from what was typed, with the reason.
    """

    pack_id: str
    document_name: str
    document_no: str
    issuer: str
    settings: Mapping[str, Setting] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft looked through: what the agency would live by, and what has to be mended first."""

    pack: Pack | None
    settings_text: str
    problems: tuple[FieldProblem, ...]


def judge(draft: Draft, version: int) -> Judged:
    """Return what a draft comes to; it can be adopted when there are no problems.

    ``version`` is the number that the agency's settings get. Every problem is told at once; a
    value that the regulation forbids is told with its article.
    """
    if draft.pack_id not in shipped_packs():
        return Judged(None, "", (FieldProblem(REGULATION, "请选择本机关适用的规定。"),))
    regulation = read_pack(draft.pack_id)
    problems = [*_of_document(draft), *_of_values(draft, regulation)]
    faulty = {problem.field for problem in problems}
    sound = {key: each for key, each in draft.settings.items() if key not in faulty}
    own = read_settings(settings_text(replace(draft, settings=sound), version)) if sound else None
    unlawful = _unlawful(regulation, own) if own else []
    pack = overlay(regulation, own) if own and not unlawful else regulation
    against = [] if problems or unlawful else _against(pack, draft)
    faulty |= {problem.field for problem in unlawful}
    found = (*problems, *unlawful, *against, *_missing(regulation, draft, faulty))
    return Judged(None if found else pack, settings_text(draft, version), found)


def settings_text(draft: Draft, version: int) -> str:
    """Return the settings as they are kept: JSON in the shape of a pack's file, or nothing."""
    if not draft.settings:
        return ""
    document = {
        "pack": {
            "id": "agency",
            "title": draft.document_name or "-",
            "issuer": draft.issuer or "-",
            "document_no": draft.document_no or "-",
            "version": version,
        },
        "provisions": {
            key: {
                "value": setting.value,
                "article": setting.article,
                "summary": f"本机关设定的{KEYS[key].label}",
            }
            for key, setting in draft.settings.items()
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)


def settings_of(text: str) -> dict[str, Setting]:
    """Return the settings that a kept text holds, for changing them."""
    provisions = json.loads(text)["provisions"] if text else {}
    return {key: Setting(entry["value"], entry["article"]) for key, entry in provisions.items()}


def digest_of_settings(text: str) -> str:
    """Return the digest under which settings are kept; there may be none."""
    return digest_of(text)


def _of_document(draft: Draft) -> list[FieldProblem]:
    problems = []
    for name, text, what in (
        (DOCUMENT_NAME, draft.document_name, "文件名称"),
        (DOCUMENT_NO, draft.document_no, "文号"),
    ):
        if not text:
            problems.append(
                FieldProblem(name, f"请填写{what}：适用规定和各项设定须以本机关的文件为依据。")
            )
        elif len(text) > LONGEST:
            problems.append(FieldProblem(name, f"{what}最长 {LONGEST} 个字，请缩短。"))
    return problems


def _of_values(draft: Draft, regulation: Pack) -> list[FieldProblem]:
    problems = [FieldProblem(key, why) for key, why in draft.unread.items()]
    columns = len(regulation.items(_COLUMNS))
    for key, setting in draft.settings.items():
        label = KEYS[key].label
        problem = KEYS[key].kind.problem(setting.value)
        if problem:
            problems.append(FieldProblem(key, f"“{label}”的取值不对：{problem}。请改正。"))
        elif key == _ROWS and columns and len(setting.value[0]) != columns:
            problems.append(
                FieldProblem(key, f"“{label}”的每一行应有 {columns} 栏，请补齐或者合并。")
            )
        if not setting.article:
            problems.append(FieldProblem(key, f"请写明“{label}”依据文件的第几条。"))
        elif len(setting.article) > LONGEST:
            problems.append(FieldProblem(key, f"“{label}”的依据最长 {LONGEST} 个字，请缩短。"))
    return problems


def _unlawful(regulation: Pack, own: Pack) -> list[FieldProblem]:
    found = []
    for sentence in unlawful_settings(regulation, own):
        key = next((key for key in own.provisions if f"（{key}）" in sentence), "")
        found.append(FieldProblem(key or REGULATION, sentence.replace(f"（{key}）", "")))
    return found


def _against(pack: Pack, draft: Draft) -> list[FieldProblem]:
    return [FieldProblem(key, why) for key, why in contradictions(pack, tuple(draft.settings))]


def _missing(regulation: Pack, draft: Draft, faulty: set[str]) -> list[FieldProblem]:
    return [
        FieldProblem(key, f"还没有设定“{KEYS[key].label}”：{_why(regulation, key)}，请填写。")
        for key in needed_settings(regulation)
        if key not in draft.settings and key not in faulty
    ]


def _why(regulation: Pack, key: str) -> str:
    conflict = next((each for each in regulation.conflicts if each.key == key), None)
    if conflict:
        sides = f"{conflict.own.citation.article}与{conflict.other.citation.article}"
        return f"{sides}不一致，须由本机关择一"
    if key in regulation.openings:
        return f"{regulation.openings[key].article}留给机关确定"
    return "规定没有写明，业务需要"
