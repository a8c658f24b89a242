"""Does a decision need legal review first (重大执法决定法制审核), and with which papers?

Ruzhou's annex 2: fines from a threshold on, which differs for citizens and organisations and
includes the number itself (以上), and every coercive measure. A pack that is silent leaves the
question to national law, which this product does not judge.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from app.policy.asking import decide_complete, list_of, text_of
from app.policy.decision import Decision, Ruling
from app.policy.law_words import ReviewMaterial, ReviewPoint, Word
from app.policy.pack import Pack

_COERCION = "legal_review.coercion"
_MATERIALS = "legal_review.materials"
_NATIONAL = "本单位适用的条款没有规定{}的法制审核；是否需要审核，仍按国家法律的规定办理。"


class Fined(Word):
    """Who is fined (被处罚人)."""

    CITIZEN = "citizen", "公民"
    ORGANISATION = "organisation", "法人或者其他组织"


class ReviewNeed(Word):
    """Whether legal review comes first (是否需要法制审核)."""

    NEEDED = "needed", "应当法制审核"
    BELOW = "below", "未达到条款规定的起点"
    NOT_REGULATED = "not_regulated", "未规定"


@dataclass(frozen=True, slots=True)
class Fine:
    """A fine that is about to be imposed, in yuan."""

    fined: Fined
    yuan: Decimal


def review_of_fine(pack: Pack, fine: Fine) -> Ruling[ReviewNeed]:
    """Return whether the fine needs legal review; a fine of exactly the threshold does.

    Raises:
        ValueError: a fine below zero.
    """
    if fine.yuan < 0:
        raise ValueError(f"a fine below zero: {fine.yuan}")
    key = f"legal_review.fine.{fine.fined}"
    threshold = pack.number(key)
    if threshold is None:
        return Ruling(ReviewNeed.NOT_REGULATED, _NATIONAL.format(f"对{fine.fined.label}罚款决定"))
    cited = pack.citation(key)
    limit = f"对{fine.fined.label}处以 {threshold} 元以上（含本数）罚款的，应当法制审核"
    if fine.yuan < threshold:
        return Ruling(ReviewNeed.BELOW, f"{limit}；拟罚款 {fine.yuan} 元，未达到起点。", cited)
    return Ruling(ReviewNeed.NEEDED, f"{limit}；拟罚款 {fine.yuan} 元。", cited)


def review_of_coercion(pack: Pack) -> Ruling[ReviewNeed]:
    """Return whether a coercive measure needs legal review, whichever it is."""
    if not pack.word(_COERCION):
        return Ruling(ReviewNeed.NOT_REGULATED, _NATIONAL.format("行政强制措施"))
    return Ruling(ReviewNeed.NEEDED, "所有行政强制措施都应当法制审核。", pack.citation(_COERCION))


def review_materials(pack: Pack) -> Ruling[tuple[ReviewMaterial, ...]]:
    """Return what is handed in for review."""
    return list_of(pack, _MATERIALS, ReviewMaterial)


def decide_materials(pack: Pack, handed_in: Collection[str]) -> Decision:
    """Return whether everything is handed in; if not, what is missing."""
    return decide_complete(review_materials(pack), handed_in, "法制审核材料")


def review_points(pack: Pack) -> Ruling[tuple[ReviewPoint, ...]]:
    """Return what the reviewer looks at."""
    return list_of(pack, "legal_review.points", ReviewPoint)


def submitter(pack: Pack) -> Ruling[str | None]:
    """Return which department hands a decision in, in the regulation's own words."""
    return text_of(pack, "legal_review.submitted_by")


def reviewer(pack: Pack) -> Ruling[str | None]:
    """Return which department reviews, in the regulation's own words."""
    return text_of(pack, "legal_review.reviewed_by")
