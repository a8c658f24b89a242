"""Is the service able to work? Asked by ``bin/serve``, by containers and by a proxy."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from sqlalchemy.exc import SQLAlchemyError

from app.db import is_reachable
from app.routers.deps import ResourcesDep

router = APIRouter(include_in_schema=False)
_PATIENCE_SECONDS = 2.0


@router.get("/healthz")
async def report_health(resources: ResourcesDep) -> PlainTextResponse:
    """Answer 200 when the database answers; Redis may be away, that only delays."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await is_reachable(resources.engine)
    except (SQLAlchemyError, OSError, TimeoutError):
        return PlainTextResponse("database unreachable\n", status_code=503)
    return PlainTextResponse("ok\n")
