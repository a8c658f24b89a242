"""The settings of a test that needs no server address."""

from pathlib import Path

from app.embedded.services import Services
from app.settings import Settings

SETTINGS = Settings.from_environment(
    {
        "DATABASE_URL": "postgresql+asyncpg://nowhere/none",
        "REDIS_URL": "redis://nowhere",
        "STORAGE_URL": "file:///nonexistent",
    }
)


def settings_of(services: Services, files: Path) -> Settings:
    """Return the settings of an application over these servers that keeps its files there."""
    return Settings.from_environment(
        {
            "DATABASE_URL": services.app_url,
            "REDIS_URL": services.redis_url,
            "STORAGE_URL": files.as_uri(),
            "LIUHEN_STORAGE_RESERVE_BYTES": "0",
        }
    )
