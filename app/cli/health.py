"""Ask the API whether it is well, over the socket it serves."""

import http.client
import socket
import ssl
import time
from collections.abc import Callable

ASK_SECONDS = 1.0
PATIENCE_SECONDS = 120.0


def wait_until_healthy(
    address: tuple[str, int], give_up: Callable[[], bool], context: ssl.SSLContext | None = None
) -> bool:
    """Return ``True`` at the first 200 from ``/healthz``, ``False`` if none comes.

    ``context`` says whom to believe when the API speaks TLS.

    The listening socket exists before the API does, so the first question simply waits in its
    queue and is answered as soon as anything can be.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not give_up() and time.monotonic() < deadline:
        if is_healthy(address, context):
            return True
        time.sleep(0.02)
    return False


def is_healthy(address: tuple[str, int], context: ssl.SSLContext | None = None) -> bool:
    """Ask once."""
    connection = (
        http.client.HTTPSConnection(*address, timeout=ASK_SECONDS, context=context)
        if context
        else http.client.HTTPConnection(*address, timeout=ASK_SECONDS)
    )
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def loopback_of(listener: socket.socket) -> tuple[str, int]:
    """Return an address of this machine at which ``listener`` can be asked."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104 - compared.
