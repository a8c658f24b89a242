"""An agency's own settings upon the regulation it lives by: lawful, and then in force.

An agency may fill what is unset, decide a conflict for one of its two sides, or be stricter;
never milder (Shanxi's article 25 lets agencies add detail, and no more).
"""

import hashlib
from dataclasses import replace
from types import MappingProxyType

from app.policy.asking import distinct
from app.policy.decision import Citation
from app.policy.pack import Conflict, Pack, Provision
from app.policy.pack_combining import Provisions, as_of, is_same, joined, stricter_value
from app.policy.pack_keys import KEYS
from app.policy.pack_parsing import PackError
from app.policy.value_words import words_of
from app.policy.values import Value

_NEITHER = "机关应当在两项规定中择一。"
_DIFFERENT = "机关不能另作规定。"
_MILDER = "只能从严，或者补充未规定的事项。"
_LEAST = "至少应为“{}”："


def overlay(pack: Pack, own: Pack) -> Pack:
    """Return ``pack`` with the agency's own settings, the regulation's articles beside its own.

    Raises:
        PackError: a setting is unlawful; every one is named with the article it offends.
    """
    problems = unlawful_settings(pack, own)
    if problems:
        raise PackError(list(problems))
    settings = as_of(own)
    settled = {key: _settled(pack, settings, key) for key in settings}
    return replace(
        pack,
        provisions=MappingProxyType({**pack.provisions, **settled}),
        openings=MappingProxyType(
            {key: cited for key, cited in pack.openings.items() if key not in settled}
        ),
        conflicts=tuple(each for each in pack.conflicts if each.key not in settled),
        sha256=hashlib.sha256((pack.sha256 + own.sha256).encode()).hexdigest(),
    )


def unlawful_settings(pack: Pack, own: Pack) -> tuple[str, ...]:
    """Return, in words with the articles, each own setting that the regulation does not allow."""
    found = [_problem(pack, own.provisions, key) for key in own.provisions]
    if own.parents or own.missing_parents or own.openings or own.floors:
        found.append(
            "机关设定不写上位规定和下限，也不留待定事项："
            "请删去 parents、missing_parents、openings 和 floors。"
        )
    return tuple(problem for problem in found if problem)


def lawful_part(pack: Pack, own: Pack) -> Pack:
    """Return the own settings without those that the regulation does not allow."""
    allowed = {
        key: setting
        for key, setting in own.provisions.items()
        if not _problem(pack, own.provisions, key)
    }
    return replace(own, provisions=MappingProxyType(allowed))


def is_milder(key: str, value: Value, least: Value) -> bool:
    """Return whether a value is milder than the least that a text allows."""
    stricter = KEYS[key].kind.stricter(value, least)
    return stricter is None or not is_same(stricter, value)


def _problem(pack: Pack, settings: Provisions, key: str) -> str:
    value, conflict, ruled = settings[key].value, _conflict(pack, key), pack.provisions.get(key)
    if conflict:
        sides = (conflict.own, conflict.other)
        agrees = any(is_same(value, side.value) for side in sides)
        cited = [side.citation for side in sides]
        return "" if agrees else _refusal(key, cited, "不是", "中的任何一项", _NEITHER)
    if key in pack.floors and is_milder(key, value, pack.floors[key].value):
        floor = pack.floors[key]
        least = _LEAST.format(words_of(key, floor.value))
        return _refusal(key, floor.citations, "比", "的规定宽", f"{least}{_MILDER}")
    if ruled is None:
        return ""
    wanted = stricter_value(key, settings, pack.provisions)
    if wanted is not None and is_same(wanted, value):
        return ""
    if wanted is None or KEYS[key].follows:
        return _refusal(key, ruled.citations, "与", "的规定不一致", _DIFFERENT)
    return _refusal(key, ruled.citations, "比", "的规定宽", _MILDER)


def _settled(pack: Pack, settings: Provisions, key: str) -> Provision:
    """Return a lawful setting as it counts, with the articles it sharpens, decides or fills."""
    setting, conflict = settings[key], _conflict(pack, key)
    if conflict:
        side = conflict.own if is_same(setting.value, conflict.own.value) else conflict.other
        return replace(setting, also=side.citations)
    if key not in pack.provisions:
        opened = (pack.openings[key],) if key in pack.openings else ()
        return replace(setting, also=distinct((*opened, *pack.citation_of_floor(key))))
    return joined(key, settings, pack.provisions) or setting


def _conflict(pack: Pack, key: str) -> Conflict | None:
    return next((each for each in pack.conflicts if each.key == key), None)


def _refusal(
    key: str, cited: tuple[Citation, ...] | list[Citation], before: str, after: str, then: str
) -> str:
    articles = "、".join(dict.fromkeys(each.article for each in cited))
    return f"{KEYS[key].label}（{key}）{before}{articles}{after}，{then}"
