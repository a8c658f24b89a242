"""The door at which a terminal fetches its token, and the page for whoever scans its code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from app.devices.enrolment import EnrolmentRefused, redeem_code
from app.devices.tokens import LONGEST_WORD, Said
from app.routers import display, errors, pages
from app.routers.deps import VERSION, NowDep, ResourcesDep, SessionDep
from app.routers.forms import storable
from app.routers.problems import Problem, new_reference

api = APIRouter(prefix="/api", tags=["api"])
router = APIRouter(include_in_schema=False)

REFUSED = (
    "接入码不正确、已经用过或者已过期，没有发给令牌。"
    "请核对后重试；仍不成功的，请设备管理员或系统管理员重新生成接入码。"
)
Word = Annotated[str, Field(max_length=LONGEST_WORD)]


class EnrolmentIn(BaseModel):
    """A one-time code, and what the terminal likes to say of itself."""

    code: Word = Field(description="as scanned, or as typed: case, spaces and hyphens do not count")
    version: Word = Field(default="", description="software of the terminal")
    model: Word = ""
    serial_no: Word = ""


class EnrolmentOut(BaseModel):
    """The terminal's token, shown this once; every earlier token of the device has ended."""

    device_no: str
    token: str
    upload_url: str
    server_time: datetime


@dataclass(frozen=True, slots=True)
class EnrolHelpPage:
    """Context of ``terminals/scanned.html``."""

    server: str


@api.post(
    "/enrolments",
    status_code=201,
    response_model=EnrolmentOut,
    responses={403: {"description": "enrolment_refused"}, 429: {"description": "too_many_tries"}},
)
async def enrol_terminal(
    form: EnrolmentIn,
    request: Request,
    *,
    session: SessionDep,
    resources: ResourcesDep,
    response: Response,
    now: NowDep,
) -> EnrolmentOut | Response:
    """Exchange a one-time code for a token; needs no other credential."""
    said = Said(
        version=storable(form.version or request.headers.get(VERSION, "")[:LONGEST_WORD]),
        model=storable(form.model),
        serial_no=storable(form.serial_no),
    )
    address = request.client.host if request.client else ""
    outcome = await redeem_code(session, storable(form.code), said, address=address, now=now)
    if isinstance(outcome, EnrolmentRefused):
        return _refused(request, outcome, now)
    response.headers["Cache-Control"] = "no-store"
    return EnrolmentOut(
        device_no=outcome.device_no,
        token=outcome.token,
        upload_url=f"{resources.settings.public_url}/files",
        server_time=now,
    )


@router.get("/enrol", name="enrol_help")
async def show_scanned(request: Request, resources: ResourcesDep) -> Response:
    """Say what to do to a person who scanned the code with a telephone instead of the terminal.

    The code stands behind the ``#`` of the address, which browsers keep to themselves.
    """
    view = EnrolHelpPage(resources.settings.public_url)
    return pages.bare_page(request, "terminals/scanned.html", view)


def _refused(request: Request, outcome: EnrolmentRefused, now: datetime) -> Response:
    """Answer wrong, used and expired codes alike, so that the answer teaches nothing."""
    if outcome.retry_at is None:
        problem = Problem(403, "enrolment_refused", REFUSED, new_reference())
        return errors.answer(request, problem)
    seconds = int((outcome.retry_at - now).total_seconds()) + 1
    message = f"接入码连续多次不正确，请等待 {display.spoken_seconds(seconds)}后重试。"
    headers = (("Retry-After", str(seconds)),)
    problem = Problem(429, "too_many_tries", message, new_reference(), headers=headers)
    return errors.answer(request, problem)
