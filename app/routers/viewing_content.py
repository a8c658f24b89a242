"""The content of a sitting's items: the only way to it for whoever does not keep the records.

Each request, and every 4 MiB of a long answer, is judged with facts read afresh: permit, sitting,
item, membership, security class, place (promise P7). Nothing here is sent to be kept.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.drawn import Sheet, draw_for_sitting, sheet_of
from app.access.sittings import Marked, content_in, document_in, mark_of, recording_in
from app.access.stamped_pictures import Derived, StampDesk
from app.access.viewing import note_opened
from app.access.watching import Watched, watch
from app.db import transaction
from app.errors import ConflictError
from app.media.marking import MarkProblem
from app.media.picture_wire import Look
from app.pages.passing import PaperType
from app.papers.opening import OpenedDocument, locate_document
from app.papers.pages import KeptPage, page_of
from app.policy.decision import Decision
from app.policy.vocabulary import MediaKind
from app.recordings.queries import RecordingDetail
from app.routers import display, sending
from app.routers.document_rows import is_shown_in_place
from app.routers.errors import refusal
from app.routers.resources import resources_of
from app.routers.streaming import ViewingRightEndedError
from app.routers.undrawn import undrawn
from app.routers.viewer import viewer_of

T = TypeVar("T")
router = APIRouter(include_in_schema=False)
PLAYED = frozenset({"audio", "image", "video"})
DRAWN = frozenset({"image"})
TOLD = frozenset({"empty", "track"})
"""What a page may ask each address for, as ``Sec-Fetch-Dest`` says (Fetch Metadata, 2.1)."""
ITEM = "/viewings/{viewing_id}/items/{item_id}"
NOT_IN_PLACE = (
    "Word 文书不能在页面里显示，准予查阅的也不能下载。"
    "请资料保管人员打印出来查阅，或者转换成 PDF 后归入案卷。"
)
PAGE_BY_PAGE = "PDF 在查阅页面里逐页显示，不整份打开。请回到查阅页面，翻到要看的那一页。"


@router.api_route(f"{ITEM}/media", methods=["GET", "HEAD"], name="viewing_media")
async def send_media(viewing_id: UUID, item_id: UUID, request: Request) -> Response:
    """Answer a recording, whole or one range; HEAD promises the same and sends nothing.

    A photo is sent whole, with the watermark in it.
    """

    async def find(session: AsyncSession, watched: Watched) -> tuple[RecordingDetail, Marked]:
        detail = await _recording(session, watched)
        sending.sendable(detail)
        if request.method == "GET":
            await note_opened(session, watched.sitting)
        return detail, await mark_of(session, viewing_id)

    found = await _ask(request, viewing_id, item_id, find, shown_as=PLAYED)
    if isinstance(found, Decision):
        return refusal(request, found)
    detail, mark = found
    recheck = _rechecking(request, viewing_id, item_id)
    content = sending.sendable(detail)
    if detail.kind != MediaKind.PHOTO:
        return await sending.send_original(request, content, recheck=recheck)
    desk = _stamp_desk(request, viewing_id, mark)
    picture = await desk.original(content.key, content.size_bytes, Look.PICTURE)
    return await sending.send_stamped_picture(picture, recheck=recheck)


@router.get(f"{ITEM}/content", name="viewing_document")
async def send_document(viewing_id: UUID, item_id: UUID, request: Request) -> Response:
    """Answer a document that is one picture; of every other the pages are shown, or nothing."""

    async def find(session: AsyncSession, watched: Watched) -> tuple[OpenedDocument, Marked]:
        opened = await content_in(session, watched.sitting.document_id)
        if opened.media_type == PaperType.PDF:
            raise ConflictError(PAGE_BY_PAGE)
        if not is_shown_in_place(opened.media_type):
            raise ConflictError(NOT_IN_PLACE)
        await note_opened(session, watched.sitting)
        return opened, await mark_of(session, viewing_id)

    found = await _ask(request, viewing_id, item_id, find, shown_as=DRAWN)
    if isinstance(found, Decision):
        return refusal(request, found)
    opened, mark = found
    desk = _stamp_desk(request, viewing_id, mark)
    picture = await desk.original(opened.storage_key, opened.size_bytes, Look.PAGE)
    return await sending.send_stamped_picture(
        picture, recheck=_rechecking(request, viewing_id, item_id)
    )


@router.get(f"{ITEM}/pages/{{number}}.jpg", name="viewing_page")
async def send_page(viewing_id: UUID, item_id: UUID, number: int, request: Request) -> Response:
    """Answer one page with its watermark: of a scan the kept one, of a PDF one drawn now."""

    async def find(session: AsyncSession, watched: Watched) -> tuple[KeptPage, Marked] | Sheet:
        document = await document_in(session, watched.sitting.document_id)
        if document.media_type == PaperType.PDF:
            return await sheet_of(session, viewing_id, document, number)
        await locate_document(session, document)
        page = await page_of(session, document.id, number)
        await note_opened(session, watched.sitting, page=number)
        return page, await mark_of(session, viewing_id)

    found = await _ask(request, viewing_id, item_id, find, shown_as=DRAWN)
    if isinstance(found, Decision):
        return refusal(request, found)
    if isinstance(found, Sheet):
        return await _send_sheet(viewing_id, item_id, found, request)
    page, mark = found
    desk = _stamp_desk(request, viewing_id, mark)
    picture = await desk.derived(page.key, [Derived(page.key, Look.PAGE)])
    recheck = _rechecking(request, viewing_id, item_id)
    return await sending.send_stamped_picture(picture, recheck=recheck)


async def _send_sheet(viewing_id: UUID, item_id: UUID, sheet: Sheet, request: Request) -> Response:
    """Draw a page, and answer it if the right still holds; only then has it been opened."""

    async def note(session: AsyncSession, watched: Watched) -> None:
        await note_opened(session, watched.sitting, page=sheet.number)

    resources = resources_of(request)
    moment = display.minute(resources.clock())
    drawn = await draw_for_sitting(resources.store, resources.settings, sheet, moment=moment)
    if isinstance(drawn, MarkProblem):
        return undrawn(sheet.number, drawn)
    ended = await _ask(request, viewing_id, item_id, note, shown_as=DRAWN)
    if isinstance(ended, Decision):
        return refusal(request, ended)
    return Response(drawn, media_type="image/jpeg")


@router.get(f"{ITEM}/thumbnails/{{number}}.jpg", name="viewing_thumbnail")
async def send_thumbnail(
    viewing_id: UUID, item_id: UUID, number: int, request: Request
) -> Response:
    """Answer one keyframe; it stands on the screen before anything is played, so it was opened."""

    async def find(session: AsyncSession, watched: Watched) -> tuple[RecordingDetail, Marked]:
        detail = await _recording(session, watched)
        await note_opened(session, watched.sitting)
        return detail, await mark_of(session, viewing_id)

    found = await _ask(request, viewing_id, item_id, find, shown_as=DRAWN)
    if isinstance(found, Decision):
        return refusal(request, found)
    return await _send_still(
        request, viewing_id, item_id, found, sending.thumbnail_key(found[0], number)
    )


@router.get(f"{ITEM}/storyboard.jpg", name="viewing_storyboard")
async def send_storyboard(viewing_id: UUID, item_id: UUID, request: Request) -> Response:
    """Answer the sheet of small stills; it shows the course of events, so the item was opened."""

    async def find(session: AsyncSession, watched: Watched) -> tuple[RecordingDetail, Marked]:
        detail = await _recording(session, watched)
        if detail.storyboard is not None:
            await note_opened(session, watched.sitting)
        return detail, await mark_of(session, viewing_id)

    found = await _ask(request, viewing_id, item_id, find, shown_as=DRAWN)
    if isinstance(found, Decision):
        return refusal(request, found)
    return await _send_still(request, viewing_id, item_id, found, sending.storyboard_key(found[0]))


@router.get(f"{ITEM}/storyboard.vtt", name="viewing_track")
async def send_track(viewing_id: UUID, item_id: UUID, request: Request) -> Response:
    """Answer which part of the sheet belongs to which time."""
    detail = await _ask(request, viewing_id, item_id, _recording, shown_as=TOLD)
    return refusal(request, detail) if isinstance(detail, Decision) else sending.send_track(detail)


async def _send_still(
    request: Request,
    viewing_id: UUID,
    item_id: UUID,
    found: tuple[RecordingDetail, Marked],
    key: str,
) -> Response:
    """Answer one still of a recording; all are stamped together when the first is asked for."""
    detail, mark = found
    stills = [Derived(each.storage_key, Look.PICTURE) for each in detail.thumbnails]
    if detail.storyboard is not None:
        sheet = detail.storyboard
        tile = sheet.tile_width, sheet.tile_height
        stills.append(Derived(sheet.storage_key, Look.TILES, tile))
    picture = await _stamp_desk(request, viewing_id, mark).derived(key, stills)
    recheck = _rechecking(request, viewing_id, item_id)
    return await sending.send_stamped_picture(picture, recheck=recheck)


def _stamp_desk(request: Request, viewing_id: UUID, mark: Marked) -> StampDesk:
    resources = resources_of(request)
    now = resources.clock()
    return StampDesk(
        store=resources.store,
        settings=resources.settings,
        stamps=resources.stamps,
        viewing_id=viewing_id,
        mark=mark,
        moment=display.minute(now),
        now=now,
    )


def _rechecking(request: Request, viewing_id: UUID, item_id: UUID) -> sending.Recheck:
    return lambda: recheck_watching(request, viewing_id, item_id)


async def _recording(session: AsyncSession, watched: Watched) -> RecordingDetail:
    return await recording_in(session, watched.sitting.recording_id)


async def _ask(
    request: Request,
    viewing_id: UUID,
    item_id: UUID,
    find: Callable[[AsyncSession, Watched], Awaitable[T]],
    *,
    shown_as: frozenset[str],
) -> T | Decision:
    """Return what ``find`` finds where the right holds, else the refusal, which commits.

    A browser says what it asks for; in a tab of its own, or to be saved, nothing is shown. Every
    browser that we support says so; whoever does not use one is known by the sign-in alone.
    """
    asked_as = request.headers.get("sec-fetch-dest")
    is_in_page = asked_as is None or asked_as in shown_as
    resources = resources_of(request)
    async with transaction(resources.sessions) as session:
        viewer = await viewer_of(request, session)
        now = resources.clock()
        watched = await watch(session, viewer, viewing_id, item_id, is_in_page=is_in_page, now=now)
        if not watched.decision.allowed:
            return watched.decision
        return await find(session, watched)


async def recheck_watching(request: Request, viewing_id: UUID, item_id: UUID) -> None:
    """Ask again whether an item is open to whoever asked for it; a refusal commits.

    Raises:
        ViewingRightEndedError: it is open no more, with the reason.
    """
    async with transaction(resources_of(request).sessions) as session:
        viewer = await viewer_of(request, session)
        now = resources_of(request).clock()
        watched = await watch(session, viewer, viewing_id, item_id, now=now)
    if not watched.decision.allowed:
        raise ViewingRightEndedError(watched.decision.reason)
