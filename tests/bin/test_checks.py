"""A whole run: the checks beside the tests, and one answer for both. All tools are stand-ins."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.bin.checkout import call, copy_checkout, stamp_as_complete

SCRIPTS = {
    "mypy": "mypy.py",
    "djlint": "djlint.py",
    "pytest": "pytest.py",
    "lint-imports": ".venv/bin/lint-imports",
}
"""What Python is told to run; ruff alone is a program of its own."""


def run_with(
    checkout: Path,
    statuses: dict[str, int],
    *,
    environ: Mapping[str, str] = MappingProxyType({}),
    **does: str,
) -> subprocess.CompletedProcess[str]:
    """Run ``bin/test`` where each tool says its name and ends with its status, else with 0.

    What a tool ``does`` between the two is Python.
    """
    stamp_as_complete(checkout)
    programs = checkout / ".venv" / "bin"
    for name, script in SCRIPTS.items():
        (checkout / script).write_text(
            f"print('{name} has run')\n{does.get(name, '')}\n"
            f"raise SystemExit({statuses.get(name, 0)})"
        )
    (programs / "ruff").write_text(
        f"#!/bin/sh\necho ruff has run\nexit {statuses.get('ruff', 0)}\n"
    )
    (programs / "ruff").chmod(0o755)
    return call(checkout, "bin/test", TEST_CHROMIUM="/bin/true", **environ)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return copy_checkout(tmp_path)


def test_all_checks_and_all_tests_pass(checkout: Path) -> None:
    done = run_with(checkout, {})

    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"{name} has run" in done.stdout for name in ("ruff", *SCRIPTS))


@pytest.mark.parametrize("failing", ["mypy", "djlint", "lint-imports"])
def test_a_failed_check_fails_a_run_whose_tests_pass_and_is_named(
    checkout: Path, failing: str
) -> None:
    done = run_with(checkout, {failing: 1})

    assert done.returncode == 1
    assert f"以下检查没有通过，请按上面的输出修改：{failing}。" in done.stderr
    assert "pytest has run" in done.stdout


def test_failed_tests_fail_a_run_whose_checks_pass(checkout: Path) -> None:
    done = run_with(checkout, {"pytest": 3})

    assert (done.returncode, done.stderr) == (3, "")


def test_what_a_check_found_and_failed_tests_are_told_of_one_run(checkout: Path) -> None:
    done = run_with(checkout, {"pytest": 1, "ruff": 1})

    assert done.returncode == 1
    assert "ruff format、ruff check" in done.stderr
    assert "pytest has run" in done.stdout


def test_the_tests_begin_while_a_check_still_runs(checkout: Path) -> None:
    begun = checkout / "begun"
    tell, wait = f"open({str(begun)!r}, 'w').close()", f"os.path.exists({str(begun)!r})"
    patience = f"any({wait} or time.sleep(0.1) for _ in range(600))"

    done = run_with(
        checkout,
        {},
        pytest=tell,
        mypy=f"import os, time; raise SystemExit(0 if {patience} else 1)",
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_tests_keep_their_files_where_somebody_has_said(checkout: Path) -> None:
    place = checkout / "place"
    place.mkdir()

    done = run_with(
        checkout,
        {},
        environ={"TMPDIR": str(place)},
        pytest="import os; print(os.environ['TMPDIR'])",
    )

    assert f"pytest has run\n{place}\n" in done.stdout
