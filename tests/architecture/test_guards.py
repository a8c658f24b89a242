"""Our own guards over the code: what import contracts and linters cannot say."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.embedded.services import Services
from app.settings import PROJECT_ROOT

APP = PROJECT_ROOT / "app"
SUBJECTS = (
    "access",
    "cases",
    "cataloguing",
    "devices",
    "holds",
    "jobs",
    "law",
    "people",
    "recordings",
    "roster",
    "supervision",
    "uploads",
)
DOORS = ("routers", "workers")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LOG_CALLS = {"debug", "info", "warning", "error", "exception", "critical"}


def modules(*folders: str) -> Iterator[Path]:
    """Return the source files below the folders of ``app``."""
    for folder in folders:
        yield from (APP / folder).rglob("*.py")


def calls(path: Path) -> Iterator[ast.Call]:
    """Return every call in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(PROJECT_ROOT)}:{getattr(node, 'lineno', 0)}"


def test_a_subject_never_commits() -> None:
    """One request or job is one transaction, and the door commits it."""
    found = [
        where(path, call)
        for path in modules(*SUBJECTS)
        for call in calls(path)
        if name_of(call) in {"commit", "rollback"}
    ]

    assert found == []


def test_a_door_writes_no_sql() -> None:
    found = [
        where(path, node)
        for path in modules(*DOORS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy")
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.models"))
    ]

    assert found == []


def test_the_log_speaks_english_events_without_content() -> None:
    found = [
        where(path, call)
        for path in APP.rglob("*.py")
        for call in calls(path)
        if name_of(call) in LOG_CALLS and CHINESE.search(ast.unparse(call))
    ]

    assert found == []


def test_no_number_of_the_law_stands_in_a_rule() -> None:
    """Numbers, roles and periods come from packs; a rule holds the shape of the argument.

    What a value can be has units and bounds, such as 24 hours a day; it is no rule.
    """
    found = [
        where(path, node)
        for path in modules("policy")
        if path.name not in {"pack_keys.py", "values.py"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1
    ]

    assert found == []


def test_no_door_decides_by_a_role() -> None:
    """A door has words for roles; which role may or must do what stands in policy and packs."""
    found = [
        where(path, node)
        for path in modules(*DOORS)
        if path.name != "labels.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Role"
    ]

    assert found == []


def test_only_the_store_knows_paths_of_originals() -> None:
    """One module touches originals, and it never opens one for writing (promise P3)."""
    outside = [
        path.relative_to(PROJECT_ROOT).as_posix()
        for path in APP.rglob("*.py")
        if "storage" not in path.parts and '"originals"' in path.read_text(encoding="utf-8")
    ]

    assert outside == []


def test_no_table_is_loaded_behind_ones_back() -> None:
    """There are no relationships: a read is a query somebody wrote."""
    found = [path for path in modules("models") if "relationship(" in path.read_text("utf-8")]

    assert found == []


@pytest.mark.parametrize("command", [["upgrade", "head"], ["check"]], ids=["upgrade", "check"])
def test_migrations_and_models_agree(services: Services, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "alembic", *command],
        cwd=PROJECT_ROOT,
        env={"MIGRATION_DATABASE_URL": services.owner_url},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_one_newest_migration() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "heads"],
        cwd=PROJECT_ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    assert len(done.stdout.strip().splitlines()) == 1


def test_only_scans_are_documents() -> None:
    """The sweep removes documents that no scan names: another kind must first be named there."""
    keepers = {
        path.relative_to(APP).as_posix()
        for path in APP.rglob("*.py")
        if "store.put_document" in path.read_text(encoding="utf-8")
    }

    assert keepers == {"people/scans.py"}
