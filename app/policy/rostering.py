"""Who may read and who may keep the duty roster (值班、排班).

No regulation names a keeper of the roster. It is kept by those who answer for the day: leaders,
the office, and the record keeper, to whom the recordings of the day are handed in.
"""

from collections.abc import Mapping
from types import MappingProxyType

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
