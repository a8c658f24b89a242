"""Why a start is refused, in words for the person who typed the command."""


class StartRefusedError(Exception):
    """One complete Chinese sentence: what happened, why, what next."""
