"""What a certificate is worth on a day. Source: Zhangzi article 7."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.people.certificates import Certificate

WARN_DAYS = 90
"""A certificate that ends within so many days is due, where a list does not ask otherwise."""
_A_DAY = timedelta(days=1)


class CertificateState(StrEnum):
    """What a certificate is worth on a day; the order is that of the filter."""

    EXPIRING = "expiring"
    EXPIRED = "expired"
    ENDED = "ended"
    MISSING = "missing"
    PENDING = "pending"
    VALID = "valid"


NEED_ATTENTION = frozenset(
    {
        CertificateState.ENDED,
        CertificateState.EXPIRED,
        CertificateState.EXPIRING,
        CertificateState.MISSING,
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a certificate on a day; ``days`` are those left, or those since its end."""

    state: CertificateState
    days: int


def standing_of(
    certificate: Certificate | None, today: date, warn_days: int = WARN_DAYS
) -> Standing:
    """Return what a certificate is worth ``today``; its last day is included."""
    if certificate is None:
        return Standing(CertificateState.MISSING, 0)
    if certificate.revoked_on is not None and certificate.revoked_on <= today:
        return Standing(CertificateState.ENDED, (today - certificate.revoked_on).days)
    if certificate.valid_until < today:
        return Standing(CertificateState.EXPIRED, (today - certificate.valid_until).days)
    if certificate.valid_from > today:
        return Standing(CertificateState.PENDING, (certificate.valid_from - today).days)
    left = (last_day_of(certificate) - today).days
    state = CertificateState.EXPIRING if left <= warn_days else CertificateState.VALID
    return Standing(state, left)


def last_day_of(certificate: Certificate) -> date:
    """Return the last day on which a certificate has effect."""
    if certificate.revoked_on is None:
        return certificate.valid_until
    return min(certificate.valid_until, certificate.revoked_on - _A_DAY)


def newest_of(certificates: Sequence[Certificate]) -> list[Certificate]:
    """Return of each kind the certificate that ends last, as the list shows them."""
    found: dict[str, Certificate] = {}
    for one in sorted(certificates, key=lambda it: (it.valid_until, it.valid_from, it.id)):
        found[one.kind] = one
    return list(found.values())
