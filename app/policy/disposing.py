"""Whether a recording may be disposed of: today only the reasons that forbid it.

Promise P4: a hold, and a period that nobody has set, beat expiry. The periods themselves come
with retention; then this file learns to say yes.
"""

from dataclasses import dataclass
from datetime import date

from app.policy.decision import Decision, allow, refuse


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
    holds: tuple[HoldFacts, ...], *, keep_through: date | None, day: date
) -> Decision:
    """Return whether the period has run out and nothing holds.

    ``keep_through`` is the last day of the period; ``None`` means that no period is set, and what
    is unset is kept.
    """
    standing = [hold for hold in holds if hold.stands_on(day)]
    if standing:
        reasons = "；".join(f"{hold.reason}（{_until(hold)}）" for hold in standing)
        return refuse(f"资料已冻结，冻结解除前不得处置：{reasons}。")
    if keep_through is None:
        return refuse("资料的保存期限尚未确定，因此不得处置。")
    if day <= keep_through:
        return refuse("资料仍在保存期限内，不得处置。")
    return allow("保存期限已满，且没有冻结。")


def _until(hold: HoldFacts) -> str:
    return f"至{hold.until_on:%Y-%m-%d}" if hold.until_on else "至解除时止"
