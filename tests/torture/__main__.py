"""``bin/torture``: run the long fault runs and print what was seen."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.embedded.services import start_services
from app.settings import PROJECT_ROOT
from tests.torture.kills import torture


def main() -> int:
    """Print the seed first, the tally last; return 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    parser.add_argument("run", choices=["kills"], help="kills: SIGKILL of the API during uploads")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.rounds} rounds, {os.cpu_count()} cores", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="liuhen-torture-") as folder,
        start_services(Path(folder) / "data") as services,
    ):
        subprocess.run(
            [sys.executable, "-m", "app.cli", "migrate"],
            cwd=PROJECT_ROOT,
            env=os.environ | {"MIGRATION_DATABASE_URL": services.owner_url},
            check=True,
            capture_output=True,
        )
        tally = torture(services, Path(folder), options.rounds, options.seed)
    print(
        f"{tally.rounds} files, {tally.kills} kills, {tally.sent_bytes / 2**20:.0f} MiB sent; "
        f"lost or wrong: {len(tally.failures)}"
    )
    for failure in tally.failures:
        print(failure)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
