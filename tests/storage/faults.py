"""A disk that fails when told to: the N-th call that matters is refused."""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.storage.syscalls import Syscalls


@dataclass(slots=True)
class FaultPlan:
    """Refuse call number ``at`` (counted from one) with ``code``; zero refuses none."""

    at: int = 0
    code: int = errno.EIO
    calls: list[str] = field(default_factory=list)

    def passes(self, name: str) -> bool:
        self.calls.append(name)
        return len(self.calls) != self.at

    def refusal(self) -> OSError:
        return OSError(self.code, os.strerror(self.code))


class FaultySyscalls(Syscalls):
    """The real calls with a plan in front of them."""

    def __init__(self, plan: FaultPlan) -> None:
        self.plan = plan

    def create(self, path: Path) -> int:
        self._before("create")
        return super().create(path)

    def write(self, descriptor: int, pieces: Sequence[bytes | memoryview]) -> int:
        if self.plan.passes("write"):
            return super().write(descriptor, pieces)
        # A disk that fills up takes what still fits.
        super().write(descriptor, [bytes(pieces[0])[:7]])
        raise self.plan.refusal()

    def copy(self, source: int, target: int, count: int) -> int:
        self._before("copy")
        return super().copy(source, target, count)

    def fdatasync(self, descriptor: int) -> None:
        self._before("fdatasync")
        super().fdatasync(descriptor)

    def link(self, source: Path, target: Path) -> None:
        self._before("link")
        super().link(source, target)

    def replace(self, source: Path, target: Path) -> None:
        self._before("replace")
        super().replace(source, target)

    def make_directory(self, path: Path) -> None:
        self._before("make_directory")
        super().make_directory(path)

    def sync_directory(self, path: Path) -> None:
        self._before("sync_directory")
        super().sync_directory(path)

    def _before(self, name: str) -> None:
        if not self.plan.passes(name):
            raise self.plan.refusal()
