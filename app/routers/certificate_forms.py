"""The forms of a certificate: register it, mend it, renew it, end it."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.errors import ConflictError, InvalidInputError
from app.people.certificate_form import KIND_WORDS, qualification_of
from app.people.certificate_keeping import (
    open_certificate_for_keeping,
    open_person_for_keeping,
)
from app.people.certificates import Certificate
from app.people.expiry import standing_of
from app.people.finding import PersonDetail
from app.people.qualifications import correct, register, renew, withdraw
from app.policy.decision import Decision
from app.policy.vocabulary import QualificationEnd
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import FieldError, read_fields
from app.routers.inbox import Option
from app.routers.qualification_words import (
    END_CHOICES,
    KINDS,
    CertificateLine,
    error_of,
    field_errors,
    line_of,
    today_of,
)
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)

FieldsDep = Annotated[Mapping[str, str], Depends(read_fields)]


@dataclass(frozen=True, slots=True)
class CertificateForm:
    """Context of ``qualifications/form.html``: what was typed, and what is wrong with it."""

    title: str
    lead: str
    action: str
    submit: str
    person_name: str
    unit_name: str
    back: str
    values: Mapping[str, str]
    kinds: tuple[Option, ...] = KINDS
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawalForm:
    """Context of ``qualifications/withdraw.html``."""

    line: CertificateLine
    person_name: str
    values: Mapping[str, str]
    ends: tuple[Option, ...] = END_CHOICES
    errors: tuple[FieldError, ...] = ()


@router.get("/people/{person_id}/qualifications/new", name="qualification_new")
async def ask_for_certificate(
    person_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show an empty form."""
    holder = await open_person_for_keeping(session, visitor.actor, person_id, now)
    if isinstance(holder, Decision):
        return refusal(request, holder)
    return pages.page(request, visitor.badge, "qualifications/form.html", _new_form(holder, {}))


@router.post("/people/{person_id}/qualifications", name="qualification_register")
async def register_certificate(
    person_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    fields: FieldsDep,
    now: NowDep,
) -> Response:
    """Register a certificate and show it."""
    holder = await open_person_for_keeping(session, visitor.actor, person_id, now)
    if isinstance(holder, Decision):
        return refusal(request, holder)
    form = _new_form(holder, fields)
    new = qualification_of(fields)
    if isinstance(new, list):
        return _again(request, visitor, replace(form, errors=field_errors(new)))
    return await _outcome(
        request, visitor, form, register(session, visitor.actor, person_id, new, now)
    )


@router.get("/qualifications/{qualification_id}/correction", name="qualification_correction")
async def ask_for_correction(
    qualification_id: UUID,
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Show the form with what is registered."""
    opened = await open_certificate_for_keeping(session, visitor.actor, qualification_id, now)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    form = _correction_form(*opened, _typed(opened[0]))
    return pages.page(request, visitor.badge, "qualifications/form.html", form)


@router.post("/qualifications/{qualification_id}/correction", name="qualification_correct")
async def correct_certificate(
    qualification_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    fields: FieldsDep,
    now: NowDep,
) -> Response:
    """Mend a typing mistake and show the certificate."""
    opened = await open_certificate_for_keeping(session, visitor.actor, qualification_id, now)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    form = _correction_form(*opened, fields)
    new = qualification_of(fields)
    if isinstance(new, list):
        return _again(request, visitor, replace(form, errors=field_errors(new)))
    return await _outcome(
        request, visitor, form, correct(session, visitor.actor, qualification_id, new, now)
    )


@router.get("/qualifications/{qualification_id}/renewal", name="qualification_renewal")
async def ask_for_renewal(
    qualification_id: UUID,
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Show the form with what usually stays the same."""
    opened = await open_certificate_for_keeping(session, visitor.actor, qualification_id, now)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    days = ("certificate_valid_from", "certificate_valid_until")
    form = _renewal_form(*opened, _typed(opened[0]) | dict.fromkeys(days, ""))
    return pages.page(request, visitor.badge, "qualifications/form.html", form)


@router.post("/qualifications/{qualification_id}/renewal", name="qualification_renew")
async def renew_certificate(
    qualification_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    fields: FieldsDep,
    now: NowDep,
) -> Response:
    """Register the certificate that follows and show it."""
    opened = await open_certificate_for_keeping(session, visitor.actor, qualification_id, now)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    fields = {**fields, "certificate_kind": opened[0].kind.value}
    form = _renewal_form(*opened, fields)
    new = qualification_of(fields)
    if isinstance(new, list):
        return _again(request, visitor, replace(form, errors=field_errors(new)))
    return await _outcome(
        request, visitor, form, renew(session, visitor.actor, qualification_id, new, now)
    )


@router.get("/qualifications/{qualification_id}/withdrawal", name="qualification_withdrawal")
async def ask_for_withdrawal(
    qualification_id: UUID,
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Show the form; the day of today stands there already."""
    opened = await open_certificate_for_keeping(session, visitor.actor, qualification_id, now)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    values = {"revoked_on": today_of(now).isoformat()}
    form = _withdrawal_form(*opened, values, now)
    return pages.page(request, visitor.badge, "qualifications/withdraw.html", form)


@router.post("/qualifications/{qualification_id}/withdrawal", name="qualification_withdraw")
async def withdraw_certificate(
    qualification_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    fields: FieldsDep,
    now: NowDep,
) -> Response:
    """Write down that a certificate has lost its effect."""
    opened = await open_certificate_for_keeping(session, visitor.actor, qualification_id, now)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    form = _withdrawal_form(*opened, fields, now)
    end, on, errors = _read_withdrawal(fields)
    if end is not None and on is not None:
        try:
            outcome = await withdraw(
                session,
                visitor.actor,
                qualification_id,
                end=end,
                on=on,
                why=fields.get("why", ""),
                now=now,
            )
        except (ConflictError, InvalidInputError) as error:
            errors = error_of(error, "end")
        else:
            return _shown(request, outcome)
    form = replace(form, errors=errors)
    return pages.page(request, visitor.badge, "qualifications/withdraw.html", form, status=422)


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
    form: CertificateForm,
    verb: Awaitable[UUID | Decision],
) -> Response:
    """Show the certificate, the refusal, or the form again with what stands in the way."""
    try:
        return _shown(request, await verb)
    except (ConflictError, InvalidInputError) as error:
        return _again(request, visitor, replace(form, errors=error_of(error, "certificate_no")))


def _shown(request: Request, outcome: UUID | Decision) -> Response:
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/qualifications/{outcome}")


def _again(request: Request, visitor: VisitorDep, form: CertificateForm) -> Response:
    return pages.page(request, visitor.badge, "qualifications/form.html", form, status=422)


def _new_form(holder: PersonDetail, values: Mapping[str, str]) -> CertificateForm:
    return CertificateForm(
        title="登记执法证件",
        lead="请对照证件原件填写。登记后可以上传扫描件。",
        action=f"/people/{holder.id}/qualifications",
        submit="登记",
        person_name=holder.full_name,
        unit_name=holder.unit_name,
        back="/qualifications",
        values=values,
    )


def _correction_form(
    certificate: Certificate, holder: PersonDetail, values: Mapping[str, str]
) -> CertificateForm:
    return CertificateForm(
        title="更正执法证件登记",
        lead="只用于改正填写错误，改动前后的内容都记入台账。换领新证请办理换发。",
        action=f"/qualifications/{certificate.id}/correction",
        submit="保存更正",
        person_name=holder.full_name,
        unit_name=holder.unit_name,
        back=f"/qualifications/{certificate.id}",
        values=values,
    )


def _renewal_form(
    certificate: Certificate, holder: PersonDetail, values: Mapping[str, str]
) -> CertificateForm:
    kind = Option(certificate.kind.value, KIND_WORDS[certificate.kind])
    return CertificateForm(
        title="换发执法证件",
        lead="登记换领的新证，原证件的登记保留。有效期重叠的，原证件到新证生效的前一天为止。",
        action=f"/qualifications/{certificate.id}/renewal",
        submit="登记新证",
        person_name=holder.full_name,
        unit_name=holder.unit_name,
        back=f"/qualifications/{certificate.id}",
        values=values,
        kinds=(kind,),
    )


def _withdrawal_form(
    certificate: Certificate, holder: PersonDetail, values: Mapping[str, str], now: datetime
) -> WithdrawalForm:
    line = line_of(certificate, standing_of(certificate, today_of(now)))
    return WithdrawalForm(line, holder.full_name, values)


def _typed(certificate: Certificate) -> dict[str, str]:
    return {
        "certificate_kind": certificate.kind.value,
        "certificate_no": certificate.certificate_no,
        "certificate_issuer": certificate.issuer,
        "certificate_valid_from": certificate.valid_from.isoformat(),
        "certificate_valid_until": certificate.valid_until.isoformat(),
    }
