"""The upload page of a browser, and the plain form beside the resumable queue."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from app.db import transaction
from app.errors import LiuhenError
from app.policy.decision import Decision
from app.routers import pages
from app.routers.deps import ResourcesDep, SessionDep, identify
from app.routers.errors import refusal
from app.routers.labels import RECEIPT_STATES
from app.routers.multipart import FilePart, file_parts
from app.routers.resources import Resources
from app.routers.visitor import Visitor, VisitorDep, visitor_of_request
from app.uploads.errors import BodyBrokenError
from app.uploads.queries import decide_handing_in
from app.uploads.whole_file import store_whole_file

router = APIRouter(include_in_schema=False)

ACCEPT = (
    "video/*,audio/*,image/*,.mp4,.mov,.avi,.ts,.mkv,.webm,.3gp,.wmv,.flv,.dav,"
    ".wav,.amr,.aac,.mp3,.m4a,.jpg,.jpeg,.png"
)


RECEIPTS = tuple((state, f"{tag.text}。{tag.meaning}") for state, tag in RECEIPT_STATES.items())
"""What the queue says of a file once it has arrived, by the recording's state."""


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Context of ``uploading/index.html``."""

    endpoint: str
    max_bytes: int
    accept: str = ACCEPT
    receipts: tuple[tuple[str, str], ...] = RECEIPTS
    problems: tuple[str, ...] = ()


@router.get("/upload", name="upload_page")
async def show_upload(
    request: Request, session: SessionDep, resources: ResourcesDep, visitor: VisitorDep
) -> Response:
    """Show the queue and the plain form to whoever may hand recordings in."""
    decision = await decide_handing_in(session, visitor.actor)
    if not decision.allowed:
        return refusal(request, decision)
    return pages.page(request, visitor.badge, "uploading/index.html", _view(resources))


@router.post("/uploads/plain", name="upload_plain")
async def take_plain_form(request: Request, resources: ResourcesDep) -> Response:
    """Store the files of a posted form one after the other; no transaction is open meanwhile.

    A file that cannot be taken does not stop the others; the page then names it.
    """
    problems: list[str] = []
    taken = 0
    visitor = await _visitor(request, resources)
    try:
        async for part in file_parts(request):
            # Asked again for each file: a long form may outlive the right to send it.
            visitor = await _visitor(request, resources)
            outcome = await _store(resources, visitor, part)
            if isinstance(outcome, Decision):
                return refusal(request, outcome)
            if outcome:
                problems.append(outcome)
            else:
                taken += 1
    except BodyBrokenError as error:
        problems.append(error.message)
    if not taken and not problems:
        problems.append("没有选择文件。请先选择一个或多个文件，再点“上传”。")
    if not problems:
        return pages.see_other(request, "/submissions")
    if taken:
        problems.append(f"其余 {taken} 个文件已经收到，不必重新上传。")
    view = _view(resources, *problems)
    return pages.page(request, visitor.badge, "uploading/index.html", view, status=422)


async def _visitor(request: Request, resources: Resources) -> Visitor:
    async with transaction(resources.sessions) as session:
        actor = await identify(request, session, resources.clock())
        return await visitor_of_request(session, actor)


async def _store(resources: Resources, visitor: Visitor, part: FilePart) -> str | Decision:
    """Return nothing when the file was taken, a sentence or a refusal when it was not."""
    try:
        outcome = await store_whole_file(
            resources,
            visitor.actor,
            file_name=part.file_name,
            declared_type=part.declared_type,
            stream=part.stream,
            now=resources.clock(),
        )
    except BodyBrokenError:
        raise
    except LiuhenError as error:
        return f"“{part.file_name}”没有收下：{error.message}"
    return outcome if isinstance(outcome, Decision) else ""


def _view(resources: Resources, *problems: str) -> UploadPage:
    return UploadPage("/files", resources.settings.upload_max_bytes, problems=problems)
