"""The processes that make up a running product, in the order they need each other."""

import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field

from app.cli import demonstration
from app.cli.certificate import RELOAD
from app.cli.children import Child
from app.cli.door import Way
from app.cli.gate import Gate
from app.cli.health import loopback_of, wait_until_healthy
from app.cli.migration import Migration
from app.cli.surroundings import (
    ROOT,
    Surroundings,
    for_demonstration,
    own_postgres,
    own_valkey,
    surroundings,
)
from app.embedded.directory import DataDirectory
from app.embedded.processes import Launch, end, launch
from app.embedded.refusal import StartRefusedError
from app.embedded.services import Services, lay_out_services

STOP_SECONDS = 4.0
FAILED = "{what}没有成功，因此没有启动，请查看 {log} 中的原因，处理后重试。"


@dataclass(slots=True)
class Product:
    """Everything between the listening socket and the data directory."""

    directory: DataDirectory
    listener: socket.socket
    way: Way
    verbose: bool
    children: list[Child] = field(default_factory=list)
    """What is kept alive once the product is ready."""
    _helpers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _services: Services = field(init=False)
    _around: Surroundings = field(init=False)

    def __post_init__(self) -> None:
        self._services = lay_out_services(self.directory, verbose=self.verbose)
        door, certificate = self.way.door, self.way.certificate
        more = {"LIUHEN_SETUP_URL": door.address} if door else {}
        if certificate and certificate.authority:
            more["LIUHEN_TLS_AUTHORITY"] = str(certificate.authority)
        self._around = surroundings(self.directory, self._services, self.way.address, more)

    def start(self, *, demo: bool) -> None:
        """Return when ``/healthz`` answers 200.

        Raises:
            StartRefusedError: with the sentence to show.
        """
        if demo:
            demonstration.refuse_without_demonstration()
            self._around = for_demonstration(self._around)
        gate = Gate()
        self.children.append(Child("网页服务", self._start_api, self._start_api(gate)))
        seed = self._load_seed() if demo else None
        self._start_services()
        if seed is not None:
            self._plant(seed)
        # Nothing may be acknowledged before a fresh cluster has reached the disk.
        self._services.postgres.finish_initialising()
        gate.open()
        trust = self.way.certificate.trust if self.way.certificate else None
        believing = trust.context() if trust else None
        if not wait_until_healthy(loopback_of(self.listener), self._has_died, believing):
            raise StartRefusedError(FAILED.format(what="启动网页服务", log=self._log("api")))
        self.children.append(Child("后台任务", self._start_worker, self._start_worker()))
        if self.way.door is not None:
            self.children.append(Child("终端设置页", self._start_door, self._start_door()))
        if demo:
            upload = demonstration.demo_upload_command(loopback_of(self.listener), trust)
            self._helpers.append(self._spawn("demo", upload, self._around.demonstration))

    def take_up_certificate(self) -> None:
        """Make the API read its certificate again; open connections go on."""
        for child in self.children:
            if child.start == self._start_api and child.process.poll() is None:
                child.process.send_signal(RELOAD)

    def _has_died(self) -> bool:
        return any(child.died() for child in self.children)

    def stop(self) -> None:
        """End API and worker, then the services, each in an orderly way while time allows."""
        self.listener.close()
        if self.way.door is not None:
            self.way.door.listener.close()
        ours = [child for child in self.children if child.is_ours]
        for child in ours:
            child.ask_to_stop()
        for process in [*self._helpers, *(child.process for child in ours)]:
            end(process, ask=signal.SIGTERM, patience_seconds=STOP_SECONDS)
        self._services.stop()

    def _start_services(self) -> None:
        postgres, valkey = self._services.postgres, self._services.valkey
        migration = Migration(self._services, self._around.migration, self._spawn)
        if own_valkey(self._around.given):
            self.children.append(Child("队列服务", valkey.start, valkey.start(), is_ours=False))
        if own_postgres(self._around.given):
            migration.load_early()
            postgres.initialise(self.directory.password("admin"))
            self.children.append(Child("数据库", postgres.start, postgres.start(), is_ours=False))
            migration.load_driver()
            postgres.wait_ready()
        if not migration.run():
            raise StartRefusedError(FAILED.format(what="更新数据库结构", log=self._log("migrate")))
        if own_valkey(self._around.given):
            valkey.wait_ready()

    def _start_api(self, gate: Gate | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "app.cli", "api", "--fd", str(self.listener.fileno())]
        handles = [self.listener.fileno()]
        if gate is not None:
            command += ["--gate", str(gate.reader)]
            handles.append(gate.reader)
        if self.way.certificate is not None:
            chain, key = map(str, self.way.certificate.files)
            command += ["--certificate", chain, "--key", key]
        return self._spawn("api", command, self._around.everyone, *handles)

    def _start_worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "app.workers.run"]
        return self._spawn("worker", command, self._around.everyone)

    def _start_door(self) -> subprocess.Popen[bytes]:
        assert self.way.door is not None
        assert self.way.certificate is not None
        command = self.way.door.command(str(self.way.certificate.authority), self._around.everyone)
        # It serves whoever comes over the plain network, so it is told nothing else.
        handle = self.way.door.listener.fileno()
        return self._spawn("setup", command, self._around.bystander, handle)

    def _load_seed(self) -> Gate:
        """Start the step that makes the demonstration's accounts; it loads and then waits."""
        gate = Gate()
        command = [*demonstration.demo_seed_command(), "--gate", str(gate.reader)]
        self._helpers.append(self._spawn("demo", command, self._around.demonstration, gate.reader))
        return gate

    def _plant(self, gate: Gate) -> None:
        gate.open()
        if self._helpers[-1].wait() != 0:
            raise StartRefusedError(FAILED.format(what="载入演示数据", log=self._log("demo")))

    def _spawn(
        self, name: str, command: list[str], environ: dict[str, str], *handles: int
    ) -> subprocess.Popen[bytes]:
        log = None if self.verbose else self.directory.log_of(name)
        # The worker and the API are killed outright with us: what they had acknowledged is on
        # the disk, and a graceful end would keep the port from the next start.
        return launch(Launch(command, cwd=ROOT, environ=environ, log=log, pass_fds=handles))

    def _log(self, name: str) -> str:
        return "终端" if self.verbose else str(self.directory.log_of(name))
