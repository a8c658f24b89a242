"""The cards about settings that nobody has made: for whoever makes them, and whoever waits."""

from collections.abc import Sequence

from app.agencies.outstanding import Outstanding
from app.policy.asking import WHO_SETS
from app.policy.pack_keys import KEYS
from app.routers.duty_cards import Step

_MOST = 3
"""Of so many agencies each has a card; the list of agencies has the others."""


def outstanding_steps(found: Sequence[Outstanding]) -> list[Step]:
    """Return what whoever keeps the settings has still to set, and what is shut until then."""
    steps = [
        Step(
            "尚未设定",
            f"{each.name}适用的规定没有写明、须由机关设定的事项。设定以前：",
            len(each.keys),
            unit="项",
            lines=tuple(f"“{KEYS[key].label}”未设定，因此{KEYS[key].unset}。" for key in each.keys),
            href=f"/agency/{each.unit_id}/settings",
            action="去设定",
            tone="warning",
        )
        for each in found[:_MOST]
    ]
    if len(found) > _MOST:
        steps.append(
            Step(
                "尚未设定的其他机关",
                "这些机关也有须由机关设定、还没有设定的事项。",
                len(found) - _MOST,
                unit="个",
                href="/agency",
                action="打开机关列表",
                tone="warning",
            )
        )
    return steps


def awaited_steps(keys: Sequence[str], *, may_read: bool) -> list[Step]:
    """Return why the work of a role is shut: nobody has set who does it."""
    return [
        Step(
            f"“{KEYS[key].label}”尚未设定",
            f"本机关适用的规定没有写明，机关也还没有设定，因此{KEYS[key].unset}。"
            f"您的岗位能否办理，以设定为准。{WHO_SETS}",
            href="/agency" if may_read else "",
            action="查看机关设置" if may_read else "",
            tone="warning",
        )
        for key in keys
    ]
