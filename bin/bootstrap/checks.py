"""The gate: every check in one place, then the tests.

Each tool runs even if an earlier one failed, so that one run shows all there is to mend.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from chromium import ensure_chromium, find_headless
from refusal import tell
from scratch import scratch
from spots import ENVIRONMENT, PYTHON, ROOT

BIN = ENVIRONMENT / "bin"
HADOLINT = BIN / "hadolint"
WORKERS = min(4, (os.cpu_count() or 1) + 1)
WHOLE = [
    "--quiet",
    f"--numprocesses={WORKERS}",
    "--dist=loadfile",
    "--no-loadscope-reorder",
]
"""How all tests are run: by file over the processors, each process with servers of its own.

The tests say themselves in which order, because the longest files are not those with the most
tests. One process more than there are processors, because tests wait for browsers and servers.
"""


def run_tests(arguments: list[str]) -> int:
    """Run the checks and all tests, or only pytest when it is given arguments.

    The checks run beside the tests, because their longest, on one processor, is no reason for the
    others to wait. What they find is told at once, and which of them failed once more at the end.
    """
    browser = ensure_chromium()
    browsers = {"TEST_CHROMIUM": browser, "TEST_HEADLESS": find_headless() or browser}
    environ = surroundings() | browsers | scratch()
    if arguments:
        return call([str(PYTHON), "-m", "pytest", *arguments], environ)
    with ThreadPoolExecutor(1) as aside:
        # The line of pytest's dots is broken off where the checks begin to speak.
        checking = aside.submit(failed_checks, before=b"\n")
        tests = call([str(PYTHON), "-m", "pytest", *WHOLE], environ)
    failed = checking.result()
    report(failed)
    return tests or (1 if failed else 0)


def run_checks() -> int:
    """Run every check but the tests; return the exit status."""
    failed = failed_checks()
    report(failed)
    return 1 if failed else 0


def failed_checks(before: bytes = b"") -> list[str]:
    """Run the checks and return the names of those that failed.

    ``before`` is printed before what the tools say.
    """
    checks = {
        "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
        "ruff check": [str(BIN / "ruff"), "check", "."],
        "lint-imports": [
            str(PYTHON),
            str(BIN / "lint-imports"),
            "--cache-dir",
            ".import_linter_cache",
        ],
        "mypy": [str(PYTHON), "-m", "mypy"],
    }
    checks["djlint"] = [str(PYTHON), "-m", "djlint", "app/templates", "--lint", "--check"]
    if HADOLINT.exists():
        # Its wheel exists for the common Linux machines only.
        checks["hadolint"] = [str(HADOLINT), "Dockerfile"]
    # All at once: the slowest takes one processor for longer than the others take together.
    with ThreadPoolExecutor(len(checks)) as pool:
        done = list(pool.map(run_aside, checks.values()))
    sys.stdout.buffer.write(before + b"".join(each.stdout for each in done))
    sys.stdout.flush()
    return [name for name, each in zip(checks, done, strict=True) if each.returncode != 0]


def run_aside(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Run one tool in the checkout and keep what it says, so that nobody else speaks between."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def call(command: list[str], environ: dict[str, str]) -> int:
    """Run one tool in the checkout with its output on the terminal."""
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


def surroundings() -> dict[str, str]:
    """Return the environment of the tools: this checkout's code and its own programs first."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # Dozens of tests start the product, and each start would compile all of its code again.
    kept = {name: word for name, word in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), "PATH": path}


def report(failed: list[str]) -> None:
    """Name the failed checks on standard error, out of the way of pytest's closing line."""
    if failed:
        tell("以下检查没有通过，请按上面的输出修改：" + "、".join(failed) + "。")
