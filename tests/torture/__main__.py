"""``bin/torture``: run the long fault runs and print what was seen."""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from hypothesis import seed

from app.embedded.services import Services, start_services
from app.logs import configure_logs
from app.settings import PROJECT_ROOT
from tests.access.machine import run, settle_once
from tests.access.test_moving_machine import Moving
from tests.torture.authz.control import ControlError
from tests.torture.authz.doors import UnlistedRouteError
from tests.torture.authz.exchanges import LeakError
from tests.torture.authz.run import QUICK, WHOLE, torment
from tests.torture.kills import torture


def main() -> int:
    """Print the seed first, the tally last; return 1 when anything was lost or came out."""
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    runs = parser.add_subparsers(dest="run", required=True)
    kills = runs.add_parser("kills", help="SIGKILL of the API during uploads")
    kills.add_argument("--rounds", type=int, default=100)
    authz = runs.add_parser("authz", help="every route as everybody, for things of others")
    authz.add_argument("--quick", action="store_true", help="a sample of it")
    moves = runs.add_parser("moves", help="the access desk while everything moves")
    moves.add_argument("--rounds", type=int, default=200)
    for each in (kills, authz, moves):
        each.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    options = parser.parse_args()
    return {"authz": _intrude, "kills": _kill, "moves": _move}[options.run](options)


def _kill(options: argparse.Namespace) -> int:
    print(f"seed {options.seed}, {options.rounds} rounds, {os.cpu_count()} cores", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="liuhen-torture-") as folder,
        _migrated(Path(folder)) as services,
    ):
        tally = torture(services, Path(folder), options.rounds, options.seed)
    print(
        f"{tally.rounds} files, {tally.kills} kills, {tally.sent_bytes / 2**20:.0f} MiB sent; "
        f"lost or wrong: {len(tally.failures)}"
    )
    for failure in tally.failures:
        print(failure)
    return 1 if tally.failures else 0


def _intrude(options: argparse.Namespace) -> int:
    print(f"seed {options.seed}, {os.cpu_count()} cores", flush=True)
    configure_logs("json")
    with (
        tempfile.TemporaryDirectory(prefix="liuhen-torture-") as folder,
        _migrated(Path(folder)) as services,
    ):
        try:
            extent = QUICK if options.quick else WHOLE
            report = torment(services, extent, options.seed, say=partial(print, flush=True))
        except (AssertionError, ControlError, LeakError, UnlistedRouteError) as problem:
            print(problem, *getattr(problem, "__notes__", ()), sep="\n")
            return 1
    print("\n".join(report.lines()))
    return 0


def _move(options: argparse.Namespace) -> int:
    print(f"seed {options.seed}, {options.rounds} rounds of 50 steps", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="liuhen-torture-") as folder,
        _migrated(Path(folder)) as services,
    ):
        settled = asyncio.run(settle_once(services.app_url))
        machine = seed(options.seed)(Moving)
        run(machine, services, settled, examples=options.rounds, steps=50)
    print("the lists, the sittings and the rules agreed after each step")
    return 0


@contextmanager
def _migrated(folder: Path) -> Iterator[Services]:
    with start_services(folder / "data") as services:
        subprocess.run(
            [sys.executable, "-m", "app.cli", "migrate"],
            cwd=PROJECT_ROOT,
            env=os.environ | {"MIGRATION_DATABASE_URL": services.owner_url},
            check=True,
            capture_output=True,
        )
        yield services


if __name__ == "__main__":
    sys.exit(main())
