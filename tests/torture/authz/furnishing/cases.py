"""A case with its handler, party, kinds of document and a document."""

from app.models import Case, CaseDocument, CaseFile, CaseHandler, CaseParty, DocumentKind
from tests.torture.authz.furnishing.parts import DAY, Parts
from tests.world import NOW


async def furnish(parts: Parts) -> None:
    """Open a case and file something in it."""
    await _open_case(parts)
    await _file_document(parts)


async def _open_case(parts: Parts) -> None:
    home, add = parts.home, parts.add
    case = await add(
        "case_id",
        Case(
            unit_id=home.unit,
            case_no=f"{home.code}水罚〔2026〕7号",
            title="采砂案",
            cause="未经许可在河道采砂",
            procedure="ordinary",
            state="evidence",
            place="北汝河",
            note="另案并查",
            opened_on=NOW.date(),
            opened_by_id=home.officer.id,
            opened_at=NOW,
        ),
    )
    await add(
        "",
        CaseFile(case_id=case, version=1, begun_at=NOW, begun_by_id=home.officer.id),
    )
    await add(
        "",
        CaseHandler(case_id=case, person_id=home.officer.id, is_main=True, since=NOW - DAY),
    )
    await add(
        "party_id",
        CaseParty(
            case_id=case,
            kind="person",
            role="party",
            name="李大山",
            document_no="4104821970",
            contact="138",
            added_at=NOW,
        ),
    )


async def _file_document(parts: Parts) -> None:
    home, add = parts.home, parts.add
    kind = DocumentKind(unit_id=home.unit, name="现场笔录", position=1)
    await add("kind_id", kind, keep=True)
    await add(
        "document_id",
        CaseDocument(
            case_id=parts.found["case_id"],
            file_version=1,
            kind="询问笔录",
            title="询问笔录",
            document_no="1",
            position=1,
            page_count=1,
            state="ready",
            original_id=await parts.original("document"),
            file_name="询问笔录.pdf",
            media_type="application/pdf",
            content_text="他说沙子卖给了",
            added_by_id=home.officer.id,
            added_at=NOW,
        ),
    )
