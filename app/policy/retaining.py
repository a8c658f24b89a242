"""How long something is kept, what makes it kept for long, and what follows when time is up.

A recording inside a case is kept as long as the case file, or as long as recordings are kept in
general, whichever is longer. What nobody has set is kept. No period ends by itself: each one only
says from when a person may, or must, appraise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from app.policy.asking import distinct, named, silence
from app.policy.clocks import last_day_of_months
from app.policy.decision import Citation, Ruling
from app.policy.keeping import Afterwards, CaseFile, KeepingFacts, Kept
from app.policy.law_words import Material, Trigger
from app.policy.long_term import TRIGGERS, met_triggers, triggers_to_judge
from app.policy.pack import Pack
from app.policy.pack_keys import KEYS
from app.policy.values import Keeping, Period

_CASE_FILE, _EVIDENCE = "retention.case_file", "retention.case_evidence"
_EVIDENCE_CASES = "retention.case_evidence.cases"
_OTHER_AV, _PATROL = "retention.other_av", "retention.patrol"
_EXPIRY, _FORBIDDEN = "retention.expiry", "retention.early_destruction"

_KEY_OF: Mapping[Material, str] = MappingProxyType(
    {
        Material.CASE_EVIDENCE: _EVIDENCE,
        Material.CASE_MATERIAL: _OTHER_AV,
        Material.OTHER_AV: _OTHER_AV,
        Material.PATROL: _PATROL,
    }
)
_FILE_ALONE = frozenset({Material.CASE_FILE})
_OF_A_CASE = frozenset({Material.CASE_EVIDENCE, Material.CASE_FILE, Material.CASE_MATERIAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """One period that applies. Without ``keeping`` it is not known, and ``why`` says so.

    ``unset_key`` names it where that is because nobody has set it.
    """

    why: str
    unset_key: str = ""
    citations: tuple[Citation, ...] = ()
    keeping: Keeping | None = None
    months: int | None = None
    through_on: date | None = None
    is_of_case_file: bool = False

    @property
    def length(self) -> tuple[bool, date, bool]:
        """Order bounds: without end, then by the last day, then the one that never ends itself."""
        return (
            self.keeping is Keeping.LONG_TERM,
            self.through_on or date.min,
            self.keeping is Keeping.AT_LEAST,
        )


def rule_keeping(pack: Pack, facts: KeepingFacts) -> Ruling[Kept]:
    """Return how long something is kept under ``pack``, with every article that applies.

    Source: 长子 and 昌黎 11, 12 and 10, 11; Ruzhou's 音像 15, 16; Shanxi's 20 forbids destruction
    within a period that it does not set.
    """
    met = _events(pack, facts, met_triggers)
    if met:
        return _long_term(pack, met)
    bounds = _bounds(pack, facts)
    unset = [bound for bound in bounds if bound.keeping is None]
    if unset or not bounds:
        return _not_set(pack, facts, unset)
    first, *others = sorted(bounds, key=lambda bound: bound.length, reverse=True)
    kept = _kept(first, facts, _events(pack, facts, triggers_to_judge))
    rest = "".join(f"另有：{bound.why}；从其长者。" for bound in others)
    cited = [cite for bound in (first, *others) for cite in bound.citations]
    if facts.materials != _FILE_ALONE:
        cited.extend(pack.citation(_EXPIRY))
    cited.extend(pack.citation(_FORBIDDEN))
    reason = f"{first.why}。{rest}{kept.afterwards.label}。{_question(kept.to_judge)}"
    return Ruling(kept, reason, distinct(cited))


def _events(
    pack: Pack,
    facts: KeepingFacts,
    which: Callable[[Pack, frozenset[Trigger]], tuple[Trigger, ...]],
) -> tuple[Trigger, ...]:
    """Return the events of a kind; they make recordings kept for long, not case files."""
    return () if facts.materials == _FILE_ALONE else which(pack, facts.triggers)


def _long_term(pack: Pack, met: tuple[Trigger, ...]) -> Ruling[Kept]:
    cited = (cite for item in met for cite in pack.citation_of_item(TRIGGERS, item))
    return Ruling(
        Kept(Keeping.LONG_TERM, Afterwards.REVIEW),
        f"应当长期保存：{named(met)}。{Afterwards.REVIEW.label}。",
        distinct((*cited, *pack.citation(_FORBIDDEN))),
    )


def _not_set(pack: Pack, facts: KeepingFacts, unset: list[_Bound]) -> Ruling[Kept]:
    why = "；".join(bound.why for bound in unset) or "没有写明是哪一类资料"
    cited = (cite for bound in unset for cite in bound.citations)
    to_judge = _events(pack, facts, triggers_to_judge)
    keys = tuple(dict.fromkeys(bound.unset_key for bound in unset if bound.unset_key))
    return Ruling(
        Kept(None, Afterwards.NEVER, to_judge=to_judge, unset_keys=keys),
        f"{why}。{Afterwards.NEVER.label}。{_question(to_judge)}",
        distinct((*cited, *pack.citation(_FORBIDDEN))),
    )


def _question(to_judge: tuple[Trigger, ...]) -> str:
    if not to_judge:
        return ""
    return f"“{named(to_judge)}”是否属于应当长期保存的其他情形，请保管人员判断。"


def _bounds(pack: Pack, facts: KeepingFacts) -> tuple[_Bound, ...]:
    """Return every period that applies; the case file's to all that lies in a case."""
    bounds = [_of_key(pack, key, facts) for key in _keys(pack, facts)]
    if _OF_A_CASE & facts.materials and not any(bound.is_of_case_file for bound in bounds):
        bounds.append(_of_case_file(pack, facts.case_file))
    return tuple(bounds)


def _keys(pack: Pack, facts: KeepingFacts) -> tuple[str, ...]:
    """Return the keys that apply.

    Evidence in a case of a kind that the regulation does not single out is a recording like any
    other. What a regulation says of recordings in general holds for evidence too, beside what it
    says of evidence, or instead where it says nothing of that.
    """
    keys = dict.fromkeys(key for material, key in _KEY_OF.items() if material in facts.materials)
    if _EVIDENCE not in keys:
        return tuple(keys)
    singled_out = pack.items(_EVIDENCE_CASES)
    is_meant = not singled_out or facts.evidence_in in singled_out
    if _OTHER_AV in pack.provisions or not is_meant:
        keys[_OTHER_AV] = None
        if not is_meant or pack.is_silent(_EVIDENCE):
            del keys[_EVIDENCE]
    return tuple(keys)


def _of_key(pack: Pack, key: str, facts: KeepingFacts) -> _Bound:
    """Return the period that the pack sets under ``key``."""
    period, cited = pack.period(key), pack.citation(key)
    if period is None:
        unset = silence(pack, key, None)
        return _Bound(why=unset.reason.rstrip("。"), unset_key=key, citations=unset.citations)
    if period.keeping is Keeping.AS_CASE_FILE:
        own = _of_case_file(pack, facts.case_file)
        return replace(
            own,
            why=f"{KEYS[key].label}与案卷相同：{own.why}",
            citations=distinct((*cited, *own.citations)),
        )
    return _counted(KEYS[key].label, period, facts.ended_on, "记录结束之日", cited)


def _of_case_file(pack: Pack, case_file: CaseFile | None) -> _Bound:
    """Return the period of a case file as a bound."""
    own = case_file.period if case_file else None
    period = period_of_file(pack, own)
    unset = silence(pack, _CASE_FILE, None)
    cited = pack.citation(_CASE_FILE) or unset.citations
    if period is None:
        why = unset.reason.rstrip("。")
        return _Bound(why=why, unset_key=_CASE_FILE, citations=cited, is_of_case_file=True)
    closed_on = case_file.closed_on if case_file else None
    label = "本案卷设定的保存期限" if period == own else KEYS[_CASE_FILE].label
    bound = _counted(label, period, closed_on, "案卷归档之日", cited)
    why = bound.why if cited else f"{unset.reason.rstrip('。')}；{bound.why}"
    return replace(bound, why=why, is_of_case_file=True)


def period_of_file(pack: Pack, own: Period | None) -> Period | None:
    """Return the longer of the pack's period for case files and that set for one file itself."""
    ruled = pack.period(_CASE_FILE)
    both = KEYS[_CASE_FILE].kind.stricter(ruled, own) if ruled and own else ruled or own
    period: Period | None = both
    return None if period and period.keeping is Keeping.AS_CASE_FILE else period


def _counted(
    label: str, period: Period, from_on: date | None, start: str, cited: tuple[Citation, ...]
) -> _Bound:
    """Return a period with its last day; nobody knows the end of one that has no first day."""
    if period.months is None:
        return _Bound(why=f"{label}为长期", citations=cited, keeping=Keeping.LONG_TERM)
    least = "不少于" if period.keeping is Keeping.AT_LEAST else ""
    length = f"{label}{least}{period.months}个月"
    if from_on is None:
        return _Bound(why=f"{length}，但{start}不明，无法起算", citations=cited)
    last = last_day_of_months(from_on, period.months)
    return _Bound(
        why=f"{length}，自{start}{from_on}起算，最后一日为{last}",
        citations=cited,
        keeping=period.keeping,
        months=period.months,
        through_on=last,
    )


def _kept(bound: _Bound, facts: KeepingFacts, to_judge: tuple[Trigger, ...]) -> Kept:
    """Return the outcome of the longest bound."""
    match bound.keeping:
        case Keeping.LONG_TERM:
            afterwards = Afterwards.REVIEW
        case Keeping.AT_LEAST:
            afterwards = Afterwards.DECISION
        case _:
            afterwards = Afterwards.APPRAISAL
    like_its_file = bound.is_of_case_file and facts.materials != _FILE_ALONE
    keeping = Keeping.AS_CASE_FILE if like_its_file else bound.keeping
    return Kept(keeping, afterwards, bound.months, bound.through_on, to_judge)
