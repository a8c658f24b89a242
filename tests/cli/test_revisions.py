from pathlib import Path

import pytest

from app.cli.revisions import Standing, compare, known_revisions, standing_of
from app.embedded.services import Services

CHAIN = {
    "a.py": 'revision = "a1"\ndown_revision = None\n',
    "b.py": "revision: str = 'b2'\ndown_revision: str | None = 'a1'\n",
    "c.py": 'revision = "c3"\ndown_revision = ("b2",)\n',
}


def test_only_the_revision_that_no_other_follows_is_a_head(tmp_path: Path) -> None:
    [(tmp_path / name).write_text(text) for name, text in CHAIN.items()]

    known, heads = known_revisions(tmp_path)

    assert known == {"a1", "b2", "c3"}
    assert heads == {"c3"}


@pytest.mark.parametrize(
    ("recorded", "standing"),
    [
        (set(), Standing.BEHIND),
        ({"a1"}, Standing.BEHIND),
        ({"c3"}, Standing.CURRENT),
        ({"z9"}, Standing.NEWER),
    ],
    ids=["empty", "older", "same", "unknown"],
)
def test_a_recorded_revision_is_judged_by_those_we_know(
    recorded: set[str], standing: Standing
) -> None:
    assert compare(recorded, {"a1", "b2", "c3"}, {"c3"}) is standing


async def test_a_migrated_database_is_current(services: Services) -> None:
    assert await standing_of(services.owner_url) is Standing.CURRENT


async def test_a_database_that_knows_more_than_we_do_is_newer(
    services: Services, tmp_path: Path
) -> None:
    assert await standing_of(services.owner_url, versions=tmp_path) is Standing.NEWER


async def test_a_server_without_our_roles_is_unprepared(services: Services) -> None:
    stranger = services.owner_url.replace("liuhen_owner:", "nobody:")

    assert await standing_of(stranger) is Standing.UNPREPARED
