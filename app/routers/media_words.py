"""What is known about a file's media, in words for the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.media.facts import MediaFacts, StreamFacts
from app.policy.vocabulary import RecordingState
from app.recordings.findings import words_for
from app.recordings.queries import RecordingContent, RecordingDetail
from app.routers import labels

_CONTAINERS = {"mpegts": "MPEG-TS", "mpegps": "MPEG-PS", "matroska": "Matroska", "webm": "WebM"}
_CODECS = {
    "h264": "H.264",
    "hevc": "H.265",
    "mpeg4": "MPEG-4",
    "mjpeg": "Motion JPEG",
    "pcm_alaw": "G.711 A 律",
    "pcm_mulaw": "G.711 μ 律",
    "amrnb": "AMR",
    "libopencore_amrnb": "AMR",
    "mp3float": "MP3",
    "libdav1d": "AV1",
}
_NOT_YET = {
    RecordingState.RECEIVED: "校验完成之前不能播放。请稍候，本页会自动更新。",
    RecordingState.SEALED: "检查完成之前不能播放。请稍候，本页会自动更新。",
    RecordingState.QUARANTINED: "资料已隔离，为保护办公电脑的安全，不在浏览器中打开。",
}


@dataclass(frozen=True, slots=True)
class TimeSource:
    """What one source says about when the recording was made."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StreamLine:
    """One stream of the container, in words."""

    kind: str
    words: str


def source_words(source: str | None) -> str:
    """Return where the recorded time comes from, or nothing when there is no time."""
    return labels.TIME_SOURCES[source] if source else ""


def time_sources(detail: RecordingDetail, media: MediaFacts | None) -> tuple[TimeSource, ...]:
    """Return the times that were *not* taken as the recorded time, for comparison."""
    others = []
    if media and media.start_time and media.start_time != detail.recorded_at:
        name = source_words(media.start_time_source) or labels.TIME_SOURCES["container"]
        others.append(TimeSource(name, media.start_time))
    return tuple(others)


def container_words(media: MediaFacts | None) -> str:
    """Return the name of the file format as it was recognised from the content."""
    if media is None:
        return ""
    return _CONTAINERS.get(media.container, media.container.upper())


def stream_lines(media: MediaFacts | None) -> tuple[StreamLine, ...]:
    """Return one line for each track."""
    if media is None:
        return ()
    return tuple(
        StreamLine(
            stream.kind if stream.kind in labels.STREAM_KINDS else "other",
            "，".join(_parts(stream)),
        )
        for stream in media.streams
    )


def why_not_playable(detail: RecordingContent, media: MediaFacts | None) -> str:
    """Return why nobody can play this in a browser now, or nothing when it can be played."""
    if detail.state in _NOT_YET:
        return _NOT_YET[detail.state]
    if media is None:
        return "没有读出音视频信息，不能在浏览器中播放。原始文件已完整保存。"
    if media.not_playable_reason is not None:
        return words_for(media.not_playable_reason).sentence
    return "" if media.browser_playable else "浏览器不能直接播放这种文件。原始文件已完整保存。"


def _parts(stream: StreamFacts) -> Iterator[str]:
    yield _CODECS.get(stream.codec, stream.codec.upper())
    if stream.width and stream.height:
        yield f"{stream.width}×{stream.height}"
    if stream.fps:
        yield f"{stream.fps:g} 帧/秒"
    if stream.sample_rate:
        yield f"{stream.sample_rate / 1000:g} kHz"
    if stream.channels:
        yield {1: "单声道", 2: "立体声"}.get(stream.channels, f"{stream.channels} 声道")
    if stream.bit_rate:
        yield f"{stream.bit_rate / 1_000_000:.2g} Mbit/s"
