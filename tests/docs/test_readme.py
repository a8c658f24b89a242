"""The README names files and settings that exist, and no others."""

import re
from pathlib import Path

import pytest

from app.settings import PROJECT_ROOT, Settings

README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
UNPREFIXED = {"database_url", "redis_url", "storage_url"}


def section(heading: str) -> str:
    """Return the text below a heading, up to the next one."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", README, re.DOTALL | re.M)
    return found[1] if found else ""


def paths_in(text: str) -> list[str]:
    return re.findall(r"`([\w.-]+(?:/[\w.-]*)+|Dockerfile|compose\.yaml)`", text)


def variable_of(field: str) -> str:
    return field.upper() if field in UNPREFIXED else f"LIUHEN_{field.upper()}"


def default_of(field: str) -> str:
    info = Settings.model_fields[field]
    default = info.default
    if isinstance(default, Path):
        default = default.relative_to(PROJECT_ROOT)
    return "required" if info.is_required() else f"`{default}`" if str(default) else "none"


@pytest.mark.parametrize("path", sorted(set(paths_in(section("Where is …?")))))
def test_the_answer_to_where_is_exists(path: str) -> None:
    assert (PROJECT_ROOT / path).exists()


def test_every_row_of_where_is_names_a_file() -> None:
    rows = [line for line in section("Where is …?").splitlines() if line.endswith("|")][2:]

    assert [row for row in rows if not paths_in(row)] == []


def test_the_settings_table_is_the_settings() -> None:
    table = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", section("Settings"), re.M)

    assert table == [(variable_of(field), default_of(field)) for field in Settings.model_fields]


def test_every_command_of_the_readme_exists() -> None:
    scripts = set(re.findall(r"\bbin/[a-z-]+", README))

    assert [name for name in sorted(scripts) if not (PROJECT_ROOT / name).is_file()] == []


def test_every_picture_there_is_is_shown() -> None:
    there = {path.name for path in (PROJECT_ROOT / "docs" / "pictures").glob("*.png")}

    assert there == set(re.findall(r"docs/pictures/([\w-]+\.png)", README))
