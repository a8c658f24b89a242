"""What a server's process does: a module of its own, so that it can be loaded before any fork."""

import os
import sys
from pathlib import Path

import uvicorn

from app.cli.api import CONNECTION
from app.main import create_app_from_environment
from app.settings import PROJECT_ROOT

OWN_APPLICATION = f"{create_app_from_environment.__module__}:{create_app_from_environment.__name__}"


def serve(
    environment: dict[str, str], port: int, log_path: str, factory: str = OWN_APPLICATION
) -> None:
    """Serve the product's own application until a signal comes; both streams go to the log."""
    with Path(log_path).open("ab", buffering=0) as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    os.environ.update(environment)
    os.chdir(PROJECT_ROOT)
    uvicorn.run(
        factory,
        factory=True,
        port=port,
        http=CONNECTION,
        log_level="warning",
        access_log=False,
    )
