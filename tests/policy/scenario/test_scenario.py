"""The same story under five regulations has the outcomes that a jurist has read.

Each file beside this one is the table of one regulation. They are compared exactly; see the
package's docstring for how to write them anew.
"""

from pathlib import Path

import pytest

from tests.policy.scenario.files import files
from tests.policy.scenario.tables import REGULATIONS

FOLDER = Path(__file__).parent
WRITTEN = dict(files())


@pytest.mark.parametrize("name", WRITTEN)
def test_the_story_ends_as_it_was_read(name: str) -> None:
    kept = (FOLDER / name).read_text(encoding="utf-8")

    assert WRITTEN[name] == kept


def test_there_is_no_table_that_nobody_writes() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == set(WRITTEN)


@pytest.mark.parametrize("name", REGULATIONS)
def test_every_answer_names_its_article_or_says_that_nothing_is_ruled(name: str) -> None:
    """Promise P12."""
    rows = [line.split(" | ") for line in WRITTEN[f"{name}.md"].splitlines() if " | " in line]
    unfounded = [cells[0] for cells in rows if cells[-1] == "无 |" and "没有规定" not in cells[2]]

    assert unfounded == []
