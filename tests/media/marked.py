"""Recordings of every odd kind to be marked, and a reader of the code that is burnt into them."""

import io
import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.video.stream import VideoStream
from PIL import Image, ImageChops, ImageDraw, ImageStat

from app.access.codes import ALPHABET
from app.demo.encoding import frame_of
from app.media.lettering import draw_lines, lay_out
from app.media.mark_wire import Marked
from app.media.marking import Mark, MarkLimits, MarkProblem, mark_media

CODE = "7K3QD-0M9XW"
MARK = Mark((CODE, "马警官（汝州市公安局） 2026-11-21"), f"复制件标识 {CODE}；接收人 马警官")
STREET = (90, 100, 110)


async def marked(
    path: Path, mark: Mark = MARK, limits: MarkLimits | None = None
) -> tuple[Marked | MarkProblem, bytes]:
    """Make the rendition through the real sandboxed child, as a worker does."""
    out = bytearray()

    async def take(piece: bytes) -> None:
        out.extend(piece)

    descriptor = os.open(path, os.O_RDONLY)
    try:
        size = path.stat().st_size
        outcome = await mark_media(
            descriptor, mark, take, size_bytes=size, limits=limits or MarkLimits()
        )
    finally:
        os.close(descriptor)
    return outcome, bytes(out)


def film(
    path: Path,
    *,
    size: tuple[int, int] = (640, 360),
    codec: str = "libx264",
    pixels: str = "yuv420p",
    moments: Sequence[int] = tuple(range(0, 40 * 15, 40)),
    turned: int = 0,
    is_heard: bool = False,
) -> Path:
    """Record a grey street with a bright window; ``moments`` are in milliseconds."""
    with av.open(str(path), "w") as target:
        video = target.add_stream(codec, rate=25)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = *size, pixels
        video.codec_context.time_base = Fraction(1, 1000)
        if turned:
            video.set_display_rotation(turned)
        sound = target.add_stream("aac", rate=48_000, layout="mono") if is_heard else None
        for moment in moments:
            frame = frame_of(street(size)).reformat(format=pixels)
            frame.pts, frame.time_base = moment, Fraction(1, 1000)
            target.mux(video.encode(frame))
        target.mux(video.encode(None))
        if sound is not None:
            for number in range(28):
                heard = AudioFrame("fltp", "mono", 1024)
                heard.planes[0].update(bytes(heard.planes[0].buffer_size))
                heard.sample_rate, heard.time_base = 48_000, Fraction(1, 48_000)
                heard.pts = 1024 * number
                target.mux(sound.encode(heard))
            target.mux(sound.encode(None))
    return path


def street(size: tuple[int, int]) -> Image.Image:
    """Return a picture with a bright window at the left, so that one sees how it is turned."""
    picture = Image.new("RGB", size, STREET)
    window = (0.2 * size[0], 0.45 * size[1], 0.35 * size[0], 0.55 * size[1])
    ImageDraw.Draw(picture).rectangle(window, fill=(240, 230, 120))
    return picture


def frames(rendition: bytes) -> list[Image.Image]:
    """Decode every picture."""
    with av.open(io.BytesIO(rendition), "r") as container:
        return [frame.to_image() for frame in container.decode(video=0)]  # type: ignore[no-untyped-call]


def moments(rendition: bytes) -> list[float]:
    """Return when each picture is shown, in seconds."""
    with av.open(io.BytesIO(rendition), "r") as container:
        return [round(frame.time or 0.0, 3) for frame in container.decode(video=0)]


def shared(picture: Image.Image, width: int) -> Image.Image:
    """Return the picture as somebody sends it on: smaller, and compressed again."""
    small = picture.resize((width, picture.height * width // picture.width))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=40)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def read_code(picture: Image.Image, made_at: tuple[int, int] | None = None) -> str:
    """Read the code above in the picture, letter for letter, by what it looks most like.

    For each place every letter of the alphabet is drawn there, in the size of the rendition, and
    shrunk to that of the picture; a person would do no worse.
    """
    read = CODE
    for place, letter in enumerate(CODE):
        if letter != "-":
            tries = [f"{CODE[:place]}{other}{CODE[place + 1 :]}" for other in ALPHABET]
            best = min(tries, key=lambda code: _distance(picture, code, made_at or picture.size))
            read = f"{read[:place]}{best[place]}{read[place + 1 :]}"
    return read


def _distance(picture: Image.Image, code: str, size: tuple[int, int]) -> float:
    stamp = lay_out(draw_lines((code,)), *size)[1]
    high = stamp.picture.height
    drawn = Image.new("RGB", (size[0], high), STREET)
    drawn.paste(stamp.picture, (stamp.x, 0), stamp.picture)
    share = picture.width / size[0]
    small = drawn.resize((picture.width, round(high * share)))
    right = (int(0.3 * picture.width), 0, *small.size)
    found, grey = picture.crop(right).convert("L"), small.crop(right).convert("L")
    return float(ImageStat.Stat(ImageChops.difference(found, grey)).rms[0])
