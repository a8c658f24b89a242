"""Turn the frames of a video upright and burn stamps into them. Runs in the child only."""

from collections.abc import Iterator, Sequence

import av
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from app.media.lettering import Stamp

_FORMAT, _STAMP_FORMAT = "yuv420p", "yuva420p"
_TURNS = {
    0: (),
    90: (("transpose", "dir=cclock"),),
    180: (("hflip", None), ("vflip", None)),
    270: (("transpose", "dir=clock"),),
}


class Burner:
    """A chain of filters from the frames of a recording to upright, marked ones of one size."""

    def __init__(
        self, size: tuple[int, int], turn: int, stamps: Sequence[Stamp], first: VideoFrame
    ) -> None:
        """Build the chain; ``size`` is that of the upright picture, ``first`` begins the time."""
        self._size = size if turn in {0, 180} else (size[1], size[0])
        self._graph = Graph()
        self._entry = self._source(self._size, _FORMAT, first)
        last = self._entry
        for name, said in _TURNS[turn]:
            last = self._after(last, name, said)
        sources = [self._source(stamp.picture.size, _STAMP_FORMAT, first) for stamp in stamps]
        for stamp, source in zip(stamps, sources, strict=True):
            over = self._after(last, "overlay", f"x={stamp.x}:y={stamp.y}")
            source.link_to(over, 0, 1)
            last = over
        self._exit = self._after(last, "buffersink", None)
        self._graph.configure()
        for stamp, source in zip(stamps, sources, strict=True):
            picture = _frame_of(stamp).reformat(format=_STAMP_FORMAT)
            # Laid over everything from the first frame on: what comes later repeats it.
            picture.pts, picture.time_base = first.pts, first.time_base
            source.push(picture)
            source.push(None)

    def burn(self, frame: VideoFrame) -> Iterator[VideoFrame]:
        """Yield what comes out for one frame; size and format may change between frames."""
        # AREA looks best when shrinking, and the fast ways want executable memory.
        even = frame.reformat(*self._size, format=_FORMAT, interpolation="AREA")
        even.pts, even.time_base = frame.pts, frame.time_base
        self._entry.push(even)
        yield from self._ready()

    def rest(self) -> Iterator[VideoFrame]:
        """Yield what is still in the chain."""
        self._entry.push(None)
        yield from self._ready()

    def _ready(self) -> Iterator[VideoFrame]:
        while True:
            try:
                frame = self._exit.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            assert isinstance(frame, VideoFrame)
            yield frame

    def _source(self, size: tuple[int, int], form: str, first: VideoFrame) -> FilterContext:
        return self._graph.add_buffer(
            width=size[0],
            height=size[1],
            format=VideoFormat(form, *size),
            time_base=first.time_base,
        )

    def _after(self, last: FilterContext, name: str, said: str | None) -> FilterContext:
        step = self._graph.add(name, said)
        last.link_to(step)
        return step


def _frame_of(stamp: Stamp) -> VideoFrame:
    """Return the stamp as a frame that is still half transparent; PyAV's own way forgets that."""
    width, height = stamp.picture.size
    frame = VideoFrame(width, height, "rgba")
    plane = frame.planes[0]
    data, row = stamp.picture.tobytes(), width * len("rgba")
    gap = bytes(plane.line_size - row)
    plane.update(b"".join(data[y * row : (y + 1) * row] + gap for y in range(height)))
    return frame
