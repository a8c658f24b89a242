"""Where the demonstration joins a start: accounts before ``/healthz`` is 200, clips after."""

import importlib.util
import sys

from app.embedded.refusal import StartRefusedError

SEED = "app.cli.demo_seed"
CLIPS = "app.cli.demo_clips"


def refuse_without_demonstration() -> None:
    """Refuse ``--demo`` in a build that was made without it.

    Raises:
        StartRefusedError: the module is not part of this program.
    """
    if importlib.util.find_spec(SEED) is None:
        raise StartRefusedError("本程序不含演示数据，请去掉 --demo 后重新启动。")


def demo_seed_command() -> list[str]:
    """Return the command that makes units, people and ``demo.json``; waited for."""
    return [sys.executable, "-m", SEED]


def demo_upload_command(address: str) -> list[str]:
    """Return the command that uploads the clips to ``address``; it runs beside the product."""
    return [sys.executable, "-m", CLIPS, address]
