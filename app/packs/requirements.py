"""Read what the regulations ask for, row by row, and what of the product answers it."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from app.policy.law_words import Word

_FILE = Path(__file__).parent / "coverage" / "requirements.toml"


class State(Word):
    """How far a requirement is answered (要求的落实)."""

    COVERED = "covered", "已实现"
    RULED = "ruled", "规则已备，页面待建"
    OPEN = "open", "待建"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row. ``rules``, ``routes`` and ``tests`` answer it; ``later`` is what has yet to come."""

    id: str
    articles: str
    requirement: str
    state: State
    rules: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    later: str = ""


@cache
def read_requirements() -> Mapping[str, Requirement]:
    """Return every row by its id, in order."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["rows"]
    return MappingProxyType({row["id"]: _requirement(row) for row in rows})


def coverage_lines() -> Iterator[str]:
    """Yield what is still to come, and how many rows stand in each state."""
    rows = read_requirements().values()
    for row in rows:
        if row.state is not State.COVERED:
            what = f"{row.requirement}；待：{row.later}"
            yield f"{row.id} {row.state.label}（{row.articles}）：{what}"
    counts = "，".join(
        f"{state.label} {sum(row.state is state for row in rows)} 行" for state in State
    )
    yield f"共 {len(rows)} 行：{counts}。"


def requirements_document() -> str:
    """Return ``docs/requirements.md``."""
    rows = read_requirements().values()
    return "\n".join([_HEAD, *(_line(row) for row in rows), ""])


_HEAD = """# Requirements

What the five regulations ask for, row by row, in our own words. Made from
`app/packs/coverage/requirements.toml` by `liuhen pack coverage --document`; a test holds both
together, and proves that every rule, address and test exists.

| State | Meaning |
|---|---|
| 已实现 | people can do it, and a test says so |
| 规则已备，页面待建 | a pure rule answers it with its article, nothing asks the rule yet |
| 待建 | later work |

| Row | Articles | Requirement | State | Rules | Addresses | Tests | To come |
|---|---|---|---|---|---|---|---|"""


def _line(row: Requirement) -> str:
    cells = (
        row.id,
        row.articles,
        row.requirement,
        row.state.label,
        _code(each.removeprefix("app.policy.") for each in row.rules),
        _code(row.routes),
        _code(each.removeprefix("tests/") for each in row.tests),
        row.later,
    )
    return f"| {' | '.join(cells)} |"


def _code(names: Iterable[str]) -> str:
    return "<br>".join(f"`{name}`" for name in names)


def _requirement(row: Mapping[str, str]) -> Requirement:
    lists = {name: tuple(row.get(name, ())) for name in ("rules", "routes", "tests")}
    return Requirement(
        id=row["id"],
        articles=row["articles"],
        requirement=row["requirement"],
        state=State(row["state"]),
        later=row.get("later", ""),
        **lists,
    )
