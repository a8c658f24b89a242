"""The moment of a hand-over: now, or some time ago with a reason; never ahead."""

from datetime import datetime, timedelta

from app.errors import InvalidInputError

_SKEW = timedelta(minutes=1)
"""How far another clock may be ahead of ours before its time is called the future."""


def settle_moment(
    at: datetime | None, reason: str, *, reason_after: timedelta, now: datetime
) -> datetime:
    """Return the moment that counts; what is ahead by less than a minute is now.

    Raises:
        InvalidInputError: it lies in the future, or far back without a reason.
    """
    if at is None:
        return now
    if at > now + _SKEW:
        message = "交接时间不能晚于现在。请改正时间，或者留空表示现在。"
        raise InvalidInputError(message, field="at")
    if now - at > reason_after and not reason:
        hours = reason_after // timedelta(hours=1)
        message = f"交接时间在 {hours} 小时以前，属于补登。请在备注中写明补登的原因。"
        raise InvalidInputError(message, field="remark")
    return min(at, now)
