"""The process that burns a mark into untrusted pictures before they are shown, and then ends.

The letters are drawn first, while fonts can still be opened; then every right is given up; then
the pictures are read. Somebody waits before a page, so nothing is loaded that only films need.
"""

import os
import sys

from app.media import wire
from app.media.lettering import draw_lines
from app.media.mark_pictures import mark_pictures
from app.media.mark_wire import Marked, UnmarkableError, send_done, send_piece, send_problem
from app.media.picture_preload import PRELOADED
from app.media.picture_wire import LENGTH, PicturesRequest
from app.media.sandbox import confine

assert PRELOADED


def main() -> None:
    """Draw, confine this process, mark the pictures, answer, and end."""
    request = PicturesRequest.from_argument(sys.argv[1])
    lines = draw_lines(request.lines)
    layers = confine(
        address_space_bytes=request.address_space_bytes, cpu_seconds=request.cpu_seconds
    )
    if request.sandbox_required and not layers.holds:
        os._exit(wire.EXIT_UNCONFINED)
    wire.write_frame(wire.READY, b"")
    try:
        for jpeg in mark_pictures(request, lines):
            send_piece(LENGTH.pack(len(jpeg)))
            send_piece(jpeg)
        send_done(Marked(tuple(line.text for line in lines), "jpg", {}))
    except UnmarkableError as error:
        send_problem(str(error))
    except MemoryError:
        send_problem("too_costly")
    except Exception:
        # The door of this process: hostile media raises anything.
        send_problem("undecodable")
    os._exit(0)
