"""The application behind the plain door: the set-up page, the authority, and nothing else.

It knows no session, sets no cookie and takes no form. Whatever else is asked for leads to the
page.
"""

from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from app.errors import LiuhenError
from app.routers import assets, setup
from app.routers.assets import Assets
from app.routers.headers import SecurityHeaders
from app.routers.pages import make_environment
from app.routers.setup import SetupFacts

ONLY_OVER_HTTPS = frozenset({"Cross-Origin-Opener-Policy"})
"""Browsers ignore it at an address in clear, and say so in the console."""


def create_setup_door(facts: SetupFacts, node_modules: Path) -> FastAPI:
    """Return the application; it needs no database and opens no file later on."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.setup = facts
    app.state.assets = Assets(node_modules)
    app.state.templates = make_environment(app.state.assets, app)
    app.include_router(assets.router)
    app.include_router(setup.router)
    for kind in (HTTPException, LiuhenError):
        app.add_exception_handler(kind, _lead_to_the_page)
    app.add_middleware(SecurityHeaders, secure=False, leave_out=ONLY_OVER_HTTPS)
    return app


async def _lead_to_the_page(request: Request, _error: Exception) -> Response:
    """Answer 303, whatever the method was: there is only this to see here."""
    return Response(status_code=303, headers={"Location": str(request.app.url_path_for("setup"))})
