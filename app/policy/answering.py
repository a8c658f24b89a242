"""By when an agency answers whoever asks to consult the record of their own case (答复).

Shanxi and Zhangying, article 18(1): a counterpart's request is handled as the rules provide. No
text gives a number, so the time is the agency's to set, and until it has there is no deadline.
"""

from datetime import datetime

from app.policy.asking import silence
from app.policy.calendars import Calendar
from app.policy.clocks import Due, add_hours, add_working_days, day_of
from app.policy.decision import Ruling
from app.policy.law_words import Requester
from app.policy.pack import Pack
from app.policy.values import Clock

KEY = "access.answer"
_OWED = frozenset({Requester.COUNTERPART, Requester.LAWYER})


def is_owed_an_answer(who: Requester) -> bool:
    """Return whether the time for an answer runs for this requester.

    A lawyer asks in the right of the party whose lawyer it is.
    """
    return who in _OWED


def answer_due(
    pack: Pack, who: Requester, received_at: datetime, calendar: Calendar
) -> Ruling[Due | None]:
    """Return by when the request is answered, ``None`` with the reason where no time runs.

    The day of receipt is not counted (Civil Code art. 201).
    """
    if not is_owed_an_answer(who):
        return Ruling(None, f"答复期限只适用于行政相对人及其代理律师的申请，{who.label}不在此列。")
    term = pack.term(KEY)
    if term is None:
        unset = silence(pack, KEY, None)
        return Ruling(None, f"{unset.reason}没有答复期限可以计算，请尽快办理。", unset.citations)
    if term.clock is Clock.HOUR:
        due = add_hours(received_at, term.count)
        rule = f"应当自收到申请起{term.count}小时内答复"
    else:
        due = add_working_days(day_of(received_at), term.count, calendar)
        rule = f"应当自收到申请之日起{term.count}个工作日内答复（当日不计入）"
        rule = rule if term.count else "应当在收到申请的当日答复"
    caveat = "所涉年份的节假日安排尚未导入，期限暂按周末休息推算。" if due.provisional else ""
    return Ruling(due, f"{rule}，即 {due} 前。{caveat}", pack.citation(KEY))
