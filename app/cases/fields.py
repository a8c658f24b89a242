"""What may be written into the fields of a case and of its parties, the same on every form."""

from collections.abc import Mapping

from app.people.problems import FieldProblem
from app.policy.case_words import PartyRole

LONGEST = 200
LONGEST_NOTE = 2_000
MOST_PARTIES = 200
SPEAKERS = frozenset({PartyRole.AGENT, PartyRole.LAWYER})
"""Who speaks for a party of the case, and so has to name one."""

_TEXTS = {
    "title": ("案件名称", LONGEST),
    "cause": ("案由", LONGEST),
    "case_no": ("案号", LONGEST),
    "place": ("案发地点", LONGEST),
    "note": ("备注", LONGEST_NOTE),
    "name": ("姓名或者名称", LONGEST),
    "document_no": ("证件号码", LONGEST),
    "contact": ("联系方式", LONGEST),
}
_NEEDED = frozenset({"title", "cause", "name"})


def text_problems(texts: Mapping[str, str], *, of: str = "") -> list[FieldProblem]:
    """Return what is wrong with texts by the names of their fields.

    ``of`` is what the problems point to instead, where one form asks for several of a kind.
    """
    found = []
    for name, text in texts.items():
        what, longest = _TEXTS[name]
        if not text and name in _NEEDED:
            found.append(FieldProblem(of or name, f"请填写{what}。"))
        elif len(text) > longest:
            found.append(FieldProblem(of or name, f"{what}最长{longest}个字，请缩短。"))
    return found
