"""Serve the set-up page in clear, to terminals that do not trust the authority yet.

Started by ``serve --tls`` as ``python -m app.cli.setup_door``. A process of its own, without
database, store or settings: whatever goes wrong here has nothing to reveal.
"""

import argparse
import socket
from pathlib import Path

import uvicorn

from app.certificates.published import read_authority
from app.logs import configure_logs
from app.routers.setup import SetupFacts
from app.routers.setup_door import create_setup_door
from app.settings import Settings

MOST_AT_ONCE = 64
GRACE_SECONDS = 1


def main() -> None:
    """Run on the socket that the supervisor has bound."""
    parser = argparse.ArgumentParser(prog="setup_door")
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--authority", type=Path, required=True)
    parser.add_argument("--public-url", required=True)
    parser.add_argument("--setup-url", required=True)
    default = Settings.model_fields["node_modules"].default
    parser.add_argument("--node-modules", type=Path, default=default)
    options = parser.parse_args()
    configure_logs("json")
    facts = SetupFacts(
        public_url=options.public_url,
        setup_url=options.setup_url,
        authority=read_authority(options.authority),
        is_door=True,
    )
    config = uvicorn.Config(
        create_setup_door(facts, options.node_modules),
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    uvicorn.Server(config).run([socket.socket(fileno=options.fd)])


if __name__ == "__main__":
    main()
