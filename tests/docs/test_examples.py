"""What the docstrings show by example is so."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for path in (ROOT / "app").rglob("*.py") if ">>> " in path.read_text())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_examples_of_a_module_come_out_as_written(path: Path) -> None:
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))

    outcome = doctest.testmod(module)

    assert outcome.attempted
    assert not outcome.failed
