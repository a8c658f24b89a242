"""What is said to whoever types a command: a refusal, or that something takes time."""

import sys


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, not a fault of the program.
    """One complete Chinese sentence: what happened, why, what next."""


def tell(sentence: str) -> None:
    """Say what takes time, on standard error: standard output belongs to the command."""
    print(sentence, file=sys.stderr, flush=True)
