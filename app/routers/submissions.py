"""我上传的: what a person has handed in, what became of it, and the receipts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.recordings.findings import words_for
from app.recordings.inbox import RecordingRow, list_submitted
from app.recordings.receipts import digests_of
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.inbox_filters import read_place
from app.routers.visitor import VisitorDep
from app.uploads.own import OpenUpload, open_uploads_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A recording as its sender sees it."""

    id: UUID
    file_name: str
    size_bytes: int
    state: str
    received_at: datetime
    sha256: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubmissionsPage:
    """Context of ``submissions/index.html``. ``version`` changes whenever a row does."""

    open_uploads: tuple[OpenUpload, ...]
    rows: tuple[SubmissionRow, ...]
    version: str
    newer: str | None
    older: str | None


@router.get("/submissions", name="submissions")
async def show_submissions(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the person's own uploads, newest first."""
    place = read_place(request.query_params)
    found = await list_submitted(
        session, visitor.actor, cursor=place.cursor, direction=place.direction
    )
    digests = await digests_of(session, [row.id for row in found.rows])
    view = SubmissionsPage(
        open_uploads=await open_uploads_of(session, visitor.actor, now=now),
        rows=tuple(_row(row, digests) for row in found.rows),
        version="",
        newer=f"/submissions?newer_than={found.newer}" if found.newer else None,
        older=f"/submissions?older_than={found.older}" if found.older else None,
    )
    view = replace(view, version=hashlib.sha256(repr(view).encode()).hexdigest()[:16])
    return pages.page(request, visitor.badge, "submissions/index.html", view)


def _row(row: RecordingRow, digests: Mapping[UUID, str]) -> SubmissionRow:
    return SubmissionRow(
        id=row.id,
        file_name=row.file_name,
        size_bytes=row.size_bytes,
        state=row.state,
        received_at=row.received_at,
        sha256=digests.get(row.id, ""),
        findings=tuple(words_for(code).label for code in row.finding_codes),
    )
