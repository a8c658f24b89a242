"""Make what a command needs, then become that command. Needs only the standard library.

The first start downloads; every later start compares one stamp and goes on at once.
"""

import os
import sys
from typing import NoReturn

from environment import ensure_environment
from refusal import Refusal
from spots import PYTHON, ROOT


def main(command: str, arguments: list[str]) -> int:
    """Run ``serve``, ``liuhen``, ``test``, ``check`` or ``torture`` in a complete environment."""
    try:
        if command in {"serve", "liuhen"}:
            ensure_environment("serve")
            become(["-m", "app.cli", *(["serve"] if command == "serve" else []), *arguments])
        ensure_environment("test")
        if command == "torture":
            become(["-m", "tests.torture", *arguments])
        from checks import run_checks, run_tests  # noqa: PLC0415 - serve does not need it.

        return run_checks() if command == "check" else run_tests(arguments)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已按您的要求中断，没有完成的安装会在下次启动时重做。", file=sys.stderr)
        return 130


def become(arguments: list[str]) -> NoReturn:
    """Replace this process, so that signals reach the program itself."""
    # The checkout is named explicitly and the current directory is not searched: someone else's
    # ``app`` package in the directory where the command was typed must not be started.
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    os.execve(PYTHON, [str(PYTHON), *arguments], environ)  # noqa: S606 - our own interpreter.


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
