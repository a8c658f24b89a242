import re

import pytest

from app.settings import PROJECT_ROOT

DOCKERFILE = (PROJECT_ROOT / "Dockerfile").read_text()
LINES = re.sub(r"\\\n", " ", DOCKERFILE).splitlines()


def instructions(word: str) -> list[str]:
    """Return the arguments of every instruction with this name."""
    return [line.split(maxsplit=1)[1] for line in LINES if line.startswith(f"{word} ")]


@pytest.mark.parametrize("base", instructions("FROM"))
def test_every_base_is_pinned_to_a_version(base: str) -> None:
    assert re.search(r":\d+\.\d+\.\d+-", base)


def test_the_image_runs_as_a_user_without_rights() -> None:
    assert instructions("USER") == ["10001:10001"]


def test_nothing_is_installed_whose_hash_is_not_in_the_lock_file() -> None:
    installs = [line for line in instructions("RUN") if "pip install" in line or "npm" in line]

    assert [("--require-hashes" in line) or ("npm ci" in line) for line in installs] == [True, True]


def test_chinese_fonts_and_a_health_check_are_part_of_it() -> None:
    assert "fonts-noto-cjk" in DOCKERFILE
    assert "/healthz" in instructions("HEALTHCHECK")[0]


@pytest.mark.parametrize("source", ["alembic", "alembic.ini", "app", "pyproject.toml"])
def test_what_the_image_needs_is_sent_to_the_build(source: str) -> None:
    assert f"!{source}" in (PROJECT_ROOT / ".dockerignore").read_text().splitlines()
