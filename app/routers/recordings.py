"""One recording: its facts, digests, findings, pictures, history and player."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.clock import SHANGHAI
from app.deadlines.queries import DeadlineLine, deadline_on
from app.deadlines.storing import why_no_deadline
from app.holds.queries import held_among
from app.ledger.book import LedgerLine, history_of
from app.media.facts import MediaFacts
from app.people.queries import names_of
from app.policy.acts import Act
from app.policy.decision import Citation, Decision
from app.policy.vocabulary import ActorKind
from app.recordings.findings import words_for
from app.recordings.queries import RecordingDetail, decide_on, find_recording
from app.recordings.releasing import can_be_released
from app.recordings.visibility import custody_of
from app.routers import attribution_words, display, media_words, pages
from app.routers.attribution import AttributionPanel, panel_of
from app.routers.catalogue_panel import CataloguePanel, catalogue_panel
from app.routers.deadline_rows import DeadlineRow, row_of
from app.routers.deps import NowDep, SessionDep
from app.routers.keeping_panel import KeepingPanel, keeping_panel
from app.routers.media_words import StreamLine, TimeSource
from app.routers.players import Player, player_at
from app.routers.references import device_href
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One thing the checks noticed, in a sentence."""

    severity: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Keyframe:
    """One still picture and the time it was taken from."""

    number: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event of the ledger, in words."""

    at: datetime
    who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RecordingPage:
    """Context of ``recordings/show.html`` and of its fragments.

    ``play_refusal`` says why this person may not watch, ``not_playable`` why nobody can here;
    the player is shown only when both are empty. ``may_release`` offers the custodian to take
    what a revoked terminal sent out of quarantine. ``declared_fits`` is ``None`` when the sender
    declared no digest or none could be compared yet.
    """

    id: UUID
    file_name: str
    state: str
    kind: str
    unit_name: str
    device: str
    device_href: str
    submitter: str
    attribution: AttributionPanel
    recorded_at: datetime | None
    recorded_at_source: str
    time_sources: tuple[TimeSource, ...]
    received_at: datetime
    sealed_at: datetime | None
    duration_ms: int | None
    size_bytes: int
    container: str
    streams: tuple[StreamLine, ...]
    sha256: str
    sm3: str
    declared_fits: bool | None
    findings: tuple[FindingLine, ...]
    keyframes: tuple[Keyframe, ...]
    has_storyboard: bool
    fps: float | None
    history: tuple[HistoryLine, ...]
    play_refusal: str
    play_basis: tuple[Citation, ...]
    not_playable: str
    watermark: str
    list_name: str
    list_href: str
    is_held: bool
    may_know_holds: bool
    deadline: DeadlineRow | None
    no_deadline: str
    shown_at: datetime
    may_release: bool = False
    catalogue: CataloguePanel | None = None
    keeping: KeepingPanel | None = None

    @property
    def is_catalogued(self) -> bool:
        """Whether the keeper of the records sees that nothing is left to be done."""
        return bool(self.catalogue and self.catalogue.is_catalogued)

    @property
    def player(self) -> Player:
        """What the player's fragments show."""
        return player_at(
            f"/recordings/{self.id}",
            kind=self.kind,
            fps=self.fps,
            duration_ms=self.duration_ms,
            poster=self.keyframes[0].number if self.keyframes else None,
            has_storyboard=self.has_storyboard,
        )


@router.get("/recordings/{recording_id}", name="recording")
async def show_recording(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show everything this person may know of a recording; out of reach is not found."""
    actor = visitor.actor
    detail = await find_recording(session, actor, recording_id)
    playing = await decide_on(session, actor, Act.RECORDING_PLAY, detail)
    pictures = await decide_on(session, actor, Act.RECORDING_SEE_THUMBNAILS, detail)
    attributing = await decide_on(session, actor, Act.RECORDING_ATTRIBUTE, detail)
    events = await history_of(session, detail.id, detail.upload_id)
    named = {event.actor_id for event in events} | set(attribution_words.people_in(events))
    names = await names_of(session, named)
    is_held = bool(await held_among(session, [detail.id], now.astimezone(SHANGHAI).date()))
    holds = await decide_on(session, actor, Act.HOLD_KNOW, detail)
    view = _view(
        detail,
        visitor,
        playing=playing,
        pictures=pictures,
        keeps=detail.unit_id in await custody_of(session, actor),
        is_held=is_held,
        may_know_holds=holds.allowed,
        attribution=await panel_of(session, visitor, detail),
        device_href=await device_href(session, visitor, detail.submitted_by_device_id),
        history=tuple(_history(event, names) for event in events),
        deadline=await deadline_on(session, detail.id, now),
        no_deadline=await why_no_deadline(session, detail.id),
        now=now,
    )
    view = replace(
        view,
        catalogue=await catalogue_panel(session, visitor, detail),
        keeping=await keeping_panel(session, detail, now),
    )
    if attributing.allowed and can_be_released(detail.state, detail.findings):
        view = replace(view, may_release=True)
    return pages.page(request, visitor.badge, "recordings/show.html", view)


def _view(
    detail: RecordingDetail,
    visitor: Visitor,
    *,
    playing: Decision,
    pictures: Decision,
    keeps: bool,
    is_held: bool,
    may_know_holds: bool,
    attribution: AttributionPanel,
    device_href: str,
    history: tuple[HistoryLine, ...],
    deadline: DeadlineLine | None,
    no_deadline: str,
    now: datetime,
) -> RecordingPage:
    media = MediaFacts.from_json(detail.media) if detail.media else None
    return RecordingPage(
        id=detail.id,
        file_name=detail.file_name,
        state=detail.state,
        kind=detail.kind,
        unit_name=detail.unit_name,
        device=detail.device_no or "",
        device_href=device_href,
        submitter=detail.submitter_name or "",
        attribution=attribution,
        recorded_at=detail.recorded_at,
        recorded_at_source=media_words.source_words(detail.recorded_at_source),
        time_sources=media_words.time_sources(detail, media),
        received_at=detail.received_at,
        sealed_at=detail.sealed_at,
        duration_ms=detail.duration_ms,
        size_bytes=detail.size_bytes,
        container=media_words.container_words(media),
        streams=media_words.stream_lines(media),
        sha256=detail.sha256 or "",
        sm3=detail.sm3 or "",
        declared_fits=_declared_fits(detail),
        findings=_findings(detail),
        keyframes=_keyframes(detail) if pictures.allowed else (),
        has_storyboard=detail.storyboard is not None and playing.allowed,
        fps=media.fps if media else None,
        history=history,
        play_refusal="" if playing.allowed else playing.reason,
        play_basis=playing.citations,
        not_playable=media_words.why_not_playable(detail, media),
        watermark=f"{visitor.badge.name} {visitor.badge.unit_name} {display.minute(now)}",
        list_name="待编目" if keeps else "我上传的",
        list_href="/inbox" if keeps else "/submissions",
        is_held=is_held and may_know_holds,
        may_know_holds=may_know_holds,
        deadline=row_of(deadline, now) if deadline else None,
        no_deadline=no_deadline,
        shown_at=now,
    )


def _declared_fits(detail: RecordingDetail) -> bool | None:
    if detail.declared_sha256 is None or detail.sha256 is None:
        return None
    return detail.declared_sha256 == detail.sha256


def _findings(detail: RecordingDetail) -> tuple[FindingLine, ...]:
    lines = []
    for finding in detail.findings:
        words = words_for(finding.code, finding.detail)
        lines.append(FindingLine(finding.severity, words.label, words.sentence))
    return tuple(lines)


def _keyframes(detail: RecordingDetail) -> tuple[Keyframe, ...]:
    return tuple(Keyframe(item.ordinal, item.time_ms) for item in detail.thumbnails)


def _history(event: LedgerLine, names: dict[UUID, str]) -> HistoryLine:
    who = names.get(event.actor_id, "不详") if event.actor_id else "系统"
    if event.actor_kind == ActorKind.TERMINAL:
        who = f"终端 {who}"
    return HistoryLine(at=event.at, who=who, sentence=attribution_words.sentence_of(event, names))
