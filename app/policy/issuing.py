"""To whom a recording device may be issued, and what has to be said when it comes back.

Ruzhou's management rule, article 4, keeps who held which device, since when and for which record;
its article 18(3) forbids giving one to outsiders. Zhangzi's article 7 makes regular staff and staff
of an entrusted organisation the recording subjects, alike, as long as they are qualified. A pack
that is silent on qualification asks for no certificate; every other condition always holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from app.policy.decision import Decision, allow, refuse
from app.policy.grounds import articles
from app.policy.pack import Pack
from app.policy.vocabulary import DeviceKind, DeviceState

_LEDGER = "device.usage_ledger"
_QUALIFICATION = "qualification.required"
_OUTSIDERS = "device.outsiders"
_CONTENT = "recorded_content"
CARRIED = frozenset(DeviceKind) - {DeviceKind.DOCK_STATION, DeviceKind.FIXED_VIDEO}
"""The kinds that one person carries and answers for."""


class IssueProblem(StrEnum):
    """Why a device is not issued: the stable code in the ledger's refusal."""

    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_REVOKED = "certificate_revoked"
    DEVICE_FIXED = "device_fixed"
    DEVICE_HELD = "device_held"
    DEVICE_NOT_SERVICEABLE = "device_not_serviceable"
    PERSON_LEFT = "person_left"
    PERSON_OUTSIDE = "person_outside"


@dataclass(frozen=True, slots=True)
class Certificate:
    """The days of one certificate; ``revoked_on`` is the first day without effect."""

    valid_from: date
    valid_until: date
    revoked_on: date | None = None

    @property
    def last_day(self) -> date:
        """Return the last day with effect, whatever ended it."""
        if self.revoked_on is None:
            return self.valid_until
        return min(self.valid_until, self.revoked_on - timedelta(days=1))

    def is_valid_on(self, day: date) -> bool:
        """Return whether it has effect on ``day``, its first and last days included."""
        return self.valid_from <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """A device, whoever is to hold it, and every day on which that has to be right.

    ``days`` are the day of the hand-over and the day it is written down: a date in the past must
    not be a way round a certificate that has expired since. ``units_above`` are those above the
    receiver's unit.
    """

    days: tuple[date, ...]
    device_unit_id: UUID
    device_kind: DeviceKind
    device_state: DeviceState
    is_held: bool
    receiver_unit_id: UUID
    units_above: frozenset[UUID]
    is_active: bool
    left_on: date | None
    certificates: tuple[Certificate, ...]


def decide_issue(facts: IssueFacts, pack: Pack) -> Decision:
    """Return whether the device may be issued or handed over to this receiver."""
    problem = problem_of(facts, pack)
    if problem is None:
        return allow("设备完好，领用人符合条件。", *articles(pack, (_LEDGER, _QUALIFICATION)))
    words = _WORDS[problem]
    if problem is IssueProblem.CERTIFICATE_EXPIRED:
        words = words.format(max(c.last_day for c in facts.certificates))
    return refuse(words, *articles(pack, _CITES.get(problem, ())))


def problem_of(facts: IssueFacts, pack: Pack) -> IssueProblem | None:
    """Return the first thing that stands against it, the device before the person."""
    return _of_device(facts) or _of_person(facts) or _of_qualification(facts, pack)


def certificate_notice(
    certificates: tuple[Certificate, ...], day: date, notice: timedelta, pack: Pack
) -> str:
    """Return a sentence when the last valid certificate ends within ``notice``, else nothing."""
    lasting = [c.last_day for c in certificates if c.is_valid_on(day)]
    if not lasting or not pack.citation(_QUALIFICATION) or max(lasting) > day + notice:
        return ""
    return f"执法资格证件将于 {max(lasting)} 到期，请提前办理换证；到期后不能再领用设备。"


def must_say_content(kind: DeviceKind, pack: Pack) -> bool:
    """Return whether the ledger wants to know what was recorded when this device comes back."""
    return kind is DeviceKind.BODY_CAMERA and _CONTENT in pack.items(_LEDGER)


def _of_device(facts: IssueFacts) -> IssueProblem | None:
    if facts.device_kind not in CARRIED:
        return IssueProblem.DEVICE_FIXED
    if facts.device_state is not DeviceState.SERVICEABLE:
        return IssueProblem.DEVICE_NOT_SERVICEABLE
    return IssueProblem.DEVICE_HELD if facts.is_held else None


def _of_person(facts: IssueFacts) -> IssueProblem | None:
    has_left = facts.left_on is not None and any(facts.left_on < day for day in facts.days)
    if has_left or not facts.is_active:
        return IssueProblem.PERSON_LEFT
    is_ours = facts.device_unit_id in facts.units_above | {facts.receiver_unit_id}
    return None if is_ours else IssueProblem.PERSON_OUTSIDE


def _of_qualification(facts: IssueFacts, pack: Pack) -> IssueProblem | None:
    if not pack.citation(_QUALIFICATION):
        return None
    return next((found for day in facts.days if (found := _unqualified(facts, day))), None)


def _unqualified(facts: IssueFacts, day: date) -> IssueProblem | None:
    """Return what is wrong with the certificates on ``day``, the most recent first."""
    if any(certificate.is_valid_on(day) for certificate in facts.certificates):
        return None
    if not facts.certificates:
        return IssueProblem.CERTIFICATE_MISSING
    latest = max(facts.certificates, key=lambda certificate: certificate.valid_from)
    if latest.valid_from > day:
        return IssueProblem.CERTIFICATE_NOT_YET_VALID
    if latest.revoked_on is not None and latest.revoked_on <= day:
        return IssueProblem.CERTIFICATE_REVOKED
    return IssueProblem.CERTIFICATE_EXPIRED


_ASK_OFFICE = "请联系负责登记执法资格的人员"
_WORDS: Mapping[IssueProblem, str] = MappingProxyType(
    {
        IssueProblem.CERTIFICATE_EXPIRED: (
            "领用人的执法资格证件已于 {} 到期，不能发放设备。"
            f"请改由证件有效的人员领用；已换发新证的，{_ASK_OFFICE}补登后再发放。"
        ),
        IssueProblem.CERTIFICATE_MISSING: (
            "系统中没有领用人的执法资格证件，不能发放设备。"
            f"请改由证件有效的人员领用；持有证件的，{_ASK_OFFICE}登记后再发放。"
        ),
        IssueProblem.CERTIFICATE_NOT_YET_VALID: (
            "领用人的执法资格证件尚未生效，不能发放设备。请在证件生效后再发放，"
            "或改由证件有效的人员领用。"
        ),
        IssueProblem.CERTIFICATE_REVOKED: (
            "领用人的执法资格证件已被收回或停用，不能发放设备。"
            f"请改由证件有效的人员领用；如登记有误，{_ASK_OFFICE}更正。"
        ),
        IssueProblem.DEVICE_FIXED: "这是固定使用的设备，不发给个人。请选择可以携带的设备。",
        IssueProblem.DEVICE_HELD: (
            "这台设备已由他人领用，没有再次发放。请先收回或办理交接，或者改发另一台设备。"
        ),
        IssueProblem.DEVICE_NOT_SERVICEABLE: (
            "这台设备不是完好状态，应停止使用，不能发放。请先在设备页面办妥维修或找回登记，"
            "或者改发另一台设备。"
        ),
        IssueProblem.PERSON_LEFT: (
            "领用人已离职、调出或停用账号，不能发放设备。请改由在岗人员领用；如登记有误，"
            "请联系安全管理员更正。"
        ),
        IssueProblem.PERSON_OUTSIDE: (
            "领用人不属于设备所在单位或其下属单位，设备不得交由非本单位人员使用。"
            "请改由本单位人员领用。"
        ),
    }
)
_CITES: Mapping[IssueProblem, tuple[str, ...]] = MappingProxyType(
    {
        IssueProblem.CERTIFICATE_EXPIRED: (_QUALIFICATION,),
        IssueProblem.CERTIFICATE_MISSING: (_QUALIFICATION,),
        IssueProblem.CERTIFICATE_NOT_YET_VALID: (_QUALIFICATION,),
        IssueProblem.CERTIFICATE_REVOKED: (_QUALIFICATION,),
        IssueProblem.DEVICE_HELD: (_LEDGER,),
        IssueProblem.DEVICE_NOT_SERVICEABLE: ("device.keeper.role", "device.repair.unauthorised"),
        IssueProblem.PERSON_OUTSIDE: (_OUTSIDERS,),
    }
)
