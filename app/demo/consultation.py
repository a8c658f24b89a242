"""Two requests to consult in the demonstration: one waits for the leader, one had to be refused.

The refusal is the first line of the consultation register (查阅登记簿).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.asking import Applicant, NewRequest, receive
from app.access.choosing import Wanted
from app.access.papers import ShownPaper, show_paper
from app.db import transaction
from app.demo.documents import case_of, member
from app.demo.filed import HEAP
from app.models import AccessRequest, CaseDocument
from app.papers.adding import Desk
from app.policy.actor import Actor
from app.policy.law_words import ConsultAct, Paper, Requester

_KIND = "行政处罚决定书"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who came to the desk: who, why, and which papers they showed, by number."""

    applicant: Applicant
    purpose: str
    papers: tuple[ShownPaper, ...] = ()


NEIGHBOUR = Visit(
    Applicant(Requester.OUTSIDE_ENFORCER, "韩雪", "洛阳市水利局", "执法证 豫C0100021"),
    "办理同一当事人在我市的案件，需要核对处罚决定。",
    (ShownPaper(Paper.OFFICIAL_LETTER, "洛水函〔2026〕17号"),),
)
REPORTER = Visit(Applicant(Requester.PUBLIC, "某报记者", "某报社", "记者证 0000"), "采写新闻报道。")


async def receive_visitors(desk: Desk) -> None:
    """Let the clerk receive both visitors, unless anybody has ever asked for anything.

    Appends what the verbs append. Commits by itself.
    """
    async with transaction(desk.sessions) as session:
        case = await case_of(session, HEAP)
        clerk = await member(session, desk, "clerk")
        decision = await _decision(session, case.id) if case else None
        asked = await session.scalar(select(AccessRequest.id).limit(1))
        if case is None or clerk is None or decision is None or asked is not None:
            return
        wanted = Wanted(documents=frozenset({decision}))
        for visit in (NEIGHBOUR, REPORTER):
            new = NewRequest(ConsultAct.VIEW, visit.purpose, wanted=wanted, case_id=case.id)
            await _receive(session, clerk, visit, new, now=desk.clock())


async def _receive(
    session: AsyncSession, clerk: Actor, visit: Visit, new: NewRequest, *, now: datetime
) -> None:
    request_id = await receive(session, clerk, new, visit.applicant, now=now)
    if not isinstance(request_id, UUID):
        return
    for paper in visit.papers:
        await show_paper(session, clerk, request_id, paper, now=now)


async def _decision(session: AsyncSession, case_id: UUID) -> UUID | None:
    return await session.scalar(
        select(CaseDocument.id)
        .where(
            CaseDocument.case_id == case_id,
            CaseDocument.kind == _KIND,
            CaseDocument.struck_at.is_(None),
        )
        .order_by(CaseDocument.id)
        .limit(1)
    )
