"""Read the child's frames with hard caps; nothing in them is believed before it is checked."""

import asyncio
import json
from dataclasses import dataclass, field

from app.media import wire
from app.media.facts import MediaFacts, Storyboard, Thumbnail
from app.media.findings import MediaFinding
from app.media.limits import MediaLimits
from app.policy.vocabulary import MediaKind

_MOST_FINDINGS = 32


class GarbledAnswerError(Exception):
    """The child sent something our child never sends; it may not be our child any more."""


@dataclass(slots=True)
class ChildAnswer:
    """What has been accepted so far; it stays useful when the child dies half-way."""

    ready: bool = False
    """Whether the child was confined and began to read."""
    kind: MediaKind | None = None
    facts: MediaFacts | None = None
    findings: list[MediaFinding] = field(default_factory=list)
    thumbnails: dict[int, Thumbnail] = field(default_factory=dict)
    """By their time: two targets that share a keyframe are one picture."""
    storyboard: Storyboard | None = None
    rotation: int = 0
    complete: bool = False


async def read_answer(
    stream: asyncio.StreamReader, answer: ChildAnswer, limits: MediaLimits
) -> None:
    """Read frames into ``answer`` until the end frame or the end of the stream.

    Raises:
        GarbledAnswerError: a frame is too large, too many, out of order, or malformed.
    """
    for _ in range(limits.max_thumbnails + 4):
        try:
            kind, length = wire.FRAME_HEAD.unpack(await stream.readexactly(wire.FRAME_HEAD.size))
            if length > _cap(kind, limits):
                raise GarbledAnswerError(f"a frame of {length} bytes")
            payload = await stream.readexactly(length)
        except asyncio.IncompleteReadError:
            return
        try:
            _accept(answer, kind, payload)
        except (ValueError, RecursionError) as error:
            raise GarbledAnswerError(str(error)) from error
        if answer.complete:
            return
    raise GarbledAnswerError("too many frames")


def _cap(kind: bytes, limits: MediaLimits) -> int:
    return (
        limits.max_image_bytes
        if kind in {wire.THUMBNAIL, wire.STORYBOARD}
        else (limits.max_facts_bytes)
    )


def _accept(answer: ChildAnswer, kind: bytes, payload: bytes) -> None:
    if not answer.ready:
        if kind != wire.READY or payload:
            raise ValueError("the child says first that it is ready")
        answer.ready = True
        return
    if (answer.kind is None) != (kind == wire.FACTS):
        raise ValueError("facts come first, and once")
    if kind == wire.FACTS:
        value = _object(payload)
        answer.kind = MediaKind(str(value.get("kind")))
        if value.get("facts") is not None:
            answer.facts = MediaFacts.from_json(value["facts"])
        answer.findings += _findings(value)
    elif kind == wire.THUMBNAIL:
        thumbnail = wire.unpack_thumbnail(payload)
        answer.thumbnails.setdefault(thumbnail.time_ms, thumbnail)
    elif kind == wire.STORYBOARD:
        answer.storyboard = wire.unpack_storyboard(payload)
    elif kind == wire.END:
        value = _object(payload)
        rotation = value.get("rotation")
        answer.rotation = rotation if isinstance(rotation, int) and rotation in _TURNS else 0
        answer.findings += _findings(value)
        answer.complete = True
    else:
        raise ValueError("an unknown frame")


_TURNS = frozenset({0, 90, 180, 270})


def _object(payload: bytes) -> dict[str, object]:
    value = json.loads(payload)
    if not isinstance(value, dict):
        raise ValueError("expected an object")  # noqa: TRY004
    return value


def _findings(value: dict[str, object]) -> list[MediaFinding]:
    found = value.get("findings")
    if not isinstance(found, list) or len(found) > _MOST_FINDINGS:
        raise ValueError("findings are a short list")
    return [MediaFinding.from_json(item) for item in found]
