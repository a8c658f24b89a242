"""Where the demonstration joins a start: accounts before ``/healthz`` is 200, clips after."""

import importlib.util
import sys

from app.certificates.trust import Trust
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


def demo_upload_command(address: tuple[str, int], trust: Trust | None) -> list[str]:
    """Return the command that uploads the clips to where the API listens, beside the product.

    With ``trust`` it speaks TLS and believes nothing else.
    """
    host, port = address
    command = [sys.executable, "-m", CLIPS, "--host", host, "--port", str(port)]
    if trust is not None:
        command += ["--trust", str(trust.file), *(["--exactly"] if trust.exactly else [])]
    return command
