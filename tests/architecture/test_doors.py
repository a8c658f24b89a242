"""Guards over the doors as they stand in the application, not as they are written."""

import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from fastapi.dependencies.models import Dependant

from tests.doors import routes


def called_by(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    """Return the function behind a door, and whatever it depends on."""
    if dependant.call is not None:
        yield dependant.call
    for further in dependant.dependencies:
        yield from called_by(further)


def test_no_door_is_sent_into_a_thread() -> None:
    """A plain function would be, even one that only reads the clock."""
    found = {
        f"{function.__module__}.{function.__qualname__}"
        for route in routes()
        for function in called_by(route.dependant)
        if not inspect.iscoroutinefunction(function) and not inspect.isasyncgenfunction(function)
    }

    assert found == set()


def test_no_door_is_hung_twice() -> None:
    """The second one would never open, and whoever mended it would wonder."""
    hung = Counter((method, route.path) for route in routes() for method in route.methods or ())

    assert [door for door, times in hung.items() if times > 1] == []
