"""A case whose file is bound, and one that is a state secret; each has words of its own.

Beside a case that is open to half the house lie two that are not: what a role opens elsewhere must
not open them (汝州调阅 4, 9, 10).
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.models import Case, CaseDocument, CaseParty, EvidenceLink, Recording
from app.policy.case_words import CaseState, SecurityClass
from app.policy.closing import Closure
from app.policy.values import Keeping
from app.storage.store import Store
from tests.access import desk
from tests.access.shelf import kept_paper, kept_recording
from tests.cases.office import open_sand_case
from tests.papers.files import pdf
from tests.torture.authz.canaries import closed_canary
from tests.world import NOW, Town

_FILM = b"\x00\x00\x00\x18ftypmp42"


async def furnish(
    session: AsyncSession, town: Town, store: Store
) -> Mapping[Closure, Mapping[str, UUID]]:
    """Return the things of both cases by the names that they have in addresses."""
    return {closure: await _case(session, town, store, closure) for closure in Closure}


async def _case(
    session: AsyncSession, town: Town, store: Store, closure: Closure
) -> Mapping[str, UUID]:
    def word(place: str) -> str:
        return closed_canary(closure, place)

    case_id = await open_sand_case(session, town, case_no=word("enforcement_case.case_no"))
    party = CaseParty(
        id=ids.new_id(),
        case_id=case_id,
        kind="person",
        role="party",
        name=word("case_party.name"),
        added_at=NOW,
    )
    content = pdf(word("case_document.bytes"))
    document_id = await kept_paper(session, store, town, case_id, content)
    film = _FILM + word("recording.bytes").encode() * 40
    recording_id = await kept_recording(session, store, town, film)
    await desk.link(session, town, recording_id, case_id)
    session.add(party)
    case = await session.get_one(Case, case_id)
    case.title = word("enforcement_case.title")
    (await session.get_one(CaseDocument, document_id)).title = word("case_document.title")
    recording = await session.get_one(Recording, recording_id)
    recording.file_name = f"{word('recording.file_name')}.mp4"
    await session.flush()
    # Only then: nobody files anything in what is closed.
    if closure is Closure.BOUND:
        case.state = CaseState.ARCHIVED.value
        # Its keeper has set how long it is kept, so that there is a basis to be read.
        case.file_keeping, case.file_keep_months = Keeping.FIXED.value, 120
        case.file_keeping_basis = "归档范围和保管期限表"
    else:
        case.security_class = SecurityClass.CONFIDENTIAL.value
    await session.flush()
    link_id = await session.scalar(select(EvidenceLink.id).where(EvidenceLink.case_id == case_id))
    assert link_id is not None
    return {
        "case_id": case_id,
        "document_id": document_id,
        "link_id": link_id,
        "party_id": party.id,
        "recording_id": recording_id,
    }
