"""Fetch the pinned pip from the package index that this machine is set up to use.

Only the standard library may be assumed, and Debian's Python brings no pip; so one wheel is
fetched by hand and run straight from its archive. From then on pip reads the same settings itself.
"""

import base64
import hashlib
import html.parser
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from pipconfig import IndexSettings, read_settings
from refusal import Refusal

PIP = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
NO_NETWORK = (
    "首次启动需要从 Python 软件仓库下载组件，但无法连接（{why}），"
    "请检查网络，或用环境变量 PIP_INDEX_URL 指定可用的镜像后重试。"
)


def fetch_pip(directory: Path) -> Path:
    """Return the pip wheel inside ``directory``, downloaded unless it is there already.

    Raises:
        Refusal: no index can be reached, or what it offers is not the pinned file.
    """
    wheel = directory / PIP
    if wheel.exists() and digest(wheel.read_bytes()) == PIP_SHA256:
        return wheel
    content = download(read_settings())
    fresh = wheel.with_suffix(".part")
    fresh.write_bytes(content)
    fresh.replace(wheel)
    return wheel


def download(settings: IndexSettings) -> bytes:
    """Return the pinned wheel from the first page that offers exactly it."""
    opener = make_opener(settings)
    why = "仓库中没有所需的 " + PIP
    for page in settings.pages("pip"):
        try:
            for link in links_of(page, opener):
                content = fetch(link, opener)
                if digest(content) == PIP_SHA256:
                    return content
        except (OSError, ValueError) as error:
            why = str(getattr(error, "reason", error))
    raise Refusal(NO_NETWORK.format(why=why))


def make_opener(settings: IndexSettings) -> urllib.request.OpenerDirector:
    """Return an opener with the certificates and the proxy that pip would use."""
    context = ssl.create_default_context()
    if settings.certificates:
        spot = Path(settings.certificates)
        context.load_verify_locations(
            cafile=None if spot.is_dir() else str(spot), capath=str(spot) if spot.is_dir() else None
        )
    handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=context)]
    if settings.proxy:
        proxies = {"http": settings.proxy, "https": settings.proxy}
        handlers.append(urllib.request.ProxyHandler(proxies))
    return urllib.request.build_opener(*handlers)


class Links(html.parser.HTMLParser):
    """Collects the targets of all links on a simple index page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep ``href`` of each anchor."""
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def links_of(page: str, opener: urllib.request.OpenerDirector) -> list[str]:
    """Return the addresses on ``page`` whose file name is the pinned wheel."""
    parts = urllib.parse.urlsplit(page)
    if parts.scheme == "file":
        directory = Path(urllib.request.url2pathname(parts.path))
        if directory.is_dir() and not (directory / "index.html").exists():
            return [(directory / PIP).as_uri()] if (directory / PIP).exists() else []
        page = (directory / "index.html").as_uri() if directory.is_dir() else page
    reader = Links()
    reader.feed(fetch(page, opener).decode("utf-8", "replace"))
    found = [urllib.parse.urljoin(page, link) for link in reader.found]
    return [link for link in found if urllib.parse.urlsplit(link).path.endswith("/" + PIP)]


def fetch(address: str, opener: urllib.request.OpenerDirector) -> bytes:
    """Return the body of ``address``; a user name inside it becomes basic authentication."""
    parts = urllib.parse.urlsplit(address)
    headers = {"Accept": "text/html, */*;q=0.1", "User-Agent": "liuhen-bootstrap"}
    if parts.username:
        pair = urllib.parse.unquote(f"{parts.username}:{parts.password or ''}")
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    request = urllib.request.Request(urllib.parse.urlunsplit(parts), headers=headers)
    wait = float(os.environ.get("PIP_DEFAULT_TIMEOUT", "15"))
    with opener.open(request, timeout=min(wait, 60)) as answer:
        body: bytes = answer.read()
    return body


def digest(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
