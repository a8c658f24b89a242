"""外调寄送: the main handler of a case copies and mails what a body from elsewhere asked for.

Ruzhou's consultation rule, article 8, names that handler and nobody else, so the approved letter,
its copies and the post are his as well as the record keeper's; where the regulation does not say
so, they are the keeper's alone. The list asks the same as the rule does of one request (P13).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import AccessPermit, AccessRequest, CaseHandler, CopyIssue, Person
from app.people.queries import pack_of_unit
from app.policy.access_words import AccessState
from app.policy.actor import Actor
from app.policy.copying import COPYING, mail_citations, mails_out
from app.policy.decision import Citation
from app.policy.filing import HANDLING
from app.policy.law_words import ConsultAct, Requester

_APPROVED = frozenset({AccessState.GRANTED, AccessState.ENDED})
_MOST_COUNTED = 100


class Letter(StrEnum):
    """How far the post is with an approved letter."""

    TO_MAIL = "to_mail"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Mailing:
    """Who copies and mails by which article; without a name the case has no main handler."""

    main_handler: str
    citations: tuple[Citation, ...]


async def mails_request(session: AsyncSession, actor: Actor, request: AccessRequest) -> bool:
    """Return whether the actor, today, copies and mails what this request asks for."""
    if actor.id is None or not _is_handler(actor) or not is_approved_letter(request):
        return False
    if not mails_out(await pack_of_unit(session, request.unit_id), Requester(request.requester)):
        return False
    return bool(await session.scalar(select(_is_main(actor.id, request.case_id))))


async def mailed_by(session: AsyncSession, actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor copies and mails what a request asks for."""
    if actor.id is None or not _is_handler(actor):
        return false()
    theirs = and_(_is_letter(), _is_main(actor.id, AccessRequest.case_id))
    units = await session.scalars(select(AccessRequest.unit_id).where(theirs).distinct())
    bound = [
        unit_id
        for unit_id in units.all()
        if mails_out(await pack_of_unit(session, unit_id), Requester.OUTSIDE_ENFORCER)
    ]
    return and_(theirs, AccessRequest.unit_id.in_(bound)) if bound else false()


async def mails_anything(session: AsyncSession, actor: Actor) -> bool:
    """Return whether the actor has ever had copies to mail, and still handles the case."""
    if not _is_handler(actor):
        return False
    one = select(AccessRequest.id).where(await mailed_by(session, actor)).limit(1)
    return await session.scalar(one) is not None


async def count_to_mail(session: AsyncSession, actor: Actor, *, now: datetime) -> int:
    """Return for how many approved letters nothing has left yet, while the approval holds."""
    if not _is_handler(actor):
        return 0
    some = (
        select(AccessRequest.id)
        .join(AccessPermit, AccessPermit.request_id == AccessRequest.id)
        .where(await mailed_by(session, actor), _is_to_mail(now))
        .limit(_MOST_COUNTED)
        .subquery()
    )
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def letters_of(
    session: AsyncSession, ids: Collection[UUID], *, now: datetime
) -> Mapping[UUID, Letter]:
    """Return how far the post is with those of these requests of which that can be said."""
    rows = await session.execute(
        select(AccessRequest.id, _has_left())
        .join(AccessPermit, AccessPermit.request_id == AccessRequest.id)
        .where(AccessRequest.id.in_(ids), _has_left() | _is_to_mail(now))
    )
    return {key: Letter.LEFT if has_left else Letter.TO_MAIL for key, has_left in rows}


async def mailing_of(
    session: AsyncSession, unit_id: UUID, requester: Requester, case_id: UUID | None
) -> Mailing | None:
    """Return who copies and mails what was granted; ``None`` where the record keeper hands out."""
    pack = await pack_of_unit(session, unit_id)
    if not mails_out(pack, requester):
        return None
    return Mailing(await _main_handler_of(session, case_id), mail_citations(pack))


async def _main_handler_of(session: AsyncSession, case_id: UUID | None) -> str:
    name = await session.scalar(
        select(Person.full_name)
        .join(CaseHandler, CaseHandler.person_id == Person.id)
        .where(CaseHandler.case_id == case_id, CaseHandler.until.is_(None), CaseHandler.is_main)
    )
    return name or ""


def _has_left() -> ColumnElement[bool]:
    """Return the condition that a copy has been mailed or was fetched."""
    return exists().where(
        CopyIssue.request_id == AccessRequest.id,
        (CopyIssue.mailed_on.is_not(None) | CopyIssue.received_at.is_not(None)),
    )


def _is_to_mail(now: datetime) -> ColumnElement[bool]:
    """Return the condition that nothing has left yet and the approval holds."""
    return and_(AccessPermit.ended_at.is_(None), AccessPermit.until_at > now, ~_has_left())


def _is_handler(actor: Actor) -> bool:
    """Return whether the actor can handle cases at all; nobody else is asked about."""
    return bool(actor.units_as(*HANDLING))


def is_approved_letter(request: AccessRequest) -> bool:
    """Return whether a body from elsewhere was granted copies of a case that is named."""
    return (
        request.requester == Requester.OUTSIDE_ENFORCER
        and ConsultAct(request.act) in COPYING
        and AccessState(request.state) in _APPROVED
        and request.case_id is not None
    )


def _is_letter() -> ColumnElement[bool]:
    """Return the condition that ``is_approved_letter`` says of one request."""
    return and_(
        AccessRequest.requester == Requester.OUTSIDE_ENFORCER.value,
        AccessRequest.act.in_([act.value for act in COPYING]),
        AccessRequest.state.in_([state.value for state in _APPROVED]),
        AccessRequest.case_id.is_not(None),
    )


def _is_main(person_id: UUID, case_id: object) -> ColumnElement[bool]:
    return exists().where(
        CaseHandler.case_id == case_id,
        CaseHandler.person_id == person_id,
        CaseHandler.until.is_(None),
        CaseHandler.is_main,
    )
