"""Whole pages of the search bench over HTTP: the product's server and Django's admin, in turns."""

# ruff: noqa: E402 - the project is imported from beside this folder, not installed

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from math import nan
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from search_world import NOW, PASSWORD
from sqlalchemy.engine import make_url
from upload import await_port, cpu_seconds, free_port

from app.embedded.roles import DATABASE
from app.embedded.services import Services
from app.searching.finding import PAGE_SIZE

PEER_PYTHON = ROOT / "build" / "bench-venv" / "bin" / "python"


TIMES_EACH = 5
BOARDS = {
    "board: overdue deadlines": "/deadlines?state=overdue",
    "board: keeping periods due": "/keeping",
}


class Searched(NamedTuple):
    """One sampled term: its class, what is typed, and where."""

    name: str
    term: str
    shelf: str
    unit: str = ""


def pages(
    services: Services,
    environment: dict[str, str],
    searched: list[Searched],
    *,
    rows: int,
    rounds: int,
    with_peer: bool,
) -> dict[str, list[float]]:
    """Time whole pages, ours and Django's in turns; return what ours took, in ms."""
    terms = {each.name: each.term for each in reversed(searched)}
    asked = pages_asked(terms, rows)
    assert services.postgres.process is not None
    database = services.postgres.process.pid
    ours_served = our_server(environment, database)
    peer_served = peer_server(services, database) if with_peer else nullcontext()
    own: dict[str, list[float]] = {}
    theirs: dict[str, list[float]] = {}
    with ours_served as ours, peer_served as peer:
        for turn in range(rounds + 1):
            if turn == 1:
                # The first round fills the caches of both: templates, statements, plans.
                own, theirs, ours.cpu = {}, {}, {}
                if peer:
                    peer.cpu = {}
            for page, (query, other) in asked.items():
                own.setdefault(page, []).append(ours.get(f"/search?{query}", page))
                if peer:
                    path = f"/admin/admin/recordingsearch/?{other}"
                    theirs.setdefault(page, []).append(peer.get(path, page))
        titles = f"{'p50':>8} {'p95':>8}  {'django':>8} {'p95':>8}  ratio       cpu   django  ratio"
        print(f"\n{'whole page over HTTP, ms':34} {titles if peer else titles[:17]}")
        for page in asked:
            line = f"{page:34} {p(own[page], 50):8.1f} {p(own[page], 95):8.1f}"
            if peer:
                line += compared(own[page], theirs[page])
                line += f"  {ours.cpu[page] / rounds:8.1f} {peer.cpu[page] / rounds:8.1f}"
                line += f" {peer.cpu[page] / (ours.cpu[page] or nan):6.1f}x"
            print(line)
        print(f"load {os.getloadavg()[0]:.1f}; {rounds} requests of each page, in turns")
        if peer:
            print("Django: its sidebar of 200 units, no scope; ours: session, scope, figures")
        return own | every_class(ours, searched)


def every_class(ours: "Browser", searched: list[Searched]) -> dict[str, list[float]]:
    """Time the page of every sampled term, and the boards, by class; nothing stands beside them."""
    took: dict[str, list[float]] = {}
    for each in searched:
        query = urlencode({"in": each.shelf, "q": each.term, "unit": each.unit})
        for _ in range(TIMES_EACH):
            took.setdefault(each.name, []).append(ours.get(f"/search?{query}", each.name))
    for name, path in BOARDS.items():
        took[name] = [ours.get(path, name) for _ in range(10 * TIMES_EACH)]
    print(f"\n{'whole page over HTTP, ms':34} {'p50':>8} {'p95':>8}")
    for name, times in took.items():
        print(f"{name:34} {p(times, 50):8.1f} {p(times, 95):8.1f}")
    return took


def pages_asked(terms: dict[str, str], rows: int) -> dict[str, tuple[str, str]]:
    """Return the pages by what they are, each as our query and as Django's."""
    place = f"{(NOW - timedelta(days=400)).isoformat()}~{UUID(int=0)}"
    depth = max(1, rows // PAGE_SIZE // 2)
    words = {
        "a name of 2 characters": quote(terms["search: 2 characters, a name"]),
        "a frequent word": quote(terms["search: 2 characters, frequent"]),
        "absent": quote(terms["search: absent"]),
    }
    return {
        "first page": ("in=recordings", ""),
        "state filter": ("in=recordings&state=damaged", "recording__state__exact=damaged"),
        "deep page": (f"in=recordings&{urlencode({'after': place})}", f"p={depth}"),
        **{
            f"beside: {name}": (f"in=recordings&q={word}", f"q={word}")
            for name, word in words.items()
        },
    }


def compared(own: list[float], theirs: list[float]) -> str:
    """Return the peer's columns and how many times its p50 is ours."""
    ratio = p(theirs, 50) / p(own, 50)
    return f"  {p(theirs, 50):8.1f} {p(theirs, 95):8.1f}  {ratio:5.1f}x"


@dataclass(slots=True)
class Browser:
    """A connection on which somebody is signed in."""

    connection: HTTPConnection
    pids: list[int]
    cpu: dict[str, float] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Sec-Fetch-Site": "same-origin",
            "Accept": "text/html",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(form or {}) or None, headers)
        answer = self.connection.getresponse()
        body = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.split(";")[0]
        return answer.status, body

    def get(self, path: str, page: str) -> float:
        """Return the ms of one request; its CPU, with PostgreSQL's, is added to the page's.

        The same page is asked for just before, untimed. The turn of the other side takes seconds,
        and what a processor does after such a rest takes twice its time: each side would be
        measured by how long the other one takes.
        """
        self.ask("GET", path)
        spent = cpu_seconds(self.pids)
        began = time.perf_counter()
        status, body = self.ask("GET", path)
        took = (time.perf_counter() - began) * 1000
        self.cpu[page] = self.cpu.get(page, 0) + (cpu_seconds(self.pids) - spent) * 1000
        if status != 200:
            raise SystemExit(f"{path} answered {status}: {body[:300]!r}")
        return took


@contextmanager
def our_server(environment: dict[str, str], database: int) -> Iterator[Browser]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "--no-access-log"]
    command += ["app.main:create_app_from_environment", "--http", "httptools"]
    command += ["--port", str(port), "--log-level", "warning", "--timeout-keep-alive", "600"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        await_port(port)
        browser = Browser(HTTPConnection("127.0.0.1", port, timeout=120), [process.pid, database])
        status, body = browser.ask("POST", "/sign-in", {"username": "all", "password": PASSWORD})
        if status != 303:
            raise SystemExit(f"signing in answered {status}: {body[:300]!r}")
        yield browser
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def peer_server(services: Services, database: int) -> Iterator[Browser | None]:
    if not PEER_PYTHON.exists():
        print("Django is not installed (build/bench-venv): left out")
        yield None
        return
    url = make_url(services.admin_url)
    address = {
        "host": url.query.get("host") or url.host,
        "port": url.port or url.query.get("port") or "",
        "user": url.username,
        "password": url.password,
        "name": DATABASE,
    }
    port = free_port()
    process = subprocess.Popen(
        [PEER_PYTHON, ROOT / "bench" / "peer_admin.py", str(port)],
        env=os.environ | {"PEER_DATABASE": json.dumps(address)},
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        if process.stdout.readline() != b"ready\n":
            raise SystemExit("Django did not start")
        await_port(port)
        browser = Browser(HTTPConnection("127.0.0.1", port, timeout=120), [process.pid, database])
        browser.ask("GET", "/admin/login/")
        browser.ask(
            "POST", "/admin/login/?next=/admin/", {"username": "bench", "password": "bench"}
        )
        yield browser
    finally:
        process.terminate()
        process.wait(30)


def p(values: list[float], percent: int) -> float:
    """Return a percentile; of few values the nearest."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
