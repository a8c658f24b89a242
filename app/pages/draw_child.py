"""The process that draws one page of one untrusted PDF, and then ends.

Letters and fonts are fetched first, while files can still be opened; then every right is given
up; then the document is read.
"""

import os
import sys

from app.media import wire
from app.media.lettering import draw_lines
from app.media.mark_wire import send_done, send_problem
from app.media.sandbox import confine
from app.pages.draw import PRELOADED, draw_page, map_document, rehearse
from app.pages.draw_wire import DrawRequest
from app.pages.fonts import lend_chinese

assert PRELOADED


def main() -> None:
    """Fetch, confine this process, draw the page, answer, and end."""
    request = DrawRequest.from_argument(sys.argv[1])
    lines = draw_lines(request.lines)
    content = map_document(request)
    lent = lend_chinese()
    rehearse(lines)
    layers = confine(
        address_space_bytes=request.address_space_bytes, cpu_seconds=request.cpu_seconds
    )
    if request.sandbox_required and not layers.holds:
        os._exit(wire.EXIT_UNCONFINED)
    wire.write_frame(wire.READY, b"")
    try:
        send_done(draw_page(request, content, lines))
    except Exception:
        # The door of this process: a hostile document raises anything.
        send_problem("undecodable")
    assert lent
    os._exit(0)
