"""A case on one line of time, with every lane that there is."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.cases.marks import MOST, Lane, Mark
from app.policy.decision import Citation
from app.routers.timeline import TimelinePage, Zoom
from app.routers.timeline_drawing import draw, whole
from tests.routers.samples.basics import NOW

_ARTICLE = Citation("ruzhou", "音像记录管理制度第十三条", "每次执法活动结束后及时存储")
MARKS = tuple(
    Mark(
        lane,
        UUID(int=number),
        NOW - timedelta(days=20 - number),
        f"{lane.label}的一项",
        "说明",
        until=NOW + timedelta(days=number) if lane in {Lane.DEADLINE, Lane.GAP} else None,
        is_open=lane is Lane.DEADLINE,
        href="/recordings/1" if lane is Lane.RECORDING else "",
        citations=(_ARTICLE,) if lane is Lane.DEADLINE else (),
    )
    for number, lane in enumerate(Lane, 1)
)
_DRAWING = draw(MARKS, whole(MARKS, NOW), NOW)
TIMELINE = TimelinePage(
    case_id=UUID(int=1),
    case_no="汝水罚〔2026〕1号",
    title="李大山未经许可在北汝河采砂案",
    drawing=_DRAWING,
    links={bar.target: f"#{bar.target}" for lane in _DRAWING.lanes for bar in lane.bars},
    marks=MARKS,
    total=len(MARKS),
    part="",
    back="",
    further="",
    zoom=Zoom("?closer", "?farther", "", "", "?"),
    is_cut=False,
    most=MOST,
    shown_at=NOW,
)
_EMPTY = draw((), whole((), NOW), NOW)

PAGES = {
    "timeline": ("timeline/show.html", TIMELINE),
    "timeline that goes on": (
        "timeline/show.html",
        replace(TIMELINE, part="第 201 至 400 项", back="?", further="?after=400", is_cut=True),
    ),
    "empty timeline": (
        "timeline/show.html",
        replace(TIMELINE, drawing=_EMPTY, links={}, marks=(), total=0),
    ),
}
