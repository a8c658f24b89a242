"""Run the background tasks in this process."""

import argparse
import runpy


def add_options(_parser: argparse.ArgumentParser) -> None:
    """Take no options: workers are set up by the environment alone."""


def run(_options: argparse.Namespace) -> int:
    """Work until told to stop."""
    runpy.run_module("app.workers.run", run_name="__main__", alter_sys=True)
    return 0
