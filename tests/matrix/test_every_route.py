"""A route that nobody has thought about fails here."""

from importlib import import_module

import pytest

from app.main import create_app
from tests.matrix.asking import doors_of
from tests.matrix.entries import ENTRIES, SUBJECTS
from tests.settings import SETTINGS


def test_every_route_has_an_entry() -> None:
    assert set(doors_of(create_app(SETTINGS))) == set(ENTRIES)


def test_no_door_has_two_entries() -> None:
    assert sum(len(subject.ENTRIES) for subject in SUBJECTS) == len(ENTRIES)


@pytest.mark.parametrize("name", [each.__name__.rpartition(".")[2] for each in SUBJECTS])
def test_every_subject_has_a_file_that_asks_all_its_doors(name: str) -> None:
    subject = import_module(f"tests.matrix.entries.{name}")
    asking = import_module(f"tests.matrix.test_{name}")

    (asked,) = asking.test_everybody_meets_at_this_door_what_the_rules_say.pytestmark

    assert asked.args == ("door", subject.ENTRIES)
