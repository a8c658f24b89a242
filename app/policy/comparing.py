"""What regulations say on one key, side by side, and where two of them differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.policy.decision import Citation
from app.policy.pack import Pack
from app.policy.pack_combining import is_same, needs_setting
from app.policy.pack_keys import KEYS
from app.policy.value_words import words_of

SILENT = "未规定"
_LEFT = "未写明，由机关设定"
_DISPUTED = "与上位规定不一致，由机关择一"
_NEEDED = "未规定，须由机关设定"


@dataclass(frozen=True, slots=True)
class Saying:
    """What one regulation says on one key, in words with its articles."""

    text: str
    citations: tuple[Citation, ...] = ()
    is_set: bool = True
    """Whether there is a value; else nobody has set one, and the text says so."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A key on which two versions do not say the same."""

    key: str
    before: Saying
    after: Saying


def saying(pack: Pack, key: str) -> Saying:
    """Return what ``pack`` says on ``key``; its silence is said too."""
    if key in pack.provisions:
        provision = pack.provisions[key]
        return Saying(words_of(key, provision.value), provision.citations)
    for conflict in pack.conflicts:
        if conflict.key == key:
            cited = (conflict.own.citation, conflict.other.citation)
            sides = (conflict.own.value, conflict.other.value)
            told = "、".join(words_of(key, side) for side in sides)
            return Saying(f"{_DISPUTED}：{told}", cited, is_set=False)
    if key in pack.openings:
        return Saying(_LEFT, (pack.openings[key],), is_set=False)
    return Saying(_NEEDED if needs_setting(pack, key) else SILENT, is_set=False)


def are_same(one: Pack, other: Pack, key: str) -> bool:
    """Whether two regulations ask for the same on ``key``, whatever their articles are."""
    if key in one.provisions and key in other.provisions:
        return is_same(one.provisions[key].value, other.provisions[key].value)
    return saying(one, key).text == saying(other, key).text


def differ(packs: tuple[Pack, ...], key: str) -> bool:
    """Whether any of several regulations asks for something else than the others."""
    first, *others = packs
    return not all(are_same(first, other, key) for other in others)


def differences(before: Pack, after: Pack) -> tuple[Difference, ...]:
    """Return every key on which the later version says something else, in the keys' order.

    An article that moves without its value is no difference.
    """
    return tuple(_differing(before, after))


def _differing(before: Pack, after: Pack) -> Iterator[Difference]:
    for key in KEYS:
        if not are_same(before, after, key):
            yield Difference(key, saying(before, key), saying(after, key))
