"""Frozen settings, parsed once from the environment by the doors.

``DATABASE_URL``, ``REDIS_URL`` and ``STORAGE_URL`` carry their usual names; everything else
starts with ``LIUHEN_``. An unknown ``LIUHEN_`` name is an error, so that a typing mistake in a
compose file does not silently leave a default in force.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent
MIB = 1024 * 1024
GIB = 1024 * MIB
SHORTEST_KEY = 32


class Settings(BaseSettings):
    """Everything an installation may set, with the default of a small single server."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    database_url: SecretStr = Field(validation_alias=AliasChoices("database_url", "DATABASE_URL"))
    """SQLAlchemy address of the application role, ``postgresql+asyncpg://…``."""
    redis_url: SecretStr = Field(validation_alias=AliasChoices("redis_url", "REDIS_URL"))
    """``redis://host:port/0`` or ``unix:///path/to/socket``; losing what it holds only delays."""
    storage_url: str = Field(validation_alias=AliasChoices("storage_url", "STORAGE_URL"))
    """``file:///absolute/directory``; the directory is made when missing."""

    public_url: str = "http://127.0.0.1:8000"
    """The address people type; cookies are Secure and ``__Host-`` named when it is HTTPS."""
    trusted_proxy: str = ""
    """Addresses whose ``X-Forwarded-*`` headers are believed, as uvicorn reads them."""
    tls_names: str = ""
    """Further names and addresses of this machine, for the certificate that ``--tls`` makes."""
    tls_certificate: str = ""
    """The agency's own certificate with its chain (PEM), in place of one that ``--tls`` makes."""
    tls_key: str = ""
    """The key of ``tls_certificate`` (PEM, without a password)."""
    tls_authority: str = ""
    """The root certificate (PEM) that ``/setup`` offers to terminals; ``--tls`` sets it."""
    setup_url: str = ""
    """The plain door of ``/setup`` for terminals that trust nothing yet; ``--tls`` sets it."""
    node_modules: Path = PROJECT_ROOT / "node_modules"
    """Where ``npm ci`` put the front-end packages."""

    session_idle_minutes: int = 30
    session_absolute_hours: int = 12
    session_binding: Literal["browser", "address"] = "browser"
    """``address``: a session also ends when its address changes, which phones do all the time."""
    reauth_minutes: int = 10
    """A risky act asks for password or code again when the last proof is older."""
    enrolment_code_minutes: int = Field(default=15, gt=0)
    """How long a one-time enrolment code of a terminal can be used."""
    password_pool: int = 2
    """How many argon2id verifications may run at once."""
    password_profile: Literal["dengbao", "nist"] = "dengbao"  # noqa: S105 - the name of a profile.
    """Which rules a new password keeps; their numbers stand in ``app/people/profiles.toml``."""
    totp_required_for: Literal["administrators", "everybody", "nobody"] = "administrators"
    """Who must use a second factor; without ``secret_key`` nobody can."""
    secret_key: SecretStr = SecretStr("")
    """Encrypts the secrets of second factors: random text, the same for all replicas."""

    upload_max_bytes: int = 64 * GIB
    """Hard limit of one upload (``Tus-Max-Size``)."""
    upload_expiry_hours: int = 24 * 7
    upload_checkpoint_bytes: int = 64 * MIB
    upload_checkpoint_seconds: float = 5.0
    upload_stall_seconds: float = 60.0
    revoked_upload_days: int = Field(default=30, ge=0)
    """How long after its revocation a terminal may still hand in what it has recorded."""
    revoked_upload_bytes: int = Field(default=64 * GIB, ge=0)
    """How much a terminal may hand in after its revocation, all uploads together."""
    revoked_upload_files: int = Field(default=10_000, ge=0)
    """How many files these may be."""
    storage_reserve_bytes: int = 1 * GIB
    """New uploads are refused when they would leave less room than this."""

    job_lease_seconds: float = 30.0
    sweep_seconds: float = 2.0
    long_job_bytes: int = 2 * GIB
    """Originals at least this large are sealed and inspected on the long queue."""

    certificate_notice_days: int = 30
    """So long before its end a certificate is called one that expires soon."""
    holding_backdate_hours: int = 24
    """A hand-over dated back by more than this needs a written reason."""

    media_timeout_seconds: float = 300.0
    media_max_pixels: int = 64_000_000
    marking_timeout_seconds: float = 6 * 3600.0
    """For one marked rendition; encoding takes about as long as the recording is."""
    sandbox: Literal["required", "best-effort"] = "required"
    log_format: Literal["json", "console"] = "json"

    @field_validator("secret_key")
    @classmethod
    def _refuse_a_short_key(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key.get_secret_value()) < SHORTEST_KEY:
            message = f"LIUHEN_SECRET_KEY needs at least {SHORTEST_KEY} random characters"
            raise ValueError(message)
        return key

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read only what we are given; ``from_environment`` names the source explicitly."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Parse the environment; ``NAME_FILE`` reads a secret from a file.

        Raises:
            pydantic.ValidationError: a name is unknown, missing, or its value malformed.
        """
        return cls(**_collect(os.environ if environ is None else environ))

    @property
    def secure(self) -> bool:
        """Whether people reach us over HTTPS."""
        return self.public_url.startswith("https://")


def _collect(environ: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in environ.items():
        key = _key_of(name.removesuffix("_FILE"))
        if key is None:
            continue
        values[key] = Path(value).read_text().strip() if name.endswith("_FILE") else value
    return values


def _key_of(name: str) -> str | None:
    if name in {"DATABASE_URL", "REDIS_URL", "STORAGE_URL"}:
        return name.lower()
    if name.startswith("LIUHEN_"):
        return name.removeprefix("LIUHEN_").lower()
    return None
