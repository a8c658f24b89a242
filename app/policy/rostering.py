"""Who may read and who may keep the duty roster (值班、排班).

No regulation names a keeper of the roster. It is kept by those who answer for the day: leaders,
the office, and the record keeper, to whom the recordings of the day are handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from app.policy.acts import Act
from app.policy.grounds import Ground, Reach, Rule
from app.policy.vocabulary import BUSINESS_ROLES, LEADERS, Role

_KEEPERS = Ground(
    Reach.BELOW,
    "您负责安排或核对本单位的值班。",
    roles=LEADERS | {Role.INSPECTOR, Role.RECORD_KEEPER},
)
_COLLEAGUES = Ground(Reach.MEMBER, "这是您本单位的值班安排。", roles=BUSINESS_ROLES)

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.ROSTER_KEEP: Rule(
            (_KEEPERS,), "值班表由单位领导、局办公室或内勤编排，您不能修改。请联系他们。"
        ),
        Act.ROSTER_READ: Rule((_KEEPERS, _COLLEAGUES), "值班表只供本单位的业务人员查看。"),
    }
)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who stood on the roster at a moment, in which section and for which shift."""

    person_id: UUID
    name: str
    section_id: UUID | None
    from_at: datetime
    until_at: datetime


def only_crew(people: Sequence[OnDuty]) -> tuple[OnDuty, ...]:
    """Return the crew that alone can have recorded: one person, or one section's single shift.

    Nobody where several crews were on duty; then a person says which.
    """
    crews = {(each.section_id, each.from_at, each.until_at) for each in people}
    is_one = len(people) == 1 or (len(crews) == 1 and people[0].section_id is not None)
    return tuple(people) if is_one else ()
