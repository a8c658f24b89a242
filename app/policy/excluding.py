"""Which two roles nobody may hold on the same day, and why.

Three separations: the three administrators are three persons without business roles (三员分立,
promise P8); whoever reviews a case did not handle it; whoever checks officers is none. The
database holds the same three by exclusion; a property test compares them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.policy.vocabulary import Role, class_of

_SEPARATED = (
    (Role.LEGAL_REVIEWER, Role.CASE_HANDLER, "审核与承办须由不同的人担任，不能审核自己承办的案件"),
    (Role.INSPECTOR, Role.OFFICER, "检查与被检查须由不同的人担任，不能检查自己的执法记录"),
)
_THREE = "系统、安全、审计三员须由三人分别担任，且不兼任业务岗位（三员分立）"
_TWICE = "同一岗位在同一单位已经设置，日期有重叠"


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role in a unit from its first to its last day; without a last day it stays open."""

    unit_id: UUID
    role: Role
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two roles that exclude each other on some day, and the reason in words."""

    wanted: HeldRole
    held: HeldRole
    reason: str

    @property
    def is_repetition(self) -> bool:
        """Whether it is one role twice, which nobody is kept from: it only need not be said."""
        return self.wanted.role is self.held.role


def first_clash(wanted: Iterable[HeldRole], held: Iterable[HeldRole]) -> Clash | None:
    """Return the first clash of ``wanted`` with ``held`` or among themselves."""
    standing = list(held)
    for one in wanted:
        for other in standing:
            reason = why_excluded(one, other)
            if reason:
                return Clash(one, other, reason)
        standing.append(one)
    return None


def why_excluded(one: HeldRole, other: HeldRole) -> str:
    """Return why both cannot be held by one person; empty when they can."""
    if not _overlap(one, other):
        return ""
    if one.role is other.role:
        return _TWICE if one.unit_id == other.unit_id else ""
    if class_of(one.role) is not class_of(other.role):
        return _THREE
    pair = {one.role, other.role}
    return next((reason for *sides, reason in _SEPARATED if pair == set(sides)), "")


def _overlap(one: HeldRole, other: HeldRole) -> bool:
    begins_in_time = other.until_on is None or one.from_on <= other.until_on
    ends_in_time = one.until_on is None or other.from_on <= one.until_on
    return begins_in_time and ends_in_time
