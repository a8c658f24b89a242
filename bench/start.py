"""How long from the command to the first page: a fresh data directory, then the same one again.

Run with the project's environment: ``.venv/bin/python bench/start.py [--rounds N] [--demo]``.
"""

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def first_page(data: Path, *options: str) -> float:
    """Start the product, read the sign-in page, stop it; return the seconds to that page."""
    began = time.monotonic()
    command = [ROOT / "bin" / "serve", "--data", data, "--port", "0", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(f"{url}/sign-in") as answer:
            assert "登录" in answer.read().decode()
        took = time.monotonic() - began
        if "--demo" in options:
            time.sleep(10)  # The clips' processing belongs to this round, not to the next one.
        process.send_signal(signal.SIGTERM)
    return took


def main() -> None:
    """Print each round and the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--demo", action="store_true")
    options = parser.parse_args()
    extra = ["--demo"] if options.demo else []
    print(f"python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    cold, warm = [], []
    for number in range(options.rounds):
        data = Path(tempfile.mkdtemp(prefix="liuhen-bench-")) / "data"
        cold.append(first_page(data, *extra))
        warm.append(first_page(data, *extra))
        shutil.rmtree(data.parent)
        print(f"round {number + 1}: cold {cold[-1]:.2f} s, warm {warm[-1]:.2f} s")
    print(f"median: cold {statistics.median(cold):.2f} s (aim 3), ", end="")
    print(f"warm {statistics.median(warm):.2f} s (aim 1.5); load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
