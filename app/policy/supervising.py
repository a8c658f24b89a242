"""What a superior unit sees of the units below it: figures, states and deadlines, no content.

Shanxi's article 5 has judicial administration and superior organs guide, coordinate and
supervise; none of them is thereby allowed to see a recording.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.acts import Act
from app.policy.grounds import Ground, Reach, Rule
from app.policy.vocabulary import LEADERS, Role

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.FIGURES_SEE: Rule(
            (
                Ground(
                    Reach.BELOW,
                    "您负责对本单位和下级单位执法记录工作的指导和监督。",
                    roles=LEADERS | {Role.INSPECTOR},
                    cites=("supervision.superior",),
                ),
            ),
            "各单位的统计情况只向本单位和上级单位的领导、监督检查人员开放。",
            ("supervision.superior",),
        )
    }
)
