"""The forms of a certificate: register it, mend it, renew it, end it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.errors import ConflictError, InvalidInputError
from app.people.certificate_ends import renew, withdraw
from app.people.certificate_form import NewQualification, qualification_of
from app.people.certificate_keeping import (
    open_certificate_for_keeping,
    open_person_for_keeping,
)
from app.people.certificates import Certificate
from app.people.finding import PersonDetail
from app.people.qualifications import correct, register
from app.policy.decision import Decision
from app.policy.vocabulary import QualificationEnd
from app.routers import pages
from app.routers.certificate_fields import correction_form, new_form, renewal_form, withdrawal_form
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import FormPage, show
from app.routers.forms import FieldError, read_fields
from app.routers.qualification_words import (
    END_CHOICES,
    error_of,
    field_errors,
    today_of,
)
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)

FieldsDep = Annotated[Mapping[str, str], Depends(read_fields)]
Holder = PersonDetail | Decision
Opened = tuple[Certificate, PersonDetail] | Decision


async def open_holder(
    person_id: UUID, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Holder:
    """Return whose certificate is to be registered, or why not by this visitor."""
    return await open_person_for_keeping(session, visitor.actor, person_id, now)


async def open_certificate(
    qualification_id: UUID, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Opened:
    """Return the certificate of the address with its holder, or why this visitor may not write."""
    return await open_certificate_for_keeping(session, visitor.actor, qualification_id, now)


@router.get("/people/{person_id}/qualifications/new", name="qualification_new")
async def ask_for_certificate(
    request: Request, visitor: VisitorDep, holder: Annotated[Holder, Depends(open_holder)]
) -> Response:
    """Show an empty form."""
    if isinstance(holder, Decision):
        return refusal(request, holder)
    return show(request, visitor.badge, new_form(holder, {}))


@router.post("/people/{person_id}/qualifications", name="qualification_register")
async def register_certificate(
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    fields: FieldsDep,
    holder: Annotated[Holder, Depends(open_holder)],
    now: NowDep,
) -> Response:
    """Register a certificate and show it."""
    if isinstance(holder, Decision):
        return refusal(request, holder)
    return await _take(
        request,
        visitor,
        new_form(holder, fields),
        lambda new: register(session, visitor.actor, holder.id, new, now),
    )


@router.get("/qualifications/{qualification_id}/correction", name="qualification_correction")
async def ask_for_correction(
    request: Request, visitor: VisitorDep, opened: Annotated[Opened, Depends(open_certificate)]
) -> Response:
    """Show the form with what is registered."""
    if isinstance(opened, Decision):
        return refusal(request, opened)
    return show(request, visitor.badge, correction_form(*opened, _typed(opened[0])))


@router.post("/qualifications/{qualification_id}/correction", name="qualification_correct")
async def correct_certificate(
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    fields: FieldsDep,
    opened: Annotated[Opened, Depends(open_certificate)],
    now: NowDep,
) -> Response:
    """Mend a typing mistake and show the certificate."""
    if isinstance(opened, Decision):
        return refusal(request, opened)
    return await _take(
        request,
        visitor,
        correction_form(*opened, fields),
        lambda new: correct(session, visitor.actor, opened[0].id, new, now),
    )


@router.get("/qualifications/{qualification_id}/renewal", name="qualification_renewal")
async def ask_for_renewal(
    request: Request, visitor: VisitorDep, opened: Annotated[Opened, Depends(open_certificate)]
) -> Response:
    """Show the form with what usually stays the same."""
    if isinstance(opened, Decision):
        return refusal(request, opened)
    days = ("certificate_valid_from", "certificate_valid_until")
    form = renewal_form(*opened, _typed(opened[0]) | dict.fromkeys(days, ""))
    return show(request, visitor.badge, form)


@router.post("/qualifications/{qualification_id}/renewal", name="qualification_renew")
async def renew_certificate(
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    fields: FieldsDep,
    opened: Annotated[Opened, Depends(open_certificate)],
    now: NowDep,
) -> Response:
    """Register the certificate that follows and show it."""
    if isinstance(opened, Decision):
        return refusal(request, opened)
    return await _take(
        request,
        visitor,
        renewal_form(*opened, {**fields, "certificate_kind": opened[0].kind.value}),
        lambda new: renew(session, visitor.actor, opened[0].id, new, now),
    )


@router.get("/qualifications/{qualification_id}/withdrawal", name="qualification_withdrawal")
async def ask_for_withdrawal(
    request: Request,
    visitor: VisitorDep,
    opened: Annotated[Opened, Depends(open_certificate)],
    now: NowDep,
) -> Response:
    """Show the form; the day of today stands there already."""
    if isinstance(opened, Decision):
        return refusal(request, opened)
    values = {"revoked_on": today_of(now).isoformat()}
    return show(request, visitor.badge, withdrawal_form(*opened, values))


@router.post("/qualifications/{qualification_id}/withdrawal", name="qualification_withdraw")
async def withdraw_certificate(
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    fields: FieldsDep,
    opened: Annotated[Opened, Depends(open_certificate)],
    now: NowDep,
) -> Response:
    """Write down that a certificate has lost its effect."""
    if isinstance(opened, Decision):
        return refusal(request, opened)
    form = withdrawal_form(*opened, fields)
    end, on, errors = _read_withdrawal(fields)
    if end is None or on is None:
        return show(request, visitor.badge, replace(form, errors=errors))
    why = fields.get("why", "")
    act = withdraw(session, visitor.actor, opened[0].id, end=end, on=on, why=why, now=now)
    return await _outcome(request, visitor, form, act, otherwise="end")


async def _take(
    request: Request,
    visitor: VisitorDep,
    form: FormPage,
    verb: Callable[[NewQualification], Awaitable[UUID | Decision]],
) -> Response:
    """Do the act with the certificate that stands in the form, or show the form again."""
    new = qualification_of(form.values)
    if isinstance(new, list):
        return show(request, visitor.badge, replace(form, errors=field_errors(new)))
    return await _outcome(request, visitor, form, verb(new), otherwise="certificate_no")


def _read_withdrawal(
    fields: Mapping[str, str],
) -> tuple[QualificationEnd | None, date | None, tuple[FieldError, ...]]:
    errors: list[FieldError] = []
    end = on = None
    if fields.get("end") in {option.value for option in END_CHOICES}:
        end = QualificationEnd(fields["end"])
    else:
        errors.append(FieldError("end", "请选择是吊销、暂扣还是注销。"))
    try:
        on = date.fromisoformat(fields.get("revoked_on", ""))
    except ValueError:
        errors.append(FieldError("revoked_on", "请填写从哪一天起失效，例如 2026-01-31。"))
    return end, on, tuple(errors)


async def _outcome(
    request: Request,
    visitor: VisitorDep,
    form: FormPage,
    act: Awaitable[UUID | Decision],
    *,
    otherwise: str,
) -> Response:
    """Show the certificate, the refusal, or the form again with what stands in the way.

    ``otherwise`` is the field of a problem that names none.
    """
    try:
        outcome = await act
    except (ConflictError, InvalidInputError) as error:
        return show(request, visitor.badge, replace(form, errors=error_of(error, otherwise)))
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/qualifications/{outcome}")


def _typed(certificate: Certificate) -> dict[str, str]:
    return {
        "certificate_kind": certificate.kind.value,
        "certificate_no": certificate.certificate_no,
        "certificate_issuer": certificate.issuer,
        "certificate_valid_from": certificate.valid_from.isoformat(),
        "certificate_valid_until": certificate.valid_until.isoformat(),
    }
