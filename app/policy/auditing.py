"""Who may read the audit ledger, and of which units.

The three administrators are apart (三员分立, promise P8): the ledger is the audit administrator's
alone. No pack speaks about its reader, so nothing is cited.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.acts import Act
from app.policy.grounds import Ground, Reach, Rule
from app.policy.vocabulary import Role

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.LEDGER_READ: Rule(
            (
                Ground(
                    Reach.BELOW,
                    "您是审计管理员，负责查看操作记录。",
                    roles=frozenset({Role.AUDIT_ADMINISTRATOR}),
                ),
            ),
            "审计台账只由审计管理员查看。需要核对某项操作的，请联系本单位的审计管理员。",
        )
    }
)
