"""The upload page of a browser, and the plain form beside the resumable queue."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from app.people.queries import pack_of_unit
from app.policy.uploading import decide_creation
from app.routers import pages
from app.routers.deps import ResourcesDep, SessionDep
from app.routers.errors import refusal
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)

ACCEPT = (
    "video/*,audio/*,image/*,.mp4,.mov,.avi,.ts,.mkv,.webm,.3gp,.wmv,.flv,.dav,"
    ".wav,.amr,.aac,.mp3,.m4a,.jpg,.jpeg,.png"
)


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Context of ``uploading/index.html``."""

    endpoint: str
    max_bytes: int
    accept: str = ACCEPT
    message: str = ""
    problems: tuple[str, ...] = ()


@router.get("/upload", name="upload_page")
async def show_upload(
    request: Request, session: SessionDep, resources: ResourcesDep, visitor: VisitorDep
) -> Response:
    """Show the queue and the plain form to whoever may hand recordings in."""
    pack = await pack_of_unit(session, visitor.person.unit_id)
    decision = decide_creation(visitor.actor, pack)
    if not decision.allowed:
        return refusal(request, decision)
    view = UploadPage(endpoint="/files", max_bytes=resources.settings.upload_max_bytes)
    return pages.page(request, visitor.badge, "uploading/index.html", view)
