"""A child that is killed by a signal when half of its picture is on the way."""

import os
import signal

from app.media import wire
from app.media.mark_wire import send_piece


def main() -> None:
    wire.write_frame(wire.READY, b"")
    send_piece(b"\xff\xd8\xff half a picture")
    os.kill(os.getpid(), signal.SIGKILL)
