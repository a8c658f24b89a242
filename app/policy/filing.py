"""Who may open a case, know of it, work on it, keep its file (立案、办案、立卷).

长子 8 and 昌黎 7 put case files into the custody of one body; Ruzhou's consultation rule, article
3, has the brigade open and file them. Whoever handles a case makes its file, so until it is bound
they read and write it. From binding on it lies in the archive: its handlers consult it as article 4
says, in the archive room and on the register, where Zhangzi 15 and Changli 14 ask for an approval
with it; so they ask for it and sit down to it like everybody else. A state secret (article 10) is
known to its handlers, the head of the organ and its keeper alone, and opened to nobody here.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.closing import OPEN, Closure
from app.policy.grounds import Ground, Reach, Refusal, Rule
from app.policy.viewing import CUSTODIAN, CUSTODY, SECRET
from app.policy.vocabulary import LEADERS, Role

HANDLING = frozenset({Role.CASE_HANDLER, Role.OFFICER})
_HANDLER = Ground(
    Reach.HANDLING,
    "您是本案的承办人。",
    cites=("access.view.handler", "file.standard"),
    opens=frozenset(Closure),
)
_MAKER = replace(_HANDLER, opens=OPEN)
_OPENERS = Ground(
    Reach.MEMBER,
    "您是办案人员，可以在本单位立案。",
    roles=HANDLING,
)
_SUPERIORS = Ground(
    Reach.BELOW,
    "您是本单位领导，可以了解办案进度。",
    roles=LEADERS,
)
_REVIEWERS = Ground(
    Reach.BELOW,
    "您负责法制审核，可以了解办案进度。",
    roles=frozenset({Role.LEGAL_REVIEWER}),
)
_HEAD = Ground(
    Reach.ORGAN,
    "您是本机关主要负责人，对本案负责。",
    roles=frozenset({Role.HEAD_OF_ORGAN}),
    cites=("secrecy",),
    opens=frozenset(Closure),
)
_SETTERS = Ground(
    Reach.UNIT,
    "您是系统管理员，负责设置案号和文书种类。",
    roles=frozenset({Role.SYSTEM_ADMINISTRATOR}),
)
_WORK = "案件由承办人和资料保管人员办理，您不能改动。您认为有误的，请向承办人说明。"
_FILES = ("file.standard", "custodian.role")
_BOUND = Refusal(
    "案卷已经立卷，由资料保管人员统一保管，承办人也不再直接打开卷内文书。因工作需要查阅的，"
    "请点“申请查阅”：按规定办理以后查阅，并自动登记。",
    # A text that leaves open who approves says in the second that somebody has to.
    ("access.view.handler", "access.papers.handler", "custodian.role"),
)

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.CASE_CHANGE: Rule((CUSTODY, _HANDLER), _WORK, _FILES),
        Act.CASE_KEEP_FILE: Rule(
            (CUSTODY,), "案卷由资料保管人员立卷、归档和重新立案，您不能办理。", _FILES
        ),
        Act.CASE_KNOW: Rule(
            (CUSTODY, _HANDLER, _SUPERIORS, _REVIEWERS, _HEAD),
            "案件只向承办人、资料保管人员、法制审核人员和单位领导开放。",
            _FILES,
        ),
        Act.CASE_OPEN: Rule(
            (CUSTODIAN, _OPENERS), "立案由本单位的办案人员或者资料保管人员办理。", _FILES
        ),
        Act.CASE_READ_FILE: Rule(
            (CUSTODIAN, _MAKER),
            "您不是本案的承办人，不能查阅案卷。确因工作需要查阅的，请先报请批准。",
            ("access.view.other_staff", "custodian.role"),
            {**SECRET, Closure.BOUND: _BOUND},
        ),
        Act.CASE_SET_UP: Rule(
            (CUSTODIAN, _SETTERS),
            "案号和文书种类一个机关只有一份，由机关的系统管理员或者机关本级的资料保管人员设置；"
            "内设机构和下级单位的保管人员只管本单位的资料，按机关的设置使用，不能另行设置。"
            "需要启用或者改动的，请联系机关的系统管理员。",
        ),
        Act.RECORDING_CATALOGUE: Rule(
            (CUSTODY,),
            "资料由保管人员编目。您认为记载有误的，请向保管人员说明。",
            ("index.fields", "custodian.role"),
        ),
    }
)


def handles_cases(actor: Actor) -> bool:
    """Return whether handling cases is this actor's office, so that a case may well be theirs."""
    return not actor.roles.isdisjoint(HANDLING)
