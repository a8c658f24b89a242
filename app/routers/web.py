"""Hang the browser's doors on an application: assets, templates, errors, headers."""

from urllib.parse import urlsplit

from fastapi import FastAPI

from app.routers import (
    account,
    assets,
    certificate_forms,
    certificates,
    errors,
    inbox,
    inbox_stream,
    ledger,
    playback,
    qualification_scans,
    qualifications,
    recordings,
    session,
    start,
    submissions,
    training,
    training_records,
    uploading,
)
from app.routers.assets import Assets
from app.routers.csrf import RefuseForeignRequests
from app.routers.errors import CatchErrors
from app.routers.headers import SecurityHeaders
from app.routers.pages import make_environment
from app.settings import Settings


def mount_web(app: FastAPI, settings: Settings) -> None:
    """Add everything the pages need; call it once, before the first request.

    Raises:
        MissingPackageError: the front-end packages are not installed.
    """
    app.state.assets = Assets(settings.node_modules)
    app.state.templates = make_environment(app.state.assets, app)
    for door in (
        assets,
        session,
        start,
        account,
        inbox_stream,
        inbox,
        ledger,
        playback,
        recordings,
        uploading,
        submissions,
        qualifications,
        certificates,
        certificate_forms,
        qualification_scans,
        training,
        training_records,
    ):
        app.include_router(door.router)
    errors.install(app)
    # The last one added is the outermost: headers cover the answers of all others.
    published_host = urlsplit(settings.public_url).netloc
    app.add_middleware(RefuseForeignRequests, host_names=frozenset({published_host}))
    app.add_middleware(CatchErrors)
    app.add_middleware(SecurityHeaders, secure=settings.secure)
