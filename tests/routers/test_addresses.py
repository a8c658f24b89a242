"""Addresses as templates name them: looked for once, and the same as those of the doors."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from starlette.routing import NoMatchFound

from app.main import create_app
from tests.doors import routes
from tests.settings import SETTINGS

APP = create_app(SETTINGS)
ROUTES = {route.name: route for route in routes()}


@pytest.fixture
def path_for() -> Callable[..., str]:
    found: Callable[..., str] = APP.state.templates.globals["path_for"]
    return found


@pytest.mark.parametrize("name", ROUTES)
def test_an_address_is_that_of_the_door_for_each_thing(
    path_for: Callable[..., str], name: str
) -> None:
    first, second = ({part: uuid4() for part in ROUTES[name].param_convertors} for _ in range(2))

    named = [path_for(name, **parts) for parts in (first, second, first)]

    assert named == [str(APP.url_path_for(name, **parts)) for parts in (first, second, first)]


def test_parts_may_be_named_in_any_order(path_for: Callable[..., str]) -> None:
    person, role = uuid4(), uuid4()

    one = path_for("person_role_end", person_id=person, assignment_id=role)
    other = path_for("person_role_end", assignment_id=role, person_id=person)

    assert one == other == f"/people/{person}/roles/{role}/end"


@pytest.mark.parametrize("part", ["", "a/b", "../sign-out"])
def test_no_part_leads_to_another_door(path_for: Callable[..., str], part: str) -> None:
    with pytest.raises(AssertionError):
        path_for("person", person_id=part)


def test_a_brace_in_a_part_stays_a_brace(path_for: Callable[..., str]) -> None:
    assert path_for("person", person_id="{person_id}{0}") == "/people/{person_id}{0}"


def test_an_address_that_no_door_has_is_not_named(path_for: Callable[..., str]) -> None:
    with pytest.raises(NoMatchFound):
        path_for("no_such_door")
    with pytest.raises(NoMatchFound):
        path_for("person")
