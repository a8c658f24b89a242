"""Must this be recorded on video or audio (是否应当音像记录)?

Shanxi's articles 10 and 11 tell what must be recorded from what is recorded according to the
situation; article 7 lets a complete text record stand alone, which does not lift article 10.
Ruzhou's management rule, article 6, says what must be recorded; Zhangzi's article 17 wants the
whole course when conditions allow, and otherwise key segments with a written record.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from app.policy.asking import distinct, silence
from app.policy.decision import Citation, Decision, Ruling, allow, refuse
from app.policy.law_words import Situation, Word
from app.policy.pack import Pack

_TEXT = "record.text_may_replace"
_FALLBACK = "record.fallback"
_SCOPE = "scope.activities"
_PATROL = "retention.patrol"


class Obligation(Word):
    """How strictly recording is asked for (音像记录义务), from the mildest on.

    What nobody can name ranks below a clear duty alone: it may turn out to be anything.
    """

    NOT_REGULATED = "not_regulated", "未规定"
    CONDITIONAL = "conditional", "根据实际情况记录"
    WHEN_POSSIBLE = "when_possible", "条件允许时应当全程记录"
    UNCLEAR = "unclear", "情形不明"
    MUST = "must", "应当记录"


_KEYS: Mapping[Obligation, str] = MappingProxyType(
    {
        Obligation.MUST: "record.must",
        Obligation.WHEN_POSSIBLE: "record.when_possible",
        Obligation.CONDITIONAL: "record.conditional",
    }
)
_STRICTNESS = tuple(Obligation)

_S = Situation
_NAMED = frozenset(Situation) - {_S.ALL}
_PART_OF: Mapping[Situation, Situation] = MappingProxyType(
    {
        # Measures on people and things are taken on the spot: Ruzhou's article 6 names on-site
        # enforcement as a whole and none of them by name.
        _S.COERCION: _S.ON_SITE,
        _S.DEMOLITION: _S.ON_SITE,
        _S.DISPUTED_ON_SITE: _S.ON_SITE,
        _S.LIBERTY: _S.ON_SITE,
        _S.MAJOR_RIGHTS: _S.ON_SITE,
        _S.SEALING: _S.ON_SITE,
        _S.SEIZURE: _S.ON_SITE,
        _S.SUBSTITUTED_PERFORMANCE: _S.ON_SITE,
        # Shanxi's article 11(2) counts these among the ways of taking evidence.
        _S.ADVANCE_REGISTRATION: _S.INVESTIGATION,
        _S.INSPECTION: _S.INVESTIGATION,
        _S.QUESTIONING: _S.INVESTIGATION,
        _S.LIEN_SERVICE: _S.SERVICE,
        _S.NOTICE_SERVICE: _S.SERVICE,
    }
)


def obligation_of(pack: Pack, situations: Collection[str]) -> Ruling[Obligation]:
    """Return the strictest duty to record that any of the situations brings.

    ``situations`` are values of ``Situation`` that name one; any other word, or none at all, is
    情形不明.
    """
    if not situations:
        return Ruling(Obligation.UNCLEAR, "没有写明记录情形，请先选择本次执法活动的情形。")
    found = [_obligation(pack, situation) for situation in situations]
    strictest = max((each.outcome for each in found), key=_STRICTNESS.index)
    deciding = [each for each in found if each.outcome is strictest]
    return Ruling(
        strictest,
        "".join(dict.fromkeys(each.reason for each in deciding)),
        distinct(cited for each in deciding for cited in each.citations),
    )


def decide_text_instead(pack: Pack, situations: Collection[str], *, is_complete: bool) -> Decision:
    """Return whether a text record may stand without a recording (以文字记录代替).

    ``is_complete``: a person says that the text records the act fully and effectively.
    Source: Shanxi's article 7, pack key ``record.text_may_replace``.
    """
    duty = obligation_of(pack, situations)
    if duty.outcome is Obligation.MUST:
        return refuse(f"{duty.reason}文字记录不能代替音像记录。", *duty.citations)
    if duty.outcome is Obligation.WHEN_POSSIBLE:
        return refuse(f"{duty.reason}不能只作文字记录。", *duty.citations)
    if duty.outcome is Obligation.UNCLEAR:
        return refuse(duty.reason)
    cited = pack.citation(_TEXT)
    if pack.word(_TEXT) != "allowed":
        unset = silence(pack, _TEXT, outcome=False)
        return refuse(
            "条款规定文字记录不能代替音像记录。" if cited else unset.reason,
            *(cited or unset.citations),
        )
    if not is_complete:
        return refuse(
            "文字记录能够全面有效记录执法行为的，才可以不进行音像记录。请补充文字记录，"
            "或者进行音像记录。",
            *cited,
        )
    return allow("文字记录能够全面有效记录执法行为，可以不进行音像记录。", *cited)


def rank_situations(pack: Pack) -> tuple[tuple[Situation, Obligation], ...]:
    """Return every situation that the texts know with its duty, the strictest first.

    Within one duty they stand as the text lists them. Those without a duty are known where they
    are among the activities to which the texts apply, or where patrols have a period of their own.
    """

    def rank(known: tuple[Situation, Obligation]) -> tuple[int, int]:
        situation, duty = known
        listed = tuple(pack.items(_KEYS.get(duty, _SCOPE)))
        places = [listed.index(each) for each in and_wider(situation) if each in listed]
        return -_STRICTNESS.index(duty), min(places, default=len(listed))

    duties = ((each, _obligation(pack, each).outcome) for each in Situation if each in _NAMED)
    found = (
        (each, duty)
        for each, duty in duties
        if duty is not Obligation.NOT_REGULATED or _is_named(pack, each)
    )
    return tuple(sorted(found, key=rank))


def _is_named(pack: Pack, situation: Situation) -> bool:
    """Whether a text without a duty to record it speaks of a situation all the same."""
    activities = pack.items(_SCOPE)
    if any(each in activities for each in and_wider(situation)):
        return True
    return situation is Situation.PATROL and not pack.is_silent(_PATROL)


def and_wider(situation: Situation) -> tuple[Situation, ...]:
    """Return the situation, the wider one that it is part of, and all there are, in that order."""
    wider = _PART_OF.get(situation)
    return (situation, wider, _S.ALL) if wider else (situation, _S.ALL)


def _obligation(pack: Pack, situation: str) -> Ruling[Obligation]:
    if situation not in _NAMED:
        return Ruling(
            Obligation.UNCLEAR, f"“{situation}”不是已知的记录情形，请从列出的情形中选择。"
        )
    known = Situation(situation)
    for obligation in _KEYS:
        listed = next((each for each in and_wider(known) if _lists(pack, obligation, each)), None)
        if listed:
            is_wider = listed is _PART_OF.get(known)
            words = f"{known.label}（属于{listed.label}）" if is_wider else known.label
            return _said(pack, obligation, words, _cited(pack, known, obligation))
    return Ruling(
        Obligation.NOT_REGULATED, f"本单位适用的条款没有规定“{known.label}”是否音像记录。"
    )


def _lists(pack: Pack, obligation: Obligation, situation: Situation) -> bool:
    return situation in pack.items(_KEYS[obligation])


def _cited(pack: Pack, situation: Situation, strictest: Obligation) -> tuple[Citation, ...]:
    """Return the articles that ask for a situation: the strictest first, then the milder ones."""
    return tuple(
        cited
        for obligation, key in _KEYS.items()
        if _STRICTNESS.index(obligation) <= _STRICTNESS.index(strictest)
        for each in and_wider(situation)
        if _lists(pack, obligation, each)
        for cited in pack.citation_of_item(key, each)
    )


def _said(
    pack: Pack, obligation: Obligation, words: str, cited: tuple[Citation, ...]
) -> Ruling[Obligation]:
    if obligation is Obligation.MUST:
        return Ruling(obligation, f"“{words}”应当进行音像记录。", distinct(cited))
    if obligation is Obligation.CONDITIONAL:
        return Ruling(obligation, f"“{words}”根据实际情况进行音像记录。", distinct(cited))
    fallback = pack.citation(_FALLBACK)
    otherwise = "；受客观条件限制的，应当记录重要环节并做好文字记录" if fallback else ""
    reason = f"“{words}”在条件允许时应当全程音像记录{otherwise}。"
    return Ruling(obligation, reason, distinct((*cited, *fallback)))
