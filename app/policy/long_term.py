"""What makes a recording worth keeping for long, and on what it is then kept (长期保存).

Zhangzi's article 12 and Changli's article 11 list four situations, Ruzhou's management rule,
article 16, three, with two copies of each disc and what stands on its label. Shanxi lists none.
"""

from dataclasses import dataclass

from app.policy.asking import distinct, named
from app.policy.decision import Ruling
from app.policy.law_words import LabelPoint, Medium, Trigger
from app.policy.pack import Pack

TRIGGERS = "longterm.triggers"

_GENERAL = frozenset({Trigger.OTHER_IMPORTANT, Trigger.OTHER_SENSITIVE})

# An objection with or without a complaint is one event, which the regulations word differently;
# so is what an agency has found important enough.
_SAME_EVENT = (
    frozenset({Trigger.DISPUTE, Trigger.LIKELY_DISPUTE}),
    _GENERAL,
)


@dataclass(frozen=True, slots=True)
class LongTermCarrier:
    """On what, how many times and how labelled something is kept for long; ``None`` = unsaid."""

    media: tuple[Medium, ...]
    copies: int | None
    label: tuple[LabelPoint, ...]


def met_triggers(pack: Pack, events: frozenset[Trigger]) -> tuple[Trigger, ...]:
    """Return the items of the regulation's list that have happened."""
    listed = (Trigger(item) for item in pack.items(TRIGGERS))
    return tuple(item for item in listed if _same_event(item) & events)


def triggers_to_judge(pack: Pack, events: frozenset[Trigger]) -> tuple[Trigger, ...]:
    """Return the events off the list that its last, general item may cover: a person says so."""
    if not _GENERAL & set(pack.items(TRIGGERS)):
        return ()
    listed = {same for item in pack.items(TRIGGERS) for same in _same_event(Trigger(item))}
    return tuple(sorted(events - listed))


def rule_long_term_carrier(pack: Pack) -> Ruling[LongTermCarrier]:
    """Return how material of long-term keeping is stored and labelled under ``pack``."""
    media = tuple(Medium(item) for item in pack.items("longterm.media"))
    copies = pack.number("longterm.copies")
    label = tuple(LabelPoint(item) for item in pack.items("longterm.label"))
    said = (
        f"介质为{named(media)}等" if media else "介质没有规定",
        f"光盘一式{copies}份" if copies else "份数没有规定",
        f"标签或者封套上标明{named(label)}" if label else "标签没有规定",
    )
    keys = ("longterm.media", "longterm.copies", "longterm.label")
    cited = distinct(cite for key in keys for cite in pack.citation(key))
    return Ruling(LongTermCarrier(media, copies, label), "；".join(said) + "。", cited)


def _same_event(item: Trigger) -> frozenset[Trigger]:
    return next((group for group in _SAME_EVENT if item in group), frozenset({item}))
