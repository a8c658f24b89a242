"""Whether a unit has enough devices of a kind for its officers, where a rule says how many.

Ruzhou's management rule, article 3, refers to the provincial text for the ratio. That text is not
loaded with the product, so the key is unset and there is no verdict: never a silent default.
"""

from app.policy.decision import Decision, allow, refuse
from app.policy.pack import Pack
from app.policy.vocabulary import DeviceKind

RULE = "device.ratio.rule"


def key_of(kind: DeviceKind) -> str:
    """Return the pack's key for a kind: how many officers may share one device at most."""
    return f"device.ratio.{kind.value}"


def decide_ratio(
    pack: Pack, kind: DeviceKind, *, officers: int, serviceable: int
) -> Decision | None:
    """Return whether the devices suffice, or ``None`` where no ratio is loaded."""
    shared_by = pack.number(key_of(kind))
    if shared_by is None:
        return None
    cited = pack.citation(key_of(kind))
    missing = -(-officers // shared_by) - serviceable
    if missing > 0:
        return refuse(f"每 {shared_by} 名执法人员至少 1 台，还差 {missing} 台。", *cited)
    return allow(f"每 {shared_by} 名执法人员至少 1 台，已达到。", *cited)
