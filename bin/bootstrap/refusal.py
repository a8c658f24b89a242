"""The one way in which the bootstrap gives up."""


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, not a fault of the program.
    """One complete Chinese sentence: what happened, why, what next."""
