"""Which step of a case follows which, and when its file may still be changed (案件流程).

Shanxi's article 3 names the stages of the process; Ruzhou's consultation rule, article 9, forbids
adding to a file, taking out of it or altering it, so a bound file is only changed by reopening the
case, which makes a new version. Legal review and binding are states of their own; what opens their
gates is for the rules of review and of filing to say.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.case_words import CaseState
from app.policy.decision import Decision, allow, refuse
from app.policy.law_words import Prohibition
from app.policy.pack import Pack

_STAGES, _STANDARD, _BANS = "process.stages", "file.standard", "prohibited.acts"

STEPS: Mapping[CaseState, tuple[CaseState, ...]] = MappingProxyType(
    {
        CaseState.OPENED: (CaseState.EVIDENCE, CaseState.DECIDED, CaseState.CLOSED),
        CaseState.EVIDENCE: (CaseState.LEGAL_REVIEW, CaseState.DECIDED, CaseState.CLOSED),
        CaseState.LEGAL_REVIEW: (CaseState.EVIDENCE, CaseState.DECIDED, CaseState.CLOSED),
        CaseState.DECIDED: (CaseState.SERVED, CaseState.CLOSED),
        CaseState.SERVED: (CaseState.EXECUTED, CaseState.CLOSED),
        CaseState.EXECUTED: (CaseState.CLOSED,),
        CaseState.CLOSED: (CaseState.FILE_BOUND,),
        CaseState.FILE_BOUND: (CaseState.ARCHIVED,),
        CaseState.ARCHIVED: (CaseState.TRANSFERRED,),
        CaseState.TRANSFERRED: (),
    }
)
"""The steps that may follow each state, the usual one first; going back is reopening."""

BOUND = frozenset({CaseState.FILE_BOUND, CaseState.ARCHIVED, CaseState.TRANSFERRED})
"""States in which nothing of the file changes."""

REOPENABLE = frozenset({CaseState.CLOSED, CaseState.FILE_BOUND, CaseState.ARCHIVED})
KEEPERS_STEPS = frozenset(BOUND)
"""Steps that belong to whoever keeps the files, not to the handlers of the case."""


def decide_step(pack: Pack, now: CaseState, then: CaseState) -> Decision:
    """Return whether a case may go from one state to the next."""
    cited = (*pack.citation(_STAGES), *pack.citation(_STANDARD))
    if then in STEPS[now]:
        return allow(f"案件由“{now.label}”进入“{then.label}”。", *cited)
    following = "、".join(f"“{state.label}”" for state in STEPS[now])
    what = f"下一步只能是{following}" if following else "没有下一步"
    return refuse(f"案件现在是“{now.label}”，{what}，不能直接办理“{then.label}”。", *cited)


def is_taken(now: CaseState, then: CaseState) -> bool:
    """Return whether a case has come to a state already and does not go back to it."""
    way = tuple(CaseState)
    return way.index(then) <= way.index(now) and then not in STEPS[now]


def decide_change(pack: Pack, now: CaseState) -> Decision:
    """Return whether anything of a case and its file may still be changed."""
    if now not in BOUND:
        return allow("案卷尚未立卷，可以补充、更正。")
    return refuse(
        f"案卷{now.label}，不得增加、抽取或者改动。确需补充的，请先重新立案，形成新的一版案卷。",
        *pack.citation_of_item(_BANS, Prohibition.TAMPER_FILE),
    )


def decide_correction(pack: Pack, now: CaseState, step: CaseState) -> Decision:
    """Return whether what is said of a step may be corrected, by whoever may take that step.

    A step of filing is no sheet of the file, so its day and number are corrected afterwards too.
    """
    if step in KEEPERS_STEPS:
        return allow("归档、移交的登记有误的，由资料保管人员更正。", *pack.citation(_STANDARD))
    return decide_change(pack, now)


def decide_reopening(now: CaseState) -> Decision:
    """Return whether a case may be opened again, with a new version of its file."""
    if now in REOPENABLE:
        return allow("案件可以重新立案；原来的一版案卷保持原样，另立新的一版。")
    if now is CaseState.TRANSFERRED:
        return refuse("案卷已经移交，不能在这里重新立案。请与接收单位联系。")
    return refuse(f"案件现在是“{now.label}”，还没有结案，不需要重新立案。")
