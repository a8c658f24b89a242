"""The board of keeping periods, and the panel of a recording."""

from dataclasses import replace
from datetime import date

from app.keeping.states import Shelf
from app.policy.decision import Citation
from app.policy.keeping_states import KeepingState
from app.routers.forms import Option
from app.routers.keeping import KeepingPage, ShelfLink
from app.routers.keeping_panel import KeepingPanel
from app.routers.keeping_rows import SHELVES, STALE, STATES, KeepingRow
from tests.routers.samples.basics import ID, NOW

DUE = KeepingRow(
    id=ID,
    href=f"/recordings/{ID}",
    file_name="BWC-0217_张建国_20251021143012_003.mp4",
    device_no="RZ-JLY-0001",
    recorded_at=NOW,
    unit_name="水政监察大队",
    materials="其他音像资料",
    through=date(2026, 10, 21),
    distance="已过 31 天",
    state=STATES[KeepingState.DUE],
    reason="其他音像资料保存期限12个月，自记录结束之日2025-10-21起算，最后一日为2026-10-21。",
    citations=(Citation("ruzhou", "音像记录管理制度第十五条", "声像资料保存12个月"),),
    advice="请由保管人员鉴定。",
)
UNSET = replace(
    DUE,
    file_name=" ",
    device_no="",
    recorded_at=None,
    through=None,
    distance="",
    state=STATES[KeepingState.UNSET],
    reason="没有写明是哪一类资料。期限未确定，不得处置。",
    citations=(),
    advice="请先编目。",
)
KEEPING = KeepingPage(
    rows=(DUE, UNSET, replace(UNSET, state=STALE, advice="")),
    shelf=Shelf.DUE.value,
    shelf_name=SHELVES[Shelf.DUE],
    shelves=tuple(
        ShelfLink(text, "200 以上", f"/keeping?shelf={shelf}", shelf is Shelf.DUE)
        for shelf, text in SHELVES.items()
    ),
    units=(Option(str(ID), "水政监察大队"),),
    unit="",
    following="/keeping?after=1",
    sheet="/keeping.xlsx",
    is_by_day=True,
    shown_at=NOW,
)
PANEL = KeepingPanel(DUE)

PAGES = {
    "keeping": ("keeping/index.html", KEEPING),
    "keeping, none": (
        "keeping/index.html",
        replace(KEEPING, rows=(), following=None, unit=str(ID), is_by_day=False),
    ),
}
