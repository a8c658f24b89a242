"""A lost phone: the security administrator takes the second factor away, nobody else does."""

import pytest

from app.ledger.kinds import LedgerKind
from tests.routers.conftest import House, house
from tests.routers.factors import enrolled, enter, keyed

__all__ = ["house", "keyed"]


async def test_the_security_administrator_resets_a_lost_factor(keyed: House) -> None:
    liu = await keyed.visit("liu")
    await enrolled(keyed, liu)
    zhou = await keyed.visit("zhou")
    address = f"/people/{keyed.town.liu.id}"
    assert "重设动态口令" in (await zhou.get(address)).text

    answer = await zhou.post(f"{address}/second-factor/reset")

    assert answer.headers["location"] == address
    assert (await liu.get("/account")).headers["location"].startswith("/sign-in")
    entered = await enter(keyed, keyed.stranger(), "liu")
    assert entered.headers["location"] == "/"
    assert keyed.town.liu.id is not None
    kinds = [line.kind for line in await keyed.history(keyed.town.liu.id)]
    assert LedgerKind.SECOND_FACTOR_RESET in kinds


@pytest.mark.parametrize("username", ["chen", "zhao", "sun"])
async def test_nobody_else_resets_it(keyed: House, username: str) -> None:
    await enrolled(keyed, await keyed.visit("liu"))
    browser = await keyed.visit(username)

    answer = await browser.post(f"/people/{keyed.town.liu.id}/second-factor/reset")

    assert answer.status_code in {403, 404}
    assert "code" in (await enter(keyed, keyed.stranger(), "liu")).headers["location"]


async def test_ones_own_factor_is_not_reset_this_way(keyed: House) -> None:
    zhou = await keyed.visit("zhou")
    await enrolled(keyed, zhou)
    again = await zhou.get(f"/people/{keyed.town.zhou.id}")

    answer = await zhou.post(f"/people/{keyed.town.zhou.id}/second-factor/reset")

    assert "重设动态口令</button>" not in again.text
    assert answer.status_code == 403


async def test_where_there_is_none_that_is_said(keyed: House) -> None:
    zhou = await keyed.visit("zhou")

    answer = await zhou.post(f"/people/{keyed.town.liu.id}/second-factor/reset")

    assert answer.status_code == 409
    assert "没有启用动态口令" in answer.text
