"""The headers of every response, errors and streams included.

Pure ASGI: it edits the start message and passes each body chunk on untouched, so streams are
neither buffered nor cut. A response that sets one of these headers itself keeps its own value;
only hashed assets do, to be cached for good.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)

FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "usb",
)

PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in FEATURES)

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}

STRICT_TRANSPORT_SECURITY = "max-age=31536000"
"""Without ``includeSubDomains``: the agency may run other things below its name, not all of them
over HTTPS, and they are not ours to decide about (docs/decisions/0019)."""


def allowing_on_own_pages(*features: str, workers: bool = False) -> dict[str, str]:
    """Return the headers of a page that needs more than the others.

    ``features`` are allowed to our own pages, never to frames of others.
    """
    policy = ", ".join(
        f"{feature}=(self)" if feature in features else f"{feature}=()" for feature in FEATURES
    )
    headers = {"Permissions-Policy": policy}
    if workers:
        headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; worker-src 'self'"
    return headers


def framing_own_files() -> dict[str, str]:
    """Return the headers of a page that shows a file of ours in a frame."""
    return {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"}


def shown_in_own_frames() -> dict[str, str]:
    """Return the headers of a file that pages of ours may frame; nothing in it runs."""
    return {
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
    }


class SecurityHeaders:
    """ASGI middleware; ``secure`` says whether people reach us over HTTPS.

    ``leave_out`` names headers that browsers would only complain of.
    """

    def __init__(
        self, app: ASGIApp, *, secure: bool, leave_out: frozenset[str] = frozenset()
    ) -> None:
        self._app = app
        wanted = {name: value for name, value in SECURITY_HEADERS.items() if name not in leave_out}
        if secure:
            # Only over HTTPS: browsers ignore it on HTTP, and a test machine must not pin itself.
            wanted["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
        self._headers = [(name.lower().encode(), value.encode()) for name, value in wanted.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to the start message of an HTTP response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.setdefault("headers", [])
                names = {name.lower() for name, _ in given}
                message["headers"] = [*given, *(it for it in self._headers if it[0] not in names)]
            await send(message)

        await self._app(scope, receive, send_with_headers)
