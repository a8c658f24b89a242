"""Take the scans of a certificate from a plain form, and show one on the record."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.db import transaction
from app.errors import LiuhenError
from app.people.certificate_keeping import open_certificate_for_keeping
from app.people.scan_vetting import MOST_BYTES, vet_scan
from app.people.scans import add_scan, open_scan
from app.policy.decision import Decision
from app.routers import pages
from app.routers.certificates import certificate_page
from app.routers.deps import NowDep, ResourcesDep, SessionDep, identify
from app.routers.errors import refusal
from app.routers.multipart import FilePart, file_parts
from app.routers.resources import Resources
from app.routers.visitor import Visitor, VisitorDep, visitor_of_request
from app.storage.threads import in_threads
from app.uploads.errors import BodyBrokenError

router = APIRouter(include_in_schema=False)

_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_NOTHING_RUNS = "default-src 'none'; sandbox; frame-ancestors 'none'"


@router.post("/qualifications/{qualification_id}/scans", name="qualification_scan_add")
async def take_scans(qualification_id: UUID, request: Request, resources: ResourcesDep) -> Response:
    """Keep the files of a posted form one after the other; no transaction is open meanwhile.

    A file that cannot be kept does not stop the others; the page then names it.
    """
    problems: list[str] = []
    taken = 0
    asked = await _ask(request, resources, qualification_id)
    if isinstance(asked, Response):
        return asked
    try:
        async for part in file_parts(request):
            # Asked again for each file: a long form may outlive the right to send it.
            asked = await _ask(request, resources, qualification_id)
            if isinstance(asked, Response):
                return asked
            problem = await _keep(resources, asked, qualification_id, part)
            taken += not problem
            problems += [problem] if problem else []
    except BodyBrokenError as error:
        problems.append(error.message)
    if not taken and not problems:
        problems.append("没有选择文件。请先选择扫描件，再点“上传扫描件”。")
    if not problems:
        return pages.see_other(request, f"/qualifications/{qualification_id}")
    if taken:
        problems.append(f"其余 {taken} 个文件已经保存，不必重新上传。")
    return await _show_problems(request, resources, qualification_id, tuple(problems))


@router.get("/qualifications/{qualification_id}/scans/{scan_id}", name="qualification_scan")
async def send_scan(
    qualification_id: UUID,
    scan_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    resources: ResourcesDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Answer a scan: pictures in place, PDF to keep. Its event commits before it leaves."""
    scan = await open_scan(session, visitor.actor, qualification_id, scan_id, now)
    if isinstance(scan, Decision):
        return refusal(request, scan)
    store = resources.store
    content = await in_threads(store, store.read_document, scan.storage_key)
    shown = "attachment" if scan.media_type == "application/pdf" else "inline"
    headers = {
        "Content-Disposition": f'{shown}; filename="scan.{_ENDINGS[scan.media_type]}"',
        "Content-Security-Policy": _NOTHING_RUNS,
    }
    return Response(content, media_type=scan.media_type, headers=headers)


async def _ask(
    request: Request, resources: Resources, qualification_id: UUID
) -> Visitor | Response:
    """Return who sends, or the refusal, which has its event."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        opened = await open_certificate_for_keeping(session, visitor.actor, qualification_id, now)
        return refusal(request, opened) if isinstance(opened, Decision) else visitor


async def _keep(
    resources: Resources, visitor: Visitor, qualification_id: UUID, part: FilePart
) -> str:
    """Return nothing when the file was kept, else a sentence."""
    content = bytearray()
    async for piece in part.stream:
        # What is too large is read to its end, so that the browser hears why, but not kept.
        if len(content) <= MOST_BYTES:
            content += piece
    try:
        vetted = await vet_scan(
            bytes(content), sandbox=resources.settings.sandbox, now=resources.clock()
        )
        async with transaction(resources.sessions) as session:
            outcome = await add_scan(
                session,
                visitor.actor,
                resources.store,
                qualification_id,
                vetted,
                now=resources.clock(),
            )
    except LiuhenError as error:
        return f"“{part.file_name}”：{error.message}"
    return outcome.reason if isinstance(outcome, Decision) else ""


async def _show_problems(
    request: Request, resources: Resources, qualification_id: UUID, problems: tuple[str, ...]
) -> Response:
    now = resources.clock()
    async with transaction(resources.sessions) as session:
        visitor = await visitor_of_request(session, await identify(request, session, now))
        opened = await open_certificate_for_keeping(session, visitor.actor, qualification_id, now)
        if isinstance(opened, Decision):
            return refusal(request, opened)
        view = await certificate_page(session, *opened, keeps=True, now=now)
    view = replace(view, problems=problems)
    return pages.page(request, visitor.badge, "qualifications/show.html", view, status=422)
