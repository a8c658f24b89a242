"""Run the API: in production on an address, under the supervisor on a socket it has bound."""

import argparse
import importlib
import os
import socket
from pathlib import Path

import uvicorn

from app.cli.gate import wait_at
from app.cli.greeting import Greeter
from app.cli.handshake import server_context
from app.cli.listener import refuse_unsafe
from app.cli.loading import loading

GRACE_SECONDS = 3
FACTORY = "app.main:create_app_from_environment"
KEEP_ALIVE_SECONDS = 75
"""Longer than proxies and browsers keep a resting connection, so that nobody sends a form into one
that is being closed at that moment."""
CONNECTION = "app.routers.connection:Connection"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the address, or the handles passed by the supervisor."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址")
    parser.add_argument("--port", type=int, default=8000, help="监听端口")
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--gate", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--certificate", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--key", type=Path, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop; return 0 after an orderly end.

    Raises:
        StartRefusedError: the address is open to the network and no proxy speaks TLS for it.
    """
    proxies = os.environ.get("LIUHEN_TRUSTED_PROXY", "")
    if options.fd is None:
        refuse_unsafe(options.host, tls=False, trusted_proxy=proxies)
    config = uvicorn.Config(
        FACTORY,
        factory=True,
        host=options.host,
        port=options.port,
        http=CONNECTION,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        loop="uvloop",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
    )
    if options.certificate is not None:
        context = server_context(options.certificate, options.key)
        config.ssl_context_factory = lambda *_: context
    with loading():
        # The slow part, done while the database is still starting.
        importlib.import_module(FACTORY.partition(":")[0])
    if options.gate is not None:
        wait_at(options.gate)
    # uvicorn's own --fd takes every socket for a unix one; given the socket itself it does not.
    sockets = [socket.socket(fileno=options.fd)] if options.fd is not None else None
    server = (Greeter if options.certificate is not None else uvicorn.Server)(config)
    server.run(sockets)
    return 0 if server.started else 1
