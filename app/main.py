"""Build the application: resources, doors, and the few things that wrap every request."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import __version__, clock
from app.clock import Clock
from app.db import make_engine, make_sessions
from app.law.shelf import Shelf
from app.live import NewsDesk
from app.logs import configure_logs
from app.people.passwords import PasswordPool
from app.queue import Nudger
from app.routers import api, enrolment, health, tus
from app.routers.resources import Resources
from app.routers.web import mount_web
from app.settings import Settings
from app.storage.disk import make_store


def create_app(settings: Settings, clock: Clock = clock.current_time) -> FastAPI:
    """Return the application; connections are opened by its lifespan, not here."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        resources: Resources = app.state.resources
        # What is loaded stays: the collector of garbage need not look through it in every request.
        # Nor need it look thirty times in one: hardly anything that a page makes points at itself.
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        await resources.news.start()
        yield
        await resources.news.stop()
        await close_resources(resources)

    app = FastAPI(
        title="Liuhen",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.resources = make_resources(settings, clock)
    for router in (health.router, tus.router, api.router, enrolment.api):
        app.include_router(router)
    mount_web(app, settings)
    return app


def create_app_from_environment() -> FastAPI:
    """Entry point for uvicorn's ``--factory``."""
    settings = Settings.from_environment()
    configure_logs(settings.log_format)
    return create_app(settings)


def make_resources(settings: Settings, clock: Clock) -> Resources:
    """Return what the doors work with; nothing is connected yet."""
    database_url = settings.database_url.get_secret_value()
    engine = make_engine(database_url)
    return Resources(
        settings=settings,
        engine=engine,
        sessions=make_sessions(engine),
        store=make_store(settings.storage_url),
        nudger=Nudger(settings.redis_url.get_secret_value()),
        news=NewsDesk(database_url),
        passwords=PasswordPool(settings.password_pool),
        clock=clock,
        shelf=Shelf(),
    )


async def close_resources(resources: Resources) -> None:
    """Let go of connections and threads."""
    await resources.nudger.close()
    resources.passwords.close()
    await resources.engine.dispose()
