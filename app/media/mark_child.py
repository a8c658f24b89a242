"""The process that makes one marked rendition of an untrusted original, and then ends.

The letters are drawn first, while fonts can still be opened; then every right is given up; then
the original is read. The rendition leaves in frames on standard output.
"""

import os
import sys

import av.audio.resampler
import av.filter.context

from app.media import wire
from app.media.lettering import draw_lines
from app.media.mark_photo import mark_photo
from app.media.mark_recording import mark_recording
from app.media.mark_wire import MarkRequest, UnmarkableError, send_done, send_problem
from app.media.preload import PRELOADED
from app.media.sandbox import confine
from app.policy.vocabulary import MediaKind

assert PRELOADED
assert av.audio.resampler
assert av.filter.context


def main() -> None:
    """Draw, confine this process, make the rendition, answer, and end."""
    request = MarkRequest.from_argument(sys.argv[1])
    lines = draw_lines(request.lines)
    layers = confine(
        address_space_bytes=request.address_space_bytes, cpu_seconds=request.cpu_seconds
    )
    if request.sandbox_required and not layers.holds:
        os._exit(wire.EXIT_UNCONFINED)
    wire.write_frame(wire.READY, b"")
    mark = mark_photo if request.kind == MediaKind.PHOTO else mark_recording
    try:
        send_done(mark(request, lines))
    except UnmarkableError as error:
        send_problem(str(error))
    except Exception:
        # The door of this process: hostile media raises anything.
        send_problem("undecodable")
    os._exit(0)
