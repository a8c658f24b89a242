"""By when a recording is stored, and by when a section hands its recordings over.

长子 and 昌黎: by the end of the day's work (article 10, 9), handed over each month. Ruzhou: after
each activity, or within hours of returning (管理制度 article 13). Shanxi and 张营: within working
days of completing the record, or of returning (article 17). Times, beginnings and grounds are the
pack's; what a pack leaves open is not computed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.policy.asking import WHO_SETS, distinct, silence
from app.policy.calendars import Calendar
from app.policy.clocks import (
    Due,
    add_hours,
    add_working_days,
    at_hour,
    aware,
    day_of,
    end_of_day,
    on_working_day,
)
from app.policy.decision import Citation, Ruling
from app.policy.law_words import ExceptionGround, StoringStart
from app.policy.pack import Pack
from app.policy.values import Clock, Term

_TERM, _START, _CUTOFF = "store.deadline.normal", "store.clock.start", "store.cutoff"
_GROUNDS, _LATER_TERM = "store.exception.grounds", "store.deadline.exception"
_PERIOD, _DAY = "handover.period", "handover.day"


@dataclass(frozen=True, slots=True)
class StoringFacts:
    """What is known about a recording and the work it belongs to.

    Moments are aware; one without a zone is refused with ``ValueError``.

    ``shift_on`` is the day whose work it was, by the roster. ``completed_at`` is when the record
    was finished, where that is later than the recording. ``ground`` is claimed by an officer who
    could not store in time; ``returned_at`` is when that officer was back at the unit.
    """

    recorded_until: datetime
    shift_on: date | None = None
    activity_ended_at: datetime | None = None
    completed_at: datetime | None = None
    ground: ExceptionGround | None = None
    returned_at: datetime | None = None

    def __post_init__(self) -> None:
        moments = (
            self.recorded_until,
            self.activity_ended_at,
            self.completed_at,
            self.returned_at,
        )
        for moment in moments:
            if moment is not None:
                aware(moment)


def storing_due(pack: Pack, facts: StoringFacts, calendar: Calendar) -> Ruling[Due | None]:
    """Return by when the recording has to be stored, or ``None`` with what is missing.

    A ground counts only where the pack names it; otherwise the ordinary time runs, and the reason
    says so. No time begins before the recording ended. A fact that is not known yet is replaced
    by that end, which is never later, and the reason says so too.
    """
    if facts.ground is None:
        return _ordinary(pack, facts, calendar)
    if facts.ground in pack.items(_GROUNDS):
        return _after_return(pack, facts, facts.ground, calendar)
    ordinary = _ordinary(pack, facts, calendar)
    unnamed = f"“{facts.ground.label}”不是所适用规定列明的可以延后存储的情形，存储期限不延后。"
    return Ruling(
        ordinary.outcome,
        unnamed + ordinary.reason,
        distinct((*ordinary.citations, *pack.citation(_GROUNDS))),
    )


def handover_due(pack: Pack, month: date, calendar: Calendar) -> Ruling[Due | None]:
    """Return by when a section's hand-over of the month to which a day belongs has to be made.

    That is the pack's day of that month, or the next working day where offices are closed on it
    (Civil Code art. 203). It takes in all that the section holds by then.
    """
    day = pack.number(_DAY)
    if pack.word(_PERIOD) is None:
        return silence(pack, _PERIOD, None)
    citations = distinct((*pack.citation(_PERIOD), *pack.citation(_DAY)))
    if day is None:
        return _not_computed(pack, _DAY, citations)
    due = on_working_day(month.replace(day=day), calendar)
    reason = f"科室应当每月{day}日前移交资料（遇休息日顺延），本次即 {due} 前。"
    return Ruling(due, reason + _caveat(due), citations)


@dataclass(frozen=True, slots=True)
class _Beginning:
    """From when a time runs: days are counted from ``on``, hours from ``at``.

    ``caveat`` is the sentence that says what was not known.
    """

    name: str
    on: date
    at: datetime
    caveat: str = ""
    ground: ExceptionGround | None = None


def _ordinary(pack: Pack, facts: StoringFacts, calendar: Calendar) -> Ruling[Due | None]:
    term = pack.term(_TERM)
    if term is None:
        return _not_computed(pack, _TERM)
    citations = distinct((*pack.citation(_TERM), *pack.citation(_START)))
    start = pack.word(_START)
    if start is None:
        return _not_computed(pack, _START, citations)
    beginning = _beginning(StoringStart(start), facts)
    hour = pack.number(_CUTOFF)
    if hour is None or term != Term(0, Clock.WORKING_DAY):
        return _ruled(term, beginning, calendar, citations)
    at = at_hour(beginning.on, hour)
    if at < max(facts.recorded_until, facts.activity_ended_at or facts.recorded_until):
        # Whoever still records after that hour keeps the rest of the day.
        return _ruled(term, beginning, calendar, citations)
    reason = f"本机关把当日存储的截止时间定为{hour}时，应当在 {Due(at)} 前存储。{beginning.caveat}"
    return Ruling(Due(at), reason, distinct((*citations, *pack.citation(_CUTOFF))))


def _after_return(
    pack: Pack, facts: StoringFacts, ground: ExceptionGround, calendar: Calendar
) -> Ruling[Due | None]:
    term = pack.term(_LATER_TERM)
    named = pack.citation_of_item(_GROUNDS, ground)
    citations = distinct((*pack.citation(_LATER_TERM), *named))
    if term is None:
        return _not_computed(pack, _LATER_TERM, citations)
    if facts.returned_at is None:
        reason = f"因{ground.label}延后存储，期限自返回单位起算。返回后请立即登记返回时间。"
        return Ruling(None, reason, citations)
    at = max(facts.returned_at, facts.recorded_until)
    beginning = _Beginning("返回单位", day_of(at), at, ground=ground)
    return _ruled(term, beginning, calendar, citations)


def _beginning(start: StoringStart, facts: StoringFacts) -> _Beginning:
    ended_at = facts.recorded_until
    match start:
        case StoringStart.END_OF_WORK_DAY:
            # Work that runs past midnight is over on the day on which its last recording ends.
            on = max(facts.shift_on or day_of(ended_at), day_of(ended_at))
            unknown, at = facts.shift_on is None, end_of_day(on)
            caveat = "未查到当日值班，按记录结束的日期计算。"
        case StoringStart.END_OF_ACTIVITY:
            at = max(facts.activity_ended_at or ended_at, ended_at)
            unknown, on = facts.activity_ended_at is None, day_of(at)
            caveat = "未登记执法活动的结束时间，按记录结束的时间计算。"
        case StoringStart.COMPLETION:
            # A record is complete when it ends, unless somebody says that work on it went on.
            at = max(facts.completed_at or ended_at, ended_at)
            unknown, on, caveat = False, day_of(at), ""
    return _Beginning(start.label, on, at, caveat if unknown else "")


def _ruled(
    term: Term, beginning: _Beginning, calendar: Calendar, citations: tuple[Citation, ...]
) -> Ruling[Due | None]:
    if term.clock is Clock.HOUR:
        due = add_hours(beginning.at, term.count)
        rule = f"应当自{beginning.name}起{term.count}小时内存储"
    else:
        due = add_working_days(beginning.on, term.count, calendar)
        rule = f"应当自{beginning.name}之日起{term.count}个工作日内存储（当日不计入）"
        rule = rule if term.count else f"应当在{beginning.name}后当日存储"
    lead = f"因{beginning.ground.label}延后存储，" if beginning.ground else ""
    reason = f"{lead}{rule}，即 {due} 前。{beginning.caveat}{_caveat(due)}"
    return Ruling(due, reason, citations)


def _not_computed(pack: Pack, key: str, citations: tuple[Citation, ...] = ()) -> Ruling[Due | None]:
    """Return that ``key`` is unset and why, beside the articles that impose the duty."""
    unset = silence(pack, key, None)
    reason = f"{unset.reason}期限因此无法计算。{WHO_SETS}"
    return Ruling(None, reason, distinct((*citations, *unset.citations)))


def _caveat(due: Due) -> str:
    if not due.provisional:
        return ""
    return "所涉年份的节假日安排尚未导入，期限暂按周末休息推算。"
