"""What a leader answers, and what an approval leaves of a request: items, days, uses, the act."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.facts import ceiling_of, facts_of, items_of, scope_wanted
from app.access.saying import LONGEST
from app.models import AccessItem, AccessRequest, CaseDocument
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.queries import pack_of_unit
from app.policy.access_words import ApprovalAnswer
from app.policy.approving import Approval
from app.policy.consultation import Consultation
from app.policy.decision import Ruling
from app.policy.granting import Limits, Wanted, limit_problems
from app.policy.law_words import ConsultAct
from app.policy.requesting import rule_request


@dataclass(frozen=True, slots=True)
class Answer:
    """What a leader answers. The limits belong to an approval; without ``days`` as many as asked.

    ``left_out`` are the ids of items that are not granted; ``uses`` counts viewings, ``None`` is
    any number. ``is_view_only`` lets whoever asked for more look alone, ``is_marked_only`` lets
    copies leave as marked renditions alone.
    """

    kind: ApprovalAnswer
    reason: str = ""
    days: int | None = None
    uses: int | None = None
    left_out: frozenset[UUID] = frozenset()
    is_view_only: bool = False
    is_marked_only: bool = False
    seen_revision: int | None = None


async def apply_limits(session: AsyncSession, request: AccessRequest, answer: Answer) -> Limits:
    """Strike the items that are not granted, and return the limits.

    Raises:
        NotAcceptableError: with every problem of the limits.
    """
    chosen = items_of(request.id), AccessItem.id.in_(answer.left_out)
    struck = (await session.scalars(select(AccessItem).where(*chosen).with_for_update())).all()
    items = await session.scalar(
        select(func.count()).select_from(AccessItem).where(items_of(request.id))
    )
    limits = Limits(
        request.wanted_days if answer.days is None else answer.days,
        answer.uses,
        len(struck),
        answer.is_view_only,
    )
    wanted = Wanted(request.wanted_days, items or 0, ConsultAct(request.act))
    problems = limit_problems(wanted, limits)
    if len(struck) < len(answer.left_out):
        problems["items"] = "所选内容已不在申请之中，请刷新页面后重新选择。"
    if problems:
        raise NotAcceptableError(*(FieldProblem(field, said) for field, said in problems.items()))
    for item in struck:
        item.is_granted = False
    if struck:
        await session.flush()
        documents = select(AccessItem.document_id).where(
            items_of(request.id), AccessItem.document_id.is_not(None)
        )
        scope = await scope_wanted(session, CaseDocument.id.in_(documents), is_whole=False)
        request.wanted = scope.value
    return limits


async def judge_within(
    session: AsyncSession, request: AccessRequest, approval: Approval, act: ConsultAct
) -> Ruling[Consultation]:
    """Return what the rule says with this approval, of what is left of the request."""
    facts = replace(await facts_of(session, request), approval=approval, act=act)
    pack = await pack_of_unit(session, request.unit_id)
    return rule_request(pack, facts, await ceiling_of(session, request))


def require_reason(answer: Answer) -> None:
    """Raise ``NotAcceptableError`` unless an answer that is no approval says why."""
    problems = []
    if answer.kind is not ApprovalAnswer.APPROVED and not answer.reason:
        what = "要问的问题" if answer.kind is ApprovalAnswer.ASKED else f"{answer.kind.label}的理由"
        problems.append(FieldProblem("reason", f"请写明{what}，申请人会看到。"))
    if len(answer.reason) > LONGEST:
        problems.append(FieldProblem("reason", f"意见最长 {LONGEST} 个字，请缩短。"))
    if problems:
        raise NotAcceptableError(*problems)
