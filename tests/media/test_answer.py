import asyncio
import json

import pytest

from app.media import wire
from app.media.answer import ChildAnswer, GarbledAnswerError, read_answer
from app.media.facts import Thumbnail
from app.media.limits import MediaLimits

LIMITS = MediaLimits(max_thumbnails=2, max_facts_bytes=1000, max_image_bytes=1000)
JPEG = b"\xff\xd8\xff\xe0picture\xff\xd9"


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    return wire.FRAME_HEAD.pack(kind, len(payload)) + payload


def facts(**changes: object) -> bytes:
    value = {"kind": "video", "facts": None, "findings": []} | changes
    return frame(wire.FACTS, json.dumps(value).encode())


def picture(time_ms: int = 0, jpeg: bytes = JPEG) -> bytes:
    return frame(wire.THUMBNAIL, wire.pack_thumbnail(Thumbnail(0, time_ms, 320, 180, jpeg)))


READY = frame(wire.READY)
END = frame(wire.END, b'{"findings": [], "rotation": 90}')


async def read(data: bytes) -> ChildAnswer:
    stream = asyncio.StreamReader()
    stream.feed_data(data)
    stream.feed_eof()
    answer = ChildAnswer()
    await read_answer(stream, answer, LIMITS)
    return answer


async def test_a_complete_answer_is_accepted() -> None:
    answer = await read(READY + facts() + picture(0) + picture(2000) + END)

    assert answer.complete
    assert answer.rotation == 90
    assert sorted(answer.thumbnails) == [0, 2000]


async def test_what_arrived_before_an_early_death_is_kept() -> None:
    answer = await read(READY + facts() + picture(0) + picture(2000)[:-5])

    assert not answer.complete
    assert sorted(answer.thumbnails) == [0]


@pytest.mark.parametrize(
    "data",
    [
        facts(),
        READY + READY,
        READY + END,
        READY + picture(),
        READY + facts() + facts(),
        READY + frame(wire.FACTS, b"not json"),
        READY + frame(wire.FACTS, b"[" * 900),
        READY + frame(wire.FACTS, b"[]"),
        READY + facts(kind="program"),
        READY + facts(facts={"duration_ms": "long"}),
        READY + facts(findings={"code": "truncated"}),
        READY + facts(findings=[{"code": "invented"}]),
        READY + facts() + picture(jpeg=b"<svg onload=x>"),
        READY + facts() + picture(jpeg=b"\xff\xd8\xff" + b"x" * 2000 + b"\xff\xd9"),
        READY + facts() + frame(wire.THUMBNAIL, b"short"),
        READY + facts() + frame(wire.STORYBOARD, bytes(14) + JPEG),
        READY + facts() + picture() * 20,
        READY + facts() + frame(b"?", b""),
        b"P\xff\xff\xff\xff",
    ],
)
async def test_an_answer_our_child_never_gives_is_refused(data: bytes) -> None:
    with pytest.raises(GarbledAnswerError):
        await read(data)
