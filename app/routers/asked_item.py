"""One request for the content of one item of a sitting: asked before, asked after, and noted.

The right is asked twice: before anything is opened or stamped, and when the answer is ready. Only
then is the item noted as opened, so that the register says what was sent and never less.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.sittings import Marked
from app.access.stamped_pictures import StampDesk
from app.access.viewing import open_item
from app.access.watching import Watched, watch
from app.db import transaction
from app.policy.decision import Decision
from app.routers import display, sending
from app.routers.errors import refusal
from app.routers.resources import resources_of
from app.routers.streaming import ViewingRightEndedError
from app.routers.viewer import viewer_of

T = TypeVar("T")
Find = Callable[[AsyncSession, Watched], Awaitable[T]]
_REFUSED = 400


@dataclass(frozen=True, slots=True)
class AskedItem:
    """What a browser asks for; ``shown_as``: as what a page may ask for it (``Sec-Fetch-Dest``)."""

    request: Request
    viewing_id: UUID
    item_id: UUID
    shown_as: frozenset[str]

    @property
    def is_in_page(self) -> bool:
        """Whether the page of the sitting asks, as far as the browser says what it asks for.

        In a tab of its own, or to be saved, nothing is shown. Every browser that we support says
        so; whoever does not use one is known by the sign-in alone.
        """
        asked_as = self.request.headers.get("sec-fetch-dest")
        return asked_as is None or asked_as in self.shown_as

    async def find(self, find: Find[T]) -> T | Decision:
        """Return what ``find`` finds where the right holds, else the refusal, which commits."""
        resources = resources_of(self.request)
        async with transaction(resources.sessions) as session:
            watched = await watch(
                session,
                await viewer_of(self.request, session),
                self.viewing_id,
                self.item_id,
                is_in_page=self.is_in_page,
                now=resources.clock(),
            )
            if not watched.decision.allowed:
                return watched.decision
            return await find(session, watched)

    async def open(self, answer: Response, *, page: int | None = None) -> Response:
        """Return an answer that is ready if the right holds still; only now is the item opened.

        What is noted is committed before the first byte leaves. An answer without a byte of the
        item opens nothing: that to HEAD, and that to a range which there is not.
        """
        if self.request.method == "HEAD" or answer.status_code >= _REFUSED:
            return answer
        resources = resources_of(self.request)
        async with transaction(resources.sessions) as session:
            watched = await open_item(
                session,
                await viewer_of(self.request, session),
                self.viewing_id,
                self.item_id,
                page=page,
                is_in_page=self.is_in_page,
                now=resources.clock(),
            )
        return answer if watched.decision.allowed else refusal(self.request, watched.decision)

    async def open_picture(self, picture: bytes, *, page: int | None = None) -> Response:
        """Return a stamped picture as ``open`` returns an answer."""
        return await self.open(
            sending.send_stamped_picture(picture, recheck=self.recheck), page=page
        )

    async def recheck(self) -> None:
        """Ask again whether the item is open while its bytes are on their way; a refusal commits.

        Raises:
            ViewingRightEndedError: it is open no more, with the reason.
        """
        resources = resources_of(self.request)
        async with transaction(resources.sessions) as session:
            viewer = await viewer_of(self.request, session)
            now = resources.clock()
            watched = await watch(session, viewer, self.viewing_id, self.item_id, now=now)
        if not watched.decision.allowed:
            raise ViewingRightEndedError(watched.decision.reason)

    def stamp_desk(self, mark: Marked) -> StampDesk:
        """Return where the pictures of this sitting are stamped."""
        resources = resources_of(self.request)
        now = resources.clock()
        return StampDesk(
            store=resources.store,
            settings=resources.settings,
            stamps=resources.stamps,
            viewing_id=self.viewing_id,
            mark=mark,
            moment=display.minute(now),
            now=now,
        )
