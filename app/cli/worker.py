"""Run the background tasks in this process."""

import argparse
import importlib
import runpy

from app.cli.loading import loading


def add_options(_parser: argparse.ArgumentParser) -> None:
    """Take no options: workers are set up by the environment alone."""


def run(_options: argparse.Namespace) -> int:
    """Work until told to stop."""
    with loading():
        importlib.import_module("app.workers.perform")
    runpy.run_module("app.workers.run", run_name="__main__", alter_sys=True)
    return 0
