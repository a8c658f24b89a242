"""Every template compiles, renders with a sample of its dataclass, and keeps the house rules."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from jinja2 import Environment
from starlette.routing import Route

from app.routers.pages import TEMPLATES
from app.routers.shell import shell_for
from app.routers.web import mount_web
from app.settings import PROJECT_ROOT
from tests.routers.samples import PAGES, SUBJECTS
from tests.routers.samples.basics import CLERK
from tests.settings import SETTINGS

FILES = sorted(TEMPLATES.rglob("*.html"))
SHEETS = sorted((PROJECT_ROOT / "app/static/css").glob("*.css"))

FORBIDDEN = {
    "marks text as safe": r"\|\s*safe\b",
    "switches escaping off": r"autoescape\s+false",
    "has a script with a body": r"<script\b[^>]*>\s*[^<\s]",
    "has an inline style": r"<style\b|\sstyle\s*=",
    "has an inline handler": r"\son[a-z]+\s*=",
    "lets htmx evaluate code": r"hx-on\b|\bjs:|javascript:",
    "filters a trigger": r"hx-trigger=\"[^\"]*\[",
    "names another host": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
}
TOO_NEW = {
    "container query": r"@container\b|container-type",
    "parent selector": r":has\(",
    "nesting": r"^\s+&",
    "important": r"!important",
}


@pytest.fixture(scope="module")
def environment() -> Environment:
    """The environment of the product, with every address a template may name."""
    app = FastAPI()
    mount_web(app, SETTINGS)
    environment: Environment = app.state.templates
    return environment


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_it_compiles(environment: Environment, path: Path) -> None:
    assert environment.get_template(str(path.relative_to(TEMPLATES)))


@pytest.mark.parametrize(("template", "page"), PAGES.values(), ids=PAGES.keys())
def test_it_renders_with_its_dataclass(
    environment: Environment, template: str, page: object
) -> None:
    shell = shell_for(CLERK)

    text = environment.get_template(template).render(page=page, shell=shell, here="start")

    assert re.search(r"[\u4e00-\u9fff]", text)
    assert "None" not in text


def test_every_page_has_a_sample() -> None:
    texts = "".join(path.read_text() for path in FILES)
    pages = {
        name
        for name in (str(path.relative_to(TEMPLATES)) for path in FILES)
        if not re.search(r"(?:^|/)_", name) and not name.startswith("macros/")
    }
    frames = {name for name in pages if f'{{% extends "{name}" %}}' in texts}

    assert pages - frames == {template for template, _ in PAGES.values()} & pages


def test_no_two_samples_share_a_name() -> None:
    assert len(PAGES) == sum(map(len, SUBJECTS))


@pytest.mark.parametrize("problem", FORBIDDEN)
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_it_keeps_the_content_policy(path: Path, problem: str) -> None:
    assert re.search(FORBIDDEN[problem], path.read_text()) is None


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_what_stopped_a_form_takes_the_focus(path: Path) -> None:
    """Without a script, too; the advice after a check stopped nothing."""
    text = path.read_text()
    stopped = re.findall(r"<\w+\s+class=\"notice notice--danger\"\s+role=\"alert\"", text)

    assert not stopped or "autofocus" in text or path.name == "precheck.html"


@pytest.mark.parametrize(("template", "page"), PAGES.values(), ids=PAGES.keys())
def test_a_page_with_mistakes_opens_at_them(
    environment: Environment, template: str, page: object
) -> None:
    shown = environment.get_template(template).render(
        page=page, shell=shell_for(CLERK), here="start"
    )

    assert "提交没有成功" not in shown or "autofocus" in shown


def test_the_name_of_the_product_is_drawn_in_one_place() -> None:
    drawn = [path.name for path in FILES if 'class="brand' in path.read_text()]

    assert drawn == ["brand.html"]


@pytest.mark.parametrize("feature", TOO_NEW)
@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_sheet_uses_nothing_the_oldest_kernel_lacks(path: Path, feature: str) -> None:
    assert re.search(TOO_NEW[feature], path.read_text(), re.MULTILINE) is None


def test_every_template_is_shown_by_a_page_or_included_by_another() -> None:
    texts = "".join(path.read_text() for path in FILES)
    # A panel's fragment is named by the router that makes the panel.
    texts += "".join(path.read_text() for path in (PROJECT_ROOT / "app/routers").glob("*.py"))
    names = {str(path.relative_to(TEMPLATES)) for path in FILES}

    orphans = {name for name in names if f'"{name}"' not in texts}

    assert orphans == {
        name
        for name in names
        if re.fullmatch(r"errors/\d+\.html|recordings/_state_\w+\.html", name)
    }


def test_html_doors_stay_out_of_the_contract_for_machines() -> None:
    app = FastAPI()
    mount_web(app, SETTINGS)

    shown = [
        route.path
        for route in app.routes
        if isinstance(route, Route) and getattr(route, "include_in_schema", False)
    ]

    assert set(shown) <= {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}
