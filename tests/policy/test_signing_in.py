"""What still has to be shown before somebody is signed in; what a session is bound to."""

from datetime import timedelta
from typing import Literal

import pytest

from app.policy.signing_in import SignInFacts, is_fresh, is_same_browser, needs_factor, stage_of
from app.policy.vocabulary import Role, SignInStage
from tests.world import NOW

TEN = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ((False, False, False, False), SignInStage.COMPLETE),
        ((True, False, False, False), SignInStage.SECOND_FACTOR),
        ((True, False, True, True), SignInStage.SECOND_FACTOR),
        ((True, True, True, True), SignInStage.NEW_PASSWORD),
        ((False, False, True, True), SignInStage.NEW_PASSWORD),
        ((False, False, True, False), SignInStage.ENROLMENT),
        ((True, True, True, False), SignInStage.COMPLETE),
    ],
)
def test_the_code_comes_first_then_the_password_then_enrolment(
    facts: tuple[bool, bool, bool, bool], stage: SignInStage
) -> None:
    assert stage_of(SignInFacts(*facts)) is stage


@pytest.mark.parametrize(
    ("role", "required_for", "needed"),
    [
        (Role.SECURITY_ADMINISTRATOR, "administrators", True),
        (Role.SYSTEM_ADMINISTRATOR, "administrators", True),
        (Role.AUDIT_ADMINISTRATOR, "administrators", True),
        (Role.OFFICER, "administrators", False),
        (Role.OFFICER, "everybody", True),
        (Role.SECURITY_ADMINISTRATOR, "nobody", False),
    ],
)
def test_who_needs_a_second_factor_is_a_setting(
    role: Role, required_for: Literal["administrators", "everybody", "nobody"], *, needed: bool
) -> None:
    assert needs_factor([role], required_for) is needed


@pytest.mark.parametrize(
    ("now", "same"),
    [
        pytest.param("Mozilla/5.0 (X11; Linux) Chrome/121.0.1", True, id="an update"),
        pytest.param("Mozilla/5.0 (X11; Linux) Firefox/120.0", False, id="another browser"),
        pytest.param("Mozilla/5.0 (Windows NT) Chrome/120.0.9", False, id="another system"),
        pytest.param("", False, id="nothing said"),
    ],
)
def test_a_browser_may_be_updated_and_not_exchanged(now: str, *, same: bool) -> None:
    assert is_same_browser("Mozilla/5.0 (X11; Linux) Chrome/120.0.9", now) is same


@pytest.mark.parametrize(
    ("ago", "fresh"),
    [
        pytest.param(timedelta(0), True, id="just now"),
        pytest.param(TEN - timedelta(seconds=1), True, id="nearly too old"),
        pytest.param(TEN, False, id="too old"),
        pytest.param(timedelta(seconds=-1), False, id="the clock was set back"),
    ],
)
def test_a_proof_grows_old(ago: timedelta, *, fresh: bool) -> None:
    assert is_fresh(NOW - ago, NOW, TEN) is fresh


def test_a_session_that_never_gave_a_proof_has_none() -> None:
    assert not is_fresh(None, NOW, TEN)
