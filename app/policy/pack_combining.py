"""Make one pack of a regulation and those above it; what an agency has yet to set.

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
from app.policy.values import Value

Provisions = Mapping[str, Provision]


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


def overruled(alone: Pack, combined: Pack) -> tuple[str, ...]:
    """Return the keys on which a text above is stricter than ``alone``, so that its value counts.

    Lists, of which both texts bring a part, are not among them.
    """
    return tuple(
        key
        for key, own in alone.provisions.items()
        if KEYS[key].combining in {Combining.MAX, Combining.MIN, Combining.RANK}
        and key in combined.provisions
        and not is_same(own.value, combined.provisions[key].value)
    )


def needed_settings(pack: Pack) -> tuple[str, ...]:
    """Return the keys an agency has yet to set before it can work under ``pack``, in order."""
    return tuple(key for key in KEYS if needs_setting(pack, key))


def needs_setting(pack: Pack, key: str) -> bool:
    """Return whether an agency has yet to set one key before it can work under ``pack``."""
    if key in pack.openings or (KEYS[key].needed and key not in pack.provisions):
        return True
    return any(each.key == key for each in pack.conflicts)


def joined(key: str, lower: Provisions, upper: Provisions) -> Provision | None:
    """Return what two texts ask for together, with both articles.

    ``None`` when both speak and nobody can say which is stricter.
    """
    mine, other = lower.get(key), upper.get(key)
    if mine is None or other is None:
        return mine or other
    value = stricter_value(key, lower, upper)
    if value is None:
        return None
    is_theirs = is_same(value, other.value) and not is_same(value, mine.value)
    first, second = (other, mine) if is_theirs else (mine, other)
    also = dict.fromkeys((*first.also, *second.citations))
    also.pop(first.citation, None)
    return Provision(key, value, first.citation, tuple(also), _by_item(value, mine, other))


def stricter_value(key: str, lower: Provisions, upper: Provisions) -> Value | None:
    """Return the value that satisfies both texts, which both set ``key``, or ``None``."""
    mine, other = lower[key].value, upper[key].value
    if is_same(mine, other):
        return mine
    match KEYS[key].combining:
        case Combining.ASK:
            return None
        case Combining.FOLLOW:
            return _following(key, lower, upper)
        case _:
            value: Value | None = KEYS[key].kind.stricter(mine, other)
            return value


def is_same(one: Value, other: Value) -> bool:
    """Whether two values mean the same; a list in another order does."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return set(one) == set(other)
    return one == other


def as_of(pack: Pack) -> Provisions:
    """Return a pack's provisions with its title before its articles, as lawyers cite it."""
    return _titled(pack, pack.provisions)


def _titled(pack: Pack, provisions: Provisions) -> Provisions:
    return {
        key: replace(
            provision,
            citation=titled(pack, provision.citation),
            also=tuple(titled(pack, cited) for cited in provision.also),
            by_item=MappingProxyType(
                {
                    item: tuple(titled(pack, each) for each in cited)
                    for item, cited in provision.by_item.items()
                }
            ),
        )
        for key, provision in provisions.items()
    }


def titled(pack: Pack, cited: Citation) -> Citation:
    """Return a citation with the title of its text, unless it carries one."""
    if cited.article.startswith("《"):
        return cited
    return replace(cited, article=f"《{pack.title}》{cited.article}")


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
    upper = as_of(parent)
    disputed = {each.key for each in pack.conflicts}
    provisions, conflicts = dict(pack.provisions), list(pack.conflicts)
    for key in upper.keys() - disputed:
        found = joined(key, pack.provisions, upper)
        if found is None:
            conflicts.append(Conflict(key, pack.provisions[key], upper[key]))
            del provisions[key]
        else:
            provisions[key] = found
    higher = _titled(parent, parent.floors)
    floors = {key: joined(key, pack.floors, higher) for key in {**pack.floors, **higher}}
    openings = {key: titled(parent, cited) for key, cited in parent.openings.items()}
    openings |= pack.openings
    return replace(
        pack,
        provisions=MappingProxyType({key: provisions[key] for key in KEYS if key in provisions}),
        openings=MappingProxyType(
            {key: openings[key] for key in openings if key not in provisions}
        ),
        floors=MappingProxyType({key: floor for key, floor in floors.items() if floor}),
        conflicts=tuple(sorted(conflicts, key=lambda each: _ORDER[each.key])),
        missing_parents=tuple(dict.fromkeys((*pack.missing_parents, *parent.missing_parents))),
    )


_ORDER = {key: place for place, key in enumerate(KEYS)}


def _following(key: str, lower: Provisions, upper: Provisions) -> Value | None:
    """Return the value of the text that prevails on the key which this one qualifies."""
    lead = KEYS[key].follows
    if lead not in lower or lead not in upper:
        sides = [side for side in (lower, upper) if lead in side]
    elif is_same(lower[lead].value, upper[lead].value):
        sides = []
    else:
        value = stricter_value(lead, lower, upper)
        sides = [side for side in (lower, upper) if side[lead].value == value]
    return sides[0][key].value if sides else None


def _by_item(value: Value, mine: Provision, other: Provision) -> Mapping[str, tuple[Citation, ...]]:
    listed = value if isinstance(value, tuple) else ()
    return MappingProxyType(
        {
            item: tuple(dict.fromkeys((*mine.by_item.get(item, ()), *other.by_item.get(item, ()))))
            for item in listed
            if isinstance(item, str)
        }
    )
