"""``docs/dependencies.md`` names exactly what the project depends on, in the same versions."""

import json
import re
import tomllib

from app.settings import PROJECT_ROOT

DOCUMENT = (PROJECT_ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
TABLE_ROW = re.compile(r"^\| (?P<name>[^|]+?) \| (?P<version>\d[^|]*?) \|(?P<rest>.*)\|$", re.M)


def documented() -> dict[str, str]:
    return {row["name"]: row["version"] for row in TABLE_ROW.finditer(DOCUMENT)}


def pinned_for_python() -> dict[str, str]:
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = list(project["project"]["dependencies"])
    for group in project["project"]["optional-dependencies"].values():
        pins += group
    for group in project["dependency-groups"].values():
        pins += group
    return dict(pin.partition(";")[0].strip().split("==") for pin in pins)


def pinned_for_the_browser() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in (PROJECT_ROOT / "package.json", *PROJECT_ROOT.glob("bench/package.json")):
        package = json.loads(file.read_text(encoding="utf-8"))
        found |= package.get("dependencies", {}) | package.get("devDependencies", {})
    return found


def test_every_direct_dependency_is_listed_with_its_version() -> None:
    assert documented() == pinned_for_python() | pinned_for_the_browser()


def test_every_row_has_a_licence() -> None:
    rows = [row["rest"].split("|") for row in TABLE_ROW.finditer(DOCUMENT)]

    assert all(len(cells) == 3 and cells[2].strip() for cells in rows)
