"""A search whose second step takes longer than a search may."""

from typing import Any

import pytest
from sqlalchemy import Integer, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.questions import ask
from app.searching import finding

SLEEPS = text("SELECT 1 AS one FROM pg_sleep(5)").columns(one=Integer)


def make_searches_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every step after the newest row sleep, under a limit of 200 ms."""
    walk = finding._walk

    async def dawdle(
        session: AsyncSession, gathered: Any, *others: Any, within: float | None = None
    ) -> int:
        if gathered.place is not None:
            await ask(session, SLEEPS, within)
        return await walk(session, gathered, *others, within=within)

    monkeypatch.setattr(finding, "NEWEST", 1)
    monkeypatch.setattr(finding, "DENSE", 0)
    monkeypatch.setattr(finding, "MOST_SECONDS", 0.2)
    monkeypatch.setattr(finding, "_walk", dawdle)
