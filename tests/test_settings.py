"""Settings: read once, nothing unknown, secrets from files, nothing printed."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings

NEEDED = {
    "DATABASE_URL": "postgresql+asyncpg://app:hush@db/liuhen",
    "REDIS_URL": "redis://queue",
    "STORAGE_URL": "file:///srv/liuhen",
}


def test_a_typing_mistake_is_an_error() -> None:
    with pytest.raises(ValidationError, match="sesion_idle_minutes"):
        Settings.from_environment(NEEDED | {"LIUHEN_SESION_IDLE_MINUTES": "5"})


def test_a_missing_address_is_an_error() -> None:
    with pytest.raises(ValidationError, match="database_url"):
        Settings.from_environment({})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql+asyncpg://app:from-file@db/liuhen\n")

    settings = Settings.from_environment(
        {"DATABASE_URL_FILE": str(secret), **{k: v for k, v in NEEDED.items() if "DATA" not in k}}
    )

    assert settings.database_url.get_secret_value().endswith("from-file@db/liuhen")


def test_passwords_do_not_appear_when_settings_are_printed() -> None:
    assert "hush" not in repr(Settings.from_environment(NEEDED))


@pytest.mark.parametrize(
    ("url", "secure"), [("https://evidence.example", True), ("http://127.0.0.1:8000", False)]
)
def test_https_makes_cookies_secure(url: str, *, secure: bool) -> None:
    assert Settings.from_environment(NEEDED | {"LIUHEN_PUBLIC_URL": url}).secure is secure


@pytest.mark.parametrize("key", ["x", "a" * 31])
def test_a_key_that_can_be_guessed_is_an_error(key: str) -> None:
    with pytest.raises(ValidationError, match="at least 32"):
        Settings.from_environment(NEEDED | {"LIUHEN_SECRET_KEY": key})


@pytest.mark.parametrize("key", ["", "a" * 32])
def test_a_key_is_long_or_not_there(key: str) -> None:
    settings = Settings.from_environment(NEEDED | {"LIUHEN_SECRET_KEY": key})

    assert settings.secret_key.get_secret_value() == key
