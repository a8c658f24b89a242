"""To which case a recording probably belongs, and why (建议关联的案件).

Clues are ranked, never weighed against each other: a file that names the number of a case says
more than any coincidence, a recording of the same day that lies in the case already says more
than that the officer handles it. A coincidence of person alone counts only while the case runs.
Nothing here decides; a person accepts or does not. Where two cases have the same clues neither is
likelier, so both are named and a person chooses.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.policy.case_words import SecurityClass
from app.policy.closing import STATE_SECRETS
from app.policy.decision import Decision, allow, refuse
from app.policy.pack import Pack

_BETWEEN = re.compile(r"[\s〔〕\[\]()（）【】《》_.,，、·-]")
"""What people write in and between the parts of a number, each in a way of their own."""


@dataclass(frozen=True, slots=True)
class CaseClues:
    """What speaks for one open case.

    ``handled_by`` is the officer's name where that officer handles the case; ``same_device`` and
    ``same_officer`` are the number and the name by which a recording of the same day is linked
    already.
    """

    case_id: UUID
    case_no: str
    title: str
    cause: str
    opened_on: date
    handled_by: str = ""
    is_main: bool = False
    same_device: str = ""
    same_officer: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case with the sentence why: who, which device, which day."""

    case_id: UUID
    case_no: str
    title: str
    cause: str
    reason: str


def suggest(
    file_name: str, recorded_on: date | None, cases: Iterable[CaseClues]
) -> tuple[Suggestion, ...]:
    """Return the likeliest case; several, the newest first, where nothing tells them apart."""
    ranked = [(_rank(file_name, recorded_on, case), case) for case in cases]
    best = max((rank for rank, _ in ranked), default=())
    if not any(best):
        return ()
    likeliest = [case for rank, case in ranked if rank == best]
    return tuple(
        Suggestion(
            case.case_id, case.case_no, case.title, case.cause, _reason(best, recorded_on, case)
        )
        for case in sorted(likeliest, key=lambda case: case.case_id, reverse=True)
    )


def decide_accepting(pack: Pack, security_class: SecurityClass) -> Decision:
    """Return whether a recording may be put into a case of this class by accepting a suggestion.

    A state secret is never suggested, yet a page may be older than the class. One key is no
    decision to close a recording to everybody (汝州调阅 10, 汝州音像 14).
    """
    cited = pack.citation("secrecy")
    if security_class in STATE_SECRETS:
        return refuse(
            f"这个案件的密级是“{security_class.label}”，不能按建议直接放入，资料没有放入。确实属于本案的，"
            "请打开资料页面，在“关联案件”中选择本案；放入以后，资料按国家秘密管理，不再向他人开放。",
            *cited,
        )
    return allow("可以按建议放入。", *cited)


def names_case(file_name: str, case_no: str) -> bool:
    """Return whether a file name holds the number of a case, whatever brackets it uses.

    >>> names_case("询问-汝水罚[2026]1号-李某.mp4", "汝水罚〔2026〕1号")
    True
    >>> names_case("询问-汝水罚[2026]11号.mp4", "汝水罚〔2026〕1号")
    False
    """
    number, name = folded(case_no), folded(file_name)
    if not any(sign.isdigit() for sign in number) or number.isdigit():
        return False
    # A digit before or after would make it the end or the beginning of another number.
    return re.search(rf"(?<!\d){re.escape(number)}(?!\d)", name) is not None


def folded(text: str) -> str:
    """Return a text without brackets, blanks and dashes, as numbers are compared."""
    return _BETWEEN.sub("", text).casefold()


def _rank(file_name: str, recorded_on: date | None, case: CaseClues) -> tuple[bool, ...]:
    runs = recorded_on is not None and case.opened_on <= recorded_on
    handles = runs and bool(case.handled_by)
    return (
        names_case(file_name, case.case_no),
        bool(case.same_device),
        bool(case.same_officer),
        handles and case.is_main,
        handles,
    )


def _reason(rank: tuple[bool, ...], recorded_on: date | None, case: CaseClues) -> str:
    named, same_device, same_officer, main, handles = rank
    day = _written(recorded_on) if recorded_on else "当天"
    clues = []
    if named:
        clues.append("文件名写有本案案号")
    if same_device:
        clues.append(f"同一设备{case.same_device}在{day}的资料已放入本案")
    elif same_officer:
        clues.append(f"同一执法人员{case.same_officer}在{day}的资料已放入本案")
    if handles:
        what = "主办人" if main else "承办人"
        clues.append(
            f"执法人员{case.handled_by}是本案{what}，{day}记录，"
            f"在{_written(case.opened_on)}立案之后"
        )
    return "；".join(clues) + "。"


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
