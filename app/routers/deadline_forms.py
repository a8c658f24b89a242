"""The two forms about deadlines: that storing had to wait, and that a section has handed over."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.clock import SHANGHAI
from app.deadlines.handovers import MOST_RECORDINGS, find_handover, receive_handover
from app.deadlines.postponing import (
    LONGEST_NOTE,
    NotPossibleError,
    Postponement,
    grounds_of,
    may_postpone,
    postpone_storing,
)
from app.deadlines.queries import DeadlineLine
from app.errors import InvalidInputError
from app.policy.clocks import in_words
from app.policy.decision import Decision
from app.policy.law_words import ExceptionGround
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import WHOLE_FORM, Field, FieldKind, FormPage, Group, show
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, Option, read_fields
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
TRAIL = (("首页", "/"), ("期限", "/deadlines"))
HANDOVER_FIELDS = (
    Field(
        "count",
        "移交资料的件数",
        FieldKind.NUMBER,
        help="没有资料可移交的填 0。",
        longest=len(str(MOST_RECORDINGS)),
    ),
    Field("note", "说明", FieldKind.AREA, is_required=False, longest=500),
)


@router.get("/deadlines/postponement", name="postponement")
async def show_postponement(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the form; only the grounds that the law of the officer's unit names can be chosen."""
    decision = await may_postpone(session, visitor.actor)
    if not decision.allowed:
        return refusal(request, decision)
    return show(request, visitor.badge, await _postponement_page(session, visitor, now))


@router.post("/deadlines/postponement")
async def postpone(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Take the declaration; what was typed is shown again when something is wrong."""
    decision = await may_postpone(session, visitor.actor, tried_at=now)
    if not decision.allowed:
        return refusal(request, decision)
    typed = await read_fields(request)
    values, errors = read_form(_postponement_fields(tuple(ExceptionGround), now), typed)
    if not errors:
        said = Postponement(
            ExceptionGround(values["ground"]),
            values["from_on"],
            values["until_on"],
            values["returned_at"],
            values["note"],
        )
        try:
            outcome = await postpone_storing(session, visitor.actor, said, now=now)
        except NotPossibleError as error:
            errors = (FieldError(WHOLE_FORM, error.message),)
        else:
            if isinstance(outcome, Decision):
                return refusal(request, outcome)
            return pages.see_other(request, f"/deadlines?state=all&postponed={outcome}")
    view = await _postponement_page(session, visitor, now, typed=typed, errors=errors)
    return show(request, visitor.badge, view)


@router.get("/deadlines/{deadline_id}/receipt", name="handover_receipt")
async def show_receipt(
    deadline_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the form by which the custodian notes a hand-over."""
    line, decision = await find_handover(session, visitor.actor, deadline_id, now=now)
    if not decision.allowed:
        return refusal(request, decision)
    return show(request, visitor.badge, _receipt_page(line))


@router.post("/deadlines/{deadline_id}/receipt")
async def receive(
    deadline_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Note the hand-over with its number."""
    line, decision = await find_handover(
        session, visitor.actor, deadline_id, now=now, is_tried=True
    )
    if not decision.allowed:
        return refusal(request, decision)
    typed = await read_fields(request)
    values, errors = read_form(HANDOVER_FIELDS, typed)
    if not errors:
        try:
            outcome = await receive_handover(
                session,
                visitor.actor,
                deadline_id,
                count=values["count"],
                note=values["note"],
                now=now,
            )
        except InvalidInputError as error:
            errors = (FieldError("count", error.message),)
        else:
            if not outcome.allowed:
                return refusal(request, outcome)
            return pages.see_other(request, "/deadlines")
    return show(request, visitor.badge, _receipt_page(line, typed=typed, errors=errors))


async def _postponement_page(
    session: SessionDep,
    visitor: Visitor,
    now: datetime,
    *,
    typed: dict[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> FormPage:
    named = await grounds_of(session, visitor.person.unit_id)
    return FormPage(
        title="申明延后存储",
        lead="因规定列明的情形不能按时存储的，期限自返回单位起算。只涉及您本人记录的资料。",
        trail=TRAIL,
        groups=(Group("", _postponement_fields(named.outcome, now)),),
        submit="申明",
        back="/deadlines",
        warning="" if named.outcome else f"{named.reason}不能延后，请按原期限存储。",
        notes=tuple(f"依据：{cited}" for cited in named.citations),
        values=typed or {},
        errors=errors,
    )


def _postponement_fields(grounds: tuple[ExceptionGround, ...], now: datetime) -> tuple[Field, ...]:
    today = now.astimezone(SHANGHAI).date().isoformat()
    return (
        Field(
            "ground",
            "情形",
            FieldKind.CHOICE,
            options=tuple(Option(ground.value, ground.label) for ground in grounds),
        ),
        Field("from_on", "执法记录的日期，从", FieldKind.DAY, value=today),
        Field("until_on", "到（包括当天）", FieldKind.DAY, value=today),
        Field(
            "returned_at",
            "返回单位的时间",
            FieldKind.MOMENT,
            is_required=False,
            help="尚未返回的请留空，返回后再申明一次，期限从返回时起算。",
        ),
        Field("note", "不能按时存储的经过", FieldKind.AREA, longest=LONGEST_NOTE),
    )


def _receipt_page(
    line: DeadlineLine,
    *,
    typed: dict[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> FormPage:
    return FormPage(
        title="登记科室移交",
        lead="科室已将当月的资料移交保管单位的，请清点后登记件数。移交清单以双方签字的纸质清单为准。",
        trail=TRAIL,
        groups=(Group("", HANDOVER_FIELDS),),
        submit="登记移交",
        back="/deadlines",
        facts=(
            ("科室", f"{line.unit_name}{line.section_name}"),
            ("月份", line.period),
            ("期限", in_words(line.due_at) if line.due_at else ""),
        ),
        notes=tuple(f"依据：{cited}" for cited in line.citations),
        values=typed or {},
        errors=errors,
    )
