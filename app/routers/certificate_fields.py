"""What the forms of a certificate ask, as data: register it, mend it, renew it, end it."""

from collections.abc import Mapping

from app.people.certificate_form import KIND_WORDS
from app.people.certificates import Certificate
from app.people.finding import PersonDetail
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import Option
from app.routers.qualification_words import END_CHOICES, KINDS

_TRAIL = (("首页", "/"), ("执法证件", "/qualifications"))


def new_form(holder: PersonDetail, values: Mapping[str, str]) -> FormPage:
    """Return the empty form of somebody's certificate."""
    return _form(
        holder,
        values,
        title="登记执法证件",
        lead="请对照证件原件填写。登记后可以上传扫描件。",
        action=f"/people/{holder.id}/qualifications",
        submit="登记",
        back="/qualifications",
    )


def correction_form(
    certificate: Certificate, holder: PersonDetail, values: Mapping[str, str]
) -> FormPage:
    """Return the form that mends a typing mistake."""
    return _form(
        holder,
        values,
        title="更正执法证件登记",
        lead="只用于改正填写错误，改动前后的内容都记入台账。换领新证请办理换发。",
        action=f"/qualifications/{certificate.id}/correction",
        submit="保存更正",
        back=f"/qualifications/{certificate.id}",
    )


def renewal_form(
    certificate: Certificate, holder: PersonDetail, values: Mapping[str, str]
) -> FormPage:
    """Return the form of the certificate that follows; it is of the same kind."""
    return _form(
        holder,
        values,
        title="换发执法证件",
        lead="登记换领的新证，原证件的登记保留。有效期重叠的，原证件到新证生效的前一天为止。",
        action=f"/qualifications/{certificate.id}/renewal",
        submit="登记新证",
        back=f"/qualifications/{certificate.id}",
        kinds=(Option(certificate.kind.value, KIND_WORDS[certificate.kind]),),
    )


def withdrawal_form(
    certificate: Certificate, holder: PersonDetail, values: Mapping[str, str]
) -> FormPage:
    """Return the form that says how and from when a certificate lost its effect."""
    fields = (
        Field("end", "失效的方式", FieldKind.CHOICE, options=END_CHOICES),
        Field(
            "revoked_on",
            "从哪一天起失效",
            FieldKind.DAY,
            help="这一天起不能再持证执法，也不能领用执法记录设备",
        ),
        Field("why", "原因和依据的文书", FieldKind.AREA, longest=200),
    )
    return FormPage(
        title="登记证件失效",
        lead=(
            f"{holder.full_name}的{KIND_WORDS[certificate.kind]}，编号"
            f" {certificate.certificate_no}，"
            f"有效期 {certificate.valid_from} 至 {certificate.valid_until}。"
        ),
        trail=_TRAIL,
        groups=(Group("", fields),),
        submit="登记失效",
        back=f"/qualifications/{certificate.id}",
        action=f"/qualifications/{certificate.id}/withdrawal",
        is_grave=True,
        values=values,
    )


def _form(
    holder: PersonDetail,
    values: Mapping[str, str],
    *,
    title: str,
    lead: str,
    action: str,
    submit: str,
    back: str,
    kinds: tuple[Option, ...] = KINDS,
) -> FormPage:
    return FormPage(
        title=title,
        lead=f"{holder.full_name}（{holder.unit_name}）。{lead}",
        trail=_TRAIL,
        groups=(Group("", _fields(kinds)),),
        submit=submit,
        back=back,
        action=action,
        values=values,
    )


def _fields(kinds: tuple[Option, ...]) -> tuple[Field, ...]:
    return (
        Field("certificate_kind", "证件种类", FieldKind.CHOICE, options=kinds),
        Field(
            "certificate_no",
            "证件编号",
            help="照证件填写，空格和全角字符会自动规范",
            longest=60,
        ),
        Field("certificate_issuer", "发证机关", help="照证件填写全称", longest=60),
        Field("certificate_valid_from", "有效期起", FieldKind.DAY),
        Field("certificate_valid_until", "有效期止", FieldKind.DAY, help="最后一天，当天仍然有效"),
    )
