"""Password hashing: argon2id in a bounded pool.

One verification takes about 30 ms and 46 MiB. Without a bound, a flood of sign-ins would be the
denial of service; so only a few run at once, a short line waits, and whoever comes after that is
asked to try again.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import LiuhenError

_MEMORY_KIB = 46 * 1024
_LINE = 16
_SIGN_INS = 8
"""How many sign-ins may hold a database connection at once, whatever a flood asks for."""
DECOY = f"$argon2id$v=19$m={_MEMORY_KIB},t=1,p=1${'A' * 22}${'A' * 43}"
"""What an unknown account's password is compared with: it costs the same and fits none."""
NOT_ISSUED = ""
"""Stands where a hash would: nobody signs in before an initial password was issued."""
T = TypeVar("T")


class SignInBusyError(LiuhenError):
    """More people sign in at this moment than the pool can verify."""

    code = "sign_in_busy"
    message = "此刻登录的人较多，请稍等几秒后重试。"


class PasswordPool:
    """Hashes and verifies passwords in ``size`` threads, with a short bounded line before them."""

    def __init__(self, size: int) -> None:
        self._hasher = _hasher()
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="argon2")
        self._room = size + _LINE
        self._present = 0
        self._signing_in = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let a sign-in begin, before it takes a connection of the database.

        Raises:
            SignInBusyError: as many as may are signing in already.
        """
        if self._signing_in >= _SIGN_INS:
            raise SignInBusyError
        self._signing_in += 1
        try:
            yield
        finally:
            self._signing_in -= 1

    async def hash(self, password: str) -> str:
        """Return the PHC string to store."""
        return await self._run(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Return whether the password fits.

        ``None`` for an unknown account, and the empty text of one that was never opened, cost the
        same time as a wrong password, so the answer does not tell which of them it was.
        """
        return await self._run(self._fits, stored or DECOY, password) and bool(stored)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[..., T], *arguments: str) -> T:
        if self._present >= self._room:
            raise SignInBusyError
        self._present += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, work, *arguments)
        finally:
            self._present -= 1


async def hash_once(password: str) -> str:
    """Return the PHC string to store, for the rare acts of administrators and commands."""
    return await asyncio.to_thread(_hasher().hash, password)


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=_MEMORY_KIB, parallelism=1)
