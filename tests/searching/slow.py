"""A search whose second step takes longer than a search may."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.searching import finding


def make_searches_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every step after the newest row sleep, under a limit of 200 ms."""
    walk = finding._walk

    async def dawdle(session: AsyncSession, gathered: Any, *others: Any) -> int:
        if gathered.place is not None:
            await session.execute(text("SELECT pg_sleep(5)"))
        return await walk(session, gathered, *others)

    monkeypatch.setattr(finding, "NEWEST", 1)
    monkeypatch.setattr(finding, "DENSE", 0)
    monkeypatch.setattr(finding, "_LIMIT", finding._LIMIT.replace("3s", "200ms"))
    monkeypatch.setattr(finding, "_walk", dawdle)
