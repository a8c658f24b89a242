"""May recording stop, or what is owed when it breaks off (停止记录、中止记录).

Three families of rule. Ruzhou's management rule, article 12: recording may stop on four grounds,
with a written statement that the main leader reviews. Shanxi's article 15: it is interrupted,
enforcement goes on, and the reason is spoken on restart or written afterwards. Zhangzi's article
17: key segments are recorded and a written record is made. Where packs are combined, each opens
its own way and each asks for its own papers.
"""

from collections.abc import Collection

from app.policy.asking import Standing, decide_complete, distinct, duty_of, list_of, silence
from app.policy.decision import Decision, Ruling, allow, refuse
from app.policy.law_words import Approver, StatementPoint, StopGround, Word
from app.policy.pack import Pack

_STOP, _STATEMENT, _REVIEW = "stop.grounds", "stop.statement", "stop.review_by"
_INTERRUPTION, _SPOKEN, _WRITTEN = (
    "interruption.grounds",
    "interruption.spoken",
    "interruption.written",
)
_FALLBACK = "record.fallback"


class Way(Word):
    """What may be done when recording cannot go on (无法继续记录时的做法)."""

    STOP = "stop", "停止记录，事后作出书面说明"
    INTERRUPT = "interrupt", "中止记录，执法不停止，恢复后继续记录"
    KEY_SEGMENTS = "key_segments", "记录重要环节并做好文字记录"


def ways_out(pack: Pack, ground: str) -> tuple[Ruling[Way], ...]:
    """Return every way that the pack opens on this ground; none means: go on recording."""
    found: list[Ruling[Way]] = []
    for way, decision in (
        (Way.STOP, decide_stopping(pack, ground)),
        (Way.INTERRUPT, decide_interrupting(pack, ground)),
        (Way.KEY_SEGMENTS, decide_fallback(pack, ground)),
    ):
        if decision.allowed:
            found.append(Ruling(way, decision.reason, decision.citations))
    return tuple(found)


def decide_stopping(pack: Pack, ground: str) -> Decision:
    """Return whether recording may stop on this ground. Source: pack key ``stop.grounds``."""
    return _decide(pack, _STOP, ground, "可以停止记录，并应当在执法结束后及时作出书面说明")


def decide_interrupting(pack: Pack, ground: str) -> Decision:
    """Return whether recording may be interrupted. Source: pack key ``interruption.grounds``."""
    return _decide(pack, _INTERRUPTION, ground, "可以中止记录，但不停止执法")


def decide_fallback(pack: Pack, ground: str) -> Decision:
    """Return whether key segments and a written record may take the place of the whole course.

    Every known ground is an objective limit. Source: pack key ``record.fallback``.
    """
    if ground not in set(StopGround):
        return _unknown(ground)
    if not pack.word(_FALLBACK):
        unset = silence(pack, _FALLBACK, None)
        return refuse(unset.reason, *unset.citations)
    return allow(
        f"因{StopGround(ground).label}无法全程记录的，应当记录重要环节，并做好文字记录。",
        *pack.citation(_FALLBACK),
    )


def statement_points(pack: Pack) -> Ruling[tuple[StatementPoint, ...]]:
    """Return what a statement about a stop has to say."""
    return list_of(pack, _STATEMENT, StatementPoint)


def decide_statement(pack: Pack, written: Collection[str]) -> Decision:
    """Return whether a statement about a stop says everything; ``written`` are its points."""
    return decide_complete(statement_points(pack), written, "停止记录的书面说明")


def statement_reviewer(pack: Pack) -> Ruling[Approver | None]:
    """Return who reviews the statement before it is filed; ``None`` where nobody is named."""
    word = pack.word(_REVIEW)
    if word is None:
        return silence(pack, _REVIEW, None)
    reviewer = Approver(word)
    return Ruling(
        reviewer, f"书面说明由{reviewer.label}审核后一并备案存档。", pack.citation(_REVIEW)
    )


def owed_after_interruption(pack: Pack, *, is_resumed: bool) -> Ruling[Standing]:
    """Return whether a reason is owed: spoken when recording goes on again, else in writing."""
    if is_resumed:
        return duty_of(pack, _SPOKEN, "重新开始记录时，应当用语音说明中止的原因。")
    return duty_of(pack, _WRITTEN, "确实无法继续记录的，应当在事后书面说明情况。")


def _decide(pack: Pack, key: str, ground: str, what: str) -> Decision:
    if ground not in set(StopGround):
        return _unknown(ground)
    grounds = list_of(pack, key, StopGround)
    if not grounds.outcome:
        return refuse(grounds.reason, *grounds.citations)
    known = StopGround(ground)
    listed = next((each for each in _and_wider(known) if each in grounds.outcome), None)
    if listed is None:
        return refuse(
            f"“{known.label}”不在条款列出的情形之中，应当继续记录；确实无法继续的，"
            "请如实登记原因，由负责人处理。",
            *grounds.citations,
        )
    return allow(f"因{known.label}{what}。", *distinct(pack.citation_of_item(key, listed)))


def _and_wider(ground: StopGround) -> tuple[StopGround, ...]:
    """Return the ground and, for force majeure, the wider one that it is part of."""
    if ground is StopGround.FORCE_MAJEURE:
        return (ground, StopGround.OTHER_OBJECTIVE)
    return (ground,)


def _unknown(ground: str) -> Decision:
    return refuse(f"“{ground}”不是已知的情形，请从列出的情形中选择，或者选择“其他客观原因”。")
