"""The checklist of what is recorded (音像记录事项清单), and its rows for an activity.

Ruzhou's annex 1 is such a table; Shanxi's article 8 has every agency compile its own. Columns and
rows are the regulation's own words, because published lists differ in them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.policy.asking import Standing, duty_of, silence
from app.policy.decision import Ruling
from app.policy.grounds import articles
from app.policy.pack import Pack

_REQUIRED, _COLUMNS = "checklist.required", "checklist.columns"
_ROWS, _SITUATIONS = "checklist.rows", "checklist.situations"


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One row: its number and its other cells by the name of their column."""

    number: str
    cells: Mapping[str, str]


def checklist_required(pack: Pack) -> Ruling[Standing]:
    """Return whether the agency has to have a checklist."""
    return duty_of(pack, _REQUIRED, "应当编制音像记录事项清单，写明事项、内容、环节、方式等要求。")


def rows_for(pack: Pack, situations: Collection[str]) -> Ruling[tuple[ChecklistRow, ...]]:
    """Return the rows that apply to an activity with these situations, in the table's order."""
    if not pack.rows(_ROWS):
        return silence(pack, _ROWS, ())
    wanted = {row[0] for row in pack.rows(_SITUATIONS) if row[-1] in situations}
    columns = pack.items(_COLUMNS)
    cited = articles(pack, (_ROWS,))
    if any(len(row) != len(columns) for row in pack.rows(_ROWS)):
        return Ruling((), "音像记录事项清单各行与栏目的数目不一致，请先核对条款设置。", cited)
    found = tuple(
        ChecklistRow(row[0], MappingProxyType(dict(zip(columns[1:], row[1:], strict=True))))
        for row in pack.rows(_ROWS)
        if row[0] in wanted
    )
    if not found:
        return Ruling((), "音像记录事项清单中没有与本次执法活动对应的事项。", cited)
    numbers = "、".join(row.number for row in found)
    return Ruling(found, f"按照音像记录事项清单第 {numbers} 项记录。", cited)
