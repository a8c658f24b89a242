"""Who may see a recording: its facts, its pictures, its content; and who says whose it is.

Ruzhou's consultation rule, article 3, puts the records into the custody of one body; article 5
keeps everybody else out until the head of the organ approves. What is approved opens in a sitting
alone (decision 0042) and adds nothing here: the custodian sees content, and whoever submitted a
recording sees the receipt: its facts, and for the terminal that held the bytes anyway, the
thumbnails it can compare before its card is cleared. What lies in
a case that is a state secret is played and shown to nobody (article 10): only facts of custody
are left.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from app.policy.acts import Act
from app.policy.closing import Closure
from app.policy.grounds import Ground, Reach, Refusal, Rule

CUSTODIAN = Ground(
    Reach.UNIT,
    "您是本单位执法记录信息的保管人员。",
    role_key="custodian.role",
    cites=("custodian.role",),
)
CUSTODY = replace(CUSTODIAN, opens=frozenset(Closure))
"""The keeper where keeping is the act, and nothing is opened by it: also of state secrets."""
SECRET = {
    Closure.STATE_SECRET: Refusal(
        "案卷文书和音像资料按照保密规定另行管理，任何人都不能在本系统中打开、复制或者调阅。"
        "确因工作需要的，请与资料保管人员联系。",
        ("secrecy",),
    )
}
"""What is said of the content of a state secret; the register has it, so it names no class."""
_RECEIPT = "这是您提交的资料，可核对其入库情况。"
# What the sender has sent, and that it arrived whole, tells nothing of the case it is put into.
_SUBMITTER = Ground(Reach.OWN, _RECEIPT, cites=("store.deadline.normal",), opens=frozenset(Closure))
# A terminal still holds the bytes it sent, so small pictures of them show it nothing new.
_SENDER = Ground(Reach.SENT, _RECEIPT, cites=("store.deadline.normal",))
_RECEIVER = replace(_SENDER, opens=frozenset(Closure))
_KEEPER = Ground(
    Reach.BELOW,
    "您负责执法记录设备的管理，由您核实是哪一台设备。",
    role_key="device.keeper.role",
    cites=("device.keeper.role",),
)

_REFUSAL = "您不是这份资料的保管人员，不能查阅其内容。确因工作需要查阅的，请先报请批准。"
_CITES = ("access.view.other_staff", "custodian.role")

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.RECORDING_ATTRIBUTE: Rule(
            (CUSTODY,),
            "执法人员和设备由资料保管人员核定。您认为记载有误的，请向保管人员说明。",
            ("custodian.role",),
        ),
        Act.RECORDING_KNOW_FACTS: Rule((CUSTODY, _SUBMITTER, _RECEIVER), _REFUSAL, _CITES),
        Act.RECORDING_PLAY: Rule((CUSTODIAN,), _REFUSAL, _CITES, SECRET),
        Act.RECORDING_SEE_THUMBNAILS: Rule((CUSTODIAN, _SENDER), _REFUSAL, _CITES, SECRET),
        Act.RECORDING_SETTLE_DEVICE: Rule(
            (_KEEPER,),
            "来源设备不明的资料由设备管理员核实，您不能处理。",
            ("device.keeper.role",),
        ),
    }
)
