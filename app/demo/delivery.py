"""Hand the demonstration's clips in through the real upload door, as five devices would.

The clips are made on the spot with PyAV: sound ones in the usual containers, and the three that
every office knows: a file cut short, a photograph, the same file twice.
"""

import asyncio
import base64
import hashlib
import http.client
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.db import transaction, type_of_sessions
from app.demo.agency import AGENCY
from app.demo.clips import ClipKind, make_clip
from app.demo.equipment import DEVICES
from app.devices.tokens import issue_token
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Device, Upload
from app.people.register import unit_by_code
from app.policy.actor import WORKER
from app.policy.vocabulary import UploadState

log = structlog.get_logger()
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Delivery:
    """One clip: what it is, who hands it in, how it is named, how long ago it was recorded."""

    kind: ClipKind
    device: int
    file_name: str
    declared_type: str
    seconds: int
    minutes_ago: int
    label: str = "河道采砂巡查"


DELIVERIES = (
    Delivery(ClipKind.MP4, 0, "RZ0001_河道采砂巡查_0001.mp4", "video/mp4", 12, 190),
    Delivery(ClipKind.JPEG, 2, "IMG_采砂船全景.jpg", "image/jpeg", 1, 186),
    Delivery(ClipKind.HEVC_MP4, 1, "RZ0002_现场检查_0001.mp4", "video/mp4", 8, 150, "现场检查"),
    Delivery(ClipKind.MPEGTS, 1, "RZ0002_现场检查_0002.ts", "video/mp2t", 8, 149, "现场检查"),
    Delivery(
        ClipKind.AVI_MPEG4_ALAW, 4, "2019型_取水口检查.avi", "video/x-msvideo", 8, 120, "取水口检查"
    ),
    Delivery(ClipKind.M4A, 3, "询问当事人录音.m4a", "audio/mp4", 20, 95),
    Delivery(ClipKind.TRUNCATED_MP4, 0, "RZ0001_河道采砂巡查_0002.mp4", "video/mp4", 12, 60),
    Delivery(ClipKind.FRAGMENTED_MP4, 2, "SCZD_送达文书_留置.mp4", "video/mp4", 10, 40, "留置送达"),
    Delivery(ClipKind.WAV_ALAW, 3, "听证会开场.wav", "audio/wav", 15, 30),
)
SECOND_ARRIVAL = Delivery(
    ClipKind.MP4, 4, "采集站_RZ0001_河道采砂巡查_0001.mp4", "video/mp4", 12, 190
)
"""The dock station reads the card whose first file the camera had already sent."""


@dataclass(frozen=True, slots=True)
class UploadDoor:
    """Where the API listens, and whom to believe there when it speaks TLS."""

    host: str
    port: int
    context: ssl.SSLContext | None = None

    def connection(self) -> http.client.HTTPConnection:
        """Return a connection, opened by its first request."""
        if self.context is None:
            return http.client.HTTPConnection(self.host, self.port, timeout=60)
        return http.client.HTTPSConnection(self.host, self.port, timeout=60, context=self.context)


async def deliver_clips(sessions: type_of_sessions, *, door: UploadDoor, now: datetime) -> int:
    """Make and upload whatever has not been handed in yet; return how many files were sent.

    The clips show the hours before the agency was loaded, so an interrupted delivery that goes on
    later makes the same files again.
    """
    async with transaction(sessions) as session:
        loaded_at = await _loaded_at(session)
        known = await _handed_in(session)
    sent = 0
    with TemporaryDirectory(prefix="liuhen-clips-") as folder:
        source = Path(folder) / "clip"
        for delivery in (*DELIVERIES, SECOND_ARRIVAL):
            if delivery.file_name in known:
                continue
            recorded_at = loaded_at - timedelta(minutes=delivery.minutes_ago)
            await asyncio.to_thread(_make, delivery, source, recorded_at)
            token = await _borrowed_token(sessions, DEVICES[delivery.device].device_no, now)
            await asyncio.to_thread(_hand_in, door, token, delivery, source, recorded_at)
            log.info("demonstration.clip_sent", kind=delivery.kind.value)
            sent += 1
    return sent


async def _loaded_at(session: AsyncSession) -> datetime:
    agency = await unit_by_code(session, AGENCY)
    if agency is None:
        message = "the demonstration agency is not loaded"
        raise LookupError(message)
    return agency.created_at


async def _handed_in(session: AsyncSession) -> set[str]:
    """Return the names of what has arrived whole; an upload that was cut is begun anew."""
    whole = Upload.state == UploadState.COMPLETE.value
    return set(await session.scalars(select(Upload.file_name).where(whole)))


def _make(delivery: Delivery, path: Path, start: datetime) -> None:
    filmed_by = DELIVERIES[0] if delivery is SECOND_ARRIVAL else delivery
    make_clip(
        filmed_by.kind,
        path,
        seconds=filmed_by.seconds,
        start=start,
        label=filmed_by.label,
        device_no=DEVICES[filmed_by.device].device_no,
    )


async def _borrowed_token(sessions: type_of_sessions, device_no: str, now: datetime) -> str:
    """Return a token for one clip, beside the device's own, which enrolling would end.

    ``demo.json`` names the device's own, and whoever tries it out must find it in force.
    Appends ``terminal:enrolled``.
    """
    async with transaction(sessions) as session:
        device = (
            await session.execute(select(Device).where(Device.device_no == device_no))
        ).scalar_one()
        token = await issue_token(session, device.id, now)
        await append(
            session,
            LedgerKind.TERMINAL_ENROLLED,
            WORKER,
            unit_id=device.unit_id,
            subject_id=device.id,
            now=now,
        )
        return token


def _hand_in(
    door: UploadDoor, token: str, delivery: Delivery, source: Path, recorded_at: datetime
) -> None:
    """Upload one file by tus 1.0.0: create, then patch in chunks."""
    content = source.read_bytes()
    connection = door.connection()
    common = {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"}
    values = {
        "filename": delivery.file_name,
        "filetype": delivery.declared_type,
        "sha256": hashlib.sha256(content).hexdigest(),
        "recorded_at": recorded_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }
    metadata = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items()
    )
    created = _ask(
        connection,
        "POST",
        "/files",
        common | {"Upload-Length": str(len(content)), "Upload-Metadata": metadata},
    )
    location = urlsplit(created["Location"]).path
    for start in range(0, len(content), _CHUNK):
        _ask(
            connection,
            "PATCH",
            location,
            common
            | {
                "Upload-Offset": str(start),
                "Content-Type": "application/offset+octet-stream",
            },
            content[start : start + _CHUNK],
        )
    connection.close()


def _ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes = b"",
) -> http.client.HTTPMessage:
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status not in {201, 204}:
        message = f"{method} {path} answered {answer.status}: {text[:200]!r}"
        raise OSError(message)
    return answer.headers
