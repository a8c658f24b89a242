"""Tests keep their files in memory where there is plenty, and elsewhere where there is not."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from app.settings import PROJECT_ROOT

GIB = 1 << 30
BLOCK = 4096


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of the bootstrap, which no package holds, on a machine that has plenty."""
    spec = importlib.util.spec_from_file_location(
        "scratch", PROJECT_ROOT / "bin/bootstrap/scratch.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "MEMORY", tmp_path)
    monkeypatch.setattr(module, "MEMINFO", meminfo(tmp_path, 8 * GIB))
    monkeypatch.setattr(os, "statvfs", lambda _: filesystem(room=8 * GIB))
    monkeypatch.delenv("TMPDIR", raising=False)
    return module


def meminfo(folder: Path, available: int) -> Path:
    """Return a file in which the kernel says how much memory there is."""
    told = folder / "meminfo"
    told.write_text(f"MemTotal: 99999999 kB\nMemAvailable: {available // 1024} kB\nHugePages: 0\n")
    return told


def filesystem(*, room: int, flags: int = 0) -> SimpleNamespace:
    """Return what the kernel says of a file system."""
    return SimpleNamespace(f_bavail=room // BLOCK, f_frsize=BLOCK, f_flag=flags)


def test_where_there_is_plenty_temporary_files_lie_in_memory(
    scratch: ModuleType, tmp_path: Path
) -> None:
    assert scratch.scratch() == {"TMPDIR": str(tmp_path)}


def test_a_place_that_somebody_has_named_stays(
    scratch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", "/var/tmp")

    assert scratch.scratch() == {}


@pytest.mark.parametrize(
    "found",
    [filesystem(room=5 * GIB), filesystem(room=8 * GIB, flags=os.ST_NOEXEC)],
    ids=["too small", "nothing may be started there"],
)
def test_a_file_system_that_is_no_help_is_left_alone(
    scratch: ModuleType, monkeypatch: pytest.MonkeyPatch, found: SimpleNamespace
) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _: found)

    assert scratch.scratch() == {}


def test_a_machine_with_little_memory_keeps_it(
    scratch: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(scratch, "MEMINFO", meminfo(tmp_path, 5 * GIB))

    assert scratch.scratch() == {}


def test_a_kernel_that_says_nothing_of_its_memory_is_not_trusted_with_it(
    scratch: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(scratch, "MEMINFO", tmp_path / "nothing")

    assert scratch.scratch() == {}
