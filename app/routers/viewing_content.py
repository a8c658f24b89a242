"""The content of a sitting's items: the only way to it for whoever does not keep the records.

Each request, and every 4 MiB of a long answer, is judged with facts read afresh: permit, sitting,
item, membership, security class, place (promise P7). Nothing here is sent to be kept.
"""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.drawn import Sheet, draw_for_sitting, sheet_of
from app.access.sittings import Marked, content_in, document_in, mark_of, media_in, recording_in
from app.access.stamped_pictures import Derived
from app.access.watching import Watched
from app.errors import ConflictError
from app.media.marking import MarkProblem
from app.media.picture_wire import Look
from app.pages.passing import PaperType
from app.papers.opening import OpenedDocument, locate_document
from app.papers.pages import KeptPage, page_of
from app.policy.decision import Decision
from app.policy.vocabulary import MediaKind
from app.recordings.queries import RecordingContent, RecordingDetail
from app.routers import display, sending
from app.routers.asked_item import AskedItem
from app.routers.document_rows import is_shown_in_place
from app.routers.errors import refusal
from app.routers.resources import resources_of
from app.routers.undrawn import undrawn

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

    async def find(session: AsyncSession, watched: Watched) -> tuple[RecordingContent, Marked]:
        detail = await media_in(session, watched.sitting.recording_id)
        sending.sendable(detail)
        return detail, await mark_of(session, viewing_id)

    asked = AskedItem(request, viewing_id, item_id, PLAYED)
    found = await asked.find(find)
    if isinstance(found, Decision):
        return refusal(request, found)
    detail, mark = found
    content = sending.sendable(detail)
    if detail.kind == MediaKind.PHOTO:
        desk = asked.stamp_desk(mark)
        picture = await desk.original(content.key, content.size_bytes, Look.PICTURE)
        return await asked.open_picture(picture)
    return await asked.open(await sending.send_original(request, content, recheck=asked.recheck))


@router.get(f"{ITEM}/content", name="viewing_document")
async def send_document(viewing_id: UUID, item_id: UUID, request: Request) -> Response:
    """Answer a document that is one picture; of every other the pages are shown, or nothing."""

    async def find(session: AsyncSession, watched: Watched) -> tuple[OpenedDocument, Marked]:
        opened = await content_in(session, watched.sitting.document_id)
        if opened.media_type == PaperType.PDF:
            raise ConflictError(PAGE_BY_PAGE)
        if not is_shown_in_place(opened.media_type):
            raise ConflictError(NOT_IN_PLACE)
        return opened, await mark_of(session, viewing_id)

    asked = AskedItem(request, viewing_id, item_id, DRAWN)
    found = await asked.find(find)
    if isinstance(found, Decision):
        return refusal(request, found)
    opened, mark = found
    desk = asked.stamp_desk(mark)
    picture = await desk.original(opened.storage_key, opened.size_bytes, Look.PAGE)
    return await asked.open_picture(picture)


@router.get(f"{ITEM}/pages/{{number}}.jpg", name="viewing_page")
async def send_page(viewing_id: UUID, item_id: UUID, number: int, request: Request) -> Response:
    """Answer one page with its watermark: of a scan the kept one, of a PDF one drawn now."""

    async def find(session: AsyncSession, watched: Watched) -> tuple[KeptPage, Marked] | Sheet:
        document = await document_in(session, watched.sitting.document_id)
        if document.media_type == PaperType.PDF:
            return await sheet_of(session, viewing_id, document, number)
        await locate_document(session, document)
        return await page_of(session, document.id, number), await mark_of(session, viewing_id)

    asked = AskedItem(request, viewing_id, item_id, DRAWN)
    found = await asked.find(find)
    if isinstance(found, Decision):
        return refusal(request, found)
    if isinstance(found, Sheet):
        return await _send_sheet(asked, found)
    page, mark = found
    desk = asked.stamp_desk(mark)
    picture = await desk.derived(page.key, [Derived(page.key, Look.PAGE)])
    return await asked.open_picture(picture, page=number)


async def _send_sheet(asked: AskedItem, sheet: Sheet) -> Response:
    resources = resources_of(asked.request)
    moment = display.minute(resources.clock())
    drawn = await draw_for_sitting(resources.store, resources.settings, sheet, moment=moment)
    if isinstance(drawn, MarkProblem):
        return undrawn(sheet.number, drawn)
    return await asked.open_picture(drawn, page=sheet.number)


@router.get(f"{ITEM}/thumbnails/{{number}}.jpg", name="viewing_thumbnail")
async def send_thumbnail(
    viewing_id: UUID, item_id: UUID, number: int, request: Request
) -> Response:
    """Answer one keyframe; it stands on the screen before anything is played, so it was opened."""
    return await _send_still(
        request, viewing_id, item_id, lambda detail: sending.thumbnail_key(detail, number)
    )


@router.get(f"{ITEM}/storyboard.jpg", name="viewing_storyboard")
async def send_storyboard(viewing_id: UUID, item_id: UUID, request: Request) -> Response:
    """Answer the sheet of small stills; it shows the course of events, so the item was opened."""
    return await _send_still(request, viewing_id, item_id, sending.storyboard_key)


@router.get(f"{ITEM}/storyboard.vtt", name="viewing_track")
async def send_track(viewing_id: UUID, item_id: UUID, request: Request) -> Response:
    """Answer which part of the sheet belongs to which time."""
    detail = await AskedItem(request, viewing_id, item_id, TOLD).find(_recording)
    return refusal(request, detail) if isinstance(detail, Decision) else sending.send_track(detail)


async def _send_still(
    request: Request, viewing_id: UUID, item_id: UUID, key_of: Callable[[RecordingDetail], str]
) -> Response:
    """Answer one still of a recording; all are stamped together when the first is asked for."""

    async def find(session: AsyncSession, watched: Watched) -> tuple[RecordingDetail, str, Marked]:
        detail = await _recording(session, watched)
        return detail, key_of(detail), await mark_of(session, viewing_id)

    asked = AskedItem(request, viewing_id, item_id, DRAWN)
    found = await asked.find(find)
    if isinstance(found, Decision):
        return refusal(request, found)
    detail, key, mark = found
    stills = [Derived(each.storage_key, Look.PICTURE) for each in detail.thumbnails]
    if detail.storyboard is not None:
        sheet = detail.storyboard
        tile = sheet.tile_width, sheet.tile_height
        stills.append(Derived(sheet.storage_key, Look.TILES, tile))
    picture = await asked.stamp_desk(mark).derived(key, stills)
    return await asked.open_picture(picture)


async def _recording(session: AsyncSession, watched: Watched) -> RecordingDetail:
    return await recording_in(session, watched.sitting.recording_id)
