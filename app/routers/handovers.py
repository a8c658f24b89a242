"""设备交接台: scan or pick a device, then issue it, take it back or hand it on.

One field takes what a scanner types; everything is a plain form. Whoever holds devices finds their
own here, the keeper finds all of their units.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.devices.holding import hand_over_device, issue_device, return_device
from app.devices.holding_queries import HoldingLine, find_holding
from app.devices.holding_rows import HandOver
from app.devices.stock import (
    MOST,
    StockLine,
    desk_of,
    devices_in_stock,
    devices_out,
    find_scanned,
)
from app.errors import InvalidInputError, NotFoundError
from app.policy.decision import Decision
from app.routers import pages
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import read_fields, storable
from app.routers.handover_page import Typed, handover_page
from app.routers.moments import read_moment
from app.routers.resources import Resources
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
Verb = Callable[[HandOver], Awaitable[UUID | Decision]]
_MOST_TYPED = 500
_NOT_FOUND = (
    "没有找到这个编号或标签对应的设备。请核对后重新扫描或输入；"
    "设备没有登记，或不在您负责的范围内，也会这样提示。"
)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Context of ``handovers/index.html``; ``done`` is the hand-over just made."""

    keeps: bool
    code: str
    problem: str
    done: HoldingLine | None
    stock: tuple[StockLine, ...]
    out: tuple[StockLine, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Counter:
    """One request at the desk: who stands there, and when."""

    request: Request
    session: AsyncSession
    resources: Resources
    visitor: Visitor
    now: datetime


async def counter_of_request(
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Counter:
    """Gather what every form of the desk needs."""
    return Counter(request, session, resources, visitor, now)


CounterDep = Annotated[Counter, Depends(counter_of_request)]


@router.get("/handovers", name="handovers")
async def show_desk(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show the desk; with ``code`` go on to the device that was scanned or typed."""
    code = storable(request.query_params.get("code", "").strip()[:_MOST_TYPED])
    problem = ""
    if code:
        try:
            found = await find_scanned(session, visitor.actor, code)
            return pages.see_other(request, f"/handovers/{found.id}")
        except NotFoundError:
            problem = _NOT_FOUND
    extent = await desk_of(session, visitor.actor)
    done = _uuid(request.query_params.get("done", ""))
    stock = await devices_in_stock(session, visitor.actor, extent)
    out = await devices_out(session, visitor.actor, extent)
    view = DeskPage(
        keeps=bool(extent.units),
        code=code,
        problem=problem,
        done=await find_holding(session, visitor.actor, done) if done else None,
        stock=stock[:MOST],
        out=out[:MOST],
        has_more=len(stock) > MOST or len(out) > MOST,
    )
    status = 404 if problem else 200
    return pages.page(request, visitor.badge, "handovers/index.html", view, status=status)


@router.get("/handovers/{device_id}", name="handover")
async def show_device(device_id: UUID, counter: CounterDep) -> Response:
    """Show what can be done with one device now; ``name`` narrows the people to choose from."""
    name = counter.request.query_params.get("name", "").strip()[:_MOST_TYPED]
    return await _show(counter, device_id, Typed(name=storable(name)))


@router.post("/handovers/{device_id}/issue", name="issue_device")
async def issue(device_id: UUID, counter: CounterDep) -> Response:
    """Give a device in stock to somebody."""
    typed = await _read(counter, "issue")

    async def verb(said: HandOver) -> UUID | Decision:
        return await issue_device(
            counter.session,
            counter.visitor.actor,
            device_id,
            _uuid(typed.receiver),
            said,
            reason_after=_reason_after(counter),
            now=counter.now,
        )

    return await _do(counter, device_id, typed, verb)


@router.post("/handovers/{device_id}/transfer", name="hand_over_device")
async def hand_over(device_id: UUID, counter: CounterDep) -> Response:
    """Let somebody else hold the device from that moment on."""
    typed = await _read(counter, "transfer")

    async def verb(said: HandOver) -> UUID | Decision:
        return await hand_over_device(
            counter.session,
            counter.visitor.actor,
            device_id,
            _uuid(typed.receiver),
            said,
            reason_after=_reason_after(counter),
            now=counter.now,
        )

    return await _do(counter, device_id, typed, verb)


@router.post("/handovers/{device_id}/return", name="return_device")
async def take_back(device_id: UUID, counter: CounterDep) -> Response:
    """Take the device back into stock."""
    typed = await _read(counter, "return")

    async def verb(said: HandOver) -> UUID | Decision:
        return await return_device(
            counter.session,
            counter.visitor.actor,
            device_id,
            said,
            reason_after=_reason_after(counter),
            now=counter.now,
        )

    return await _do(counter, device_id, typed, verb)


async def _do(counter: Counter, device_id: UUID, typed: Typed, verb: Verb) -> Response:
    """Go back to the desk when it is done; else show what is wrong beside what was typed.

    The verbs raise ``InvalidInputError`` before they write anything, so nothing half done is kept.
    """
    try:
        said = HandOver(
            at=read_moment(typed.at, "at"),
            purpose=typed.purpose,
            content=typed.content,
            remark=typed.remark,
        )
        outcome = await verb(said)
    except InvalidInputError as error:
        return await _show(counter, device_id, typed.with_error(error), status=422)
    if isinstance(outcome, Decision):
        return await _show(counter, device_id, typed.refused(outcome), status=403)
    return pages.see_other(counter.request, f"/handovers?done={outcome}")


async def _show(counter: Counter, device_id: UUID, typed: Typed, *, status: int = 200) -> Response:
    """Show the page of one device, or the refusal to whoever may not hand it over."""
    view = await handover_page(
        counter.session,
        counter.visitor.actor,
        device_id,
        typed,
        notice=timedelta(days=counter.resources.settings.certificate_notice_days),
        today=counter.now.astimezone(SHANGHAI).date(),
    )
    if isinstance(view, Decision):
        return refusal(counter.request, view)
    badge = counter.visitor.badge
    return pages.page(counter.request, badge, "handovers/show.html", view, status=status)


def _reason_after(counter: Counter) -> timedelta:
    return timedelta(hours=counter.resources.settings.holding_backdate_hours)


async def _read(counter: Counter, form: str) -> Typed:
    fields = await read_fields(counter.request)
    short = {name: value[:_MOST_TYPED] for name, value in fields.items()}
    return Typed(
        form=form,
        receiver=short.get("receiver", ""),
        at=short.get("at", ""),
        purpose=short.get("purpose", ""),
        content=short.get("content", ""),
        remark=short.get("remark", ""),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
