"""A route that nobody has thought about fails here."""

from app.main import create_app
from tests.matrix.asking import doors_of
from tests.matrix.entries import ENTRIES
from tests.matrix.parts import CASES, DEVICES, EVERYTHING_ELSE, PEOPLE
from tests.settings import SETTINGS


def test_every_route_has_an_entry() -> None:
    assert set(doors_of(create_app(SETTINGS))) == set(ENTRIES)


def test_every_entry_is_asked_once() -> None:
    assert sorted([*PEOPLE, *DEVICES, *CASES, *EVERYTHING_ELSE]) == sorted(ENTRIES)
