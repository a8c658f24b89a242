"""What was shown and what is asked for: the papers and the items of a request, line by line."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy import case as either
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.facts import items_of, papers_shown
from app.access.materials import cases_of_request
from app.access.queries import OpenedRequest, RequestDetail
from app.models import AccessItem, AccessPaper, Case, CaseDocument, Person, Recording
from app.papers.changing import WORD
from app.people.closures import is_state_secret, lies_in_state_secret
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.consultation import ConsultFacts
from app.policy.consulting import row_of
from app.policy.decision import Citation
from app.policy.law_words import ConsultAct, Paper, Requester
from app.policy.vocabulary import RecordingState
from app.recordings.moments import believed_time

ITEMS_AT_ONCE = 100
MOST_COUNTED = 10_000
_READ = tuple(state.value for state in (RecordingState.DAMAGED, RecordingState.PROCESSED))
"""States in which is known what a browser plays."""
UNNAMED = "（按照保密规定另行管理，名称从略）"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that was shown."""

    id: UUID
    kind: Paper
    document_no: str
    file_name: str
    media_type: str
    taken_by: str
    taken_at: datetime
    struck_at: datetime | None
    strike_reason: str

    @property
    def has_scan(self) -> bool:
        """Whether there is something to open."""
        return bool(self.media_type)


@dataclass(frozen=True, slots=True)
class NeededPaper:
    """A paper that the text asks for, with the article, and whether it was shown."""

    kind: Paper
    citations: tuple[Citation, ...]
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One thing that is asked for; without a title for who may not know it yet.

    ``is_shown_in_place`` is false of what no reading page can show: Word files, and recordings
    that no browser plays. Whoever asks and whoever approves is told before somebody sits down.
    """

    id: UUID
    document_id: UUID | None
    recording_id: UUID | None
    title: str
    kind: str
    at: datetime | None
    duration_ms: int | None
    page_count: int | None
    is_concluding: bool
    is_granted: bool
    is_shown_in_place: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some items in their order, and the id after which more follow."""

    lines: tuple[ItemLine, ...]
    total: int
    next: UUID | None


async def other_cases_of(
    session: AsyncSession, actor: Actor, opened: OpenedRequest
) -> tuple[str, ...]:
    """Return the cases in which what lies outside the case of a request does.

    For whoever may read the names of the items, and as far as they may know the cases.
    """
    if not opened.sees_names:
        return ()
    return await cases_of_request(session, actor, opened.detail.id, beside=opened.detail.case_id)


async def papers_of(session: AsyncSession, request_id: UUID) -> tuple[PaperLine, ...]:
    """Return what was shown, in order, struck ones last."""
    rows = await session.execute(
        select(AccessPaper, Person.full_name)
        .join(Person, Person.id == AccessPaper.taken_by_id)
        .where(AccessPaper.request_id == request_id)
        .order_by(AccessPaper.struck_at.is_not(None), AccessPaper.id)
    )
    return tuple(
        PaperLine(
            id=paper.id,
            kind=Paper(paper.kind),
            document_no=paper.document_no,
            file_name=paper.file_name,
            media_type=paper.media_type or "",
            taken_by=taken_by,
            taken_at=paper.taken_at,
            struck_at=paper.struck_at,
            strike_reason=paper.strike_reason or "",
        )
        for paper, taken_by in rows
    )


async def papers_needed(
    session: AsyncSession, unit_id: UUID, requester: Requester, shown: frozenset[Paper]
) -> tuple[NeededPaper, ...]:
    """Return the papers that the text asks of somebody from outside, each with its article."""
    pack = await pack_of_unit(session, unit_id)
    who = row_of(pack, ConsultFacts(requester, ConsultAct.VIEW, ""))
    key = f"access.papers.{who}"
    return tuple(
        NeededPaper(Paper(item), pack.citation_of_item(key, item), Paper(item) in shown)
        for item in pack.items(key)
    )


async def needed_of(session: AsyncSession, detail: RequestDetail) -> tuple[NeededPaper, ...]:
    """Return the checklist of a request."""
    shown = await papers_shown(session, detail.id)
    return await papers_needed(session, detail.unit_id, detail.requester, shown)


async def items_page(
    session: AsyncSession,
    request_id: UUID,
    *,
    after: UUID | None = None,
    limit: int = ITEMS_AT_ONCE,
    has_titles: bool = True,
) -> ItemPage:
    """Return some items of a request in the order in which they were added.

    ``has_titles``: whether the reader may know them; else each is told by its kind alone.
    """
    conditions = [AccessItem.request_id == request_id]
    if after is not None:
        conditions.append(AccessItem.id > after)
    rows = (
        await session.execute(_items().where(*conditions).order_by(AccessItem.id).limit(limit + 1))
    ).all()
    lines = tuple(_item(row) for row in rows)
    if not has_titles:
        lines = tuple(replace(line, title="") for line in lines)
    return ItemPage(
        lines[:limit],
        await count_items(session, request_id),
        lines[limit - 1].id if len(lines) > limit else None,
    )


async def count_items(session: AsyncSession, request_id: UUID) -> int:
    """Return how many things are asked for, without those that were left out."""
    some = select(AccessItem.id).where(items_of(request_id)).limit(MOST_COUNTED).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


@cache
def _items() -> Select[*tuple[Any, ...]]:
    return (
        select(
            AccessItem,
            # Who was to answer a request learns no more of what has become a secret since.
            either(
                (func.coalesce(is_state_secret(), False) | lies_in_state_secret(), UNNAMED),
                else_=func.coalesce(CaseDocument.title, Recording.file_name),
            ),
            CaseDocument.kind,
            CaseDocument.page_count,
            CaseDocument.is_concluding,
            Recording.kind,
            believed_time(),
            Recording.duration_ms,
            CaseDocument.media_type,
            Recording.state.in_(_READ)
            & func.coalesce(Recording.media["browser_playable"].as_boolean(), False).is_(False),
        )
        .outerjoin(CaseDocument, CaseDocument.id == AccessItem.document_id)
        .outerjoin(Case, Case.id == CaseDocument.case_id)
        .outerjoin(Recording, Recording.id == AccessItem.recording_id)
    )


def _item(found: Row[Any]) -> ItemLine:
    item, title, kind, page_count, is_concluding, media, at, duration, media_type, is_mute = tuple(
        found
    )
    return ItemLine(
        id=item.id,
        document_id=item.document_id,
        recording_id=item.recording_id,
        title=title or "",
        kind=kind or media or "",
        at=at,
        duration_ms=duration,
        page_count=page_count,
        is_concluding=bool(is_concluding),
        is_granted=item.is_granted,
        is_shown_in_place=not is_mute and media_type not in WORD,
    )
