import asyncio
from asyncio.subprocess import Process
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.media import launch, marking
from app.media.facts import Inspection
from app.media.inspect import inspect_media
from tests.clips import SUFFIXES, ClipKind, make_clip

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)

ClipMaker = Callable[[ClipKind], Path]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> ClipMaker:
    """One clip of each kind, made when first asked for; tests must not change it."""
    folder = tmp_path_factory.mktemp("clips")

    def make(kind: ClipKind) -> Path:
        path = folder / f"{kind.value}{SUFFIXES.get(kind, '.mp4')}"
        return path if path.exists() else make_clip(kind, path)

    return make


@pytest.fixture
def has_begun(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when a child reads; a limit of time begins only then, however long it took to load."""
    begun, start_at_once = asyncio.Event(), launch.start_python

    async def start_and_wait(module: str, argument: str, descriptor: int) -> Process:
        child = await start_at_once(module, argument, descriptor)
        assert child.stdout is not None
        while child.returncode is None and not child.stdout._buffer:  # type: ignore[attr-defined]
            await asyncio.sleep(0.01)
        begun.set()
        return child

    monkeypatch.setattr(launch, "start_python", start_and_wait)
    monkeypatch.setattr(marking, "start_python", start_and_wait)
    return begun


async def look_at(path: Path) -> Inspection:
    """Inspect through the real sandboxed child, as a worker does."""
    return await inspect_media(path, size_bytes=path.stat().st_size, now=NOW, filename=path.name)


def codes(inspection: Inspection) -> set[str]:
    return {finding.code.value for finding in inspection.findings}
