"""五个制度对照: every parameter under every shipped regulation, on screen, paper and as a sheet."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from app.documents.sheets import Column, Ledger
from app.documents.xlsx_out import write_ledger
from app.law.notes import note_comparison
from app.packs.load import read_pack, shipped_packs
from app.people.queries import pack_of_unit
from app.policy.comparing import Saying, differ, saying
from app.policy.pack import Pack
from app.policy.pack_keys import KEYS
from app.routers import pages
from app.routers.downloads import exported, xlsx_response
from app.routers.law_views import Link
from app.routers.visit import VisitDep

router = APIRouter(include_in_schema=False)
TITLE = "执法记录制度对照表"
GROUPS = tuple(dict.fromkeys(key.group for key in KEYS.values()))
_BASIS = (
    "各列为该规定与所提供的上位规定合并后的要求，先列从严的一项；取值为我们的概括，以正式文本为准。"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What part of the table is wanted; an unknown word asks for everything."""

    group: str
    regime: str
    differing: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter under each regulation."""

    key: str
    label: str
    differs: bool
    sayings: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The parameters of one group."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One regulation to look at by itself, or all of them."""

    link: Link
    address: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Context of ``law/comparison.html``; ``own`` is the regulation shown on a small screen."""

    columns: tuple[Link, ...]
    parts: tuple[Part, ...]
    groups: tuple[str, ...]
    asked: Asked
    own: str
    choices: tuple[Choice, ...]
    sheet_address: str
    basis: str
    shown_at: datetime


@router.get("/law/comparison", name="law_comparison")
async def compare(visit: VisitDep) -> Response:
    """Show the table; the address holds the filters."""
    asked = _asked(visit.request.query_params)
    pack = await pack_of_unit(visit.session, visit.visitor.person.unit_id)
    packs = _packs()
    view = ComparisonPage(
        columns=tuple(Link(each.id, each.title) for each in _shown(packs, asked)),
        parts=_parts(packs, asked),
        groups=GROUPS,
        asked=asked,
        own=asked.regime or pack.id,
        choices=tuple(_choices(packs, asked)),
        sheet_address=f"/law/comparison.xlsx?{_query(asked)}",
        basis=_BASIS,
        shown_at=visit.now,
    )
    return pages.page(visit.request, visit.visitor.badge, "law/comparison.html", view)


@router.get("/law/comparison.xlsx", name="law_comparison_sheet")
async def export(visit: VisitDep) -> Response:
    """Answer the same table as a workbook; the export is an event."""
    asked, badge = _asked(visit.request.query_params), visit.visitor.badge
    packs = _packs()
    shown = _shown(packs, asked)
    rows = [
        (part.title, line.label, "不同" if line.differs else "", *map(_cell, line.sayings))
        for part in _parts(packs, asked)
        for line in part.lines
    ]
    await note_comparison(visit.session, visit.visitor.actor, rows=len(rows), now=visit.now)
    ledger = Ledger(
        title=TITLE,
        unit_name=badge.unit_name,
        columns=(
            Column("group", "类别", width=16),
            Column("label", "事项", width=24),
            Column("differs", "异同", width=6),
            *(Column(each.id, each.title, width=36) for each in shown),
        ),
        rows=rows,
        about=(("类别", asked.group or "全部"), *exported(badge, visit.now), ("说明", _BASIS)),
        made_at=visit.now,
    )
    return xlsx_response(
        await asyncio.to_thread(write_ledger, ledger), f"{TITLE}.xlsx", "law-comparison"
    )


def _packs() -> tuple[Pack, ...]:
    return tuple(read_pack(each) for each in shipped_packs())


def _asked(query: Mapping[str, str]) -> Asked:
    group, regime = query.get("group", ""), query.get("regime", "")
    return Asked(
        group if group in GROUPS else "",
        regime if regime in shipped_packs() else "",
        query.get("differing") == "1",
    )


def _shown(packs: tuple[Pack, ...], asked: Asked) -> tuple[Pack, ...]:
    return tuple(each for each in packs if asked.regime in {"", each.id})


def _parts(packs: tuple[Pack, ...], asked: Asked) -> tuple[Part, ...]:
    """Return the groups that have lines; where they differ is judged over all regulations."""
    shown = _shown(packs, asked)
    found = {group: list[Line]() for group in GROUPS if asked.group in {"", group}}
    for key, facts in KEYS.items():
        if facts.group in found:
            differs = differ(packs, key)
            if differs or not asked.differing:
                sayings = tuple(saying(pack, key) for pack in shown)
                found[facts.group].append(Line(key, facts.label, differs, sayings))
    return tuple(Part(group, tuple(lines)) for group, lines in found.items() if lines)


def _choices(packs: tuple[Pack, ...], asked: Asked) -> list[Choice]:
    every = Link("", "全部")
    return [
        Choice(link, f"/law/comparison?{_query(Asked(asked.group, link.id, asked.differing))}")
        for link in (every, *(Link(each.id, each.title) for each in packs))
    ]


def _query(asked: Asked) -> str:
    words = {
        "group": asked.group,
        "regime": asked.regime,
        "differing": "1" if asked.differing else "",
    }
    return urlencode({name: word for name, word in words.items() if word})


def _cell(said: Saying) -> str:
    articles = "、".join(each.article for each in said.citations)
    return f"{said.text}（{articles}）" if articles else said.text
