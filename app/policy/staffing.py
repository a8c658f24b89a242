"""Who may know, register and change people, their roles, certificates and training.

Accounts and roles belong to the security administrator (三员分立, promise P8), who sees no
content. Certificates and training are business: Zhangzi's articles 3 and 7 want officers trained,
supervised and qualified, so the office and the legal section keep those files. Colleagues see
who somebody is, not their file.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision, allow, refuse
from app.policy.grounds import Ground, Reach, Rule, articles
from app.policy.pack import Pack
from app.policy.vocabulary import LEADERS, Role

_ACCOUNTS = Ground(
    Reach.BELOW,
    "您是安全管理员，负责账号和岗位。",
    roles=frozenset({Role.SECURITY_ADMINISTRATOR}),
)
_FILE_KEEPERS = Ground(
    Reach.BELOW,
    "您负责执法资格、培训和监督检查的登记。",
    roles=frozenset({Role.INSPECTOR, Role.LEGAL_REVIEWER}),
    cites=("qualification.required", "training.duty"),
)
_LEADERS = Ground(Reach.BELOW, "您是本单位领导，可了解本单位人员情况。", roles=LEADERS)
_DEVICE_KEEPER = Ground(
    Reach.BELOW,
    "您发放设备时需要确认领用人。",
    role_key="device.keeper.role",
    cites=("device.keeper.role",),
)
_COLLEAGUES = Ground(Reach.MEMBER, "这是您本单位的同事。", roles=frozenset(Role))
_SYSTEM = Ground(
    Reach.BELOW,
    "您是系统管理员，负责单位和科室的设置。",
    roles=frozenset({Role.SYSTEM_ADMINISTRATOR}),
)
_SELF = Ground(Reach.OWN, "这是您本人的信息。")

OTHERS_ONLY = (
    "本人的账号和岗位不能由本人办理：管理账号的人不能给自己授权，也不能让自己离任。"
    "请由另一名安全管理员办理。"
)
ROLES_ELSEWHERE = (
    "此人还在您管理范围以外的单位担任岗位，账号由管理这些岗位的安全管理员办理。"
    "请联系上级单位的安全管理员。"
)
_ACCOUNT_REFUSAL = "账号和岗位由安全管理员办理，您不能办理这项操作。请联系本单位的安全管理员。"
_FILE_REFUSAL = "执法资格、培训和监督检查由局办公室或法制审核人员登记，您不能办理这项操作。"
_FILE_CITES = ("qualification.required", "training.duty")

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.PERSON_ASSIGN_ROLE: Rule((_ACCOUNTS,), _ACCOUNT_REFUSAL),
        Act.PERSON_CHANGE: Rule((_ACCOUNTS,), _ACCOUNT_REFUSAL),
        Act.PERSON_KNOW: Rule(
            (_SELF, _ACCOUNTS, _FILE_KEEPERS, _LEADERS, _DEVICE_KEEPER, _COLLEAGUES),
            "您不能查看其他单位人员的信息。",
        ),
        Act.PERSON_READ_FILE: Rule(
            (_SELF, _FILE_KEEPERS, _LEADERS),
            "执法证件、培训和监督检查记录只向本人、本单位领导和负责登记的人员开放。",
            _FILE_CITES,
        ),
        Act.PERSON_REGISTER: Rule((_ACCOUNTS,), _ACCOUNT_REFUSAL),
        Act.PERSON_RESET_CREDENTIAL: Rule((_ACCOUNTS,), _ACCOUNT_REFUSAL),
        Act.QUALIFICATION_KEEP: Rule((_FILE_KEEPERS,), _FILE_REFUSAL, _FILE_CITES),
        Act.SECTION_KEEP: Rule((_SYSTEM,), "单位和科室由系统管理员设置，您不能办理这项操作。"),
        Act.TRAINING_KEEP: Rule((_FILE_KEEPERS,), _FILE_REFUSAL, _FILE_CITES),
    }
)

MUST_BE_QUALIFIED = frozenset({Role.OFFICER})
"""Who enforces, and so needs a certificate (Zhangzi, article 7)."""


def decide_on_account(at_home: Decision, elsewhere: Iterable[Decision]) -> Decision:
    """Return whether an account may be kept, given the answers of all units it opens something in.

    ``at_home`` is the answer of the unit of the posting, ``elsewhere`` those of the units of its
    roles. An account opens whatever its roles open: whoever could take it over, or sign it in
    under another name, where its person serves would otherwise reach into the unit above.
    """
    if at_home.allowed and not all(answer.allowed for answer in elsewhere):
        return refuse(ROLES_ELSEWHERE)
    return at_home


def decide_own_certificate(actor: Actor, holder_id: UUID, pack: Pack) -> Decision:
    """Return whether the holder is somebody else: nobody vouches for their own certificate."""
    if actor.id != holder_id:
        return allow("这是他人的执法证件。")
    return refuse(
        "本人的执法证件不能由本人登记或变更。请由局办公室或法制审核的其他人员核对原件后办理。",
        *articles(pack, _FILE_CITES),
    )
