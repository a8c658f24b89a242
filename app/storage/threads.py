"""Run a store's blocking methods off the event loop, in the store's own bounded pool."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from app.storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")


async def in_threads(
    store: Store, work: Callable[P, T], *arguments: P.args, **options: P.kwargs
) -> T:
    """Return what ``work`` returns, without blocking anybody else meanwhile.

    When the caller is cancelled the work is still waited for: a thread that goes on while its file
    is being closed could reach another file that was given the same descriptor.
    """
    loop = asyncio.get_running_loop()
    future = loop.run_in_executor(store.threads, partial(work, *arguments, **options))
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait([future])
        raise
