"""Stills of a video: thumbnails and the storyboard in one pass over its keyframes.

Only keyframes are decoded: seek, take the first keyframe, decode it alone, forget it. So the cost
depends on the number of pictures, not on the length of the recording. Runs in the child only.
"""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import av
from av.codec.context import Flags, ThreadType
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from app.media.facts import Storyboard, Thumbnail
from app.media.plan import Target, plan_targets
from app.media.probe import Probed, open_container, packet_time
from app.media.storyboard import COLUMNS
from app.media.wire import Request

_MOST_PACKETS_PER_TARGET = 3000
_MOST_KEYFRAMES_PER_TARGET = 3
_QUICK_CONTAINERS = frozenset({"mp4", "mov", "3gp", "m4a"})
_UNINDEXED_CONTAINERS = frozenset({"mpegts", "mpegps"})
_UNINDEXED_LEAD_MS = 2000
"""The usual distance of keyframes in cameras."""
_WORTH_TWO_THREADS = 8 * 1280 * 720
"""Pixels to decode above which a second thread earns its second opening."""


@dataclass(slots=True)
class Stills:
    """What came of it."""

    rotation: int = 0
    decoded: int = 0
    failed: int = 0
    tiles: dict[int, Image.Image] = field(default_factory=dict)


def make_stills(
    container: InputContainer,
    probed: Probed,
    request: Request,
    emit: Callable[[Thumbnail], None],
) -> tuple[Stills, Storyboard | None]:
    """Decode keyframes; each thumbnail is emitted at once, so a later crash keeps it."""
    duration_ms = _shown_duration(probed)
    targets, interval_ms = plan_targets(duration_ms, request)
    jobs = [_Job(container, probed.video, request, emit)]
    pixels = len(targets) * (probed.facts.width or 0) * (probed.facts.height or 0)
    if pixels >= _WORTH_TWO_THREADS and len(targets) > 1:
        jobs.append(_second_job(probed, request, emit))
    share = -(-len(targets) // len(jobs))
    parts = [targets[start : start + share] for start in range(0, len(targets), share)]
    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(job.run, part) for job, part in zip(jobs, parts, strict=False)]:
            done.result()
    total = Stills(rotation=jobs[0].stills.rotation)
    for job in jobs:
        total.decoded += job.stills.decoded
        total.failed += job.stills.failed
        total.tiles |= job.stills.tiles
    return total, _assemble(total.tiles, interval_ms, request)


def encode_jpeg(image: Image.Image, quality: int) -> bytes:
    """Return the picture as JPEG."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


class _Job:
    """One thread's own container and decoder, working through a run of targets."""

    def __init__(
        self,
        container: InputContainer,
        video: VideoStream | None,
        request: Request,
        emit: Callable[[Thumbnail], None],
    ) -> None:
        assert video is not None
        self.stills = Stills()
        self._container, self._video = container, video
        self._request, self._emit = request, emit
        self._last: tuple[int | None, VideoFrame | None] = (None, None)
        self._last_shown: int | None = None
        self._moved = False
        context = video.codec_context
        context.thread_type = ThreadType.NONE
        context.thread_count = 1
        context.options = {"max_pixels": str(request.max_pixels)}
        # A stream that starts at a recovery point has keyframes the decoder calls incomplete.
        context.flags |= Flags.output_corrupt

    def run(self, targets: list[Target]) -> None:
        for target in targets:
            try:
                frame = self._keyframe_near(target.time_ms)
            except (av.FFmpegError, ValueError):
                frame = None
                self.stills.failed += 1
            if frame is not None:
                self._show(frame, target)

    def _keyframe_near(self, time_ms: int) -> VideoFrame | None:
        """Return the keyframe at or before the time, or the next one the file can give."""
        if self._request.container not in _UNINDEXED_CONTAINERS:
            self._seek(time_ms)
            return self._keyframe_before(None)
        # Without an index a seek lands between keyframes; so it aims earlier, and earlier still
        # when the end of the file came first, and looks for the last keyframe before the time.
        for earlier_ms in (_UNINDEXED_LEAD_MS, 6 * _UNINDEXED_LEAD_MS, time_ms):
            self._seek(time_ms - earlier_ms)
            frame = self._keyframe_before(time_ms)
            if frame is not None or earlier_ms >= time_ms:
                return frame
        return None

    def _seek(self, time_ms: int) -> None:
        # A bare stream cannot seek, and trying leaves it at its end; its start needs no seek.
        if time_ms <= 0 and not self._moved:
            self._moved = True
            return
        self._moved = True
        video = self._video
        offset = video.start_time or 0
        if video.time_base is not None:
            offset += int(time_ms / 1000 / video.time_base)
        self._container.seek(offset, stream=video, backward=True)

    def _keyframe_before(self, time_ms: int | None) -> VideoFrame | None:
        """Decode the last keyframe not after the time; without one or the other, the first."""
        tried = 0
        found: Packet[VideoStream] | None = None
        for count, packet in enumerate(self._container.demux(self._video)):
            if packet.size == 0 or count > _MOST_PACKETS_PER_TARGET:
                break
            now_ms = packet_time(packet.pts, packet.dts, self._video) or 0
            if found is not None and time_ms is not None and now_ms > time_ms:
                break
            if not packet.is_keyframe:
                continue
            found = packet
            if time_ms is None:
                frame = self._decode(packet)
                tried += 1
                if frame is not None or tried >= _MOST_KEYFRAMES_PER_TARGET:
                    return frame
        return self._decode(found) if found is not None and time_ms is not None else None

    def _decode(self, packet: "Packet[VideoStream]") -> VideoFrame | None:
        key = packet_time(packet.pts, packet.dts, self._video) or 0
        if key != self._last[0] or self._last[1] is None:
            context = self._video.codec_context
            frames = context.decode(packet) or context.decode(None)
            context.flush_buffers()
            self._last = (key, frames[0] if frames else None)
            self.stills.decoded += len(frames[:1])
            self.stills.failed += not frames
        return self._last[1]

    def _show(self, frame: VideoFrame, target: Target) -> None:
        key = self._last[0] or 0
        turn = frame.rotation % 360 if frame.rotation % 90 == 0 else 0
        self.stills.rotation = -turn % 360
        if target.tile is not None:
            box = (self._request.tile_width, self._request.tile_height)
            self.stills.tiles[target.tile] = _letterboxed(self._picture(frame, turn, box), box)
        if target.thumbnail and key != self._last_shown:
            self._last_shown = key
            width = self._request.thumbnail_width
            image = self._picture(frame, turn, (width, 2 * width))
            jpeg = encode_jpeg(image, self._request.jpeg_quality)
            self._emit(Thumbnail(0, key, image.width, image.height, jpeg))

    def _picture(self, frame: VideoFrame, turn: int, box: tuple[int, int]) -> Image.Image:
        aspect = self._video.codec_context.sample_aspect_ratio
        stretch = float(aspect) if aspect and 0.1 < aspect < 10 else 1.0
        width, height = frame.width * stretch, float(frame.height)
        most_wide, most_high = box if turn in {0, 180} else box[::-1]
        scale = min(1.0, most_wide / width, most_high / height)
        size = max(2, round(width * scale)), max(2, round(height * scale))
        # AREA, not FAST_BILINEAR: it looks better, and the fast one wants executable memory.
        scaled = frame.reformat(*size, format="rgb24", interpolation="AREA")
        small: Image.Image = scaled.to_image()  # type: ignore[no-untyped-call]
        return small.rotate(turn, expand=True) if turn else small


def _shown_duration(probed: Probed) -> int:
    duration_ms = probed.facts.duration_ms or 0
    return duration_ms if probed.playable_ms is None else min(duration_ms, probed.playable_ms)


def _second_job(probed: Probed, request: Request, emit: Callable[[Thumbnail], None]) -> _Job:
    assert probed.video is not None
    quick = request.container in _QUICK_CONTAINERS
    container = open_container(request, quick=quick)
    video = container.streams[probed.video.index]
    assert isinstance(video, VideoStream)
    return _Job(container, video, request, emit)


def _letterboxed(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    if image.size == box:
        return image
    tile = Image.new("RGB", box)
    tile.paste(image, ((box[0] - image.width) // 2, (box[1] - image.height) // 2))
    return tile


def _assemble(
    tiles: dict[int, Image.Image], interval_ms: int, request: Request
) -> Storyboard | None:
    if not tiles or request.max_tiles == 0:
        return None
    count = max(tiles) + 1
    columns = min(COLUMNS, count)
    rows = -(-count // columns)
    width, height = request.tile_width, request.tile_height
    sheet = Image.new("RGB", (columns * width, rows * height))
    for tile, image in tiles.items():
        row, column = divmod(tile, columns)
        sheet.paste(image, (column * width, row * height))
    jpeg = encode_jpeg(sheet, request.jpeg_quality)
    return Storyboard(jpeg, width, height, columns, rows, interval_ms, count)
