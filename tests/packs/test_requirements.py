"""Every requirement of the five regulations is answered, or honestly open."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache

import pytest
from fastapi import FastAPI

from app.packs.load import read_text, shipped_packs
from app.packs.requirements import (
    Requirement,
    State,
    coverage_lines,
    read_requirements,
    requirements_document,
)
from app.routers import api, health, tus
from app.routers.web import mount_web
from app.settings import PROJECT_ROOT
from tests.matrix.asking import doors_of
from tests.settings import SETTINGS

ROWS = list(read_requirements().values())
COUNTS = {"A": 28, "B": 15, "C": 20, "D": 4, "E": 28}
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


@cache
def doors() -> frozenset[str]:
    app = FastAPI()
    for router in (health.router, tus.router, api.router):
        app.include_router(router)
    mount_web(app, SETTINGS)
    return frozenset(doors_of(app))


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((PROJECT_ROOT / path).read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def expected_ids() -> Iterator[str]:
    for letter, count in COUNTS.items():
        yield from (f"{letter}{number:02}" for number in range(1, count + 1))


def test_there_are_ninety_five_rows_in_order() -> None:
    assert [row.id for row in ROWS] == list(expected_ids())


@each_row
def test_every_rule_that_is_named_can_be_called(row: Requirement) -> None:
    for name in row.rules:
        module, _, function = name.rpartition(".")
        assert callable(getattr(importlib.import_module(module), function))


@each_row
def test_every_address_that_is_named_is_a_door(row: Requirement) -> None:
    assert set(row.routes) <= doors()


@each_row
def test_every_test_that_is_named_is_there(row: Requirement) -> None:
    for name in row.tests:
        path, _, function = name.partition("::")
        assert function.startswith("test_")
        assert function in names_in(path)


@each_row
def test_a_row_is_covered_by_a_door_and_a_test_or_says_what_is_to_come(row: Requirement) -> None:
    match row.state:
        case State.COVERED:
            assert row.routes
            assert row.tests
            assert not row.later
        case State.RULED:
            assert row.rules
            assert row.tests
            assert row.later
        case State.OPEN:
            assert not row.rules
            assert not row.routes
            assert row.later


def test_every_row_that_an_article_names_is_there() -> None:
    articles = [each for pack in map(read_text, shipped_packs()) for each in pack.articles]

    named = {row for each in articles for row in each.rows}

    assert named == set(read_requirements())


def test_the_document_is_made_from_the_data() -> None:
    written = (PROJECT_ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")

    assert written == requirements_document()


def test_the_command_tells_open_rows_and_counts() -> None:
    *lines, counts = coverage_lines()

    assert len(lines) == sum(row.state is not State.COVERED for row in ROWS)
    assert any(line.startswith("A16 待建（长子十三、昌黎十二）：") for line in lines)
    assert counts.startswith("共 95 行：已实现 ")
