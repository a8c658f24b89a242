"""A pipe that holds back a child which has loaded its code until what it needs is there."""

import os
import sys


class Gate:
    """One use: made, its reader passed to one child, then opened or closed."""

    def __init__(self) -> None:
        self.reader, self._writer = os.pipe()

    def open(self) -> None:
        """Let the child go on; harmless when the child is gone, since we hold the reader too."""
        os.write(self._writer, b"1")
        self.close()

    def close(self) -> None:
        """Give up our two ends; a child still waiting leaves."""
        for handle in (self.reader, self._writer):
            os.close(handle)


def wait_at(gate: int) -> None:
    """Return when the supervisor opens the gate; leave if it went away instead."""
    with os.fdopen(gate, "rb") as handle:
        if not handle.read(1):
            sys.exit(1)
