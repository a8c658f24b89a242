"""A regulation, the five side by side, and a change that is tried out."""

from dataclasses import replace

from app.packs.load import read_pack, read_text
from app.packs.requirements import read_requirements
from app.policy.comparing import differences
from app.policy.decision import Citation
from app.policy.pack_keys import KEYS
from app.routers.law_comparison import (
    GROUPS,
    Asked,
    ComparisonPage,
    _choices,
    _packs,
    _parts,
)
from app.routers.law_rehearsal import DifferenceLine, EffectLine, Outcome, RehearsalPage
from app.routers.law_views import Link, OwnSetting, Sources, page_of
from tests.routers.samples.basics import NOW

SOURCES = Sources(
    in_force=read_pack("zhangzi"),
    clauses={("zhangzi", "第一条"): "第一条 为了试验，写下这句话。"},
    uses={"第十条": 12},
    requirements=read_requirements(),
    rooms=frozenset({"inbox", "law_rehearsal", "trainings"}),
)
LAW = page_of(read_text("zhangzi"), SOURCES, NOW, is_own=True)
OWN = OwnSetting("每月移交的最后日期", "25日", (Citation("agency", "第五条", "每月25日前移交"),))
COMPARISON = ComparisonPage(
    columns=tuple(Link(each.id, each.title) for each in _packs()),
    parts=_parts(_packs(), Asked("", "", differing=False)),
    groups=GROUPS,
    asked=Asked("", "", differing=False),
    own="zhangzi",
    choices=tuple(_choices(_packs(), Asked("", "", differing=False))),
    sheet_address="/law/comparison.xlsx",
    basis="各列为合并后的要求。",
    shown_at=NOW,
)
REHEARSAL = RehearsalPage(read_text("zhangzi").title)
OUTCOME = Outcome(
    title="长子县水利局补充规定",
    what="机关自己的设定",
    lines=tuple(
        DifferenceLine(KEYS[each.key].label, KEYS[each.key].group, each)
        for each in differences(read_pack("zhangzi"), read_pack("ruzhou"))
    ),
    appearing=(),
    vanishing=("设备管理员：核实来源设备",),
    newly_needed=(),
    still_needed=("案卷保存期限",),
    looked_at=1200,
    effects=(EffectLine("存储期限会变化的资料", 3, ("提前 3 件",)),),
    notes=("这是预演。",),
)

PAGES = {
    "law": ("law/show.html", LAW),
    "law with a newer version": ("law/show.html", replace(LAW, newer=3)),
    "law of others": ("law/show.html", page_of(read_text("changli"), SOURCES, NOW, is_own=False)),
    "law with settings": ("law/show.html", replace(LAW, own_settings=(OWN,))),
    "law compared": ("law/comparison.html", COMPARISON),
    "law compared, nothing found": ("law/comparison.html", replace(COMPARISON, parts=())),
    "law rehearsal": ("law/rehearsal.html", REHEARSAL),
    "law rehearsal with problems": (
        "law/rehearsal.html",
        replace(REHEARSAL, typed="[pack]", problems=("[pack] 缺少 id",)),
    ),
    "law rehearsed": ("law/rehearsal.html", replace(REHEARSAL, outcome=OUTCOME, shown_at=NOW)),
}
