"""Holds."""

from dataclasses import replace
from datetime import timedelta

from app.holds.queries import HeldRecording
from app.routers.hold_rows import HoldRow
from app.routers.holds import GROUNDS, HoldForm, HoldsPage, RecordingHoldsPage
from app.routers.labels import HOLD_STATES
from tests.routers.samples.basics import ID, NOW

HOLD = HoldRow(
    id=ID,
    recording_id=ID,
    unit_name="水政监察大队",
    ground="行政诉讼",
    article="（2026）豫0482行初12号应诉通知书",
    reason="原告对现场执法经过有异议，已提起行政诉讼，判决生效前需要保留全部录像。",
    placed_by="刘敏",
    placed_at=NOW - timedelta(days=3),
    until_on=None,
    state=HOLD_STATES["standing"],
    stands=True,
    lifted_by="",
    lifted_at=None,
    lift_reason="",
)
LIFTED_HOLD = replace(
    HOLD,
    state=HOLD_STATES["lifted"],
    stands=False,
    lifted_by="赵国强",
    lifted_at=NOW,
    lift_reason="原告撤诉",
)
HOLDS = HoldsPage(
    rows=(HOLD, LIFTED_HOLD),
    grounds=GROUNDS,
    text="",
    ground="",
    state="",
    older="/holds?older_than=1",
    sheet="/holds.xlsx",
    is_open=True,
    shown_at=NOW,
)
NO_HOLDS = replace(HOLDS, rows=(), older=None)
RECORDING_HOLDS = RecordingHoldsPage(
    recording=HeldRecording(ID, ID, "水政监察大队", "RZ-JLY-0001", NOW, NOW),
    rows=(HOLD, LIFTED_HOLD),
    disposal="资料已冻结，冻结解除前不得处置：原告已提起行政诉讼（至解除时止）。",
    grounds=GROUNDS,
    form=HoldForm(),
    errors=(),
    may_lift=True,
    knows_recording=True,
)

PAGES = {
    "holds": ("holds/index.html", HOLDS),
    "holds, none": ("holds/index.html", NO_HOLDS),
    "holds, nothing found": ("holds/index.html", replace(NO_HOLDS, is_open=False)),
    "holds of a recording": ("holds/recording.html", RECORDING_HOLDS),
}
