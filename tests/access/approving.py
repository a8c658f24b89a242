"""Leaders of the town, those who stand in for them, and requests that wait for their word."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.approving import answer_request
from app.access.limiting import Answer
from app.clock import day_of
from app.delegations.actions import NewDelegation, record_delegation
from app.ledger.book import history_of
from app.models import AccessApproval, AccessPermit, AccessRequest, Recording
from app.people.identifying import assignments_on
from app.people.register import NewPerson, register_person
from app.policy.access_words import ApprovalAnswer
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct
from app.policy.vocabulary import ActorKind, Role
from tests.access import desk
from tests.cases.office import open_sand_case
from tests.world import NOW, PASSWORD_HASH, Town

HEAD = Role.HEAD_OF_ORGAN
"""Who approves in Ruzhou, where the text asks for the head of the organ."""


async def hire(
    session: AsyncSession, town: Town, username: str, full_name: str, *roles: Role
) -> Actor:
    """Give the agency one more person."""
    person = NewPerson(username, full_name, "", PASSWORD_HASH)
    held = tuple(Assignment(town.agency, role) for role in roles)
    person_id = await register_person(
        session, WORKER, town.agency, person, assignments=held, now=NOW
    )
    return await as_of_today(session, town, person_id)


async def as_of_today(session: AsyncSession, town: Town, person_id: UUID) -> Actor:
    """Return a person of the agency with the roles that they hold today, lent ones too."""
    held = await assignments_on(session, person_id, day_of(NOW))
    return Actor(ActorKind.PERSON, person_id, town.agency, assignments=held)


async def head_of(session: AsyncSession, town: Town) -> Actor:
    """Return 何局长, who leads the organ beside Zhao."""
    return await hire(session, town, "he", "何志远", HEAD)


async def lend(session: AsyncSession, town: Town, principal: Actor, delegate: Actor) -> Actor:
    """Let ``delegate`` stand in for the head, by paper, and return them as they are now."""
    assert principal.id is not None
    assert delegate.id is not None
    new = NewDelegation(
        principal_id=principal.id,
        delegate_id=delegate.id,
        unit_id=town.agency,
        role=HEAD,
        from_on=day_of(NOW),
        until_on=day_of(NOW + timedelta(days=7)),
        document_no="汝水〔2026〕30号",
        reason="赴郑州参加培训",
    )
    lent = await record_delegation(session, principal, new, now=NOW)
    assert isinstance(lent, UUID)
    return await as_of_today(session, town, delegate.id)


async def waiting(
    session: AsyncSession,
    town: Town,
    asker: Actor | None = None,
    *,
    items: int = 1,
    **said: object,
) -> UUID:
    """Let somebody, else Chen, ask for what they sent outside any case; the head has to approve."""
    asker = asker or town.chen
    recordings = [await own_recording(session, town, asker) for _ in range(items)]
    return await desk.ask(session, asker, recordings=recordings, **said)


async def own_recording(session: AsyncSession, town: Town, sender: Actor) -> UUID:
    """Let a recording arrive of which whoever sent it knows, sealed without bytes."""
    recording_id = await desk.recording_in(session, town, None)
    recording = await session.get_one(Recording, recording_id)
    recording.submitted_by_device_id, recording.submitted_by_person_id = None, sender.id
    await session.flush()
    return recording_id


async def answered(
    session: AsyncSession, actor: Actor, request_id: UUID, kind: ApprovalAnswer, **said: object
) -> Decision | None:
    """Answer a request; whatever is no approval says why."""
    reason = "" if kind is ApprovalAnswer.APPROVED else "请写明与本案的关系"
    answer = Answer(kind, **{"reason": reason, **said})  # type: ignore[arg-type]
    return await answer_request(session, actor, request_id, answer, now=NOW)


async def row_of(session: AsyncSession, request_id: UUID) -> AccessRequest:
    """Return a request as the database holds it."""
    return await session.get_one(AccessRequest, request_id, populate_existing=True)


async def permit_of(session: AsyncSession, request_id: UUID) -> AccessPermit | None:
    """Return the permit of a request, if it has one."""
    permit: AccessPermit | None = await session.scalar(
        select(AccessPermit)
        .where(AccessPermit.request_id == request_id)
        .execution_options(populate_existing=True)
    )
    return permit


async def approvals(session: AsyncSession, request_id: UUID) -> list[AccessApproval]:
    """Return the answers to a request, first given first."""
    rows = await session.scalars(
        select(AccessApproval)
        .where(AccessApproval.request_id == request_id)
        .order_by(AccessApproval.id)
    )
    return list(rows)


async def kinds_of(session: AsyncSession, request_id: UUID) -> list[str]:
    """Return the kinds of the events about a request in their order."""
    return [line.kind.value for line in await history_of(session, request_id)]


async def copy_wanted(session: AsyncSession, town: Town) -> UUID:
    """Chen handles the case and asks for a copy of its recording (汝州调阅 4)."""
    case_id = await open_sand_case(session, town)
    recording = await desk.recording_in(session, town, case_id)
    return await desk.ask(
        session, town.chen, case_id=case_id, recordings=[recording], act=ConsultAct.COPY
    )
