"""One visit to a door: the request, its transaction and moment, and who comes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.routers.confirmation import ConfirmedDep
from app.routers.deps import NowDep, SessionDep
from app.routers.visitor import Visitor, VisitorDep


@dataclass(frozen=True, slots=True)
class Visit:
    """What every door of a signed-in person takes."""

    request: Request
    session: AsyncSession
    visitor: Visitor
    now: datetime


async def visit_of_request(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Visit:
    """Return the visit; nobody signed in never gets as far."""
    return Visit(request, session, visitor, now)


async def confirmed_visit_of_request(
    request: Request, session: SessionDep, visitor: ConfirmedDep, now: NowDep
) -> Visit:
    """Return the visit of somebody who has lately proved who they are."""
    return Visit(request, session, visitor, now)


ConfirmedVisitDep = Annotated[Visit, Depends(confirmed_visit_of_request)]
VisitDep = Annotated[Visit, Depends(visit_of_request)]
