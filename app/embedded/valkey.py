"""One Valkey server of ours; it only wakes workers, so losing what it holds only delays."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from app.embedded.identity import ServiceUser
from app.embedded.postgres import service_environ
from app.embedded.processes import Launch, end, end_orphan, launch
from app.embedded.programs import valkey_program
from app.embedded.refusal import StartRefusedError

START_SECONDS = 30.0


@dataclass(slots=True)
class Valkey:
    """A server that keeps its append-only file in ``data`` and listens in ``sockets``."""

    data: Path
    sockets: Path
    log: Path | None
    user: ServiceUser | None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def socket(self) -> Path:
        """The address it listens on."""
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """The address as redis-py and arq read it."""
        return f"unix://{self.socket}"

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server, ending one that an earlier start may have left behind."""
        self._end_orphan()
        if not self.data.exists():
            self.data.mkdir(mode=0o700)
            if self.user:
                os.chown(self.data, self.user.uid, self.user.gid)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            # The command line stays as it is, so that the next start knows its own orphan.
            "set-proc-title": "no",
        }
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.process = launch(
            Launch(
                [valkey_program(), *flags],
                cwd=self.data,
                environ=service_environ(self.data),
                log=self.log,
                user=self.user,
                death_signal=signal.SIGTERM,
            )
        )
        self._pid_file.write_text(f"{self.process.pid}\n")
        return self.process

    def wait_ready(self) -> None:
        """Return when a PING is answered.

        Raises:
            StartRefusedError: the server ended or took longer than half a minute.
        """
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if (
                self.process is None
                or self.process.poll() is not None
                or time.monotonic() > deadline
            ):
                raise StartRefusedError(
                    f"内置队列服务没有启动成功，请查看 {self.log or '终端'} 中的原因，处理后重试。"
                )
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop and flush within two seconds."""
        if self.process is not None:
            process, self.process = self.process, None
            end(process, ask=signal.SIGTERM, patience_seconds=2)
            self._pid_file.unlink(missing_ok=True)

    def _answers(self) -> bool:
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    @property
    def _pid_file(self) -> Path:
        return self.data.with_name("valkey.pid")

    def _end_orphan(self) -> None:
        try:
            pid = int(self._pid_file.read_text())
        except (OSError, ValueError):
            return
        end_orphan(pid, str(self.data), signal.SIGTERM)
