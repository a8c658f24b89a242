"""What still has to be shown before somebody is signed in, and what a session is bound to.

Pure: minutes and days come from settings and profiles as moments and lengths of time.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.policy.vocabulary import Role, RoleClass, SignInStage, class_of

_NUMBERS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class SignInFacts:
    """What is known once the password was right."""

    has_factor: bool
    has_shown_factor: bool
    needs_factor: bool
    must_change_password: bool


def stage_of(facts: SignInFacts) -> SignInStage:
    """Return the next step; the code comes before anything that could change the account."""
    if facts.has_factor and not facts.has_shown_factor:
        return SignInStage.SECOND_FACTOR
    if facts.must_change_password:
        return SignInStage.NEW_PASSWORD
    if facts.needs_factor and not facts.has_factor:
        return SignInStage.ENROLMENT
    return SignInStage.COMPLETE


def needs_factor(
    roles: Collection[Role], required_for: Literal["administrators", "everybody", "nobody"]
) -> bool:
    """Return whether somebody with these roles has to use a second factor."""
    match required_for:
        case "everybody":
            return True
        case "administrators":
            return any(class_of(role) is not RoleClass.BUSINESS for role in roles)
        case "nobody":
            return False


def is_same_browser(then: str, now: str) -> bool:
    """Return whether two self-descriptions can be one browser; versions may have moved on.

    >>> is_same_browser("Mozilla/5.0 (X11) Chrome/120.0", "Mozilla/5.0 (X11) Chrome/121.0")
    True
    >>> is_same_browser("Mozilla/5.0 (X11) Chrome/120.0", "curl/8.0")
    False
    """
    return _NUMBERS.sub("", then) == _NUMBERS.sub("", now)


def is_fresh(confirmed_at: datetime | None, now: datetime, lasting: timedelta) -> bool:
    """Return whether the person proved to be there recently enough for a risky act.

    A proof from the future was given before the clock was set back, and does not count.
    """
    return confirmed_at is not None and confirmed_at <= now < confirmed_at + lasting
