"""Who may write in somebody's file of certificates: the keepers, and never in their own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.people.authority import authorise, note_refusal, permit
from app.people.certificates import Certificate, find_certificate
from app.people.finding import PersonDetail, find_person, thing_of_person
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.staffing import decide_own_certificate


async def open_person_for_keeping(
    session: AsyncSession, actor: Actor, person_id: UUID, now: datetime
) -> PersonDetail | Decision:
    """Return a person in whose file the actor may write; a refusal appends ``act:refused``.

    Raises:
        NotFoundError: the actor may not know this person.
    """
    holder = await find_person(session, actor, person_id)
    decision = await permit_keeping(session, actor, holder, now=now)
    return holder if decision.allowed else decision


async def open_certificate_for_keeping(
    session: AsyncSession, actor: Actor, qualification_id: UUID, now: datetime
) -> tuple[Certificate, PersonDetail] | Decision:
    """Return a certificate that the actor may change, with its holder; as for a person.

    Raises:
        NotFoundError: there is none, or the actor may not know its holder.
    """
    certificate, holder = await find_certificate(session, actor, qualification_id)
    decision = await permit_keeping(session, actor, holder, now=now)
    return (certificate, holder) if decision.allowed else decision


async def permit_keeping(
    session: AsyncSession, actor: Actor, holder: PersonDetail, *, now: datetime
) -> Decision:
    """Return whether the actor may write in this file; a refusal appends ``act:refused``."""
    thing = await thing_of_person(session, holder)
    decision = await permit(
        session, actor, Act.QUALIFICATION_KEEP, thing, subject_id=holder.id, now=now
    )
    if not decision.allowed:
        return decision
    own = decide_own_certificate(actor, holder.id, await pack_of_unit(session, holder.unit_id))
    if own.allowed:
        return decision
    await note_refusal(
        session,
        actor,
        Act.QUALIFICATION_KEEP,
        unit_id=holder.unit_id,
        subject_id=holder.id,
        decision=own,
        now=now,
    )
    return own


async def may_keep(session: AsyncSession, actor: Actor, holder: PersonDetail) -> bool:
    """Whether a page offers to write in this file; asked without leaving a trace."""
    thing = await thing_of_person(session, holder)
    decision = await authorise(session, actor, Act.QUALIFICATION_KEEP, thing)
    pack = await pack_of_unit(session, holder.unit_id)
    return decision.allowed and decide_own_certificate(actor, holder.id, pack).allowed
