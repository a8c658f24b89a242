"""The rules of passwords as data: read once from ``profiles.toml``."""

import tomllib
from functools import cache
from pathlib import Path

from app.policy.passwords import PasswordProfile

PROFILES = ("dengbao", "nist")
_FILE = Path(__file__).with_name("profiles.toml")


@cache
def password_profile(name: str) -> PasswordProfile:
    """Return a profile by the name that ``LIUHEN_PASSWORD_PROFILE`` uses."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    numbers = {"max_age_days": None} | data[name]
    return PasswordProfile(
        **numbers, weak_words=tuple(data["weak"]["words"]), rows=tuple(data["weak"]["rows"])
    )
