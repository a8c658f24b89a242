"""A clock is believed after an hour of agreement, and not after a jump."""

from datetime import timedelta

import pytest

from app.workers.steadiness import Steadiness
from tests.world import NOW


class Seconds:
    """Counted seconds that a test moves."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_a_fresh_start_proves_nothing(seconds: Seconds) -> None:
    assert not Steadiness(NOW, seconds).is_proven(NOW)


def test_an_hour_of_agreement_proves_it(seconds: Seconds) -> None:
    steadiness = Steadiness(NOW, seconds)

    seconds.passed = 3600

    assert steadiness.is_proven(NOW + timedelta(hours=1))


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-2)], ids=["ahead", "back"])
def test_a_jump_begins_the_hour_again(seconds: Seconds, jump: timedelta) -> None:
    steadiness = Steadiness(NOW, seconds)
    seconds.passed = 7200

    after_jump = steadiness.is_proven(NOW + timedelta(hours=2) + jump)
    seconds.passed = 7200 + 1800
    half_an_hour_later = steadiness.is_proven(NOW + timedelta(hours=2.5) + jump)
    seconds.passed = 7200 + 3600
    an_hour_later = steadiness.is_proven(NOW + timedelta(hours=3) + jump)

    assert (after_jump, half_an_hour_later, an_hour_later) == (False, False, True)


def test_small_corrections_are_no_jump(seconds: Seconds) -> None:
    steadiness = Steadiness(NOW, seconds)

    seconds.passed = 3600

    assert steadiness.is_proven(NOW + timedelta(hours=1, seconds=90))
