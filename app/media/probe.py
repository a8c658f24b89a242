"""Open a container with libav and read its facts. Runs in the sandboxed child only."""

from dataclasses import dataclass, field, replace
from fractions import Fraction

import av
from av.codec.context import CodecContext
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from app.media.facts import MediaFacts, StreamFacts
from app.media.findings import MediaFinding
from app.media.source import DescriptorReader
from app.media.starttime import read_start_time
from app.media.wire import Request
from app.policy.vocabulary import MediaKind

BUFFER_BYTES = 256 * 1024
_USUAL_RATES = tuple(
    Fraction(rate) for rate in (10, 12, 15, 20, 24, 25, 30, 50, 60, 100, 120)
) + tuple(Fraction(rate * 1000, 1001) for rate in (24, 30, 60))


@dataclass(slots=True)
class Probed:
    """The facts, and what the pictures need to know."""

    kind: MediaKind
    facts: MediaFacts
    video: VideoStream | None
    playable_ms: int | None = None
    """How much of the recording is really there, when an end is missing."""
    findings: list[MediaFinding] = field(default_factory=list)


def open_container(request: Request, *, quick: bool = False) -> InputContainer:
    """Open the original with the demuxer that its magic bytes named, and no other.

    ``quick`` skips looking at frames; good for a second opening of formats with an index.
    """
    # A phone's HEIC is a grid: each tile of it is a stream to libav.
    most_streams = 1000 if request.kind == MediaKind.PHOTO else 100
    options = {"max_streams": str(most_streams), "max_pixels": str(request.max_pixels)}
    if quick:
        options |= {"probesize": "32", "analyzeduration": "0"}
    return av.open(
        DescriptorReader(request.descriptor, request.size_bytes),
        mode="r",
        format=request.demuxer,
        options=options,
        metadata_errors="replace",
        buffer_size=BUFFER_BYTES,
    )


def probe(container: InputContainer, request: Request) -> Probed:
    """Read the facts of an open container; ``judge`` says what is wrong with them."""
    streams = tuple(_stream_facts(stream) for stream in container.streams)
    video = _picture_stream(container)
    kind = _kind(request, streams, has_picture=video is not None)
    if kind is MediaKind.PHOTO and len(streams) > 1:
        # One tile is not the photo, and its size not the photo's; better to show nothing.
        return Probed(kind, _facts(container, request, (), None), None)
    return Probed(kind, _facts(container, request, streams, video), video)


def decoder_of(stream: Stream) -> CodecContext | None:
    """Return the decoder; None for codecs unknown to libav, which its type stubs deny."""
    return stream.codec_context


def packet_time(pts: int | None, dts: int | None, stream: Stream) -> int | None:
    """Return milliseconds since the stream's start; AVI packets carry no pts, only dts."""
    stamp = pts if pts is not None else dts
    if stamp is None or stream.time_base is None:
        return None
    return max(0, to_milliseconds(stamp - (stream.start_time or 0), stream.time_base))


def to_milliseconds(stamp: int, time_base: Fraction) -> int:
    """Return a libav time stamp in milliseconds."""
    return int(stamp * time_base * 1000)


def _picture_stream(container: InputContainer) -> VideoStream | None:
    for stream in container.streams.video:
        # The cover picture of a music file is a video stream for libav, not for a person.
        cover = bool(stream.disposition & Disposition.attached_pic)
        if not cover and decoder_of(stream) is not None:
            return stream
    return None


def _kind(request: Request, streams: tuple[StreamFacts, ...], *, has_picture: bool) -> MediaKind:
    if request.kind == MediaKind.PHOTO:
        return MediaKind.PHOTO
    if has_picture or any(stream.kind == "video" for stream in streams):
        return MediaKind.VIDEO
    return MediaKind.AUDIO


def _facts(
    container: InputContainer,
    request: Request,
    streams: tuple[StreamFacts, ...],
    video: VideoStream | None,
) -> MediaFacts:
    picture = streams[video.index] if video is not None else None
    metadata = container.metadata
    raw = metadata.get("com.apple.quicktime.creationdate") or metadata.get("creation_time")
    raw = raw or metadata.get("date")
    start = read_start_time(_clean(raw) or "") if raw else None
    duration = container.duration
    return MediaFacts(
        container=request.container,
        streams=streams,
        duration_ms=duration // 1000 if duration and duration > 0 else None,
        bit_rate=container.bit_rate if 0 < (container.bit_rate or 0) < 2**50 else None,
        start_time=start.moment if start else None,
        start_time_raw=start.raw if start else None,
        start_time_source=start.source if start else None,
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        fps=picture.fps if picture else None,
    )


def _stream_facts(stream: Stream) -> StreamFacts:
    context = decoder_of(stream)
    kind = stream.type if stream.type in {"video", "audio", "subtitle", "data"} else "other"
    duration_ms = None
    if stream.duration and stream.duration > 0 and stream.time_base:
        duration_ms = to_milliseconds(stream.duration, stream.time_base)
    facts = StreamFacts(index=stream.index, kind=kind, codec="unknown", duration_ms=duration_ms)
    if context is None:
        return facts
    facts = replace(
        facts,
        codec=_clean(context.name) or "unknown",
        profile=_clean(context.profile),
        bit_rate=context.bit_rate if 0 < (context.bit_rate or 0) < 2**50 else None,
    )
    if isinstance(context, av.VideoCodecContext):
        return replace(
            facts,
            width=context.width,
            height=context.height,
            pixel_format=context.pix_fmt,
            fps=_usual_rate(stream.average_rate, stream.guessed_rate),
        )
    if isinstance(context, av.AudioCodecContext):
        return replace(facts, sample_rate=context.sample_rate, channels=context.channels)
    return facts


def _usual_rate(*rates: Fraction | None) -> float | None:
    """Return frames per second; joined files say 288000000/11520403 where they mean 25."""
    sensible = [rate for rate in rates if rate and 0 < rate < 100_000]
    for rate in sensible:
        for usual in _USUAL_RATES:
            if abs(rate - usual) < usual / 2000:
                return round(float(usual), 3)
    return round(float(sensible[0]), 3) if sensible else None


def _clean(text: str | None) -> str | None:
    if not text:
        return None
    return "".join(letter for letter in text[:100] if letter.isprintable()) or None
