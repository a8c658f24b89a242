"""Passwords: hashed with argon2id, verified in a bounded pool."""

import asyncio

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from app.people.passwords import DECOY, PasswordPool, SignInBusyError


async def test_only_the_right_password_fits() -> None:
    pool = PasswordPool(2)

    stored = await pool.hash("汝州2026！")

    assert stored.startswith("$argon2id$")
    assert await pool.verify(stored, "汝州2026！")
    assert not await pool.verify(stored, "汝州2026")


async def test_an_unknown_account_never_fits() -> None:
    assert not await PasswordPool(1).verify(None, "nobody has this password")


async def test_an_unknown_account_costs_what_a_known_one_costs() -> None:
    stored = await PasswordPool(1).hash("nobody has this password")

    assert extract_parameters(DECOY) == extract_parameters(stored)
    assert extract_parameters(stored).memory_cost == 46 * 1024
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(DECOY, "nobody has this password")


async def test_a_damaged_hash_does_not_fit() -> None:
    assert not await PasswordPool(1).verify("not a hash", "anything")


async def test_a_flood_is_turned_away_instead_of_queued_without_end() -> None:
    pool = PasswordPool(1)

    answers = await asyncio.gather(
        *(pool.verify(None, "x") for _ in range(40)), return_exceptions=True
    )

    busy = [answer for answer in answers if isinstance(answer, SignInBusyError)]
    assert len(busy) == 40 - 17
    assert not await pool.verify(None, "x"), "once the line is short again, the next one is served"


@pytest.mark.parametrize("password", ["", " " * 100, "𬭩㙓䶮𠮷𫖯", "a" * 10_000])
async def test_any_text_can_be_a_password(password: str) -> None:
    pool = PasswordPool(1)

    assert await pool.verify(await pool.hash(password), password)
