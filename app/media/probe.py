"""Open a container with libav and read its facts. Runs in the sandboxed child only."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from statistics import median

import av
from av.codec.context import CodecContext
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from app.media.extent import declared_bytes
from app.media.facts import MediaFacts, MediaKind, StreamFacts
from app.media.findings import FindingCode, MediaFinding
from app.media.playable import why_not_playable
from app.media.source import DescriptorReader
from app.media.starttime import read_start_time
from app.media.wire import Request

BUFFER_BYTES = 256 * 1024
_MOST_WALKED_PACKETS = 2_000_000
_USUAL_RATES = tuple(
    Fraction(rate) for rate in (10, 12, 15, 20, 24, 25, 30, 50, 60, 100, 120)
) + tuple(Fraction(rate * 1000, 1001) for rate in (24, 30, 60))


@dataclass(slots=True)
class Probed:
    """The facts, and what the pictures need to know."""

    kind: MediaKind
    facts: MediaFacts
    video: VideoStream | None
    playable_ms: int | None
    """How much of the recording is really there."""
    findings: list[MediaFinding] = field(default_factory=list)


def open_container(request: Request, *, quick: bool = False) -> InputContainer:
    """Open the original with the demuxer that its magic bytes named, and no other.

    ``quick`` skips looking at frames; good for a second opening of formats with an index.
    """
    options = {"max_streams": "100", "max_pixels": str(request.max_pixels)}
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
    """Read the facts of an open container and judge them."""
    streams = tuple(_stream_facts(stream) for stream in container.streams)
    video = _picture_stream(container)
    kind = _kind(request, streams, has_picture=video is not None)
    probed = Probed(kind, _facts(container, request, streams, video), video, None)
    _judge_size(probed, request)
    if not probed.findings:
        _judge_extent(probed, request)
        _judge_tracks(probed, request)
        if probed.facts.duration_ms is None and kind is not MediaKind.PHOTO:
            _measure_duration(probed, request)
        _judge_playback(probed)
    return probed


def decoder_of(stream: Stream) -> CodecContext | None:
    """Return the decoder; None for codecs unknown to libav, which its type stubs deny."""
    return stream.codec_context


def packet_time(pts: int | None, dts: int | None, stream: Stream) -> int | None:
    """Return milliseconds since the stream's start; AVI packets carry no pts, only dts."""
    stamp = pts if pts is not None else dts
    if stamp is None or stream.time_base is None:
        return None
    return max(0, _milliseconds(stamp - (stream.start_time or 0), stream.time_base))


def _milliseconds(stamp: int, time_base: Fraction) -> int:
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
        duration_ms = _milliseconds(stream.duration, stream.time_base)
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


def _judge_size(probed: Probed, request: Request) -> None:
    streams = probed.facts.streams
    if len(streams) > request.max_streams:
        probed.findings.append(
            MediaFinding(FindingCode.TOO_MANY_STREAMS, {"streams": len(streams)})
        )
    for stream in streams:
        width, height = stream.width or 0, stream.height or 0
        if width * height > request.max_pixels:
            detail = {"width": width, "height": height}
            probed.findings.append(MediaFinding(FindingCode.TOO_MANY_PIXELS, detail))
            break
    probed.facts = replace(probed.facts, streams=streams[: request.max_streams])


def _judge_extent(probed: Probed, request: Request) -> None:
    reader = DescriptorReader(request.descriptor, request.size_bytes)
    declared = declared_bytes(request.container, reader.read_at, request.size_bytes)
    playable_ms = _playable_until(probed.video, request.size_bytes)
    if declared > request.size_bytes or playable_ms is not None:
        detail = {"size_bytes": request.size_bytes}
        if declared > request.size_bytes:
            detail["declared_bytes"] = min(declared, 2**62)
        if playable_ms is not None:
            detail["playable_until_ms"] = playable_ms
        probed.findings.append(MediaFinding(FindingCode.TRUNCATED, detail))
    probed.playable_ms = playable_ms


def _playable_until(video: VideoStream | None, size_bytes: int) -> int | None:
    """Find the first sample of the index that lies beyond the end of the file, by halving.

    libav opens a file cut at 29 % without any error and reports its full length.
    """
    if video is None or video.time_base is None or len(video.index_entries) == 0:
        return None
    entries = video.index_entries
    low, high = 0, len(entries) - 1
    if entries[high].pos + entries[high].size <= size_bytes:
        return None
    while low < high:
        middle = (low + high) // 2
        if entries[middle].pos + entries[middle].size > size_bytes:
            high = middle
        else:
            low = middle + 1
    return packet_time(entries[low].timestamp, None, video)


def _judge_tracks(probed: Probed, request: Request) -> None:
    kinds = {stream.kind for stream in probed.facts.streams}
    if not kinds & {"video", "audio"}:
        probed.findings.append(MediaFinding(FindingCode.UNDECODABLE, {"streams": len(kinds)}))
    elif probed.kind is MediaKind.AUDIO and request.kind == MediaKind.VIDEO:
        probed.findings.append(MediaFinding(FindingCode.NO_VIDEO))
    elif probed.kind is MediaKind.VIDEO and "audio" not in kinds:
        probed.findings.append(MediaFinding(FindingCode.VIDEO_ONLY))
    if probed.video is not None and _varies(probed.video):
        probed.findings.append(MediaFinding(FindingCode.VARIABLE_FRAME_RATE))


def _varies(video: VideoStream) -> bool:
    """Say whether the distances of the first thousand indexed frames differ noticeably."""
    entries = video.index_entries
    if len(entries) < 10:
        return False
    stamps = [entry.timestamp for entry in entries[: min(1000, len(entries))]]
    steps = [later - earlier for earlier, later in pairwise(stamps)]
    usual = median(steps)
    odd = sum(abs(step - usual) > usual / 4 for step in steps)
    return odd > len(steps) / 20


def _measure_duration(probed: Probed, request: Request) -> None:
    """Walk the packets of a file that does not tell its length, as a crash leaves it."""
    last_ms = 0
    with open_container(request) as container:
        for count, packet in enumerate(container.demux()):
            time_ms = packet_time(packet.pts, packet.dts, packet.stream)
            last_ms = max(last_ms, time_ms or 0)
            if count >= _MOST_WALKED_PACKETS:
                break
    probed.findings.append(MediaFinding(FindingCode.NO_DURATION, {"measured_ms": last_ms}))
    if last_ms:
        probed.facts = replace(probed.facts, duration_ms=last_ms)


def _judge_playback(probed: Probed) -> None:
    facts = probed.facts
    reason = why_not_playable(facts.container, probed.kind, facts.streams)
    if reason is not None:
        probed.findings.append(MediaFinding(reason))
    probed.facts = replace(facts, browser_playable=reason is None, not_playable_reason=reason)
