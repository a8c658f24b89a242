"""Who may try out a new version of the rules on the records that are there, without effect.

No regulation says who prepares its change. The product leaves it to those who would answer for
it: whoever sets the parameters, whoever leads, whoever keeps the records.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.acts import Act
from app.policy.grounds import Ground, Reach, Rule
from app.policy.vocabulary import LEADERS, Role

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.LAW_REHEARSE: Rule(
            (
                Ground(
                    Reach.MEMBER,
                    "您负责本单位的参数、领导或者资料保管工作，可以预演规定的改动。",
                    roles=LEADERS | {Role.RECORD_KEEPER, Role.SYSTEM_ADMINISTRATOR},
                ),
            ),
            "改动预演只向本单位的系统管理员、领导和资料保管人员开放。需要预演的，请向他们提出。",
        )
    }
)
