"""What is said of a step of a case: its day, how it ended, under which number.

Shanxi's articles 3 and 9 have the whole process recorded: initiation, investigation, review and
decision, service and execution, filing. A step is often registered days after it was taken, so
its form asks for its own day. Binding is what the system itself does at the press of the button;
of it nothing is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.policy.case_words import CaseState


@dataclass(frozen=True, slots=True)
class StepForm:
    """The labels of what the form of a step asks for; an empty one is not asked."""

    day: str = ""
    result: str = ""
    number: str = ""


STEP_FORMS: Mapping[CaseState, StepForm] = MappingProxyType(
    {
        CaseState.OPENED: StepForm(),
        CaseState.EVIDENCE: StepForm("开始调查的日期"),
        CaseState.LEGAL_REVIEW: StepForm("送审日期", number="送审文号"),
        CaseState.DECIDED: StepForm("决定日期", "处理决定", "决定书文号"),
        CaseState.SERVED: StepForm("送达日期", "送达方式", "送达回证文号"),
        CaseState.EXECUTED: StepForm("执行完毕日期", "执行情况", "票据或者文书号"),
        CaseState.CLOSED: StepForm("结案日期", "结案情形", "结案审批文号"),
        CaseState.FILE_BOUND: StepForm(),
        CaseState.ARCHIVED: StepForm("归档日期", number="档号"),
        CaseState.TRANSFERRED: StepForm("移交日期", "接收单位", "移交清册号"),
    }
)
_BACK_FROM_REVIEW = StepForm("退回日期", "审核意见", "审核意见文号")


def form_of_step(now: CaseState, then: CaseState) -> StepForm:
    """Return what is asked of the step from one state to the next."""
    if now is CaseState.LEGAL_REVIEW and then is CaseState.EVIDENCE:
        return _BACK_FROM_REVIEW
    return STEP_FORMS[then]


def said_of_step(form: StepForm, *, result: str, number: str) -> str:
    """Return how a step ended and under which number, in words.

    >>> said_of_step(STEP_FORMS[CaseState.DECIDED], result="罚款", number="汝水罚决〔2026〕1号")
    '决定书文号：汝水罚决〔2026〕1号；处理决定：罚款'
    """
    pairs = ((form.number, number), (form.result, result))
    return "；".join(f"{label}：{text}" for label, text in pairs if label and text)


def wrong_with_day(on: date, *, before: date, today: date, after: date | None = None) -> str:
    """Return why a step cannot have been taken on a day, nothing when it can.

    ``before`` is the day of the step before, ``after`` that of the step that followed, if any did.
    """
    if on > today:
        return "日期不能晚于今天。还没有办理的，请办理以后再登记。"
    if on < before:
        return f"日期不能早于上一步的日期（{before.isoformat()}）。请核对。"
    if after is not None and on > after:
        return (
            f"日期不能晚于下一步的日期（{after.isoformat()}）。请核对；两步都有误的，先更正后一步。"
        )
    return ""
