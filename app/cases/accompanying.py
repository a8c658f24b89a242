"""随卷音像资料: the recordings that go with a version of a file.

They bear no page and are bound with nothing, yet they are evidence or record of the same case; so
binding writes them down with their digests, and the sheets of the file name them (长子 9, 昌黎 8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseFile, EvidenceLink, Original, Recording
from app.policy.case_words import MaterialRole
from app.policy.vocabulary import MediaKind
from app.recordings.moments import RecordingTime, believed_time


@dataclass(frozen=True, slots=True)
class RecordingBeside:
    """One recording as the sheets of a file name it; no digest before it is sealed.

    ``time`` is none where binding locked a moment and not whether it was of recording or arrival,
    as it did on 2026-11-22; that moment is ``locked_at``.
    """

    id: UUID
    kind: MediaKind
    role: MaterialRole
    object_of_proof: str
    time: RecordingTime | None
    sha256: str
    sm3: str
    locked_at: datetime | None = None

    def as_json(self) -> dict[str, str | None]:
        """Return what is locked of it."""
        assert self.time is not None
        recorded_at = self.time.recorded_at
        return {
            "recording": str(self.id),
            "kind": self.kind.value,
            "role": self.role.value,
            "object_of_proof": self.object_of_proof,
            "recorded_at": recorded_at.isoformat() if recorded_at else None,
            "received_at": self.time.received_at.isoformat(),
            "sha256": self.sha256,
            "sm3": self.sm3,
        }


async def recordings_of_file(session: AsyncSession, file: CaseFile) -> tuple[RecordingBeside, ...]:
    """Return the recordings of a version by their times: those locked, or those of today.

    Before 2026-11-22 binding did not write them down; of such a file none are known.
    """
    if file.contents is None:
        return await recordings_beside(session, file)
    return tuple(map(_locked, file.contents.get("recordings", ())))


async def recordings_beside(session: AsyncSession, file: CaseFile) -> tuple[RecordingBeside, ...]:
    """Return what is linked to a version now, by its times."""
    rows = await session.execute(
        select(
            Recording.id,
            Recording.kind,
            EvidenceLink.role,
            EvidenceLink.object_of_proof,
            Recording.recorded_at,
            Recording.received_at,
            func.coalesce(Original.sha256, ""),
            func.coalesce(Original.sm3, ""),
        )
        .join(EvidenceLink, EvidenceLink.recording_id == Recording.id)
        .outerjoin(Original, Original.id == Recording.original_id)
        .where(
            EvidenceLink.case_id == file.case_id,
            EvidenceLink.file_version == file.version,
            EvidenceLink.ended_at.is_(None),
        )
        .order_by(func.coalesce(believed_time(), Recording.received_at), Recording.id)
    )
    return tuple(
        RecordingBeside(
            key,
            MediaKind(kind),
            MaterialRole(role),
            proves,
            RecordingTime(recorded_at, received_at),
            sha256,
            sm3,
        )
        for key, kind, role, proves, recorded_at, received_at, sha256, sm3 in rows
    )


def _locked(said: Mapping[str, Any]) -> RecordingBeside:
    return RecordingBeside(
        id=UUID(said["recording"]),
        kind=MediaKind(said["kind"]),
        role=MaterialRole(said["role"]),
        object_of_proof=said["object_of_proof"],
        time=_time_in(said),
        sha256=said["sha256"],
        sm3=said["sm3"],
        locked_at=datetime.fromisoformat(said["made_at"]) if "made_at" in said else None,
    )


def _time_in(said: Mapping[str, Any]) -> RecordingTime | None:
    if "received_at" not in said:
        return None
    recorded_at = said["recorded_at"]
    return RecordingTime(
        datetime.fromisoformat(recorded_at) if recorded_at else None,
        datetime.fromisoformat(said["received_at"]),
    )
