"""The search page in Chinese words: rows, figures, choices."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qsl
from uuid import UUID

from app.policy.case_words import CaseProcedure, CaseState
from app.policy.vocabulary import RecordingState
from app.routers import display, labels
from app.routers.forms import Option
from app.routers.labels import Tag
from app.routers.search_filters import ReadSearch, addresses_of
from app.searching.finding import Figures
from app.searching.presenting import FoundRow, Shown
from app.searching.shelves import Shelf
from app.searching.texts import Field

SHELVES = {Shelf.CASES: "案件", Shelf.RECORDINGS: "音视频资料"}
FIELDS = {
    Field.CASE_NO: "案号",
    Field.CASE_TITLE: "案件名称",
    Field.CAUSE: "案由",
    Field.CONTENT: "文书内容",
    Field.DEVICE: "设备",
    Field.DOCUMENT: "文书",
    Field.FILE_NAME: "文件名",
    Field.HANDLER: "承办人",
    Field.NOTE: "备注",
    Field.OFFICER: "执法人员",
    Field.PARTY: "当事人、代理人",
    Field.PLACE: "地点",
    Field.SECTION: "科室",
}


class SearchRow(NamedTuple):
    """One line of the page; a recording has no number."""

    id: UUID
    href: str
    number: Shown
    title: Shown
    hits: tuple[tuple[str, Shown], ...]
    """Names of fields with what stands in them."""
    unit_name: str
    moment: datetime
    kind: str
    state: Tag


@dataclass(frozen=True, slots=True)
class Facet:
    """A choice with its figure, as a link; the chosen one leads back to all."""

    group: str
    text: str
    figure: str
    href: str
    is_chosen: bool


def row_of(row: FoundRow, shelf: Shelf) -> SearchRow:
    """Return a line in words."""
    return SearchRow(
        id=row.id,
        href=f"/{shelf.value}/{row.id}",
        number=row.number,
        title=row.title,
        hits=tuple([(FIELDS[field], text) for field, text in row.hits]),
        unit_name=row.unit_name,
        moment=row.moment,
        kind=_kind(shelf, row.kind),
        state=labels.CATALOGUED if row.is_catalogued else _state(shelf, row.state),
    )


@cache
def kinds_of(shelf: Shelf) -> tuple[Option, ...]:
    """Return the kinds of records, or the procedures of cases."""
    if shelf is Shelf.RECORDINGS:
        return tuple(Option(*item) for item in labels.MEDIA_KINDS.items())
    return tuple(Option(procedure.value, procedure.label) for procedure in CaseProcedure)


@cache
def states_of(shelf: Shelf) -> tuple[Option, ...]:
    """Return the states of a shelf in their order."""
    states = CaseState if shelf is Shelf.CASES else RecordingState
    return tuple(Option(state.value, _choice(shelf, state.value)) for state in states)


def total_of(read: ReadSearch, figures: Figures) -> str:
    """Return how many there are under all filters with their measure, up to where it is counted.

    Of a figure that was cut short only a lower bound is known.
    """
    number = sum(
        count
        for kind, state, count in figures.rows
        if read.wanted.kind in ("", kind) and read.wanted.state in ("", state)
    )
    return f"{min(number, figures.most)} 件以上" if figures.is_cut else f"{number} 件"


def facets_of(read: ReadSearch, figures: Figures) -> tuple[Facet, ...]:
    """Return kinds and states with their figures, each under the filter by the other."""
    shown, is_case = read.shown, read.shelf is Shelf.CASES
    kinds: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for kind, state, count in figures.rows:
        if shown.state in ("", state):
            kinds[kind] += count
        if shown.kind in ("", kind):
            states[state] += count
    address = addresses_of(shown)
    found = []
    for kind, text, _ in kinds_of(read.shelf):
        is_chosen = kind == shown.kind
        if kinds[kind] or is_chosen:
            href = address("" if is_chosen else kind, shown.state)
            group = "办案程序" if is_case else "类型"
            found.append(Facet(group, text, _figure(kinds[kind], figures), href, is_chosen))
    for state, text, _ in states_of(read.shelf):
        is_chosen = state == shown.state
        if states[state] or is_chosen:
            href = address(shown.kind, "" if is_chosen else state)
            found.append(Facet("状态", text, _figure(states[state], figures), href, is_chosen))
    return tuple(found)


def params_of(query: str) -> Mapping[str, str]:
    """Return the parts of a query string that a form has sent back."""
    return dict(parse_qsl(query))


def name_field(view_id: UUID) -> str:
    """Return the id of the field with a view's name."""
    return display.dom_id("view", view_id, "name")


def _figure(number: int, figures: Figures) -> str:
    return f"{min(number, figures.most)} 以上" if figures.is_cut else str(number)


def _kind(shelf: Shelf, kind: str) -> str:
    return CaseProcedure(kind).label if shelf is Shelf.CASES else labels.MEDIA_KINDS[kind]


def _choice(shelf: Shelf, state: str) -> str:
    """Return a state as a filter, which does not ask what has been catalogued."""
    is_processed = shelf is Shelf.RECORDINGS and state == RecordingState.PROCESSED
    return "处理完毕" if is_processed else _state(shelf, state).text


def _state(shelf: Shelf, state: str) -> Tag:
    if shelf is Shelf.RECORDINGS:
        return labels.state_tag(state)
    known = CaseState(state)
    return Tag(known.label, _TONES.get(known, "progress"), f"案件状态：{known.label}。")


_TONES = {
    CaseState.CLOSED: "ready",
    CaseState.FILE_BOUND: "ready",
    CaseState.ARCHIVED: "muted",
    CaseState.TRANSFERRED: "muted",
}
