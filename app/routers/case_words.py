"""Words for cases on pages: the state as a tag, and each step as what somebody does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.policy.case_words import CaseState, ControlMark, SecurityClass
from app.routers.labels import Tag

_MANY = 3


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step as a button and as a page; what it means stands in ``lead``."""

    verb: str
    lead: str
    is_grave: bool = False


STATES: Mapping[CaseState, Tag] = MappingProxyType(
    {
        CaseState.OPENED: Tag("已立案", "progress", "已经立案，尚未开始调查。"),
        CaseState.EVIDENCE: Tag("调查取证", "progress", "正在调查取证。"),
        CaseState.LEGAL_REVIEW: Tag("法制审核", "warning", "等待法制审核的意见。"),
        CaseState.DECIDED: Tag("已决定", "progress", "处理决定已经作出，等待送达。"),
        CaseState.SERVED: Tag("已送达", "progress", "处理决定已经送达，等待执行。"),
        CaseState.EXECUTED: Tag("已执行", "progress", "处理决定已经执行完毕，等待结案。"),
        CaseState.CLOSED: Tag("已结案", "ready", "案件已经办结，等待立卷。"),
        CaseState.FILE_BOUND: Tag("已立卷", "ready", "卷内目录已经锁定，等待归档。"),
        CaseState.ARCHIVED: Tag("已归档", "muted", "案卷已经归档保管。"),
        CaseState.TRANSFERRED: Tag("已移交", "muted", "案卷已经移交档案部门。"),
    }
)

STEPS: Mapping[CaseState, StepWords] = MappingProxyType(
    {
        CaseState.EVIDENCE: StepWords("转入调查取证", "案件进入调查取证，可以继续补充证据和文书。"),
        CaseState.LEGAL_REVIEW: StepWords(
            "送法制审核", "调查终结，案件和拟作出的决定送法制审核人员审核。"
        ),
        CaseState.DECIDED: StepWords("登记处理决定", "处理决定已经作出的，在这里登记。"),
        CaseState.SERVED: StepWords("登记送达", "处理决定已经送达当事人的，在这里登记。"),
        CaseState.EXECUTED: StepWords(
            "登记执行完毕", "处理决定已经履行或者执行完毕的，在这里登记。"
        ),
        CaseState.CLOSED: StepWords(
            "结案", "案件已经办结。结案以后由资料保管人员立卷，需要继续办理的须重新立案。"
        ),
        CaseState.FILE_BOUND: StepWords(
            "立卷",
            "按顺序编制卷内目录并锁定：只编入定稿的文书，草稿和未通过检查的文件不编入；"
            "此后不得增加、抽取或者改动。",
            is_grave=True,
        ),
        CaseState.ARCHIVED: StepWords("归档", "案卷已经装订、核对，归入案卷档案保管。"),
        CaseState.TRANSFERRED: StepWords(
            "移交", "案卷移交档案部门。移交以后不能再在这里重新立案。", is_grave=True
        ),
    }
)


DONE: Mapping[str, str] = MappingProxyType(
    {"struck": "当事人已经划去。姓名和划去的原因保留在“当事人”下面；误划的，可以重新增加。"}
)
"""What has just been done, by the word of it in the address of a case."""


def party_names(names: Sequence[str]) -> str:
    """Return the first few names, and how many there are.

    >>> party_names(["甲", "乙"]), party_names(["甲", "乙", "丙", "丁"])
    ('甲、乙', '甲、乙、丙等 4 个')
    """
    shown = "、".join(names[:_MANY])
    return f"{shown}等 {len(names)} 个" if len(names) > _MANY else shown


def care(security_class: SecurityClass, marks: Sequence[ControlMark]) -> tuple[str, ...]:
    """Return why a file is handled with care, nothing where there is no reason.

    >>> care(SecurityClass.NONE, [ControlMark.MINOR])
    ('涉及未成年人',)
    """
    classed = () if security_class is SecurityClass.NONE else (security_class.label,)
    return (*classed, *(mark.label for mark in marks))
