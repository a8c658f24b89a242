"""Make a marked rendition of a video or a sound recording. Runs in the sandboxed child only.

A video is decoded, turned upright, marked and encoded again as H.264 and AAC in a fragmented MP4,
which can be sent while it is made. A sound recording has no picture; its mark stands in its data.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from app.media.lettering import Line, lay_out
from app.media.mark_burning import Burner
from app.media.mark_wire import Marked, MarkRequest, UnmarkableError, send_piece
from app.media.pictures import SMALLEST_SIDE
from app.media.probe import BUFFER_BYTES, decoder_of
from app.media.source import DescriptorReader

# The head is written with the first fragment, when it is known at which moments things begin.
_FRAGMENTS = "frag_keyframe+empty_moov+delay_moov+default_base_moof"
# Pictures that refer to later ones would begin later than their sound does.
_ENCODING = {"preset": "veryfast", "crf": "23", "bf": "0"}
_THREADS = 2
_LARGEST_SIDE = 3840
_SOUND_RATE, _SOUND_BITS = 48_000, 96_000
_MOST_FAILURES = 10_000
_MOST_WAITING = 5_000
_USUAL_RATE = Fraction(25)


def mark_recording(request: MarkRequest, lines: Sequence[Line]) -> Marked:
    """Send the rendition, as far as the recording can be decoded, and say how it was made.

    Raises:
        UnmarkableError: nothing of it can be decoded, or its pictures are too large.
    """
    with _opened(request) as source, _begun(request) as target:
        work = _Work(source, target, request, lines)
        work.run()
    has_picture = work.picture is not None
    drawn = tuple(line.text for line in lines) if has_picture else ()
    return Marked(drawn, "mp4" if has_picture else "m4a", work.parameters())


class _Outlet(io.RawIOBase):
    """A file that only goes forward, to the parent."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        send_piece(bytes(data))
        return len(data)


def _opened(request: MarkRequest) -> InputContainer:
    return av.open(
        DescriptorReader(request.descriptor, request.size_bytes),
        mode="r",
        format=request.demuxer,
        options={"max_streams": "100", "max_pixels": str(request.max_pixels)},
        metadata_errors="replace",
        buffer_size=BUFFER_BYTES,
    )


def _begun(request: MarkRequest) -> OutputContainer:
    target = av.open(
        _Outlet(),
        mode="w",
        format="mp4",
        options={"movflags": _FRAGMENTS},
        buffer_size=BUFFER_BYTES,
    )
    target.metadata["comment"] = request.note
    return target


@dataclass(slots=True)
class _Picture:
    """The pictures of the rendition on their way: turned and marked, then encoded."""

    width: int
    height: int
    turn: int
    burner: Burner
    stream: VideoStream


@dataclass(slots=True)
class _Work:
    """One pass over the recording: what goes in, what comes out, what went wrong."""

    source: InputContainer
    target: OutputContainer
    request: MarkRequest
    lines: Sequence[Line]
    picture: _Picture | None = None
    sound: AudioStream | None = None
    failures: int = 0
    _has_video: bool = False
    _waiting: "list[Packet[Any]]" = field(default_factory=list)
    _last: dict[int, int] = field(default_factory=dict)

    def run(self) -> None:
        """Decode everything, and write what comes of it.

        Raises:
            UnmarkableError: as ``mark_recording`` says.
        """
        video = next((each for each in self.source.streams.video if _is_shown(each)), None)
        audio = next((each for each in self.source.streams.audio if decoder_of(each)), None)
        streams = [each for each in (video, audio) if each is not None]
        for stream in streams:
            decoder = stream.codec_context
            decoder.thread_count = _THREADS
            decoder.options = {"max_pixels": str(self.request.max_pixels)}
        self._has_video = video is not None
        if audio is not None:
            self.sound = self._sound_of(audio)
        for packet in self._packets(streams):
            self._take(packet)
        self._finish()

    def parameters(self) -> dict[str, object]:
        """Return how it was made, for the list that goes along."""
        said: dict[str, object] = {"is_whole": not self.failures}
        if self.sound is not None:
            said |= {"sound": "aac", "sound_bits": _SOUND_BITS}
        if self.picture is not None:
            said |= {"picture": "libx264", **_ENCODING, "turned": self.picture.turn}
            said |= {"width": self.picture.width, "height": self.picture.height}
        return said

    def _packets(self, streams: Sequence[Any]) -> "Iterator[Packet[Any]]":
        packets = self.source.demux(*streams) if streams else iter(())
        while True:
            try:
                yield next(packets)
            except StopIteration:
                return
            except av.FFmpegError:
                # What was cut short ends here; all that came before is kept.
                self.failures += 1
                return

    def _take(self, packet: "Packet[Any]") -> None:
        try:
            frames: Sequence[Any] = packet.decode()
        except (av.FFmpegError, ValueError):
            self.failures += 1
            if self.failures > _MOST_FAILURES:
                raise UnmarkableError("undecodable") from None
            return
        for frame in frames:
            if not self._comes_later(packet.stream.index, frame):
                continue
            if isinstance(frame, VideoFrame):
                self._show(frame, packet.stream)
            elif self.sound is not None:
                self._write(self.sound.encode(frame))

    def _comes_later(self, stream: int, frame: Any) -> bool:
        """Say whether a frame stands after the one before it; an encoder takes no other."""
        last = self._last.get(stream)
        if frame.pts is None or (last is not None and frame.pts <= last):
            return False
        self._last[stream] = frame.pts
        return True

    def _show(self, frame: VideoFrame, video: VideoStream) -> None:
        if frame.width * frame.height > self.request.max_pixels:
            raise UnmarkableError("too_large")
        if self.picture is None:
            self.picture = self._picture_of(frame, video)
        for marked in self.picture.burner.burn(frame):
            self._encode(self.picture, marked)

    def _encode(self, picture: _Picture, marked: VideoFrame) -> None:
        # The encoder chooses its own keyframes, not those of the original.
        marked.pict_type = PictureType.NONE
        self._write(picture.stream.encode(marked))

    def _picture_of(self, frame: VideoFrame, video: VideoStream) -> _Picture:
        if frame.time_base is None:
            raise UnmarkableError("undecodable")
        turn = frame.rotation % 360 if frame.rotation % 90 == 0 else 0
        width, height = size = _size_of(frame, video, is_turned=turn in {90, 270})
        stream = self.target.add_stream("libx264", rate=_USUAL_RATE, options=dict(_ENCODING))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = frame.time_base
        stream.codec_context.thread_count = _THREADS
        burner = Burner(size, turn, lay_out(self.lines, width, height), frame)
        return _Picture(width, height, turn, burner, stream)

    def _sound_of(self, audio: AudioStream) -> AudioStream:
        layout = "mono" if audio.codec_context.channels == 1 else "stereo"
        stream = self.target.add_stream("aac", rate=_SOUND_RATE, layout=layout)
        stream.bit_rate = _SOUND_BITS
        return stream

    def _write(self, packets: "Sequence[Packet[Any]]") -> None:
        """Write packets; sound waits for the first picture, as the head names every stream."""
        self._waiting += packets
        if self._has_video and self.picture is None:
            if len(self._waiting) > _MOST_WAITING:
                raise UnmarkableError("undecodable")
            return
        for packet in self._waiting:
            self.target.mux(packet)
        self._waiting.clear()

    def _finish(self) -> None:
        if not self._last or (self._has_video and self.picture is None):
            raise UnmarkableError("undecodable")
        if self.picture is not None:
            for marked in self.picture.burner.rest():
                self._encode(self.picture, marked)
            self._write(self.picture.stream.encode(None))
        if self.sound is not None:
            self._write(self.sound.encode(None))


def _is_shown(stream: VideoStream) -> bool:
    """Say whether a stream is a video for a person too; the cover of a music file is none."""
    return decoder_of(stream) is not None and not stream.disposition & Disposition.attached_pic


def _size_of(frame: VideoFrame, video: VideoStream, *, is_turned: bool) -> tuple[int, int]:
    """Return even sides of the upright picture, with square pixels and room for letters."""
    aspect = video.codec_context.sample_aspect_ratio
    stretch = float(aspect) if aspect and 0.1 < aspect < 10 else 1.0
    width, height = frame.width * stretch, float(frame.height)
    factor = max(1.0, SMALLEST_SIDE / min(width, height))
    factor = min(factor, _LARGEST_SIDE / max(width, height))
    sides = [max(16, int(side * factor) // 2 * 2) for side in (width, height)]
    return (sides[1], sides[0]) if is_turned else (sides[0], sides[1])
