"""One connection of HTTP: what had arrived on it outlives it.

uvicorn reads ahead of the application and forgets what it holds when the client goes away. On a
bad link that costs the last piece of every broken attempt, so the rest is left where the reader
of the body finds it.
"""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_REST = "unread_body"


class Connection(HttpToolsProtocol):
    """uvicorn's own, except for its end."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave with the request what was read for it and not handed on; then end as always."""
        # Between two requests there is no cycle, which uvicorn's annotation does not say.
        cycle: Any = self.cycle
        if cycle is not None and not cycle.response_complete:
            cycle.scope["state"][_REST] = bytes(cycle.body)
        super().connection_lost(exc)


def rest_of_body(state: dict[str, Any]) -> bytes:
    """Return, once, what had arrived of a body when its sender went away."""
    rest: bytes = state.pop(_REST, b"")
    return rest
