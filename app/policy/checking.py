"""Which checks there are, how often, and what is drawn at random (检查、评查、随机抽查).

The kinds of check are kept apart: appearance and civility, playback (Zhangzi's article 21),
wearing and use, the yearly appraisal (Ruzhou's management rule, article 17) and live consultation
(Shanxi's article 19). The random inspection of enterprises (Ruzhou's annex 3) is none of them: it
draws enterprises to be inspected, not recordings.
"""

from collections.abc import Sequence

from app.policy.asking import Standing, duty_of, list_of, named, silence, text_of
from app.policy.decision import Decision, Ruling, allow, refuse
from app.policy.law_words import Check, Use, Word
from app.policy.pack import Pack
from app.policy.values import PER_CENT

_KINDS, _LEDGER, _YEARLY = "check.kinds", "check.ledger", "check.yearly"
_PERCENT = "inspection.random.percent"
_PER_YEAR = "inspection.random.per_year"


class Attainment(Word):
    """Whether so many were done as are asked for (完成情况)."""

    MET = "met", "已完成"
    MISSING = "missing", "尚未完成"
    NOT_REGULATED = "not_regulated", "未规定"


def kinds_of_check(pack: Pack) -> Ruling[tuple[Check, ...]]:
    """Return the kinds of check that the pack asks for."""
    return list_of(pack, _KINDS, Check)


def decide_check(pack: Pack, check: str) -> Decision:
    """Return whether the pack asks for this kind of check."""
    kinds = kinds_of_check(pack)
    if not kinds.outcome:
        return refuse(kinds.reason, *kinds.citations)
    if check not in kinds.outcome:
        return refuse(
            f"本单位适用的条款没有规定这一种检查；规定的有：{named(kinds.outcome)}。",
            *kinds.citations,
        )
    return allow(f"条款规定了{Check(check).label}。", *pack.citation_of_item(_KINDS, Check(check)))


def checker(pack: Pack) -> Ruling[str | None]:
    """Return who organises the checks, in the regulation's own words."""
    return text_of(pack, "check.by")


def ledger_of_checks(pack: Pack) -> Ruling[Standing]:
    """Return whether checks have to be written into a ledger (检查台账)."""
    return duty_of(pack, _LEDGER, "检查情况应当记入检查台账。")


def uses_of_checks(pack: Pack) -> Ruling[tuple[Use, ...]]:
    """Return what comes of the results of checks."""
    return list_of(pack, "assessment.uses", Use)


def yearly_appraisals(pack: Pack, held: int) -> Ruling[Attainment]:
    """Return whether ``held`` appraisals are enough for a year (年度评查)."""
    least = pack.number(_YEARLY)
    if least is None:
        return silence(pack, _YEARLY, Attainment.NOT_REGULATED)
    cited = pack.citation(_YEARLY)
    if held < least:
        reason = f"每年至少评查 {least} 次，今年已评查 {held} 次，还差 {least - held} 次。"
        return Ruling(Attainment.MISSING, reason, cited)
    return Ruling(Attainment.MET, f"每年至少评查 {least} 次，今年已评查 {held} 次。", cited)


def enterprises_to_draw(pack: Pack, enterprises: int) -> Ruling[int | None]:
    """Return how many of the enterprises one round draws, rounded up; ``None`` if unregulated.

    Raises:
        ValueError: a negative number of enterprises.
    """
    if enterprises < 0:
        raise ValueError(f"a negative number of enterprises: {enterprises}")
    percent = pack.number(_PERCENT)
    if percent is None:
        return silence(pack, _PERCENT, None)
    cited = pack.citation(_PERCENT)
    if not enterprises:
        return Ruling(0, "名录中没有企业，本次不需要抽取。请先核对抽查对象名录。", cited)
    drawn = -(-enterprises * percent // PER_CENT)
    return Ruling(
        drawn,
        f"共 {enterprises} 家企业，按 {percent}% 随机抽取，不足一家按一家计，应抽 {drawn} 家。",
        cited,
    )


def rounds_missing(pack: Pack, held: Sequence[int]) -> Ruling[tuple[int, ...] | None]:
    """Return the parts of the year, counted from 1, that lack their random inspection.

    ``held`` are the rounds held in each part of the year that has ended, such as a quarter where
    the pack asks for four a year; two rounds in one part do not make up for another.

    Raises:
        ValueError: more parts than the pack has rounds a year.
    """
    per_year = pack.number(_PER_YEAR)
    if per_year is None:
        return silence(pack, _PER_YEAR, None)
    if len(held) > per_year:
        raise ValueError(f"{len(held)} parts of a year that has {per_year}")
    missing = tuple(part for part, rounds in enumerate(held, start=1) if rounds < 1)
    cited = pack.citation(_PER_YEAR)
    if missing:
        parts = "、".join(str(part) for part in missing)
        reason = f"每年随机抽查 {per_year} 次，每期一次；第 {parts} 期没有抽查。"
        return Ruling(missing, reason, cited)
    return Ruling((), f"每年随机抽查 {per_year} 次，每期一次；已结束的各期均已抽查。", cited)
