"""A router whose doors are only tried when the first word of the address is one of theirs.

The application asks its routers in turn, and each would try every door that it has. There are some
hundred of them, so that finding the door took longer than what many doors do.
"""

from fastapi import APIRouter
from starlette.routing import BaseRoute, Match
from starlette.types import Scope


class Street(APIRouter):
    """The doors of a router, passed by when the first word is none of theirs.

    Raises:
        ValueError: an address begins with a part that anything may stand for.
    """

    def __init__(self, doors: APIRouter) -> None:
        super().__init__(routes=doors.routes)
        self._words = frozenset(_word_of(route) for route in doors.routes)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return which door matches; a first word of other doors needs no closer look."""
        path: str = scope["path"]
        if _first_of(path.removeprefix(scope.get("root_path", ""))) in self._words:
            return super().matches(scope)
        return Match.NONE, {}


def _word_of(route: BaseRoute) -> str:
    word = _first_of(str(getattr(route, "path", "/{}")))
    if "{" in word:
        raise ValueError(f"no word begins the address of {route!r}")
    return word


def _first_of(path: str) -> str:
    return path.removeprefix("/").partition("/")[0]
