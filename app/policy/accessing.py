"""Who may ask for records, receive askers, approve, read the register (调阅).

Ruzhou's consultation rule: article 3 has the brigade keep the register; 4 to 8 say who asks and who
approves. Zhangzi 15 and Changli 14: nobody consults without approval. What becomes of one request
stands in ``consulting``, whether a permit opens a thing in ``permits``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.acts import Act
from app.policy.closing import Closure
from app.policy.grounds import Ground, Reach, Rule
from app.policy.viewing import CUSTODIAN
from app.policy.vocabulary import BUSINESS_ROLES, LEADERS, Role

# To ask opens nothing; that nothing of a state secret is granted, says the rule of requests.
_ASKING = frozenset(Closure)
_HANDLER = Ground(
    Reach.HANDLING, "您是本案的承办人。", cites=("access.view.handler",), opens=_ASKING
)
_COLLEAGUE = Ground(
    Reach.MEMBER,
    "您是本单位人员，确因工作需要可以申请。",
    roles=BUSINESS_ROLES,
    cites=("access.view.other_staff",),
    opens=_ASKING,
)
_ABOVE = Ground(
    Reach.BELOW,
    "您在上级单位任职，确因工作需要可以申请。",
    roles=BUSINESS_ROLES,
    cites=("access.view.other_staff",),
    opens=_ASKING,
)
_SUBMITTER = Ground(
    Reach.OWN,
    "这是您提交的资料，确因工作需要可以申请。",
    cites=("access.view.other_staff",),
    opens=_ASKING,
)
_REQUESTER = Ground(Reach.OWN, "这是您提出的申请。")
_APPROVERS = Ground(
    Reach.BELOW,
    "您是本单位领导，负责调阅的审批。",
    roles=LEADERS,
    cites=("access.view.other_staff",),
)
_INSPECTORS = Ground(
    Reach.BELOW, "您负责监督检查，可以查看查阅登记簿。", roles=frozenset({Role.INSPECTOR})
)
_AUDITORS = Ground(
    Reach.BELOW,
    "您是审计管理员，可以查看查阅登记簿，但不能查看资料内容。",
    roles=frozenset({Role.AUDIT_ADMINISTRATOR}),
)
_SETTERS = Ground(
    Reach.BELOW,
    "您是系统管理员，负责登记阅览终端。",
    roles=frozenset({Role.SYSTEM_ADMINISTRATOR}),
)
_VIEWER = Ground(
    Reach.VIEWING,
    "您正在按准予的内容查阅。",
    cites=("access.take_out", "access.register"),
)
_REGISTER = ("access.register", "custodian.role")

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.ACCESS_APPROVE: Rule(
            (_APPROVERS,),
            "调阅由单位领导审批，您不能办理。",
            ("access.view.other_staff",),
        ),
        Act.ACCESS_ASK: Rule(
            (_HANDLER, _COLLEAGUE, _ABOVE, _SUBMITTER),
            "您不是本单位的执法工作人员，不能在系统中提出调阅申请。请持单位介绍信和有效证件，"
            "向资料保管人员当面申请。",
            ("access.view.other_staff",),
        ),
        Act.ACCESS_KNOW: Rule(
            (_REQUESTER, CUSTODIAN, _APPROVERS),
            "调阅申请只向申请人、资料保管人员和单位领导开放。",
            _REGISTER,
        ),
        Act.ACCESS_READ_REGISTER: Rule(
            (CUSTODIAN, _APPROVERS, _INSPECTORS, _AUDITORS),
            "查阅登记簿向资料保管人员、单位领导、监督检查人员和审计管理员开放。",
            _REGISTER,
        ),
        Act.ACCESS_RECEIVE: Rule(
            (CUSTODIAN,),
            "来访申请由资料保管人员接待、核实和办理，您不能办理。",
            _REGISTER,
        ),
        Act.ACCESS_REVOKE: Rule(
            (CUSTODIAN, _APPROVERS),
            "准予由资料保管人员或者单位领导收回，您不能办理。",
            _REGISTER,
        ),
        Act.ACCESS_TRACE: Rule(
            (CUSTODIAN, _APPROVERS, _INSPECTORS, _AUDITORS),
            "水印和复制件标记由资料保管人员、单位领导、监督检查人员和审计管理员追查。",
            _REGISTER,
        ),
        Act.ACCESS_WATCH: Rule(
            (_VIEWER,),
            "您现在没有查阅这一项的权限。确因工作需要查阅的，请先申请。",
            ("access.view.other_staff", "access.take_out"),
        ),
        Act.READING_ROOM_KEEP: Rule(
            (_SETTERS,), "阅览终端由系统管理员登记和停用，您不能办理。", ("access.take_out",)
        ),
    }
)
