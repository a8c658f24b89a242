"""Make one pack of a regulation, those above it and the agency's own settings.

The stricter value wins and both are cited (Ruzhou's consultation rule, article 13: laws, rules
and higher documents prevail where they differ). Where nobody can say which is stricter, the key
stays unset and the conflict is shown until the agency has decided.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from app.policy.decision import Citation
from app.policy.pack import Conflict, Pack, Provision
from app.policy.pack_keys import KEYS, Combining
from app.policy.pack_parsing import PackError


def ancestry(pack: Pack, known: Mapping[str, Pack]) -> tuple[Pack, ...]:
    """Return the pack and everything above it, nearest first.

    Raises:
        PackError: a parent is not known, or the parents form a ring.
    """
    found: list[Pack] = []
    _climb(pack, known, found, ())
    return tuple(found)


def combine(pack: Pack, above: tuple[Pack, ...]) -> Pack:
    """Return ``pack`` under all that stands above it, nearest first."""
    combined = pack
    for parent in above:
        combined = _under(combined, parent)
    mark = "".join(each.sha256 for each in (pack, *above))
    return replace(combined, sha256=hashlib.sha256(mark.encode()).hexdigest() if above else mark)


def overlay(pack: Pack, own: Pack) -> Pack:
    """Return ``pack`` with the agency's own settings, which have been checked to be lawful."""
    provisions = dict(pack.provisions)
    for key, setting in own.provisions.items():
        provisions[key] = _joined(key, setting, pack.provisions.get(key)) or setting
    decided = own.provisions.keys()
    return replace(
        pack,
        provisions=MappingProxyType(provisions),
        openings=MappingProxyType(
            {key: cited for key, cited in pack.openings.items() if key not in decided}
        ),
        conflicts=tuple(each for each in pack.conflicts if each.key not in decided),
        sha256=hashlib.sha256((pack.sha256 + own.sha256).encode()).hexdigest(),
    )


def unlawful_settings(pack: Pack, own: Pack) -> tuple[str, ...]:
    """Return, in words with the article, each own setting that is milder than the regulation.

    An agency may fill what is unset, decide a conflict for one of its two sides, or be stricter.
    """
    found: list[str] = []
    conflicts = {each.key: each for each in pack.conflicts}
    for key, setting in own.provisions.items():
        if key in conflicts:
            sides = (conflicts[key].own, conflicts[key].other)
            if setting.value not in {side.value for side in sides}:
                found.append(_refusal(key, *(side.citation for side in sides)))
        elif key in pack.provisions and not _is_at_least(key, setting, pack.provisions[key]):
            found.append(_refusal(key, *pack.citation(key)))
    return tuple(found)


def needed_settings(pack: Pack) -> tuple[str, ...]:
    """Return the keys an agency has yet to set before it can work under ``pack``, in order."""
    conflicts = {each.key for each in pack.conflicts}
    return tuple(
        key
        for key, facts in KEYS.items()
        if key in conflicts or key in pack.openings or (facts.needed and key not in pack.provisions)
    )


def _climb(
    pack: Pack, known: Mapping[str, Pack], found: list[Pack], below: tuple[str, ...]
) -> None:
    if pack.id in below:
        raise PackError([f"上位规定互相引用：{' → '.join((*below, pack.id))}"])
    if pack in found:
        return
    found.append(pack)
    for parent_id in pack.parents:
        if parent_id not in known:
            raise PackError([f"{pack.id} 的上位规定 {parent_id} 不存在"])
        _climb(known[parent_id], known, found, (*below, pack.id))


def _under(pack: Pack, parent: Pack) -> Pack:
    """Return ``pack`` with what ``parent`` adds, or asks for more strictly."""
    provisions, conflicts = dict(pack.provisions), list(pack.conflicts)
    for key, theirs in parent.provisions.items():
        other = _as_of(parent, theirs)
        mine = provisions.get(key)
        if key in {each.key for each in conflicts}:
            continue
        joined = other if mine is None else _joined(key, mine, other)
        if joined is None and mine is not None:
            conflicts.append(Conflict(key, mine, other))
            del provisions[key]
        elif joined is not None:
            provisions[key] = joined
    openings = {
        key: cited
        for key, cited in {**_openings_of(parent), **pack.openings}.items()
        if key not in provisions
    }
    return replace(
        pack,
        provisions=MappingProxyType(provisions),
        openings=MappingProxyType(openings),
        conflicts=tuple(conflicts),
        missing_parents=tuple(dict.fromkeys((*pack.missing_parents, *parent.missing_parents))),
    )


def _joined(key: str, mine: Provision, other: Provision | None) -> Provision | None:
    """Return the stricter of two provisions with both articles, or ``None`` when nobody can say."""
    if other is None:
        return mine
    facts = KEYS[key]
    if mine.value == other.value:
        return replace(mine, also=(*mine.also, *other.citations))
    if facts.combining is Combining.ASK:
        return None
    value = facts.kind.stricter(mine.value, other.value)
    if value is None:
        return None
    first, second = (other, mine) if value == other.value else (mine, other)
    by_item = {**other.by_item, **mine.by_item}
    return Provision(
        key, value, first.citation, (*first.also, *second.citations), MappingProxyType(by_item)
    )


def _is_at_least(key: str, setting: Provision, ruled: Provision) -> bool:
    """Whether a setting asks for no less than the regulation."""
    if setting.value == ruled.value:
        return True
    if KEYS[key].combining is Combining.ASK:
        return False
    return bool(KEYS[key].kind.stricter(setting.value, ruled.value) == setting.value)


def _as_of(parent: Pack, provision: Provision) -> Provision:
    """Return a parent's provision with its title before its articles, as lawyers cite it."""
    return replace(
        provision,
        citation=_titled(parent, provision.citation),
        also=tuple(_titled(parent, cited) for cited in provision.also),
        by_item=MappingProxyType(
            {item: _titled(parent, cited) for item, cited in provision.by_item.items()}
        ),
    )


def _openings_of(parent: Pack) -> dict[str, Citation]:
    return {key: _titled(parent, cited) for key, cited in parent.openings.items()}


def _titled(parent: Pack, cited: Citation) -> Citation:
    if cited.article.startswith("《"):
        return cited
    return replace(cited, article=f"《{parent.title}》{cited.article}")


def _refusal(key: str, *cited: Citation) -> str:
    articles = "、".join(each.article for each in cited)
    return f"{KEYS[key].label}（{key}）不能比{articles}的规定宽，只能从严或者补充未规定的事项。"
