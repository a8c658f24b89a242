"""What a list says of itself: how long it is, and on paper which part of it this is."""

from collections.abc import Iterable

from app.cases.turning import MOST_COUNTED
from app.routers.forms import Option


def total(count: int, measure: str) -> str:
    """Return how many there are on all pages, counted up to a limit.

    >>> total(3, "件"), total(501, "件")
    ('共 3 件', '共 500 件以上')
    """
    return f"共 {count} {measure}" if count <= MOST_COUNTED else f"共 {MOST_COUNTED} {measure}以上"


def chosen(options: Iterable[Option], value: str) -> str:
    """Return the text of what was chosen, nothing for nothing."""
    return next((option.text for option in options if value and option.value == value), "")


def narrowed(fields: Iterable[tuple[str, str]]) -> str:
    """Return what a list is narrowed to, for the paper.

    >>> narrowed([("状态", "已立案"), ("单位", "")]), narrowed([])
    ('筛选条件：状态“已立案”', '没有筛选')
    """
    told = "，".join(f"{name}“{value}”" for name, value in fields if value)
    return f"筛选条件：{told}" if told else "没有筛选"


def part(rows: int, whole: str, *, is_whole: bool) -> str:
    """Return which part of a list a printed page is.

    >>> part(50, "共 120 件", is_whole=False)
    '本表是其中一页的 50 行，不是全部（共 120 件）'
    """
    if is_whole:
        return f"本表是全部 {rows} 行"
    return f"本表是其中一页的 {rows} 行，不是全部（{whole}）"
