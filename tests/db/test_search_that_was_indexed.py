"""Migrating a database whose search was indexed month by month."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from app import ids
from app.embedded.roles import DATABASE, plain
from app.embedded.services import Services, start_services
from app.searching.words import STRETCH_BITS, keys_of, pairs_of
from app.settings import PROJECT_ROOT

MOMENTS = [
    datetime(2026, 11, 21, 7, 36, tzinfo=UTC),
    datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(1970, 1, 11, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
]
WORDS = "rz-0001_20261121.mp4\n李大山\n未经许可采砂\n王𬭩"


def migrate(services: Services, revision: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", revision],
        cwd=PROJECT_ROOT,
        env=os.environ | {"MIGRATION_DATABASE_URL": services.owner_url},
        check=True,
        capture_output=True,
    )


def as_before(moment: datetime) -> list[int]:
    month = moment.year * 12 + moment.month - 1
    return [month << STRETCH_BITS | pair for pair in pairs_of(WORDS)]


@pytest.fixture
def by_months(tmp_path: Path) -> Iterator[Services]:
    """A server of its own, whose database knows months only."""
    with start_services(tmp_path / "services", durable=False) as running:
        migrate(running, "0025")
        yield running


async def test_what_was_indexed_by_months_stands_in_its_ten_days(by_months: Services) -> None:
    admin = await asyncpg.connect(plain(by_months.admin_url), database=DATABASE)
    await admin.execute("SET session_replication_role = replica")
    await admin.executemany(
        "INSERT INTO recording_search (recording_id, unit_id, moment, kind, state, words, "
        "pairs) VALUES ($1, $1, $2, 'video', 'sealed', $3, $4)",
        [(ids.new_id(), moment, WORDS, as_before(moment)) for moment in MOMENTS],
    )
    await admin.executemany(
        "INSERT INTO case_search (case_id, with_documents, unit_id, moment, kind, state, "
        "words, pairs, case_revision) VALUES ($1, true, $1, $2, 'ordinary', 'opened', $3, "
        "$4, 1)",
        [(ids.new_id(), moment, WORDS, as_before(moment)) for moment in MOMENTS],
    )

    migrate(by_months, "head")

    rows = await admin.fetch(
        "SELECT moment, pairs FROM recording_search UNION ALL SELECT moment, pairs FROM case_search"
    )
    await admin.close()
    assert len(rows) == 2 * len(MOMENTS)
    assert all(row["pairs"] == keys_of(WORDS, row["moment"]) for row in rows)


@pytest.mark.parametrize("table", ["recording_search", "case_search"])
async def test_new_rows_are_entered_into_the_index_of_pairs_at_once(
    services: Services, table: str
) -> None:
    owner = await asyncpg.connect(plain(services.owner_url))
    options = await owner.fetchval(
        "SELECT reloptions FROM pg_class WHERE relname = $1", f"ix_{table}_pairs"
    )
    await owner.close()

    assert options == ["fastupdate=off"]
