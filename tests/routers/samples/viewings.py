"""Viewing in place, the reading room and its terminals."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import uuid5

from app.access.reading_rooms import ReadingRoom
from app.access.reading_terminals import TerminalLine
from app.access.sittings import Overview, Room, SittingLine
from app.policy.access_words import ViewingEnd
from app.policy.decision import Citation, allow, refuse
from app.routers.forms import FieldError, Option
from app.routers.media_words import StreamLine
from app.routers.paper_reader import reader_of
from app.routers.players import player_at
from app.routers.reading_room import ReadingRoomPage
from app.routers.reading_terminals import ReadingTerminalsPage
from app.routers.sitting_view import ItemRow, ShownItem, SittingView, Still
from app.routers.viewings import SittingsPage
from tests.routers.samples.basics import ID, NOW

ARTICLE = Citation("ruzhou", "调阅监督制度第四条", "在档案室内查阅")
BASE = f"/viewings/{ID}/items/{ID}"
VIDEO = ShownItem(
    ID,
    "录像（2026-11-20 09:12 记录，设备 RZ-0001）",
    player=player_at(
        BASE, kind="video", fps=25.0, duration_ms=61_000, poster=0, has_storyboard=True
    ),
)
SITTING = SittingView(
    viewing_id=ID,
    request_id=ID,
    request_no="调阅〔2026〕3号",
    code="K3F9A-22XYZ",
    watermark="陈立 水政监察大队\n调阅〔2026〕3号 2026-11-21 10:00\nK3F9A-22XYZ",
    until_at=NOW + timedelta(days=3),
    items=(
        ItemRow(ID, VIDEO.name, "1:01", is_chosen=True),
        ItemRow(
            uuid5(ID, "paper"), "《行政处罚决定书》汝水罚决〔2026〕1号", "文书", is_chosen=False
        ),
    ),
    shown=VIDEO,
    home=f"/viewings/{ID}",
)
PAPER = replace(
    SITTING,
    shown=ShownItem(
        ID,
        "《行政处罚决定书》",
        reader=reader_of("《行政处罚决定书》", f"{BASE}/pages", 120, 51),
    ),
)
PHOTO = replace(SITTING, shown=ShownItem(ID, "现场照片", content_src=f"{BASE}/media"))
UNPLAYABLE = replace(
    SITTING,
    shown=ShownItem(
        ID,
        "录像（2026-11-20 09:12 记录）",
        "浏览器不能直接播放这种文件。原始文件已完整保存。",
        stills=(Still(f"{BASE}/thumbnails/0.jpg", 0), Still(f"{BASE}/thumbnails/1.jpg", 30_000)),
        tracks=(StreamLine("video", "H.265"), StreamLine("audio", "AAC，8 kHz，单声道")),
    ),
)
CLOSED = replace(
    SITTING, shown=ShownItem(ID, "《询问笔录》", "这份文书不是结论性文件，不能查阅。", (ARTICLE,))
)
ENDED = replace(SITTING, problem="准予查阅已经收回或者办结，不能继续查阅。", basis=(ARTICLE,))
OPEN_LINE = SittingLine(ID, "K3F9A-22XYZ", "10.1.2.9", "", NOW, None, None, ID)
PAST_LINE = replace(
    OPEN_LINE,
    id=uuid5(ID, "past"),
    terminal="阅览室1号",
    ended_at=NOW,
    end=ViewingEnd.CLOSED,
    credential_id=None,
)
OVERVIEW = Overview(
    request_id=ID,
    number="调阅〔2026〕3号",
    who="陈立",
    is_from_outside=False,
    from_at=NOW,
    until_at=NOW + timedelta(days=3),
    uses=1,
    uses_allowed=2,
    needs_room=False,
    is_over=False,
    is_for_viewing=True,
    beginning=allow("可以开始查阅。"),
    rooms=(),
    reading_room=None,
    lines=(PAST_LINE,),
    may_end=True,
)
BUSY = replace(OVERVIEW, lines=(OPEN_LINE, PAST_LINE))
CUT_OFF = replace(BUSY, is_over=True)
VISIT = replace(OVERVIEW, is_from_outside=True, who="何律师", rooms=(Room(ID, "阅览室1号"),))
REFUSED = replace(
    OVERVIEW, beginning=refuse("请到阅览室的阅览终端上查阅。", ARTICLE), uses_allowed=None, lines=()
)
TERMINAL = TerminalLine(
    ID, ID, "水政监察大队", "阅览室1号", ("192.168.8.0/24",), "孙浩", NOW, None, is_in_use=True
)
TERMINALS = ReadingTerminalsPage(
    lines=(
        TERMINAL,
        replace(TERMINAL, name="阅览室2号", is_in_use=False),
        replace(TERMINAL, name="旧阅览室", retired_at=NOW, is_in_use=False),
    ),
    units=(Option(str(ID), "水政监察大队"),),
    address="192.168.8.20",
    this="",
    typed={},
)
SHOW, ROOM, INDEX = "viewings/show.html", "viewings/room.html", "viewings/index.html"
TERMINALS_PAGE = "reading_terminals/index.html"

PAGES: Mapping[str, tuple[str, object]] = {
    "viewing": (SHOW, SITTING),
    "viewing: paper": (SHOW, PAPER),
    "viewing: photo": (SHOW, PHOTO),
    "viewing: unplayable": (SHOW, UNPLAYABLE),
    "viewing: closed item": (SHOW, CLOSED),
    "viewing: ended": (SHOW, ENDED),
    "viewing: nothing left": (SHOW, replace(SITTING, shown=None, items=())),
    "reading room: waiting": (ROOM, ReadingRoomPage("阅览室1号")),
    "reading room: sitting": (ROOM, ReadingRoomPage("阅览室1号", sitting=SITTING)),
    "reading room: ended": (ROOM, ReadingRoomPage("阅览室1号", sitting=ENDED)),
    "reading room: signed in": (
        ROOM,
        ReadingRoomPage("", "这个浏览器上有人登录。", "请先退出登录。", is_signed_in=True),
    ),
    "sittings": (INDEX, SittingsPage(OVERVIEW, ID)),
    "sittings: here": (INDEX, SittingsPage(BUSY, ID, address=OPEN_LINE.address)),
    "sittings: cut off": (INDEX, SittingsPage(CUT_OFF, None)),
    "sittings: elsewhere": (INDEX, SittingsPage(BUSY, None, problem="正在另一处查阅。")),
    "sittings: visitor": (INDEX, SittingsPage(VISIT, ID)),
    "sittings: no terminal free": (
        INDEX,
        SittingsPage(
            replace(VISIT, rooms=(), reading_room=ReadingRoom(("阅览室1号",))),
            ID,
            (FieldError("terminal", "请另选一台。"),),
        ),
    ),
    "sittings: no terminal": (
        INDEX,
        SittingsPage(
            replace(VISIT, rooms=(), reading_room=ReadingRoom((), ("孙浩",), may_enrol=True)), ID
        ),
    ),
    "sittings: nobody enrols one": (
        INDEX,
        SittingsPage(replace(REFUSED, reading_room=ReadingRoom(())), ID),
    ),
    "sittings: refused": (INDEX, SittingsPage(REFUSED, ID)),
    "sittings: not granted": (
        INDEX,
        SittingsPage(replace(REFUSED, from_at=None, until_at=None, beginning=None), ID),
    ),
    "sittings: looked on": (INDEX, SittingsPage(replace(OVERVIEW, beginning=None), ID)),
    "reading terminals": (TERMINALS_PAGE, TERMINALS),
    "reading terminals: none": (
        TERMINALS_PAGE,
        replace(TERMINALS, lines=(), this="阅览室1号"),
    ),
    "reading terminals: wrong": (
        TERMINALS_PAGE,
        replace(
            TERMINALS,
            typed={"name": "阅览室1号", "networks": "x"},
            errors=(FieldError("networks", "“x”不是网络地址。"),),
        ),
    ),
}
