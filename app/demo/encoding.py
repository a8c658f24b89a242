"""Pictures and sound into the streams of a container, as the recorders of an agency write them."""

import math
from array import array
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from PIL import Image

from app.demo.scene import RiverBank

FPS = 15


def open_container(
    path: Path, format_name: str, start: datetime, options: dict[str, str]
) -> OutputContainer:
    """Return a container to write, which says when the recording began."""
    container = av.open(str(path), "w", format=format_name, options=options)
    moment = start.astimezone(UTC).isoformat().replace("+00:00", "Z")
    # AVI knows only ICRD, which libav calls the date.
    container.metadata["date" if format_name == "avi" else "creation_time"] = moment
    return container


def video_stream(
    container: OutputContainer, codec: str, size: tuple[int, int], options: dict[str, str]
) -> VideoStream:
    """Add a stream of pictures at ``FPS``."""
    stream = container.add_stream(codec, rate=FPS, options=options)
    assert isinstance(stream, VideoStream)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    if codec == "libx265":
        stream.codec_context.codec_tag = "hvc1"
    return stream


def audio_stream(container: OutputContainer, codec: str, sample_rate: int) -> AudioStream:
    """Add one channel of sound."""
    stream = container.add_stream(codec, rate=sample_rate)
    assert isinstance(stream, AudioStream)
    stream.layout = "mono"
    if codec == "libopencore_amrnb":
        stream.bit_rate = 12_200
    return stream


def film(
    container: OutputContainer, video: VideoStream, scene: RiverBank, second: int, part: float
) -> None:
    """Write the pictures of a part of one second."""
    for number in range(second * FPS, second * FPS + round(part * FPS)):
        frame = frame_of(scene.picture(number / FPS, number))
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        container.mux(video.encode(frame))


def listen(container: OutputContainer, audio: AudioStream, second: int, part: float) -> None:
    """Write the sound of a part of one second."""
    rate = audio.codec_context.sample_rate
    sound = _murmur(rate)[: round(part * rate)]
    step = audio.codec_context.frame_size or 1000
    for first in range(0, len(sound), step):
        samples = sound[first : first + step]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
        frame.planes[0].update(samples.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
        frame.pts = second * rate + first
        container.mux(audio.encode(frame))


def _murmur(rate: int) -> "array[int]":
    """One second of a low hum with a slow beat, like an engine across the water."""
    return array(
        "h",
        (
            round(
                6000
                * math.sin(math.tau * 90 * n / rate)
                * (0.6 + 0.4 * math.sin(math.tau * 3 * n / rate))
            )
            for n in range(rate)
        ),
    )


def frame_of(image: Image.Image) -> av.VideoFrame:
    """Return a picture as the encoders take it."""
    frame: av.VideoFrame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
    return frame


def noise(size: tuple[int, int]) -> Image.Image:
    """Return grain, which no encoder can make small."""
    return Image.effect_noise(size, 60).convert("RGB")
