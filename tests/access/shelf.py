"""Content of a case as workers leave it, put on the shelf by hand: no worker costs a test its time.

That workers leave it so is what their own tests hold.
"""

import io
from uuid import UUID

from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.media.facts import MediaFacts, StreamFacts
from app.models import CaseDocument, Derivative, Original, Recording
from app.policy.case_words import DocumentState
from app.policy.vocabulary import DerivativeKind, MediaKind, RecordingState
from app.storage.store import Store, StoredPart
from tests.arrivals import arrive
from tests.world import NOW, Town

LENGTH_MS = 2000
FACTS = MediaFacts(
    container="mp4",
    streams=(StreamFacts(index=0, kind="video", codec="h264", fps=15.0),),
    duration_ms=LENGTH_MS,
    fps=15.0,
    browser_playable=True,
)
SHEET = {
    "tile_width": 160,
    "tile_height": 90,
    "columns": 2,
    "rows": 1,
    "interval_ms": 1000,
    "tiles": 2,
}


def still(*, is_sheet: bool = False) -> bytes:
    """Return a grey still, or a sheet of two tiles, as a JPEG."""
    made = io.BytesIO()
    Image.new("RGB", (320, 90 if is_sheet else 180), (90, 100, 110)).save(made, "JPEG")
    return made.getvalue()


async def kept_original(session: AsyncSession, store: Store, content: bytes) -> Original:
    """Store bytes as an original."""
    key = ids.new_id()
    writer = store.begin_segment(key, 0, 1)
    writer.write([content])
    part = writer.finish()
    stored = store.assemble_original(key, [StoredPart(part.key, part.length, part.sha256)])
    digests = store.digest_original(stored)
    row = Original(
        id=key,
        storage_key=stored,
        size_bytes=digests.size_bytes,
        sha256=digests.sha256,
        sm3=digests.sm3,
        sealed_at=NOW,
    )
    session.add(row)
    await session.flush()
    return row


async def kept_recording(
    session: AsyncSession, store: Store, town: Town, content: bytes, *, picture: bytes = b""
) -> UUID:
    """Put a video of two seconds there that browsers play, with a still and a storyboard."""
    recording_id = await arrive(session, town.terminal, town.brigade)
    original = await kept_original(session, store, content)
    row = await session.get_one(Recording, recording_id)
    row.state, row.kind = RecordingState.PROCESSED.value, MediaKind.VIDEO.value
    row.original_id, row.size_bytes = original.id, len(content)
    row.duration_ms, row.media = LENGTH_MS, FACTS.to_json()
    for kind in DerivativeKind:
        is_sheet = kind is DerivativeKind.STORYBOARD
        drawn = picture or still(is_sheet=is_sheet)
        stored = store.put_derivative(original.id, f"{kind.value}.jpg", drawn)
        session.add(
            Derivative(
                id=ids.new_id(),
                original_id=original.id,
                kind=kind.value,
                ordinal=0,
                time_ms=None if is_sheet else 0,
                media_type="image/jpeg",
                storage_key=stored,
                size_bytes=3,
                parent_sha256=original.sha256,
                tool="by hand",
                parameters=SHEET if is_sheet else {},
                made_at=NOW,
            )
        )
    await session.flush()
    return recording_id


async def kept_paper(
    session: AsyncSession,
    store: Store,
    town: Town,
    case_id: UUID,
    content: bytes,
    *,
    media_type: str = "application/pdf",
) -> UUID:
    """Put a decision of two pages into the file of a case."""
    original = await kept_original(session, store, content)
    document = CaseDocument(
        id=ids.new_id(),
        case_id=case_id,
        file_version=1,
        kind="行政处罚决定书",
        title="行政处罚决定书",
        is_concluding=True,
        is_final=True,
        position=1,
        page_count=2,
        state=DocumentState.READY.value,
        original_id=original.id,
        file_name="行政处罚决定书.pdf",
        media_type=media_type,
        added_by_id=town.chen.id,
        added_at=NOW,
    )
    session.add(document)
    await session.flush()
    return document.id
