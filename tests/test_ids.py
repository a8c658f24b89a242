"""Identifiers sort by time and secrets do not repeat."""

import time
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest

from app import ids


def test_ids_are_version_seven_and_never_repeat() -> None:
    made = [ids.new_id() for _ in range(2000)]

    assert {(i.version, i.variant) for i in made} == {(7, "specified in RFC 4122")}
    assert len(set(made)) == len(made)


def test_ids_carry_the_millisecond_first() -> None:
    milliseconds = [ids.new_id().int >> 80 for _ in range(100)]

    assert milliseconds == sorted(milliseconds)


@pytest.mark.parametrize("back_ns", [0, 1_000, 5_000_000], ids=["stands", "creeps", "is set back"])
def test_ids_made_one_after_the_other_sort_so_whatever_the_clock_does(
    monkeypatch: pytest.MonkeyPatch, back_ns: int
) -> None:
    """Several rows are entered in one millisecond; lists show them in the order of their ids."""
    moments = count(time.time_ns(), -back_ns)
    monkeypatch.setattr(time, "time_ns", lambda: next(moments))

    made = [ids.new_id() for _ in range(100)]

    assert made == sorted(made)
    assert min(after.int - before.int for before, after in pairwise(made)) > 2**32


def test_a_clock_that_was_far_ahead_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns()
    for moment in (now + 3_600_000_000_000, now):
        monkeypatch.setattr(time, "time_ns", lambda moment=moment: moment)
        made = ids.new_id()

    assert made.int >> 80 == now // 1_000_000


def test_a_secret_has_256_bits_and_its_digest_is_stable() -> None:
    secret = ids.new_secret()

    assert len(secret) == 43
    assert secret != ids.new_secret()
    assert ids.digest_of_secret(secret) == ids.digest_of_secret(secret)


def test_an_id_of_a_moment_lies_between_its_edge_and_the_next() -> None:
    moment = datetime(2026, 11, 21, 2, 0, 0, 999, tzinfo=UTC)

    made = ids.id_of_moment(moment)

    assert ids.first_id_of(moment) <= made < ids.first_id_of(moment + timedelta(milliseconds=1))
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made != ids.id_of_moment(moment)


def test_moments_before_all_ids_have_the_first_edge_of_all() -> None:
    edge = ids.first_id_of(datetime(2, 1, 1, tzinfo=UTC))

    assert edge == ids.first_id_of(datetime(1970, 1, 1, tzinfo=UTC))
