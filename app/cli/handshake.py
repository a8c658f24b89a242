"""The API's end of TLS: how it greets a client, and how it takes up a new certificate."""

import signal
import ssl
from pathlib import Path
from types import FrameType

import structlog

from app.cli.certificate import RELOAD

CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2 only what keeps past traffic secret; TLS 1.3 has no others."""

log = structlog.get_logger()


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return the settings of the server; ``RELOAD`` makes it read both files again.

    New connections then see the new certificate. Those that are open go on as they are, so no
    upload is cut.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(certificate, key)

    def reload(_number: int, _frame: FrameType | None) -> None:
        take_up(context, certificate, key)

    signal.signal(RELOAD, reload)
    return context


def take_up(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    """Use the files as they are now; a pair that does not fit is left alone."""
    try:
        # A context that refuses a key has forgotten the certificate before, so another one tries.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
        context.load_cert_chain(certificate, key)
    except (OSError, ValueError) as error:
        log.warning("certificate.kept", reason=type(error).__name__)
    else:
        log.info("certificate.taken_up")
