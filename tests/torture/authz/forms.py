"""Ids and words of others in the forms and filters of one's own pages.

The pages of the other agency are opened as its own people see them. Every field in which a page
offers an id, and every field into which words are typed, is filled once with ours and once with
what never was; a page about one's own things must not know the difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from app import ids
from tests.matrix.cast import Visitor
from tests.torture.authz.canaries import CANARIES, PREFIX
from tests.torture.authz.doors import Door
from tests.torture.authz.exchanges import Ask
from tests.torture.authz.knocking import Knocker

TYPED = frozenset({"search", "text", "textarea", "tel"})
NOWHERE = f"{PREFIX}222222NONE"
"""As long as a canary, but never put anywhere."""
SEARCHED = (
    "enforcement_case.case_no",
    "enforcement_case.title",
    "case_party.name",
    "case_document.content_text",
    "recording.file_name",
    "device.device_no",
    "person.full_name",
)
MOST_TYPED = 2
ASKED_ANYWHERE = ("case", "device", "document", "person", "recording", "section", "unit", "request")
"""Names under which any list might take an id."""
ENDING = frozenset({"/sign-out", "/account/sessions/revocation"})


@dataclass(slots=True)
class Form:
    """A form as its page shows it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)

    def key(self, door: Door) -> tuple[str, ...]:
        """Return what makes it another form; not which of many rows it stands in."""
        return (door.name, self.method, *sorted(self.kinds))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.append(said["href"])
        elif tag == "form":
            self._form = Form(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and tag in {"button", "input", "select", "textarea"}:
            self._field(tag, said)
        elif self._form is not None and tag == "option" and self._select:
            value = said.get("value", "")
            self._form.offered[self._select].append(value)
            if "selected" in said or not self._form.fields[self._select]:
                self._form.fields[self._select] = value

    def _field(self, tag: str, said: dict[str, str]) -> None:
        name = said.get("name", "")
        if self._form is None or not name:
            return
        kind = said.get("type", "text") if tag in {"button", "input"} else tag
        if kind == "file":
            return
        is_unchosen = kind in {"checkbox", "radio"} and "checked" not in said
        self._form.kinds[name] = kind
        self._form.offered.setdefault(name, []).append(said.get("value", ""))
        if name not in self._form.fields or not is_unchosen:
            self._form.fields[name] = "" if is_unchosen else said.get("value", "")
        self._select = name if tag == "select" else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


@dataclass(frozen=True, slots=True)
class Try:
    """One field with something of ours in it, and with something that never was."""

    name: str
    ours: str
    nothing: str


class Filler:
    """Fills in the forms of one visitor's own pages."""

    def __init__(self, knocker: Knocker, visitor: Visitor) -> None:
        self._knocker, self._visitor = knocker, visitor
        self._scene = knocker.scene
        self._seen: set[tuple[str, ...]] = set()
        self._ours_of = _by_table(self._scene.tables, self._scene.own, self._scene.theirs)

    def open_page(self, door: Door) -> None:
        """Open one page of one's own, and fill in everything that stands on it."""
        ask = door.ask(self._visitor, self._scene.own)
        answer = self._knocker.alone(ask, self._visitor)
        if answer.status != 200 or "text/html" not in answer.header("content-type"):
            return
        reader = _Reader()
        reader.feed(answer.body.decode())
        for form in reader.forms:
            if form.key(door) not in self._seen:
                self._seen.add(form.key(door))
                self._fill_in(ask, form)
        self._follow(ask, reader.links)
        if not door.parts:
            self._ask_by_names(ask)

    def _fill_in(self, page: Ask, form: Form) -> None:
        target = urlsplit(form.action).path or urlsplit(page.path).path
        if target in ENDING:
            return
        for each in self._tries(form):
            filled = [dict(form.fields) | {each.name: value} for value in (each.ours, each.nothing)]
            asks = [self._sent(page, form, target, fields) for fields in filled]
            self._compare(asks[0], asks[1], each)

    def _sent(self, page: Ask, form: Form, target: str, fields: dict[str, str]) -> Ask:
        if form.method == "get":
            return replace(page, path=f"{target}?{urlencode(fields)}")
        headers = page.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        return Ask("POST", target, headers, urlencode(fields).encode())

    def _tries(self, form: Form) -> Iterator[Try]:
        typed = 0
        for name, kind in form.kinds.items():
            offered = [value for value in form.offered.get(name, ()) if _is_id(value)]
            if offered:
                for ours in self._of_the_same_kind(offered[0]):
                    yield Try(name, ours, str(ids.new_id()))
            # What is typed into a form that changes something would only be kept, as one's own.
            elif kind in TYPED and form.method == "get" and (typed := typed + 1) <= MOST_TYPED:
                for place in SEARCHED:
                    yield Try(name, _canary(place), NOWHERE)

    def _of_the_same_kind(self, value: str) -> list[str]:
        table = self._scene.tables.get(value)
        if table is None:
            return [str(self._scene.theirs[f"{name}_id"]) for name in ("person", "case")]
        return [str(ours) for ours in self._ours_of.get(table, ())]

    def _follow(self, page: Ask, links: Sequence[str]) -> None:
        """Ask the links that carry an id of one's own in their query with ours instead."""
        for link in dict.fromkeys(links):
            parts = urlsplit(link)
            for name, value in parse_qsl(parts.query):
                if not _is_id(value) or ("link", parts.path, name) in self._seen:
                    continue
                self._seen.add(("link", parts.path, name))
                for ours in self._of_the_same_kind(value):
                    each = Try(name, ours, str(ids.new_id()))
                    said = dict(parse_qsl(parts.query))
                    asks = [
                        replace(page, path=f"{parts.path}?{urlencode(said | {name: put})}")
                        for put in (each.ours, each.nothing)
                    ]
                    self._compare(asks[0], asks[1], each)

    def _ask_by_names(self, page: Ask) -> None:
        """Ask a list with every id under every name that an address of ours has for one."""
        plain = page.path.partition("?")[0]
        theirs = self._scene.theirs
        named = {each: str(theirs[f"{each}_id"]) for each in ASKED_ANYWHERE}
        never = {each: str(ids.new_id()) for each in named}
        for suffix in ("", "_id"):
            asks = [
                replace(page, path=f"{plain}?{urlencode({n + suffix: v for n, v in put.items()})}")
                for put in (named, never)
            ]
            said = [*named.values(), *never.values()]
            self._knocker.compare(asks[0], asks[1], self._visitor.name, self._visitor, said)

    def _compare(self, ours: Ask, nothing: Ask, each: Try) -> None:
        said = [each.ours, each.nothing]
        self._knocker.compare(
            ours, nothing, f"{self._visitor.name}, field {each.name}", self._visitor, said
        )


def _by_table(
    tables: Mapping[str, str], own: Mapping[str, UUID], theirs: Mapping[str, UUID]
) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for name, key in own.items():
        if name in theirs:
            found.setdefault(tables[str(key)], []).append(theirs[name])
    return found


def _canary(place: str) -> str:
    return next(word for word, put in CANARIES.items() if put == place)


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
