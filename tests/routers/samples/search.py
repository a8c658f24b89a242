"""The search page and the kept searches."""

from dataclasses import replace

from app.policy.vocabulary import RecordingState
from app.routers.forms import FieldError, Option
from app.routers.labels import state_tag
from app.routers.search import SearchPage, Tab, ViewsPage
from app.routers.search_filters import SearchFields
from app.routers.search_words import (
    Facet,
    SearchRow,
    kinds_of,
    name_field,
    states_of,
)
from app.searching.shelves import Shelf
from app.searching.views import KeptView
from app.searching.words import Piece
from tests.routers.samples.basics import ID, NOW

VIEW = KeptView(ID, "本月采砂案件", "q=%E9%87%87%E7%A0%82&from=2026-11-01", NOW)
ROW = SearchRow(
    id=ID,
    href=f"/cases/{ID}",
    number="汝水罚〔2026〕1号",
    title=(Piece("李大山未经许可在北汝河"), Piece("采砂", is_hit=True), Piece("案")),
    hits=(
        ("案由", (Piece("未经许可在河道"), Piece("采砂", is_hit=True))),
        ("文书内容", (Piece("…现场发现"), Piece("采砂", is_hit=True), Piece("船一艘…"))),
    ),
    unit_name="水政监察大队",
    moment=NOW,
    kind="普通程序",
    state=state_tag(RecordingState.PROCESSED),
)
CASES = SearchPage(
    rows=(ROW, ROW._replace(hits=(("当事人、代理人", "李大山"),)), ROW._replace(hits=())),
    filters=SearchFields(q="采砂"),
    shelf="cases",
    tabs=(
        Tab("案件", "/search?q=1", is_here=True),
        Tab("音视频资料", "/search?q=1&in=recordings", is_here=False),
    ),
    total="1000 件以上",
    facets=(
        Facet("办案程序", "普通程序", "1000 以上", "/search?kind=ordinary", is_chosen=False),
        Facet("状态", "已立案", "12", "/search", is_chosen=True),
    ),
    units=(Option(str(ID), "水政监察大队"),),
    kinds=kinds_of(Shelf.CASES),
    states=states_of(Shelf.CASES),
    views=(VIEW,),
    newer="/search?before=1",
    older="/search?after=1",
    query="q=1",
    problems=(),
    notes=(),
    shown_at=NOW,
)
RECORDINGS = replace(
    CASES,
    shelf="recordings",
    rows=(ROW._replace(href=f"/recordings/{ID}", number=""),),
    kinds=kinds_of(Shelf.RECORDINGS),
    states=states_of(Shelf.RECORDINGS),
)
NOTHING_FOUND = replace(CASES, rows=(), facets=(), newer=None, older=None)
NOTHING_AT_ALL = replace(NOTHING_FOUND, filters=SearchFields(), views=())
TOO_SHORT = replace(NOTHING_FOUND, problems=("只有一个字的，请同时选择单位或日期。",))
VIEWS = ViewsPage((VIEW,))
NO_VIEWS = ViewsPage(())
NAME_TAKEN = ViewsPage(
    (VIEW,), query="q=1", typed="本月采砂案件", errors=(FieldError("name", "请换一个名称。"),)
)
NOT_RENAMED = ViewsPage(
    (VIEW,), renamed=ID, errors=(FieldError(name_field(ID), "请填写常用查询的名称。"),)
)

PAGES: dict[str, tuple[str, object]] = {
    "search among cases": ("search/index.html", CASES),
    "search among recordings": ("search/index.html", RECORDINGS),
    "search that found nothing": ("search/index.html", NOTHING_FOUND),
    "search where there is nothing": ("search/index.html", NOTHING_AT_ALL),
    "search of one character": ("search/index.html", TOO_SHORT),
    "kept searches": ("search/views.html", VIEWS),
    "no kept search": ("search/views.html", NO_VIEWS),
    "kept search without a free name": ("search/views.html", NAME_TAKEN),
    "kept search not renamed": ("search/views.html", NOT_RENAMED),
}
