"""Whoever sits before a viewing: somebody signed in, or a visitor at a reading terminal."""

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.watching import Viewer
from app.policy.vocabulary import ActorKind
from app.routers.api import UnauthenticatedError
from app.routers.deps import NowDep, SessionDep, TokenRevokedError, identify_viewer
from app.routers.resources import resources_of


async def viewer_of(request: Request, session: AsyncSession) -> Viewer:
    """Return who sits there, read afresh.

    Raises:
        TokenRevokedError: a terminal of the field that may only hand in evidence.
        UnauthenticatedError: nobody is known here.
    """
    viewer = await identify_viewer(request, session, resources_of(request).clock())
    if viewer.actor.is_revoked:
        raise TokenRevokedError
    if viewer.actor.kind is ActorKind.ANONYMOUS:
        raise UnauthenticatedError
    return viewer


async def viewer_of_request(request: Request, session: SessionDep, _now: NowDep) -> Viewer:
    """Return who sits there; as ``viewer_of``."""
    return await viewer_of(request, session)


ViewerDep = Annotated[Viewer, Depends(viewer_of_request)]
