"""What is wrong with an opened recording? Runs in the sandboxed child, beside ``probe.py``."""

from dataclasses import replace
from itertools import pairwise
from statistics import median

from av.video.stream import VideoStream

from app.media.extent import declared_bytes
from app.media.findings import FindingCode, MediaFinding
from app.media.playable import why_not_playable
from app.media.probe import Probed, open_container, packet_time
from app.media.source import DescriptorReader
from app.media.wire import Request
from app.policy.vocabulary import MediaKind

_MOST_WALKED_PACKETS = 2_000_000


def judge(probed: Probed, request: Request) -> bool:
    """Add findings and what they teach to ``probed``; False when nothing may be decoded."""
    _judge_size(probed, request)
    if probed.findings:
        return False
    _judge_extent(probed, request)
    _judge_tracks(probed, request)
    if probed.facts.duration_ms is None and probed.kind is not MediaKind.PHOTO:
        _measure_duration(probed, request)
    _judge_playback(probed)
    return True


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
    if probed.kind is MediaKind.PHOTO:
        return
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
