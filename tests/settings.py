"""The settings of a test that needs no server address."""

from app.settings import Settings

SETTINGS = Settings.from_environment(
    {
        "DATABASE_URL": "postgresql+asyncpg://nowhere/none",
        "REDIS_URL": "redis://nowhere",
        "STORAGE_URL": "file:///nonexistent",
    }
)
