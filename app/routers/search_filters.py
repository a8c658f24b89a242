"""The filters of the search page: from the address to the question, and back into addresses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from app.policy.case_words import CaseProcedure, CaseState
from app.policy.vocabulary import MediaKind, RecordingState
from app.routers.days import midnight, read_day
from app.routers.forms import storable
from app.searching.asking import Direction, Place, Wanted
from app.searching.shelves import Shelf
from app.searching.terms import LONGEST, read_terms

ADDRESS_NAMES = {"shelf": "in", "day_from": "from", "day_to": "to"}
_KEPT = 1_000
"""Of what was typed so much is shown again; the address of a longer one would not work anyway."""
_KINDS: dict[Shelf, set[str]] = {Shelf.CASES: set(CaseProcedure), Shelf.RECORDINGS: set(MediaKind)}
_STATES: dict[Shelf, set[str]] = {
    Shelf.CASES: set(CaseState),
    Shelf.RECORDINGS: set(RecordingState),
}
ONE_CHARACTER = (
    "只有一个字的，几乎到处都有，请同时选择单位或日期，或者再多输入一个字；这次没有列出结果。"
)


@dataclass(frozen=True, slots=True)
class SearchFields:
    """The filters as they stand in the address, for the form to show again."""

    q: str = ""
    shelf: str = Shelf.CASES.value
    unit: str = ""
    day_from: str = ""
    day_to: str = ""
    kind: str = ""
    state: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing is looked for and nothing narrowed."""
        return self == SearchFields(shelf=self.shelf)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words narrows the search."""
        return replace(self, q="") != SearchFields(shelf=self.shelf)


_FIELDS = tuple(
    (field.name, ADDRESS_NAMES.get(field.name, field.name), field.default)
    for field in fields(SearchFields)
)
"""Each filter with its name in an address and what it says while it is open."""


@dataclass(frozen=True, slots=True)
class ReadSearch:
    """Everything an address of the search page says.

    ``notes`` say how it was understood and is looked for; ``problems`` are what has to be mended.
    """

    shown: SearchFields
    shelf: Shelf
    wanted: Wanted
    place: Place | None
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_search(params: Mapping[str, str]) -> ReadSearch:
    """Return what an address asks for; what cannot be understood is named and left out."""
    shown = read_fields_of(params)
    shelf = Shelf(shown.shelf)
    problems: list[str] = []
    first = read_day(shown.day_from, "开始日期", problems)
    last = read_day(shown.day_to, "结束日期", problems)
    if first and last and first > last:
        problems.append("开始日期晚于结束日期，因此没有符合条件的内容。请调整日期。")
    terms = read_terms(shown.q)
    wanted = Wanted(
        terms=terms,
        unit_id=_uuid(shown.unit),
        since=midnight(first),
        before=midnight(last + timedelta(days=1) if last else None),
        kind=shown.kind,
        state=shown.state,
    )
    if terms.needs_narrowing and not wanted.is_narrowed:
        problems.append(ONE_CHARACTER)
    notes = (_cut(terms.left_out),) if terms.left_out else ()
    return ReadSearch(shown, shelf, wanted, _place(params), tuple(problems), notes)


def _cut(left_out: int) -> str:
    typed = LONGEST + left_out
    return f"一次最多按{LONGEST}个字查找，您输入了{typed}个字；这次只按前{LONGEST}个字查找。"


def read_fields_of(params: Mapping[str, str]) -> SearchFields:
    """Return the filters of an address; a kind or state of the other shelf is dropped."""
    typed = {
        name: storable(params.get(address, "").strip()[:_KEPT]) for name, address, _ in _FIELDS
    }
    shown = SearchFields(**typed)
    shelf = Shelf(shown.shelf) if shown.shelf in set(Shelf) else Shelf.CASES
    return replace(
        shown,
        shelf=shelf.value,
        kind=shown.kind if shown.kind in _KINDS[shelf] else "",
        state=shown.state if shown.state in _STATES[shelf] else "",
    )


def query_of(shown: SearchFields, place: Place | None = None) -> str:
    """Return the query string of a search, open filters left out."""
    pairs = {
        address: getattr(shown, name)
        for name, address, default in _FIELDS
        if getattr(shown, name) != default
    }
    if place is not None:
        name = "after" if place.direction is Direction.OLDER else "before"
        pairs[name] = f"{place.moment.isoformat()}~{place.id}"
    return urlencode(pairs)


def address_of(shown: SearchFields, place: Place | None = None) -> str:
    """Return the address of a search."""
    query = query_of(shown, place)
    return f"/search?{query}" if query else "/search"


def addresses_of(shown: SearchFields) -> Callable[[str, str], str]:
    """Return how the same search is addressed under another kind and state.

    These come last and are words of ours, which stand there as they are; the rest is quoted once.
    """
    rest = query_of(replace(shown, kind="", state=""))

    def address(kind: str, state: str) -> str:
        parts = rest, kind and f"kind={kind}", state and f"state={state}"
        query = "&".join(filter(None, parts))
        return f"/search?{query}" if query else "/search"

    return address


def _place(params: Mapping[str, str]) -> Place | None:
    """Read where a page ended; what nobody can have been given begins at the beginning."""
    for name, direction in (("after", Direction.OLDER), ("before", Direction.NEWER)):
        moment, _, key = params.get(name, "").partition("~")
        try:
            at, place_id = datetime.fromisoformat(moment), UUID(key)
        except ValueError:
            continue
        if at.tzinfo is not None:
            return Place(at, place_id, direction)
    return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
