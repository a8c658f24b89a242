"""Compare the revision of a database with ours, without loading alembic."""

import enum
import re
from pathlib import Path

import asyncpg

from app.embedded.roles import plain

VERSIONS = Path(__file__).resolve().parent.parent.parent / "alembic" / "versions"
_REVISION = re.compile(r"^revision\b[^=\n]*=\s*[\"'](\w+)[\"']", re.MULTILINE)
_BEFORE = re.compile(r"^down_revision\b[^=\n]*=\s*(.+)$", re.MULTILINE)
_WORD = re.compile(r"[\"'](\w+)[\"']")


class Standing(enum.Enum):
    """How a database stands to this program."""

    UNPREPARED = "unprepared"
    """The roles or the database itself are missing."""
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"
    """A revision is recorded that this program does not know."""


async def standing_of(owner_url: str, versions: Path = VERSIONS) -> Standing:
    """Look at the database as its owner."""
    try:
        connection = await asyncpg.connect(dsn=plain(owner_url))
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidCatalogNameError):
        return Standing.UNPREPARED
    try:
        rows = await connection.fetch("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        rows = []
    finally:
        await connection.close()
    return compare({row["version_num"] for row in rows}, *known_revisions(versions))


def compare(recorded: set[str], known: set[str], heads: set[str]) -> Standing:
    """Decide from the recorded revisions, those we know, and the newest of them.

    >>> compare({"b"}, {"a", "b"}, {"b"})
    <Standing.CURRENT: 'current'>
    >>> compare({"z"}, {"a", "b"}, {"b"})
    <Standing.NEWER: 'newer'>
    """
    if recorded - known:
        return Standing.NEWER
    return Standing.CURRENT if recorded == heads else Standing.BEHIND


def known_revisions(versions: Path) -> tuple[set[str], set[str]]:
    """Return every revision in the folder, and those that no other follows."""
    known: set[str] = set()
    followed: set[str] = set()
    for file in versions.glob("*.py"):
        text = file.read_text()
        known |= set(_REVISION.findall(text))
        for before in _BEFORE.findall(text):
            followed |= set(_WORD.findall(before))
    return known, known - followed
