"""Who may place and lift a hold, and that a hold beats every later disposal (promise P4).

Whoever keeps the records, leads or reviews may place one, because too many holds only cost room.
Lifting one lets disposal go on, so that is the leader's alone.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.acts import Act
from app.policy.grounds import Ground, Reach, Rule
from app.policy.viewing import CUSTODIAN
from app.policy.vocabulary import LEADERS, Role

_REVIEWERS = Ground(
    Reach.BELOW,
    "您可以要求继续保存本单位的资料。",
    roles=LEADERS | {Role.LEGAL_REVIEWER},
)
_LEADERS = Ground(Reach.BELOW, "您是本单位领导，可以解除冻结。", roles=LEADERS)

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.HOLD_KNOW: Rule(
            (CUSTODIAN, _REVIEWERS), "冻结情况只向资料保管人员、法制审核人员和单位领导开放。"
        ),
        Act.HOLD_LIFT: Rule((_LEADERS,), "解除冻结须由单位领导决定，您不能解除。"),
        Act.HOLD_PLACE: Rule(
            (CUSTODIAN, _REVIEWERS),
            "冻结资料须由资料保管人员、法制审核人员或单位领导提出，您不能办理。",
        ),
    }
)
