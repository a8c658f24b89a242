"""The process that stamps the pages of one untrusted PDF or TIFF, and then ends.

The letters are drawn first, while fonts can still be opened; then every right is given up; then
the document is read.
"""

import os
import sys

from app.media import wire
from app.media.lettering import draw_lines
from app.media.mark_wire import MarkRequest, send_done, send_problem
from app.media.sandbox import confine
from app.pages import pdf, stamp, stamp_scan, tiff
from app.pages.passing import PaperType
from app.pages.refusing import RefusedPaperError

assert pdf.PRELOADED
assert tiff.PRELOADED


def main() -> None:
    """Draw, confine this process, stamp the pages, answer, and end."""
    request = MarkRequest.from_argument(sys.argv[1])
    is_scan = request.kind == PaperType.TIFF
    rehearse = stamp_scan.rehearse if is_scan else stamp.rehearse
    stamp_pages = stamp_scan.stamp_scan if is_scan else stamp.stamp_pages
    lines = draw_lines(request.lines)
    rehearse(lines)
    layers = confine(
        address_space_bytes=request.address_space_bytes, cpu_seconds=request.cpu_seconds
    )
    if request.sandbox_required and not layers.holds:
        os._exit(wire.EXIT_UNCONFINED)
    wire.write_frame(wire.READY, b"")
    try:
        send_done(stamp_pages(request, lines))
    except RefusedPaperError:
        send_problem("too_large")
    except MemoryError:
        send_problem("too_costly")
    except Exception:
        # The door of this process: a hostile document raises anything.
        send_problem("undecodable")
    os._exit(0)
