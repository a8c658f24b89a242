"""我的设备: what somebody holds now and held before, and the check before use."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.holding_queries import HoldingLine, holdings_of_person
from app.devices.prechecks import (
    Findings,
    PrecheckLine,
    check_device,
    items_of,
    last_checks,
    precheck_lines,
)
from app.devices.queries import find_device, thing_of_device
from app.errors import InvalidInputError
from app.numerals import narrow, whole_number
from app.people.authority import authorise
from app.people.queries import pack_of_unit
from app.policy.acts import Act
from app.policy.decision import Citation, Decision
from app.policy.vocabulary import PrecheckItem
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import FieldError, read_fields
from app.routers.holding_words import ADVICE, ITEMS, UNCHECKED, check_tag
from app.routers.labels import DEVICE_KINDS, Tag
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
_MOST_TYPED = 500
_MOST_DIGITS = 6
_VERDICTS = {"fine": True, "wrong": False}


@dataclass(frozen=True, slots=True)
class HeldDevice:
    """One device that somebody holds, with its last check and what to do about it."""

    line: HoldingLine
    check: Tag
    advice: tuple[str, ...]
    fault_href: str


@dataclass(frozen=True, slots=True)
class MyDevicesPage:
    """Context of ``my_devices/index.html``."""

    held: tuple[HeldDevice, ...]
    history: tuple[HoldingLine, ...]


@dataclass(frozen=True, slots=True)
class ItemField:
    """One item of the check: its words, what to do when it fails, and what was chosen."""

    name: str
    words: str
    advice: str
    chosen: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One earlier check."""

    at: datetime
    person_name: str
    outcome: Tag
    clock_offset_s: int | None
    note: str


@dataclass(frozen=True, slots=True)
class PrecheckPage:
    """Context of ``my_devices/precheck.html``."""

    id: UUID
    device_no: str
    kind: str
    model: str
    items: tuple[ItemField, ...]
    measures_clock: bool
    basis: tuple[Citation, ...]
    clock_offset: str
    note: str
    errors: tuple[FieldError, ...]
    rows: tuple[CheckRow, ...]
    advice: tuple[str, ...]


@router.get("/my-devices", name="my_devices")
async def show_my_devices(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show what the visitor holds and held."""
    lines = await holdings_of_person(session, visitor.actor, visitor.person.id)
    checks = await last_checks(session, {line.id for line in lines if line.until_at is None})
    view = MyDevicesPage(
        held=tuple(_held(line, checks.get(line.id)) for line in lines if line.until_at is None),
        history=tuple(line for line in lines if line.until_at is not None),
    )
    return pages.page(request, visitor.badge, "my_devices/index.html", view)


@router.get("/devices/{device_id}/prechecks", name="prechecks")
async def show_prechecks(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Show the form of the check before use, and the earlier checks."""
    return await _show(request, session, visitor, device_id, {})


@router.post("/devices/{device_id}/prechecks", name="check_device")
async def check(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Write a check down; what failed says what to do."""
    fields = await read_fields(request)
    try:
        found = Findings(
            verdicts={
                item: _VERDICTS[fields[item.value]]
                for item in PrecheckItem
                if fields.get(item.value) in _VERDICTS
            },
            clock_offset_s=_seconds(fields.get("clock_offset", "")),
            note=fields.get("note", "")[:_MOST_TYPED],
        )
        outcome = await check_device(session, visitor.actor, device_id, found, now)
    except InvalidInputError as error:
        errors = (FieldError(f"item-{error.fields.get('field', '')}", error.message),)
        return await _show(request, session, visitor, device_id, fields, errors=errors, status=422)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/devices/{device_id}/prechecks")


async def _show(
    request: Request,
    session: AsyncSession,
    visitor: Visitor,
    device_id: UUID,
    fields: dict[str, str],
    *,
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Response:
    device = await find_device(session, visitor.actor, device_id)
    thing = await thing_of_device(session, device)
    decision = await authorise(session, visitor.actor, Act.DEVICE_CHECK, thing)
    if not decision.allowed:
        return refusal(request, decision)
    pack = await pack_of_unit(session, device.unit_id)
    items = items_of(pack)
    lines = await precheck_lines(session, device.id)
    view = PrecheckPage(
        id=device.id,
        device_no=device.device_no,
        kind=DEVICE_KINDS[device.kind],
        model=device.model,
        items=tuple(
            ItemField(item.value, ITEMS[item], ADVICE[item], fields.get(item.value, ""))
            for item in items
        ),
        measures_clock=PrecheckItem.CLOCK in items,
        basis=pack.citation("device.precheck.items"),
        clock_offset=fields.get("clock_offset", ""),
        note=fields.get("note", ""),
        errors=errors,
        rows=tuple(_row(line) for line in lines),
        advice=_advice(lines[0]) if lines and not errors else (),
    )
    return pages.page(request, visitor.badge, "my_devices/precheck.html", view, status=status)


def _held(line: HoldingLine, check: PrecheckLine | None) -> HeldDevice:
    advice = _advice(check) if check else (f"{UNCHECKED.meaning}出发前请完成检查。",)
    return HeldDevice(line, check_tag(check), advice, fault_href=f"/devices/{line.device_id}")


def _advice(check: PrecheckLine) -> tuple[str, ...]:
    return tuple(ADVICE[item] for item in check.failed)


def _row(line: PrecheckLine) -> CheckRow:
    return CheckRow(line.at, line.person_name, check_tag(line), line.clock_offset_s, line.note)


def _seconds(text: str) -> int | None:
    """Return how many seconds a clock was ahead; behind is negative.

    Raises:
        InvalidInputError: it is no number of seconds.
    """
    if not text:
        return None
    typed = narrow(text)
    seconds = whole_number(typed.removeprefix("-").removeprefix("+"), _MOST_DIGITS)
    if seconds is None:
        message = "时钟误差请填写整数秒：快了写正数，慢了写负数，例如 -35。"
        raise InvalidInputError(message, field="clock_offset")
    return -seconds if typed.startswith("-") else seconds
