"""How the findings about the recorded time are said with their numbers."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.clock import SHANGHAI
from app.policy.attributing import AttributionFinding
from app.recordings.time_facts import FILE_NAME

_TERMINAL = "terminal"
_UNITS = ((timedelta(days=1), "天"), (timedelta(hours=1), "小时"), (timedelta(minutes=1), "分钟"))
_MOST_UNITS = 2


def numbers_in_words(code: str, detail: Mapping[str, Any]) -> str:
    """Return a sentence with the numbers of a finding, or nothing when it has none to say.

    >>> numbers_in_words("holder_conflict", {"recorded_ms": 0, "recorded_by": "terminal"})
    '执法人员按终端申报的时间（1970-01-01 08:00）认定。'
    """
    if "recorded_ms" not in detail:
        return ""
    taken, source = _minute(detail["recorded_ms"]), _source(detail["recorded_by"])
    match code:
        case AttributionFinding.HOLDER_CONFLICT:
            return f"执法人员按{source}的时间（{taken}）认定。"
        case AttributionFinding.RECORDED_BEFORE_DEVICE:
            known = _minute(detail["known_from_ms"])
            return f"{source}的时间是 {taken}，这台设备从 {known} 起才有登记。"
        case AttributionFinding.RECORDED_TIME_DIFFERS | AttributionFinding.RECORDED_TIME_SHIFTED:
            other, said = _source(detail["said_by"]), _minute(detail["said_ms"])
            return (
                f"{source}的时间是 {taken}，{other}的时间是 {said}，后者{_distance(detail)}。"
                f"系统采用{source}的时间。"
            )
        case AttributionFinding.RECORDED_TIME_DOUBTFUL:
            received = _minute(detail["received_ms"])
            return f"{source}的时间是 {taken}，收到的时间是 {received}。"
        case _:
            return ""


def _source(source: str) -> str:
    return {_TERMINAL: "终端申报", FILE_NAME: "文件名中"}.get(source, "文件内部")


def _minute(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _distance(detail: Mapping[str, Any]) -> str:
    """Return how much later or earlier, in the two largest units that say something."""
    direction = "晚" if detail["ahead_ms"] > 0 else "早"
    if detail["hours"]:
        return f"约{direction} {abs(detail['hours'])} 小时"
    rest, parts = abs(timedelta(milliseconds=detail["ahead_ms"])), []
    for unit, name in _UNITS:
        count, rest = divmod(rest, unit)
        if count:
            parts.append(f"{count} {name}")
    return f"{direction} {' '.join(parts[:_MOST_UNITS])}"
