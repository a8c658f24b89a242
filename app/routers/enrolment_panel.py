"""终端接入: what the page of a device, and the terminal's own page, show of its enrolment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.queries import DeviceDetail
from app.devices.terminal_states import TerminalDetail, TerminalState, find_terminal
from app.policy.vocabulary import TokenEnd
from app.routers import labels
from app.routers.forms import FieldError, Option
from app.routers.panels import Panel
from app.routers.visitor import Visitor

TEMPLATE = "devices/_terminal.html"
REVOCABLE_FOR = (TokenEnd.LOST, TokenEnd.REPLACED, TokenEnd.OTHER)
_LONG_SILENT = timedelta(days=7)


REASONS = tuple(Option(end.value, labels.TOKEN_ENDS[end]) for end in REVOCABLE_FOR)


@dataclass(frozen=True, slots=True)
class TerminalView:
    """Context of ``devices/_terminal.html``; the forms are there only for who ``may_enrol``."""

    device_id: UUID
    state: str
    enrolled_at: datetime | None
    enrolled_by: str
    last_seen_at: datetime | None
    last_seen_words: str
    last_address: str
    version: str
    model: str
    serial_no: str
    serial_differs: bool
    registered_serial_no: str
    revoked_at: datetime | None
    revoked_by: str
    revoked_for: str
    revoked_note: str
    may_enrol: bool
    reasons: tuple[Option, ...] = REASONS
    reason: str = ""
    note: str = ""
    errors: tuple[FieldError, ...] = ()


async def terminal_panel(
    session: AsyncSession, visitor: Visitor, device: DeviceDetail, now: datetime
) -> Panel | None:
    """Return the panel for whoever may enrol this device, and nothing for everybody else."""
    detail, decision = await find_terminal(session, visitor.actor, device.id)
    if not decision.allowed:
        return None
    return Panel(TEMPLATE, view_of(detail, now, may_enrol=True))


def view_of(detail: TerminalDetail, now: datetime, *, may_enrol: bool) -> TerminalView:
    """Return what is shown of a terminal at this moment."""
    end = detail.revoked_for
    return TerminalView(
        device_id=detail.device_id,
        state=detail.state.value,
        enrolled_at=detail.enrolled_at,
        enrolled_by=detail.enrolled_by,
        last_seen_at=detail.last_seen_at,
        last_seen_words=last_seen_words(detail.last_seen_at, now),
        last_address=detail.last_address,
        version=detail.version,
        model=detail.model,
        serial_no=detail.serial_no,
        serial_differs=detail.serial_differs,
        registered_serial_no=detail.registered_serial_no,
        revoked_at=detail.revoked_at,
        revoked_by=detail.revoked_by,
        revoked_for=labels.TOKEN_ENDS[end] if end is not None else "",
        revoked_note=detail.revoked_note,
        may_enrol=may_enrol,
    )


def is_silent(detail: TerminalDetail, now: datetime) -> bool:
    """Return whether an enrolled terminal has said nothing for a week."""
    heard = detail.last_seen_at or detail.enrolled_at
    enrolled = detail.state is TerminalState.ENROLLED
    return enrolled and heard is not None and now - heard > _LONG_SILENT


def last_seen_words(moment: datetime | None, now: datetime) -> str:
    """Return how long ago a terminal was heard; a clock that was set back says "just now".

    >>> from datetime import UTC
    >>> at = datetime(2026, 11, 21, tzinfo=UTC)
    >>> last_seen_words(None, at), last_seen_words(at, at + timedelta(minutes=5))
    ('接入后还没有联系过', '5 分钟前')
    """
    if moment is None:
        return "接入后还没有联系过"
    minutes = int((now - moment).total_seconds()) // 60
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    hours = minutes // 60
    return f"{hours} 小时前" if hours < 24 else f"{hours // 24} 天前"
