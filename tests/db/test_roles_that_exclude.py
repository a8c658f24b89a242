"""Migrating a database in which people hold roles that exclude each other by now."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from app import ids
from app.embedded.roles import plain
from app.embedded.services import Services, start_services
from app.settings import PROJECT_ROOT

NOW = datetime(2026, 11, 21, 7, 36, tzinfo=UTC)
SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
BOTH = (("legal_reviewer", SPRING, None), ("case_handler", SUMMER, AUTUMN))
ALSO_BOTH = (("inspector", SPRING, SUMMER), ("officer", SUMMER, None))
ONE_AFTER_THE_OTHER = (("inspector", SPRING, SUMMER), ("officer", AUTUMN, None))
THAT_GO_TOGETHER = (("officer", SPRING, None), ("case_handler", SPRING, None))


@pytest.fixture
def first_release(tmp_path: Path) -> Iterator[Services]:
    """A server of its own, whose database stands where the first release left it."""
    with start_services(tmp_path / "services", durable=False) as running:
        done = migrate(running, "-m", "alembic", "upgrade", "0001")
        assert done.returncode == 0, done.stderr
        yield running


def migrate(services: Services, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=PROJECT_ROOT,
        env=os.environ | {"MIGRATION_DATABASE_URL": services.owner_url},
        check=False,
        capture_output=True,
        text=True,
    )


async def appoint(
    services: Services, *people: tuple[tuple[str, date, date | None], ...]
) -> list[UUID]:
    """Register people with these roles and return their ids."""
    owner = await asyncpg.connect(dsn=plain(services.owner_url))
    unit = ids.new_id()
    await owner.execute(
        "INSERT INTO unit VALUES ($1, NULL, 'RZ', '汝州市水利局', 'agency', 'ruzhou', $2)",
        unit,
        NOW,
    )
    made = []
    for number, roles in enumerate(people):
        made.append(ids.new_id())
        await owner.execute(
            "INSERT INTO person (id, unit_id, username, full_name, password_hash, created_at) "
            "VALUES ($1, $2, $3, '某人', '', $4)",
            made[-1],
            unit,
            f"p{number}",
            NOW,
        )
        for role in roles:
            await owner.execute(
                "INSERT INTO role_assignment (id, person_id, unit_id, role, from_on, until_on) "
                "VALUES ($1, $2, $3, $4, $5, $6)",
                ids.new_id(),
                made[-1],
                unit,
                *role,
            )
    await owner.close()
    return made


async def ask(services: Services, question: str) -> object:
    owner = await asyncpg.connect(dsn=plain(services.owner_url))
    answer: object = await owner.fetchval(question)
    await owner.close()
    return answer


async def test_the_migration_stops_and_says_how_many_and_what_to_do(
    first_release: Services,
) -> None:
    one, _, other, _ = await appoint(
        first_release, BOTH, ONE_AFTER_THE_OTHER, ALSO_BOTH, THAT_GO_TOGETHER
    )

    done = migrate(first_release, "-m", "app.cli", "migrate")

    assert done.returncode != 0
    assert "有 2 人在同一天担任两个不能由同一人担任的岗位" in done.stdout + done.stderr
    assert f"id：{one}、{other}。" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert await ask(first_release, "SELECT version_num FROM alembic_version") == "0001"
    assert await ask(first_release, "SELECT to_regclass('posting')") is None


async def test_it_goes_on_once_the_days_are_parted(first_release: Services) -> None:
    await appoint(first_release, BOTH)
    await ask(
        first_release,
        "UPDATE role_assignment SET until_on = '2026-05-31' WHERE role = 'legal_reviewer'",
    )

    done = migrate(first_release, "-m", "app.cli", "migrate")

    assert done.returncode == 0, done.stderr
    assert await ask(first_release, "SELECT count(*) FROM posting") == 1
