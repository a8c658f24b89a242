"""Ask a pack what it says on one key, and say so where it says nothing.

Silence is an answer (未规定) and never a default. A key on which two texts differ, or which the
text leaves to the agency, is unset as well, but for another reason, and that reason is given.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from app.policy.decision import Citation, Decision, Ruling, allow, refuse
from app.policy.law_words import Word
from app.policy.pack import Pack
from app.policy.pack_keys import KEYS

T = TypeVar("T")
W = TypeVar("W", bound=Word)

WHO_SETS = "须由本机关的系统管理员在“机关设置”里写明依据并设定。"
"""Who makes a setting that is missing, and where; the rule is that of ``agency:adopt``."""


class Standing(Word):
    """What a pack asks for on one point."""

    REQUIRED = "required", "应当"
    NOT_REGULATED = "not_regulated", "未规定"


def list_of(pack: Pack, key: str, vocabulary: type[W]) -> Ruling[tuple[W, ...]]:
    """Return what the pack lists under ``key``; an empty list where it is silent."""
    items = tuple(vocabulary(item) for item in pack.items(key))
    if not items:
        return silence(pack, key, ())
    return Ruling(items, f"{KEYS[key].label}：{named(items)}。", pack.citation(key))


def word_of(pack: Pack, key: str, vocabulary: type[W]) -> Ruling[W | None]:
    """Return the word that the pack says under ``key``; ``None`` where it is silent."""
    word = pack.word(key)
    if word is None:
        return silence(pack, key, None)
    found = vocabulary(word)
    return Ruling(found, f"{KEYS[key].label}：{found.label}。", pack.citation(key))


def text_of(pack: Pack, key: str) -> Ruling[str | None]:
    """Return what the pack says under ``key`` in its own words; ``None`` where it is silent."""
    text = pack.word(key)
    if text is None:
        return silence(pack, key, None)
    return Ruling(text, f"{KEYS[key].label}：{text}。", pack.citation(key))


def duty_of(pack: Pack, key: str, sentence: str) -> Ruling[Standing]:
    """Return whether the pack asks for what ``sentence`` says."""
    if pack.citation(key):
        return Ruling(Standing.REQUIRED, sentence, pack.citation(key))
    return silence(pack, key, Standing.NOT_REGULATED)


def silence(pack: Pack, key: str, outcome: T) -> Ruling[T]:
    """Return ``outcome`` with the reason why ``key`` is unset."""
    label = KEYS[key].label
    conflict = next((each for each in pack.conflicts if each.key == key), None)
    if conflict:
        sides = (*conflict.own.citations, *conflict.other.citations)
        return Ruling(outcome, f"适用的各项规定对“{label}”要求不同，本单位尚未选定。", sides)
    if key in pack.openings:
        return Ruling(
            outcome, f"“{label}”由本单位自行规定，本单位尚未设置。", (pack.openings[key],)
        )
    return Ruling(outcome, f"本单位适用的条款没有规定“{label}”。")


def shut_until_set(decision: Decision, keys: tuple[str, ...]) -> Decision:
    """Return a refusal that says as well which settings nobody has made, who makes them, where.

    It is as it was where ``keys`` are none.
    """
    if not keys or decision.allowed:
        return decision
    labels = "、".join(f"“{KEYS[key].label}”" for key in keys)
    reason = (
        f"{decision.reason}本机关尚未设定{labels}，凭这项设定才能办理的，目前一律被拒绝。{WHO_SETS}"
    )
    return replace(decision, reason=reason, unset=keys)


def decide_complete(wanted: Ruling[tuple[W, ...]], given: Iterable[str], what: str) -> Decision:
    """Return whether everything that the pack lists is among ``given``; if not, what is missing.

    Where the pack lists nothing, nothing is missing.
    """
    given = frozenset(given)
    missing = tuple(item for item in wanted.outcome if item not in given)
    if missing:
        return refuse(f"{what}不完整，还缺：{named(missing)}。请补充后再提交。", *wanted.citations)
    return allow(f"{what}完整。" if wanted.outcome else wanted.reason, *wanted.citations)


def named(items: Iterable[Word]) -> str:
    """Return the Chinese labels as a list in a sentence."""
    return "、".join(item.label for item in items)


def distinct(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return each article once, with the summary under which it was first named.

    A citation may name several articles, as in 第六条、第十七条; it is left out when all of them
    have been named.
    """
    found: list[Citation] = []
    named_already: set[tuple[str, str]] = set()
    for cited in citations:
        articles = {(cited.pack, article) for article in cited.article.split("、")}
        if not articles <= named_already:
            found.append(cited)
            named_already |= articles
    return tuple(found)
