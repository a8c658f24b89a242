"""What Chen was granted: where she sits before it, and the copy that she took."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.beginning import begin_viewing, open_for_visitor
from app.models import (
    AccessPermit,
    AccessRequest,
    SignInSession,
    Viewing,
)
from app.policy.law_words import Requester
from app.storage.store import Store
from tests.access import sitting
from tests.access.copies import kept
from tests.access.register import copy_of
from tests.matrix.cast import ROOM
from tests.world import NOW, Town


async def seat_chen(
    session: AsyncSession, town: Town, case: UUID, recording: UUID, *, store: Store
) -> dict[str, UUID]:
    """Return what was granted to Chen, her sitting before it, her copy, where a lawyer sits."""
    staff = Requester.OTHER_STAFF
    own = await sitting.permitted(
        session, town, requester=staff, case_id=case, recordings=[recording]
    )
    signed_in = await session.scalar(
        select(SignInSession.id).where(SignInSession.person_id == town.chen.id)
    )
    chen = replace(town.chen, credential_id=signed_in)
    viewing = await begin_viewing(session, chen, own.request_id, address="10.0.0.9", now=NOW)
    visit = await sitting.permitted(session, town, requester=Requester.LAWYER, case_id=case)
    terminal = await sitting.terminal_in(session, town, token=ROOM, networks=("10.0.0.0/24",))
    opened = await open_for_visitor(
        session, town.liu, visit.request_id, terminal, address="", now=NOW
    )
    assert isinstance(viewing, Viewing)
    assert isinstance(opened, Viewing)
    return {
        "granted": own.request_id,
        "terminal": terminal,
        "viewing": viewing.id,
        "item": (await sitting.items_of(session, own))[0],
        "issue": await _copy_of_chen(session, town, own, store),
    }


async def _copy_of_chen(
    session: AsyncSession, town: Town, permit: AccessPermit, store: Store
) -> UUID:
    """Return a disc that Chen has signed for; the bundle and the receipt are real files."""
    request = await session.get_one(AccessRequest, permit.request_id)
    said = {"articles": [], "files": [], "left_out": [], "unit": "水政监察大队"}
    taker = {"taker": "陈立", "taker_unit": "水政监察大队"}
    issue = await copy_of(
        session,
        request,
        permit,
        town.liu,
        manifest={**said, **taker, "regulation": {"title": "制度", "version": 1}},
        bundle_id=await kept(session, store, b"PK bundle"),
        receipt_id=await kept(session, store, b"%PDF receipt"),
    )
    return issue.id
