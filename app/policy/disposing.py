"""Whether something may be disposed of.

Promise P4: a hold, and a period that nobody has set, beat expiry. And no period ends by itself:
when it has passed, a person appraises what is to be kept on.
"""

from dataclasses import dataclass
from datetime import date

from app.policy.decision import Decision, Ruling, allow, refuse
from app.policy.keeping import Kept
from app.policy.values import Keeping


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """One hold as the rule sees it. ``until_on`` is its last day; ``None`` until it is lifted."""

    reason: str
    until_on: date | None
    is_lifted: bool

    def stands_on(self, day: date) -> bool:
        """Return whether the hold is in force on this day of the agency's calendar."""
        return not self.is_lifted and (self.until_on is None or day <= self.until_on)


def decide_disposal(
    holds: tuple[HoldFacts, ...], kept: Ruling[Kept], *, day: date, is_appraised: bool
) -> Decision:
    """Return whether something kept as ``kept`` says may be disposed of on ``day``.

    ``is_appraised``: the agency has appraised it and found nothing worth keeping on.
    """
    standing = [hold for hold in holds if hold.stands_on(day)]
    if standing:
        reasons = "；".join(f"{hold.reason}（{_until(hold)}）" for hold in standing)
        return refuse(f"资料已冻结，冻结解除前不得处置：{reasons}。", *kept.citations)
    period = kept.outcome
    if period.keeping is None:
        return refuse(kept.reason, *kept.citations)
    if period.keeping is Keeping.LONG_TERM or period.through_on is None:
        return refuse("资料属于长期保存，没有自动终点，不得处置。", *kept.citations)
    if day <= period.through_on:
        last = f"最后一日为{period.through_on:%Y-%m-%d}"
        return refuse(f"资料仍在保存期限内（{last}），不得处置。", *kept.citations)
    over = "最短保存期限已满" if period.keeping is Keeping.AT_LEAST else "保存期限已满"
    if not is_appraised:
        return refuse(f"{over}，尚未鉴定，不得处置。{period.afterwards.label}。", *kept.citations)
    return allow(f"{over}，经鉴定无须继续保存，且没有冻结。", *kept.citations)


def _until(hold: HoldFacts) -> str:
    return f"至{hold.until_on:%Y-%m-%d}" if hold.until_on else "至解除时止"
