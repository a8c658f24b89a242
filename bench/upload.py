"""Measure our upload door beside two that others wrote, interleaved on one machine.

Ours is the real server: token, PostgreSQL commit, SHA-256 per segment, and fdatasync before each
204. The peers do none of that, so read the ratios with the list of duties in mind.

    python bench/upload.py [--rounds 3]

Needs the project's environment; for the peers ``npm ci`` in ``bench/`` and an environment in
``build/bench-venv`` with ``requirements/runtime.lock`` and ``requirements/bench.lock``. A peer
that is not installed is left out, and the output says so.
"""

# ruff: noqa: E402 - the project is imported from beside this folder, not installed

import argparse
import asyncio
import importlib.metadata
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.clock import current_time
from app.db import make_engine, make_sessions, transaction
from app.devices.terminals import enrol, register_device
from app.embedded.services import start_services
from app.people.register import register_unit
from app.policy.actor import WORKER
from app.policy.vocabulary import DeviceKind, UnitKind

MIB = 1024 * 1024
PATCH = os.urandom(8 * MIB)
SHAPES = {"1 x 512 MiB": (1, 512 * MIB), "8 x 64 MiB": (8, 64 * MIB)}
PEER_PYTHON = ROOT / "build" / "bench-venv" / "bin" / "python"


@dataclass(slots=True)
class Contestant:
    """One server that is running, and what its runs took."""

    name: str
    port: int
    pids: list[int]
    token: str = ""
    runs: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


def main() -> None:
    """Run every shape on every server, ``--rounds`` times in turn, and print the medians."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    rounds = arguments.parse_args().rounds
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build", prefix="bench-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101
        with everybody(Path(folder)) as contestants:
            print(circumstances())
            for number in range(rounds):
                for shape, (streams, size) in SHAPES.items():
                    for contestant in contestants:
                        measure(contestant, shape, streams, size)
                print(f"round {number + 1} of {rounds} done, load {os.getloadavg()[0]:.1f}")
            report(contestants)


@contextmanager
def everybody(folder: Path) -> Iterator[list[Contestant]]:
    """Start whoever is installed."""
    processes: list[subprocess.Popen[bytes]] = []
    with ours(folder / "ours", processes) as own:
        contestants = [own]
        try:
            for name, command in peers():
                files = folder / command[-1].replace("/", "-")
                files.mkdir()
                port = free_port()
                process = subprocess.Popen([*command, str(files), str(port)], cwd=ROOT / "bench")
                processes.append(process)
                await_port(port)
                contestants.append(Contestant(name, port, [process.pid]))
            yield contestants
        finally:
            for process in processes:
                process.terminate()
                process.wait(30)


def peers() -> Iterator[tuple[str, list[str]]]:
    """Yield the commands of the installed peers; say which are missing."""
    node, package = shutil.which("node"), ROOT / "bench/node_modules/@tus/server/package.json"
    if node and package.exists():
        yield f"@tus/server {json.loads(package.read_text())['version']}", [node, "peer.mjs"]
    else:
        print("@tus/server is not installed (npm ci in bench/): left out")
    asked = [
        str(PEER_PYTHON),
        "-c",
        "import importlib.metadata as m;print(m.version('tuspyserver'))",
    ]
    if PEER_PYTHON.exists():
        version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        yield f"tuspyserver {version}", [str(PEER_PYTHON), "peer.py"]
    else:
        print("tuspyserver is not installed (build/bench-venv): left out")


@contextmanager
def ours(folder: Path, processes: list[subprocess.Popen[bytes]]) -> Iterator[Contestant]:
    """Start PostgreSQL with durable commits, the queue, and the product's own server."""
    folder.mkdir()
    with start_services(folder / "services") as services:
        migrate = [sys.executable, "-m", "alembic", "upgrade", "head"]
        environment = os.environ | {
            "MIGRATION_DATABASE_URL": services.owner_url,
            "DATABASE_URL": services.app_url,
            "REDIS_URL": services.redis_url,
            "STORAGE_URL": (folder / "files").as_uri(),
        }
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True, capture_output=True)
        token = asyncio.run(enrol_terminal(services.app_url))
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "--factory", "--no-access-log"]
        command += ["app.main:create_app_from_environment", "--http", "httptools"]
        command += ["--port", str(port), "--log-level", "warning"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        processes.append(process)
        await_port(port)
        assert services.postgres.process is not None
        yield Contestant("liuhen", port, [process.pid, services.postgres.process.pid], token)


async def enrol_terminal(database_url: str) -> str:
    """Register a unit with one terminal and return its token."""
    engine, now = make_engine(database_url), current_time()
    async with transaction(make_sessions(engine)) as session:
        unit = await register_unit(
            session, WORKER, code="B", name="Bench", kind=UnitKind.AGENCY, pack_id="ruzhou", now=now
        )
        await register_device(
            session, WORKER, unit, device_no="B-1", kind=DeviceKind.BODY_CAMERA, now=now
        )
        enrolment = await enrol(session, WORKER, "B-1", now)
    await engine.dispose()
    return enrolment.token


def measure(contestant: Contestant, shape: str, streams: int, size: int) -> None:
    """Upload ``streams`` files at once; note MB/s and server CPU-seconds per GB."""
    senders = [threading.Thread(target=upload, args=(contestant, size)) for _ in range(streams)]
    cpu, started = cpu_seconds(contestant.pids), time.perf_counter()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    took, total = time.perf_counter() - started, streams * size / 1e9
    spent = cpu_seconds(contestant.pids) - cpu
    contestant.runs.setdefault(shape, []).append((total * 1000 / took, spent / total))


def upload(contestant: Contestant, size: int) -> None:
    """Create one upload and send it in PATCHes of 8 MiB."""
    connection = HTTPConnection("127.0.0.1", contestant.port, timeout=120)
    base = {"Tus-Resumable": "1.0.0"}
    if contestant.token:
        base["Authorization"] = f"Bearer {contestant.token}"
    created = ask(
        connection, "POST", "/files", base | {"Upload-Length": str(size)}, b"", expected=201
    )
    path = "/" + created.split("/", 3)[3] if created.startswith("http") else created
    body = base | {"Content-Type": "application/offset+octet-stream"}
    for offset in range(0, size, len(PATCH)):
        ask(connection, "PATCH", path, body | {"Upload-Offset": str(offset)}, PATCH, expected=204)
    connection.close()


def ask(
    connection: HTTPConnection,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    *,
    expected: int,
) -> str:
    """Send one request and return its ``Location``."""
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != expected:
        raise SystemExit(f"{method} {path} answered {answer.status}: {text[:200]!r}")
    return answer.headers.get("Location", "")


def cpu_seconds(pids: list[int]) -> float:
    """Return user and system time of the processes and of their living children."""
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(path.parent.name) in pids or int(fields[1]) in pids:
            total += sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    return total


def report(contestants: list[Contestant]) -> None:
    """Print medians and, for each peer, ours divided by theirs."""
    own = contestants[0]
    for shape in SHAPES:
        print(f"\n{shape}, PATCH of 8 MiB: median MB/s, CPU-s per GB, liuhen's MB/s : theirs")
        own_speed = statistics.median(speed for speed, _ in own.runs[shape])
        for contestant in contestants:
            speed = statistics.median(speed for speed, _ in contestant.runs[shape])
            cpu = statistics.median(cpu for _, cpu in contestant.runs[shape])
            every = " ".join(f"{speed:.0f}" for speed, _ in contestant.runs[shape])
            ratio = own_speed / speed
            print(f"  {contestant.name:20} {speed:6.0f}  {cpu:5.2f}  {ratio:5.2f}   ({every})")
    print("\nliuhen: token, database commit, SHA-256 per segment, fdatasync before each 204; its")
    print("CPU includes PostgreSQL. The peers neither digest nor flush, and ask for no token.")


def circumstances() -> str:
    """Return what a reader needs to judge the numbers."""
    names = ("uvicorn", "starlette", "sqlalchemy", "asyncpg")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} cores, load {load}, Python {platform.python_version()}, {versions}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_port(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main()
