"""A moment of Asia/Shanghai as people type it into a form."""

from datetime import datetime

from app.clock import SHANGHAI, is_expressible
from app.errors import InvalidInputError


def read_moment(text: str, field: str) -> datetime | None:
    """Return the moment that ``text`` names in Shanghai, or ``None`` when nothing was typed.

    >>> read_moment("2026-11-21T09:30", "at").isoformat()
    '2026-11-21T09:30:00+08:00'

    Raises:
        InvalidInputError: it is no moment; ``field`` names where it was typed.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=SHANGHAI)
        if is_expressible(moment):
            return moment
    except ValueError:
        pass
    message = "时间没有写成“年-月-日 时:分”的形式，例如 2026-11-21 09:30。请改正后重新提交。"
    raise InvalidInputError(message, field=field)
