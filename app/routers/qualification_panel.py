"""执法资格 on the page of a person: certificates for whoever may read the file, else yes or no."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.people.authority import authorise
from app.people.certificate_keeping import may_keep
from app.people.certificate_standing import standing_of
from app.people.certificates import certificates_of, is_qualified
from app.people.finding import PersonDetail, thing_of_person
from app.people.scans import scans_of
from app.policy.acts import Act
from app.routers.panels import Panel
from app.routers.qualification_words import CertificateLine, line_of, today_of
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class FiledCertificate:
    """A certificate with the scans that belong to it."""

    line: CertificateLine
    scans: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class QualificationPanel:
    """Context of ``people/_qualifications.html``."""

    person_id: UUID
    certificates: tuple[FiledCertificate, ...]
    may_keep: bool


@dataclass(frozen=True, slots=True)
class QualifiedPanel:
    """Context of ``people/_qualified.html``: what a colleague may know."""

    is_qualified: bool


async def qualification_panel(
    session: AsyncSession, visitor: Visitor, detail: PersonDetail, now: datetime
) -> Panel | None:
    """Return the certificates, or to a colleague only whether there is one in force.

    Whoever enforces shows the certificate to everybody they meet, so that there is one is no
    secret; its number, its days and its scans stay in the file.
    """
    thing = await thing_of_person(session, detail)
    today = today_of(now)
    if not (await authorise(session, visitor.actor, Act.PERSON_READ_FILE, thing)).allowed:
        view = QualifiedPanel(await is_qualified(session, detail.id, today))
        return Panel("people/_qualified.html", view)
    certificates = await certificates_of(session, detail.id)
    scans = await scans_of(session, *(one.id for one in certificates))
    return Panel(
        "people/_qualifications.html",
        QualificationPanel(
            person_id=detail.id,
            certificates=tuple(
                FiledCertificate(
                    line_of(one, standing_of(one, today)),
                    tuple(scan.id for scan in scans if scan.qualification_id == one.id),
                )
                for one in certificates
            ),
            may_keep=await may_keep(session, visitor.actor, detail),
        ),
    )
