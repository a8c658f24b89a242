"""阅览室: the screen of a reading terminal, before which visitors sit without signing in."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.access.watching import visit_on
from app.policy.vocabulary import ActorKind
from app.routers import pages
from app.routers.deps import (
    NowDep,
    ResourcesDep,
    SessionDep,
    identify_viewer,
    reading_terminal_of,
    room_cookie_name,
)
from app.routers.paper_reader import page_asked
from app.routers.reading_terminals import set_room_cookie
from app.routers.sitting_view import SittingView, sitting_view

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ReadingRoomPage:
    """Context of ``viewings/room.html``; ``notice`` says why there is nothing to be seen."""

    terminal: str
    notice: str = ""
    next_step: str = ""
    is_signed_in: bool = False
    sitting: SittingView | None = None


@router.get("/reading-room", name="reading_room")
async def show_room(
    request: Request, session: SessionDep, resources: ResourcesDep, now: NowDep
) -> Response:
    """Show the viewing that a keeper has opened here, or wait for one."""
    viewer = await identify_viewer(request, session, now)
    terminal = viewer.terminal or await reading_terminal_of(request, session)
    if viewer.actor.kind is ActorKind.PERSON:
        view = ReadingRoomPage(
            terminal.name if terminal else "",
            "这个浏览器上有人登录，来访人不能在这里查阅。",
            "请登录的人先退出登录，再由来访人使用。",
            is_signed_in=True,
        )
    elif terminal is None:
        view = ReadingRoomPage(
            "",
            "这个浏览器没有登记为阅览终端，不能在这里查阅。",
            "请到阅览室的阅览终端上查阅，或者请系统管理员在这个浏览器上登记。",
        )
    elif not terminal.is_same_browser:
        view = ReadingRoomPage(
            terminal.name,
            "这不是登记这台阅览终端时使用的浏览器，不能在这里查阅。",
            "请用登记时的浏览器查阅；确实更换了浏览器的，请系统管理员先停用原来的登记，再在这里重新登记。",
        )
    elif not terminal.is_at_address:
        view = ReadingRoomPage(
            terminal.name,
            "这台阅览终端不在登记的地址上，不能在这里查阅。",
            "案卷和音视频资料不得带离档案室。请联系系统管理员核对阅览终端的网段。",
        )
    else:
        visit = await visit_on(session, terminal.id)
        sitting = None
        if visit is not None:
            item = _id(request.query_params.get("item", ""))
            page = page_asked(request.query_params.get("page", ""))
            sitting = await sitting_view(
                session, viewer, visit, item, home="/reading-room", page=page, now=now
            )
        view = ReadingRoomPage(terminal.name, sitting=sitting)
    response = pages.bare_page(request, "viewings/room.html", view)
    token = request.cookies.get(room_cookie_name(resources.settings))
    if terminal is not None and token is not None:
        set_room_cookie(response, resources.settings, token)
    return response


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
