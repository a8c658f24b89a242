"""Run migrations as the owner role, with limits on how long a lock may be waited for.

The running service never holds the owner's credential: it comes in ``MIGRATION_DATABASE_URL``.
"""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from app.models import Base
from app.models.ledger import Xid8

_LIMITS = "SET lock_timeout = '5s'; SET statement_timeout = '10min'"


def _run(connection: Connection) -> None:
    # SQLAlchemy reads the existing tables for `alembic check` and does not know this type.
    connection.dialect.ischema_names["xid8"] = Xid8  # type: ignore[attr-defined]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _migrate(url: str) -> None:
    engine = create_async_engine(url, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        for statement in _LIMITS.split(";"):
            await connection.execute(text(statement))
        await connection.commit()
        await connection.run_sync(_run)
    await engine.dispose()


asyncio.run(_migrate(os.environ["MIGRATION_DATABASE_URL"]))
