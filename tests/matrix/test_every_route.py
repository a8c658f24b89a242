"""A route that nobody has thought about fails here."""

from fastapi import FastAPI

from tests.matrix.asking import doors_of
from tests.matrix.entries import ENTRIES
from tests.matrix.parts import DEVICES, EVERYTHING_ELSE, PEOPLE


def test_every_route_has_an_entry(application: FastAPI) -> None:
    assert set(doors_of(application)) == set(ENTRIES)


def test_every_entry_is_asked_once() -> None:
    assert sorted([*PEOPLE, *DEVICES, *EVERYTHING_ELSE]) == sorted(ENTRIES)
