"""Changes of many recordings, and the list from which they are undone."""

from dataclasses import replace
from datetime import timedelta

from app.cataloguing.batch_list import BatchLine, LeftLine
from app.routers.catalogue import BatchesPage
from tests.routers.samples.basics import ID, NOW

STANDING = BatchLine(
    id=ID,
    made_by="王秀兰",
    made_at=NOW,
    settings=("放入案件“长水罚〔2026〕17号”，作为证据", "案由：未经许可在河道采砂"),
    count=312,
    left_count=60,
    left=(LeftLine(ID, "BWC-0217.mp4", "这份资料已经放入这个案件。"),),
    undone_at=None,
    undone_by="",
    undone_count=0,
    kept_count=0,
    kept=(),
)
UNDONE = replace(
    STANDING,
    left_count=0,
    left=(),
    undone_at=NOW + timedelta(minutes=3),
    undone_by="刘敏",
    undone_count=311,
    kept_count=1,
    kept=(LeftLine(ID, "BWC-0218.mp4", "这份资料的编目后来又有更改，没有撤销。"),),
)

PAGES = {
    "batches": ("catalogue/batches.html", BatchesPage((STANDING, UNDONE), "/catalogue/batches")),
    "batches, none": ("catalogue/batches.html", BatchesPage((), None)),
}
