"""Lists that are printed or kept as a file: who took them out, when, and who signs them."""

from collections.abc import Sequence
from datetime import datetime

from app.documents.sheets import Column, Ledger
from app.routers.downloads import exported
from app.routers.shell import Badge

SIGNATURES = ("制表人", "审核人", "单位负责人")


def signed_list(
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[Sequence[object]],
    badge: Badge,
    now: datetime,
    *,
    missing: str = "",
) -> Ledger:
    """Return a list of the exporter's unit; ``missing`` names what did not fit into it."""
    about = list(exported(badge, now))
    if missing:
        about.append(("注意", f"行数超过上限，{missing}没有列入。请缩小筛选范围后分次导出。"))
    return Ledger(
        title=title,
        unit_name=badge.unit_name,
        columns=columns,
        rows=rows,
        about=tuple(about),
        signatures=SIGNATURES,
        made_at=now,
    )
