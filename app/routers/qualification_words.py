"""Certificates and training in words: states, days left, kinds, and how a form is read back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from app.clock import SHANGHAI
from app.errors import LiuhenError
from app.people.certificate_form import KIND_WORDS, FieldProblem
from app.people.certificate_standing import CertificateState, Standing
from app.people.certificates import Certificate
from app.people.training_form import TRAINING_WORDS
from app.policy.vocabulary import QualificationEnd
from app.routers.forms import FieldError, Option
from app.routers.labels import Tag

STATES: Mapping[CertificateState, Tag] = MappingProxyType(
    {
        CertificateState.EXPIRING: Tag("即将到期", "warning", "有效期快要结束，请及时办理换发。"),
        CertificateState.EXPIRED: Tag("已过期", "danger", "有效期已经结束，不能持证执法。"),
        CertificateState.ENDED: Tag("已失效", "danger", "证件已被吊销、暂扣、注销或换发。"),
        CertificateState.MISSING: Tag("未登记", "danger", "岗位是执法人员，但没有登记执法证件。"),
        CertificateState.PENDING: Tag("尚未生效", "progress", "有效期还没有开始。"),
        CertificateState.VALID: Tag("有效", "ready", "证件在有效期内。"),
    }
)
ENDS: Mapping[QualificationEnd, Tag] = MappingProxyType(
    {
        QualificationEnd.REVOKED: Tag("已吊销", "danger", "发证机关吊销了证件。"),
        QualificationEnd.SUSPENDED: Tag("已暂扣", "danger", "证件暂时扣留，期满后可以办理换发。"),
        QualificationEnd.CANCELLED: Tag("已注销", "muted", "证件已经交回。"),
        QualificationEnd.REPLACED: Tag("已换发", "muted", "已由新的证件接替。"),
    }
)
END_CHOICES = (
    Option(QualificationEnd.REVOKED.value, "吊销"),
    Option(QualificationEnd.SUSPENDED.value, "暂扣"),
    Option(QualificationEnd.CANCELLED.value, "注销（如离岗交回）"),
)
KINDS = tuple(Option(kind.value, words) for kind, words in KIND_WORDS.items())
TRAINING_KINDS = tuple(Option(kind.value, words) for kind, words in TRAINING_WORDS.items())


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate as tables show it."""

    id: UUID
    kind: str
    certificate_no: str
    issuer: str
    valid_from: date
    valid_until: date
    tag: Tag
    words: str


def line_of(certificate: Certificate, standing: Standing) -> CertificateLine:
    """Return a certificate in words."""
    return CertificateLine(
        id=certificate.id,
        kind=KIND_WORDS[certificate.kind],
        certificate_no=certificate.certificate_no,
        issuer=certificate.issuer,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        tag=tag_of(certificate, standing),
        words=words_of(certificate, standing),
    )


def tag_of(certificate: Certificate | None, standing: Standing) -> Tag:
    """Return the state; a certificate that has ended says how."""
    if certificate and certificate.revoked_as and standing.state is CertificateState.ENDED:
        return ENDS[certificate.revoked_as]
    return STATES[standing.state]


def words_of(certificate: Certificate | None, standing: Standing) -> str:
    """Return how many days are left, or since when a certificate is worth nothing."""
    match standing.state:
        case CertificateState.MISSING:
            return "没有登记执法证件"
        case CertificateState.ENDED:
            assert certificate is not None
            return f"自 {certificate.revoked_on} 起失效"
        case CertificateState.EXPIRED:
            return f"已过期 {standing.days} 天"
        case CertificateState.PENDING:
            return f"{standing.days} 天后生效"
        case _:
            return f"还有 {standing.days} 天" if standing.days else "今天是最后一天"


def today_of(now: datetime) -> date:
    """Return the day of Asia/Shanghai."""
    return now.astimezone(SHANGHAI).date()


def field_errors(problems: Iterable[FieldProblem]) -> tuple[FieldError, ...]:
    """Return the problems as a form shows them."""
    return tuple(FieldError(problem.field, problem.message) for problem in problems)


def error_of(error: LiuhenError, otherwise: str) -> tuple[FieldError, ...]:
    """Return an error as the problem of the field it names, else of ``otherwise``."""
    return (FieldError(str(error.fields.get("field", otherwise)), error.message),)
