"""A case file that was closed once, and what was struck in it."""

from app.models import CaseDocument, CaseFile, CaseParty
from tests.torture.authz.past.things import Past
from tests.world import NOW


async def remember(past: Past) -> None:
    """A case that was reopened, a party and a document that were struck."""
    past.found["case_id"] = past.home.things["case_id"]
    await _reopen(past)
    await _strike_document(past)


async def _reopen(past: Past) -> None:
    case, by = past.found["case_id"], past.home.keeper.id
    await past.add(
        CaseFile(case_id=case, version=2, begun_at=NOW, begun_by_id=by, reopen_reason="法院发回")
    )
    await past.add(
        CaseParty(
            case_id=case,
            kind="person",
            role="party",
            name="王小山",
            added_at=NOW,
            struck_at=NOW,
            strike_reason="登记错了人",
        )
    )


async def _strike_document(past: Past) -> None:
    by = past.home.keeper.id
    document = await past.session.get_one(CaseDocument, past.of["document_id"])
    past.found["document_id"] = await past.add(
        CaseDocument(
            case_id=document.case_id,
            file_version=1,
            kind="询问笔录",
            title="第二次询问",
            position=2,
            page_count=1,
            state="ready",
            original_id=document.original_id,
            file_name="二.pdf",
            media_type="application/pdf",
            added_by_id=by,
            added_at=NOW,
            struck_at=NOW,
            struck_by_id=by,
            strike_reason="放错",
        )
    )
