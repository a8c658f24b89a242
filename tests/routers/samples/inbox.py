"""The inbox."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.cataloguing.batch_list import LeftLine
from app.policy.suggesting import Suggestion
from app.routers.forms import Option
from app.routers.inbox_filters import FilterFields
from app.routers.inbox_view import InboxNotice, InboxPage, InboxRow
from tests.routers.samples.basics import ID, NOW, STATES


def inbox_row(number: int, state: str = "processed") -> InboxRow:
    return InboxRow(
        id=UUID(int=ID.int + number),
        file_name=f"BWC-0217_张建国_20261121{14 - number % 6:02d}3012_{number:03d}.mp4",
        kind="video",
        device_no="ZFJLY-0217",
        unit_name="水政监察大队",
        recorded_at=NOW - timedelta(minutes=17 * number + 40),
        duration_ms=312_000 + number * 17_000,
        size_bytes=412_000_000 + number * 91_000_000,
        state=state,
        received_at=NOW - timedelta(minutes=17 * number),
        submitter=None,
        officer="陈立军",
        problem="文件不完整" if state in {"damaged", "quarantined"} else "",
        has_thumbnail=state in {"processed", "damaged"},
        suggestions=_suggested(number, state),
    )


def _suggested(number: int, state: str) -> tuple[Suggestion, ...]:
    if state != "processed":
        return ()
    return (SUGGESTION, RIVAL, RIVAL) if number % 5 == 0 else (SUGGESTION,)


SUGGESTION = Suggestion(
    ID,
    "长水罚〔2026〕17号",
    "李大山未经许可在河道采砂案",
    "未经许可在河道管理范围内采砂",
    "同一设备ZFJLY-0217在2026年11月21日的资料已放入本案；"
    "执法人员陈立军是本案主办人，2026年11月21日记录，在2026年11月10日立案之后。",
)
RIVAL = replace(SUGGESTION, case_no="长水罚〔2026〕18号", cause="拒不接受水行政监督检查")
INBOX = InboxPage(
    rows=(
        *(inbox_row(number, state) for number, state in enumerate(STATES)),
        replace(
            inbox_row(9),
            file_name="现场询问录音-李四-第二次.amr",
            kind="audio",
            device_no=None,
            submitter="陈立",
            officer=None,
            has_thumbnail=False,
            recorded_at=None,
            duration_ms=None,
        ),
        *(inbox_row(number) for number in range(10, 26)),
    ),
    version="a1b2",
    quarantined=2,
    filters=FilterFields(state="processed"),
    here="/inbox?state=processed",
    place="/inbox?state=processed",
    newer="/inbox?before=abc",
    older="/inbox?after=def",
    states=(Option("processed", "待编目"), Option("damaged", "有损坏")),
    kinds=(Option("video", "录像"), Option("audio", "录音")),
    units=(Option("1", "水政监察大队"),),
    problems=(),
)
EMPTY_INBOX = replace(INBOX, rows=(), filters=FilterFields())
NOTHING_FOUND = replace(INBOX, rows=(), problems=("开始日期写错了，没有按它筛选。",))

AFTER_A_CHANGE = replace(
    INBOX,
    notice=InboxNotice(
        "已编目 11 件资料：放入案件“长水罚〔2026〕17号”，作为证据。",
        (LeftLine(ID, "BWC-0217.mp4", "这份资料已隔离，不能编目。"),),
        2,
        ID,
    ),
)
AFTER_UNDOING = replace(INBOX, notice=InboxNotice("已撤销，11 件资料恢复到更改之前。"))

PAGES = {
    "inbox, after a change": ("inbox/index.html", AFTER_A_CHANGE),
    "inbox, after undoing": ("inbox/index.html", AFTER_UNDOING),
    "inbox": ("inbox/index.html", INBOX),
    "inbox, empty": ("inbox/index.html", EMPTY_INBOX),
    "inbox, nothing found": ("inbox/index.html", NOTHING_FOUND),
}
