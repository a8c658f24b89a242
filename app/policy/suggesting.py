"""To which case a recording probably belongs, and why (建议关联的案件).

Clues are ranked, never weighed against each other: a file that names the number of a case says
more than any coincidence, a recording of the same day that lies in the case already says more
than that the officer handles it. A coincidence of person alone counts only while the case runs.
Nothing here decides; a person accepts or does not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

_BETWEEN = re.compile(r"[\s〔〕\[\]()（）【】《》_.,，、·-]")
"""What people write in and between the parts of a number, each in a way of their own."""


@dataclass(frozen=True, slots=True)
class CaseClues:
    """What speaks for one open case.

    ``handled_by`` is the officer's name where that officer handles the case; ``same_device`` and
    ``same_officer`` say that a recording of the same day by it or by them is linked already.
    """

    case_id: UUID
    case_no: str
    title: str
    opened_on: date
    handled_by: str = ""
    is_main: bool = False
    same_device: bool = False
    same_officer: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case with the sentence why; ``is_alone`` when no other has as much speaking for it."""

    case_id: UUID
    case_no: str
    title: str
    reason: str
    is_alone: bool


def suggest(
    file_name: str, recorded_on: date | None, cases: Iterable[CaseClues]
) -> tuple[Suggestion, ...]:
    """Return the cases for which something speaks, the likeliest first, of equals the newest."""
    ranked = sorted(
        ((_rank(file_name, recorded_on, case), case) for case in cases),
        key=lambda item: (item[0], item[1].case_id),
        reverse=True,
    )
    likely = [(rank, case) for rank, case in ranked if any(rank)]
    return tuple(
        Suggestion(
            case.case_id,
            case.case_no,
            case.title,
            _reason(rank, case),
            is_alone=[other for other, _ in likely].count(rank) == 1,
        )
        for rank, case in likely
    )


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
        case.same_device,
        case.same_officer,
        handles and case.is_main,
        handles,
    )


def _reason(rank: tuple[bool, ...], case: CaseClues) -> str:
    named, same_device, same_officer, main, handles = rank
    clues = []
    if named:
        clues.append("文件名写有本案案号")
    if same_device:
        clues.append("同一设备当天的资料已放入本案")
    elif same_officer:
        clues.append("同一执法人员当天的资料已放入本案")
    if handles:
        what = "主办人" if main else "承办人"
        clues.append(f"执法人员{case.handled_by}是本案{what}，记录时间在立案之后")
    return "；".join(clues) + "。"
