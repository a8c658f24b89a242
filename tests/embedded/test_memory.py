"""The database takes its share of the memory, and of no more than a container may use."""

from pathlib import Path

import pytest

from app.embedded import memory
from app.embedded.memory import LEAST_MB, MOST_MB, buffers_for, buffers_mb


@pytest.mark.parametrize(
    ("machine_mb", "buffers"),
    [(256, LEAST_MB), (512, 128), (2_048, 512), (4_096, 1_024), (8_192, MOST_MB), (65_536, 2_048)],
)
def test_a_quarter_of_the_memory_between_two_bounds(machine_mb: int, buffers: int) -> None:
    assert buffers_for(machine_mb * 2**20) == buffers


@pytest.mark.parametrize(
    ("said", "buffers"), [("1073741824\n", 256), ("max\n", 1_024), ("9223372036854771712\n", 1_024)]
)
def test_the_limit_of_a_container_counts_where_it_is_less(
    said: str, buffers: int, *, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(said)
    monkeypatch.setattr(memory, "_LIMITS", (tmp_path / "absent", limit))
    monkeypatch.setattr(memory, "_of_the_machine", lambda: 4 * 2**30)

    assert buffers_mb() == buffers
