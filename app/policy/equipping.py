"""Who may do what with a recording device, and with the terminal that it may be.

Ruzhou's management rule, article 4, gives the devices and their ledger to one body; article 7
and Shanxi's article 13 put the check before use on whoever uses the device; Zhangzi's article 20
wants a fault reported at once by whoever meets it, and a repair only by leave. Terminals are also
technical objects, so the system administrator may enrol and revoke them, without any content.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.acts import Act
from app.policy.grounds import Ground, Reach, Rule
from app.policy.vocabulary import LEADERS, Role

_KEY = "device.keeper.role"
_KEEPER = Ground(Reach.BELOW, "您负责执法记录设备的日常管理。", role_key=_KEY, cites=(_KEY,))
_HOLDER = Ground(Reach.OWN, "这台设备正由您领用。", cites=(_KEY,))
_ITSELF = Ground(Reach.SENT, "这是本终端自己的登记信息。")
_LEADERS = Ground(Reach.BELOW, "您是本单位领导，负责设备维修和报废的批准。", roles=LEADERS)
_CHECKERS = Ground(
    Reach.BELOW,
    "您负责对设备佩戴、使用情况的监督检查。",
    roles=LEADERS | {Role.INSPECTOR},
)
_CUSTODIAN = Ground(
    Reach.UNIT,
    "您保管这些设备记录的资料。",
    role_key="custodian.role",
    cites=("custodian.role",),
)
_SYSTEM = Ground(
    Reach.BELOW,
    "您是系统管理员，负责终端的接入；不接触执法记录内容。",
    roles=frozenset({Role.SYSTEM_ADMINISTRATOR}),
)

_REFUSAL = "执法记录设备由设备管理员统一管理，您不能办理这项操作。请联系设备管理员。"
_HOLDER_REFUSAL = "这台设备现在不是由您领用，您不能办理这项操作。请联系设备管理员。"

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.DEVICE_AUTHORISE_REPAIR: Rule(
            (_LEADERS,), "设备维修和报废须由单位领导批准，您不能批准。", (_KEY,)
        ),
        Act.DEVICE_CHANGE: Rule((_KEEPER,), _REFUSAL, (_KEY,)),
        Act.DEVICE_CHECK: Rule((_KEEPER, _HOLDER), _HOLDER_REFUSAL, (_KEY,)),
        Act.DEVICE_HAND_OVER: Rule((_KEEPER, _HOLDER), _HOLDER_REFUSAL, (_KEY,)),
        Act.DEVICE_KNOW: Rule(
            (_KEEPER, _HOLDER, _CHECKERS, _CUSTODIAN, _SYSTEM, _ITSELF), _REFUSAL, (_KEY,)
        ),
        Act.DEVICE_MAINTAIN: Rule((_KEEPER,), _REFUSAL, (_KEY,)),
        Act.DEVICE_READ_LEDGER: Rule((_KEEPER, _CHECKERS, _CUSTODIAN), _REFUSAL, (_KEY,)),
        Act.DEVICE_REGISTER: Rule((_KEEPER,), _REFUSAL, (_KEY,)),
        Act.DEVICE_REPORT_FAULT: Rule((_KEEPER, _HOLDER), _HOLDER_REFUSAL, (_KEY,)),
        Act.DEVICE_WRITE_OFF: Rule(
            (_LEADERS,), "设备维修和报废须由单位领导批准，您不能批准。", (_KEY,)
        ),
        Act.TERMINAL_ENROL: Rule(
            (_KEEPER, _SYSTEM),
            "终端的登记和撤销由设备管理员或系统管理员办理，您不能办理。",
            (_KEY,),
        ),
    }
)
