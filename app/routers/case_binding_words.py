"""What is told before a case file is bound: what goes in, what stays out, what is still open."""

from collections.abc import Sequence

from app.cases.binding import ToBind
from app.papers.changing import WORD
from app.policy.case_words import DocumentState

_MOST_NAMED = 5


def facts_before_binding(documents: Sequence[ToBind]) -> tuple[tuple[str, str], ...]:
    """Return lines of a name and what stands there; nothing that needs no attention is named.

    >>> facts_before_binding([ToBind("决定书", 2, True, False, "application/pdf")])
    (('编入卷内目录', '1 份，共 2 页：决定书'), ('没有文书日期', '1 份：决定书'))
    """
    bound = [each for each in documents if each.is_final]
    outside = [each for each in documents if not each.is_final]
    aside = [each for each in outside if each.state is DocumentState.QUARANTINED]
    pages = sum(each.page_count or 0 for each in bound)
    lines = {
        "编入卷内目录": _named(bound, f"，共 {pages} 页") or "没有定稿的文书",
        "草稿，不编入": _named([each for each in outside if each not in aside]),
        "未通过检查，不编入": _named(aside),
        "还没有通过检查，暂时不能立卷": _named(
            [each for each in bound if each.state is not DocumentState.READY]
        ),
        "没有登记页数": _named([each for each in bound if each.page_count is None]),
        "没有文书日期": _named([each for each in bound if not each.is_dated]),
        "Word 文书，查阅时不能打开": _named([each for each in bound if each.media_type in WORD]),
    }
    return tuple((name, said) for name, said in lines.items() if said)


def _named(documents: Sequence[ToBind], more: str = "") -> str:
    if not documents:
        return ""
    titles = "、".join(each.title for each in documents[:_MOST_NAMED])
    rest = "等" if len(documents) > _MOST_NAMED else ""
    return f"{len(documents)} 份{more}：{titles}{rest}"
