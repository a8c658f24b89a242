"""Own static files and allow-listed front-end packages, under names with a content hash.

One table, built when the application starts. Only names in it are served, so a path never
reaches the file system, and a changed file has a new address, so browsers keep it for good.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response

from app.errors import NotFoundError

STATIC = Path(__file__).resolve().parent.parent / "static"

PACKAGE_FILES = {
    "bootstrap.css": "bootstrap/dist/css/bootstrap.min.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "sse.js": "htmx-ext-sse/dist/sse.min.js",
    "tus.js": "tus-js-client/dist/tus.min.js",
}
"""Name in ``asset(...)`` → file below node_modules. Nothing else of a package is reachable."""

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}

IMMUTABLE = "public, max-age=31536000, immutable"
_IMPORT = re.compile(r'@import "(?P<name>[a-z0-9-]+\.css)"')
_SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")

router = APIRouter(include_in_schema=False)


class MissingPackageError(RuntimeError):
    """A front-end package is not installed; the message says which command installs it."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    path: str
    body: bytes
    compressed: bytes
    media_type: str


class Assets:
    """The table of everything that may be served as a static file."""

    def __init__(self, node_modules: Path) -> None:
        """Read every file once.

        Raises:
            MissingPackageError: a file of ``PACKAGE_FILES`` is not below ``node_modules``.
        """
        self._by_name: dict[str, Asset] = {}
        contents = dict(_own_files()) | dict(_package_files(node_modules))
        # Style sheets that import others come last: their text names the others' hashes.
        for name in sorted(contents, key=lambda name: (b"@import" in contents[name], name)):
            self._by_name[name] = self._make(name, contents[name])
        self._by_path = {asset.path: asset for asset in self._by_name.values()}

    def url(self, name: str) -> str:
        """Return the address of a file by its plain name; an unknown name is a ``KeyError``."""
        return f"/assets/{self._by_name[name].path}"

    def named(self, name: str) -> Asset:
        """Return a file by its plain name; an unknown name is a ``KeyError``."""
        return self._by_name[name]

    def at(self, path: str) -> Asset | None:
        """Return the file served under this hashed name, if there is one."""
        return self._by_path.get(path)

    def _make(self, name: str, body: bytes) -> Asset:
        if name.endswith(".css"):
            text = _IMPORT.sub(lambda found: f'@import "{self.url(found["name"])}"', body.decode())
            body = text.encode()
        stem, _, extension = name.rpartition(".")
        digest = hashlib.sha256(body).hexdigest()[:8]
        return Asset(
            path=f"{stem}.{digest}.{extension}",
            body=body,
            compressed=gzip.compress(body, mtime=0),
            media_type=MEDIA_TYPES[f".{extension}"],
        )


def _own_files() -> Iterator[tuple[str, bytes]]:
    for path in sorted(STATIC.rglob("*")):
        if path.suffix in MEDIA_TYPES:
            yield path.name, path.read_bytes()


def _package_files(node_modules: Path) -> Iterator[tuple[str, bytes]]:
    for name, relative in PACKAGE_FILES.items():
        path = node_modules / relative
        if not path.is_file():
            message = f"front-end package file {relative} is missing; run `npm ci` first"
            raise MissingPackageError(message)
        # We do not serve the maps, and a browser's developer tools would report their absence.
        yield name, _SOURCE_MAP.sub(b"\n", path.read_bytes())


@router.api_route("/assets/{path}", methods=["GET", "HEAD"], name="asset")
async def serve(path: str, request: Request) -> Response:
    """Answer one file; a stale or invented name is not found."""
    assets: Assets = request.app.state.assets
    asset = assets.at(path)
    if asset is None:
        raise NotFoundError
    headers = {"Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.compressed, media_type=asset.media_type, headers=headers)
    return Response(asset.body, media_type=asset.media_type, headers=headers)
