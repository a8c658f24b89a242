"""A sitting as its page shows it: the items, the one that is open, the watermark over it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.materials import Material, materials_of_request
from app.access.sittings import document_in, first_item, mark_of, recording_in
from app.access.watching import Viewer, Watched, watch
from app.media.facts import MediaFacts
from app.pages.passing import PaperType
from app.papers.pages import pages_of, sheet_sizes
from app.policy.case_words import DocumentState
from app.policy.decision import Citation
from app.routers import display, media_words
from app.routers.document_rows import STATES, PageShown, is_shown_in_place, pages_shown
from app.routers.media_words import StreamLine
from app.routers.paper_reader import PaperReader, reader_of
from app.routers.players import Player, player_at
from app.routers.viewing_content import NOT_IN_PLACE


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of the list; ``note`` is how long it is, or what kind of thing."""

    id: UUID
    name: str
    note: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Still:
    """One keyframe of a recording, and from where in it it was taken."""

    src: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class ShownItem:
    """The item that is open: a ``player``, a PDF, the ``pages`` of a scan, a file; or why none.

    Of a recording that no browser plays there are ``stills``, and ``tracks`` say what it holds.
    """

    id: UUID
    name: str
    problem: str = ""
    basis: tuple[Citation, ...] = ()
    player: Player | None = None
    content_src: str = ""
    reader: PaperReader | None = None
    pages: tuple[PageShown, ...] = ()
    stills: tuple[Still, ...] = ()
    tracks: tuple[StreamLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SittingView:
    """Context of ``viewings/_sitting.html``; ``home`` is the address at which it is shown."""

    viewing_id: UUID
    request_id: UUID
    request_no: str
    code: str
    watermark: str
    until_at: datetime
    items: tuple[ItemRow, ...]
    shown: ShownItem | None
    home: str
    problem: str = ""
    basis: tuple[Citation, ...] = ()


async def sitting_view(
    session: AsyncSession,
    viewer: Viewer,
    viewing_id: UUID,
    item_id: UUID | None,
    *,
    home: str,
    page: int | None = None,
    now: datetime,
) -> SittingView:
    """Return a sitting with one item open, the first where none is asked for, at this ``page``.

    Raises:
        NotFoundError: there is no such sitting or item, or it is not this viewer's.
    """
    watched = await watch(session, viewer, viewing_id, is_attempt=False, now=now)
    sitting, mark = watched.sitting, await mark_of(session, viewing_id)
    is_open = watched.decision.allowed
    shown: ShownItem | None = None
    rows: tuple[ItemRow, ...] = ()
    if is_open:
        chosen = item_id or await first_item(session, sitting.request_id)
        materials = await materials_of_request(session, sitting.request_id)
        rows = tuple(_row(each, chosen) for each in materials if each.is_granted)
        if chosen is not None:
            asked = await watch(session, viewer, viewing_id, chosen, is_attempt=False, now=now)
            name = next(each.name for each in materials if each.item_id == chosen)
            shown = await _shown(session, asked, chosen, name, page)
    lines = (
        f"{mark.name} {mark.unit_name}".rstrip(),
        f"{mark.number} {display.minute(now)}",
        mark.code,
    )
    return SittingView(
        viewing_id=viewing_id,
        request_id=sitting.request_id,
        request_no=mark.number,
        code=mark.code,
        watermark="\n".join(lines),
        until_at=sitting.facts.until_at,
        items=rows,
        shown=shown,
        home=home,
        problem="" if is_open else watched.decision.reason,
        basis=() if is_open else watched.decision.citations,
    )


def _row(material: Material, chosen: UUID | None) -> ItemRow:
    note = "文书"
    if material.is_recording:
        note = display.duration(material.duration_ms) if material.duration_ms else ""
    return ItemRow(material.item_id, material.name, note, material.item_id == chosen)


async def _shown(
    session: AsyncSession, asked: Watched, item_id: UUID, name: str, page: int | None
) -> ShownItem:
    if not asked.decision.allowed:
        return ShownItem(item_id, name, asked.decision.reason, asked.decision.citations)
    base = f"/viewings/{asked.sitting.viewing_id}/items/{item_id}"
    if asked.sitting.recording_id is None:
        return await _document(session, asked, ShownItem(item_id, name), base, page)
    detail = await recording_in(session, asked.sitting.recording_id)
    media = MediaFacts.from_json(detail.media) if detail.media else None
    problem = media_words.why_not_playable(detail, media)
    if problem:
        return ShownItem(
            item_id,
            name,
            problem,
            stills=tuple(
                Still(f"{base}/thumbnails/{each.ordinal}.jpg", each.time_ms)
                for each in detail.thumbnails
            ),
            tracks=media_words.stream_lines(media),
        )
    if detail.kind == "photo":
        return ShownItem(item_id, name, content_src=f"{base}/media")
    player = player_at(
        base,
        kind=detail.kind,
        fps=media.fps if media else None,
        duration_ms=detail.duration_ms,
        poster=detail.thumbnails[0].ordinal if detail.thumbnails else None,
        has_storyboard=detail.storyboard is not None,
    )
    return ShownItem(item_id, name, player=player)


async def _document(
    session: AsyncSession, asked: Watched, shown: ShownItem, base: str, page: int | None
) -> ShownItem:
    document = await document_in(session, asked.sitting.document_id)
    if document.state != DocumentState.READY.value:
        meaning = STATES[DocumentState(document.state)].meaning
        return ShownItem(shown.id, shown.name, meaning)
    drawn = await pages_of(session, document.id)
    if drawn:
        return ShownItem(shown.id, shown.name, pages=pages_shown(f"{base}/pages", drawn))
    if not is_shown_in_place(document.media_type):
        return ShownItem(shown.id, shown.name, NOT_IN_PLACE)
    if document.media_type == PaperType.PDF:
        assert document.page_count
        sizes = sheet_sizes(document.facts)
        reader = reader_of(shown.name, f"{base}/pages", document.page_count, page, sizes)
        return ShownItem(shown.id, shown.name, reader=reader)
    return ShownItem(shown.id, shown.name, content_src=f"{base}/content")
