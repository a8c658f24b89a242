"""What the machines of the access desk have in common: real rows, undone after each example."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ClassVar, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.db import make_engine
from app.embedded.services import Services
from app.errors import LiuhenError
from app.policy.decision import Decision
from tests.savepoints import name_alike
from tests.world import Settled, Town, sessions_on, settle_for_good

T = TypeVar("T")


class OnRows(RuleBasedStateMachine):
    """A machine in a town of its own; ``run`` gives it the servers, as fixtures do not reach in."""

    runner: ClassVar[asyncio.Runner]
    engine: ClassVar[AsyncEngine]
    settled: ClassVar[Settled]

    def __init__(self) -> None:
        super().__init__()
        self.session, self.town = self.do(self._open())
        try:
            self.do(self.settle())
        except BaseException:
            # Nobody tears down a machine that was not made, and its rows would block the next one.
            self.teardown()
            raise

    async def settle(self) -> None:
        """Put there what the machine begins with."""

    def do(self, act: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(act)

    def tried(self, act: Callable[[], Awaitable[T]]) -> T | str:
        """Do an act in a savepoint; return what it returns, or why it could not be done."""

        async def in_a_savepoint() -> T | str:
            try:
                async with self.session.begin_nested():
                    return await act()
            except LiuhenError as error:
                return error.message

        return self.do(in_a_savepoint())

    def done(self, act: Callable[[], Awaitable[object]]) -> bool:
        """Do an act in a savepoint and return whether it was done, not refused in whatever way."""
        outcome = self.tried(act)
        return outcome.allowed if isinstance(outcome, Decision) else not isinstance(outcome, str)

    async def _open(self) -> tuple[AsyncSession, Town]:
        self._connection = await self.engine.connect()
        self._outer = await self._connection.begin()
        session = sessions_on(self._connection)()
        return session, await self.settled.again(session)

    def teardown(self) -> None:
        self.do(self._undo())

    async def _undo(self) -> None:
        await self.session.close()
        await self._outer.rollback()
        await self._connection.close()


async def settle_once(database_url: str) -> Settled:
    """Return how to settle the town, for machines that run without the fixtures of the tests."""
    engine = make_engine(database_url)
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            settled = await settle_for_good(session)
        await outer.rollback()
    await engine.dispose()
    return settled


def run(
    machine: type[OnRows], services: Services, settled: Settled, *, examples: int, steps: int
) -> None:
    """Run a machine on a loop and an engine of its own; the seed of a failure is printed."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        engine = make_engine(services.app_url)
        name_alike(engine)
        machine.runner, machine.engine, machine.settled = runner, engine, settled
        try:
            run_machine(
                machine,
                settings=settings(
                    max_examples=examples,
                    stateful_step_count=steps,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(engine.dispose())
