"""Secrets at rest: without key and owner they stay closed."""

from uuid import UUID

import pytest
from pydantic import SecretStr

from app.people.secret_box import lock_away, take_out

KEY, OTHER_KEY = SecretStr("one"), SecretStr("two")
LIU, CHEN = UUID(int=1), UUID(int=2)


def test_what_was_locked_away_comes_out_again() -> None:
    locked = lock_away(KEY, LIU, "JBSWY3DP")

    assert take_out(KEY, LIU, locked) == "JBSWY3DP"
    assert b"JBSWY3DP" not in locked


def test_the_same_secret_never_looks_the_same() -> None:
    assert lock_away(KEY, LIU, "JBSWY3DP") != lock_away(KEY, LIU, "JBSWY3DP")


@pytest.mark.parametrize(
    ("key", "owner", "damage"),
    [
        pytest.param(OTHER_KEY, LIU, 0, id="another key"),
        pytest.param(KEY, CHEN, 0, id="copied to somebody else's row"),
        pytest.param(KEY, LIU, 1, id="a bit changed"),
    ],
)
def test_it_stays_closed(key: SecretStr, owner: UUID, damage: int) -> None:
    locked = lock_away(KEY, LIU, "JBSWY3DP")
    locked = locked[:-1] + bytes([locked[-1] ^ damage])

    assert take_out(key, owner, locked) is None


@pytest.mark.parametrize("rubbish", [b"", b"short"])
def test_rubbish_opens_nothing(rubbish: bytes) -> None:
    assert take_out(KEY, LIU, rubbish) is None
