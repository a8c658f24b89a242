"""One certificate: its facts, its scans, and what was done with it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import history_of
from app.ledger.kinds import LABELS
from app.people.certificate_keeping import (
    may_keep,
)
from app.people.certificate_standing import standing_of
from app.people.certificates import Certificate
from app.people.finding import PersonDetail
from app.people.queries import names_of
from app.people.scans import MOST_SCANS, Scan, open_file, scans_of
from app.policy.decision import Decision
from app.policy.vocabulary import QualificationEnd
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.labels import Tag
from app.routers.ledger_words import who
from app.routers.qualification_words import (
    CertificateLine,
    line_of,
    today_of,
)
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event of the ledger about the certificate."""

    at: datetime
    who: str
    act: str


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """Context of ``qualifications/show.html``; ``problems`` are those of an upload."""

    line: CertificateLine
    person_id: UUID
    person_name: str
    unit_name: str
    ended: Tag | None
    ended_on: date | None
    ended_why: str
    registered_at: datetime
    registered_by: str
    scans: tuple[Scan, ...]
    history: tuple[HistoryLine, ...]
    may_keep: bool
    may_withdraw: bool
    may_renew: bool
    most_scans: int = MOST_SCANS
    problems: tuple[str, ...] = ()


@router.get("/qualifications/{qualification_id}", name="qualification")
async def show_certificate(
    qualification_id: UUID,
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Show a certificate to whoever may read the holder's file."""
    opened = await open_file(session, visitor.actor, qualification_id, now)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    keeps = await may_keep(session, visitor.actor, opened[1])
    view = await certificate_page(session, *opened, keeps=keeps, now=now)
    return pages.page(request, visitor.badge, "qualifications/show.html", view)


async def certificate_page(
    session: AsyncSession,
    certificate: Certificate,
    holder: PersonDetail,
    *,
    keeps: bool,
    now: datetime,
) -> CertificatePage:
    """Gather what the page of a certificate shows."""
    events = await history_of(session, certificate.id)
    actors = [event.actor_id for event in events]
    names = await names_of(session, [*actors, certificate.registered_by_id])
    line = line_of(certificate, standing_of(certificate, today_of(now)))
    return CertificatePage(
        line=line,
        person_id=holder.id,
        person_name=holder.full_name,
        unit_name=holder.unit_name,
        ended=line.tag if certificate.revoked_on else None,
        ended_on=certificate.revoked_on,
        ended_why=certificate.revoked_why,
        registered_at=certificate.registered_at,
        registered_by=names.get(certificate.registered_by_id, "系统")
        if certificate.registered_by_id
        else "系统",
        scans=await scans_of(session, certificate.id),
        history=tuple(
            HistoryLine(event.at, who(event, names), LABELS[event.kind]) for event in events
        ),
        may_keep=keeps,
        may_withdraw=keeps and certificate.revoked_on is None,
        may_renew=keeps and certificate.revoked_as is not QualificationEnd.REPLACED,
    )
