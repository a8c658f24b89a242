"""The files of the story: one table for each regulation, and three that lay them side by side."""

from collections.abc import Iterator

from tests.policy.scenario.matrices import consultation_table, keeping_table
from tests.policy.scenario.tables import REGULATIONS, side_by_side, table_of


def files() -> Iterator[tuple[str, str]]:
    """Yield the name of each file and what it has to say."""
    for name in REGULATIONS:
        yield f"{name}.md", table_of(name)
    yield "对照.md", side_by_side()
    yield "调阅对照.md", consultation_table()
    yield "保存期限对照.md", keeping_table()
