"""What the page of a regulation shows: its head, its articles, and what rests on each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.ledger.uses import MOST
from app.packs.load import read_text, shipped_packs
from app.packs.requirements import Requirement
from app.policy.citing import own_articles_in, spellings
from app.policy.comparing import saying
from app.policy.decision import Citation
from app.policy.pack import Article, MissingParent, Pack, Provision
from app.policy.pack_keys import KEYS
from app.policy.value_words import words_of
from app.routers.law_places import Place, places_of


@dataclass(frozen=True, slots=True)
class Link:
    """Another regulation."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value that rests on an article.

    ``in_force`` says what counts for the own unit where that is something else.
    """

    key: str
    label: str
    text: str
    in_force: str = ""


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One article; ``clause`` are its official words where the agency has loaded them."""

    number: str
    summary: str
    clause: str
    requirements: tuple[Requirement, ...]
    values: tuple[ValueLine, ...]
    places: tuple[Place, ...]
    uses: str


@dataclass(frozen=True, slots=True)
class OwnSetting:
    """Something the agency has set itself, with its own article beside the regulation's."""

    label: str
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class LawPage:
    """Context of ``law/show.html``; ``is_own`` says that the visitor's unit lives by it.

    ``newer`` is the version that ships where the unit lives by an older one.
    """

    id: str
    title: str
    is_own: bool
    newer: int | None
    version: int
    facts: tuple[tuple[str, str], ...]
    parents: tuple[Link, ...]
    missing_parents: tuple[MissingParent, ...]
    others: tuple[Link, ...]
    articles: tuple[ArticleLine, ...]
    own_settings: tuple[OwnSetting, ...]
    unset: tuple[str, ...]
    has_text: bool
    may_rehearse: bool
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class Sources:
    """What a page is made of; ``in_force`` is what the visitor's unit lives by."""

    in_force: Pack
    clauses: Mapping[tuple[str, str], str]
    uses: Mapping[str, int]
    requirements: Mapping[str, Requirement]
    rooms: frozenset[str]


def page_of(text: Pack, sources: Sources, now: datetime, *, is_own: bool) -> LawPage:
    """Return the page of one edition of a regulation; ``is_own`` if the unit lives by it."""
    in_force = sources.in_force
    keys = _keys_by_article(text)
    articles = tuple(
        _article(text, article, keys.get(article.number, ()), sources, is_own=is_own)
        for article in text.articles
    )
    return LawPage(
        id=text.id,
        title=text.title,
        is_own=is_own,
        newer=_newer(text) if is_own else None,
        version=text.version,
        facts=tuple(_facts(text)),
        parents=tuple(Link(each, read_text(each).title) for each in text.parents),
        missing_parents=in_force.missing_parents if is_own else text.missing_parents,
        others=tuple(
            Link(each, read_text(each).title) for each in shipped_packs() if each != text.id
        ),
        articles=articles,
        own_settings=tuple(_own_settings(in_force)) if is_own else (),
        unset=tuple(_unset(in_force)) if is_own else (),
        has_text=any(article.clause for article in articles),
        may_rehearse="law_rehearsal" in sources.rooms,
        shown_at=now,
    )


def _newer(text: Pack) -> int | None:
    """Return the version that ships where it is another one than that in force."""
    ships = read_text(text.id) if text.id in shipped_packs() else text
    return None if ships.sha256 == text.sha256 else ships.version


def asked_of(pack: Pack) -> tuple[str, ...]:
    """Return every spelling under which the articles of a regulation are counted."""
    return tuple(each for article in pack.articles for each in spellings(article.number, pack))


def _facts(pack: Pack) -> Iterator[tuple[str, str]]:
    yield "发文机关", pack.issuer
    yield "文号", pack.document_no
    yield "印发日期", f"{pack.issued_on}" if pack.issued_on else "文本未注明"
    yield "施行日期", f"{pack.effective_from}" if pack.effective_from else "文本未注明具体日期"
    yield "解释机关", pack.interpreter or "文本未注明"
    yield "条款包", f"{pack.id}，第 {pack.version} 版，{len(pack.articles)} 条"
    yield "条款包摘要值", pack.sha256


def _article(
    text: Pack, article: Article, keys: tuple[str, ...], sources: Sources, *, is_own: bool
) -> ArticleLine:
    times = sum(sources.uses.get(each, 0) for each in spellings(article.number, text))
    return ArticleLine(
        number=article.number,
        summary=article.summary,
        clause=sources.clauses.get((text.id, article.number), ""),
        requirements=tuple(
            sources.requirements[row] for row in article.rows if row in sources.requirements
        ),
        values=tuple(
            _value(text, article.number, key, sources.in_force if is_own else None) for key in keys
        ),
        places=places_of(keys, sources.rooms),
        uses=f"{MOST} 次以上" if times >= MOST else f"{times} 次" if times else "",
    )


def _keys_by_article(text: Pack) -> Mapping[str, tuple[str, ...]]:
    """Return the keys that rest on each article, be it with one item of a list only."""
    found: dict[str, list[str]] = {}
    for key in KEYS:
        for number in _rests_on(text, text.provisions.get(key), text.openings.get(key)):
            found.setdefault(number, []).append(key)
    return {number: tuple(keys) for number, keys in found.items()}


def _rests_on(text: Pack, provision: Provision | None, opening: Citation | None) -> frozenset[str]:
    cited = [opening] if opening else []
    if provision:
        cited = [
            *provision.citations,
            *(each for listed in provision.by_item.values() for each in listed),
        ]
    return frozenset(number for each in cited for number in own_articles_in(each.article, text))


def _value(text: Pack, number: str, key: str, in_force: Pack | None) -> ValueLine:
    whole = saying(text, key).text
    counts = saying(in_force, key).text if in_force else whole
    said = _part(text, number, key) or whole
    return ValueLine(key, KEYS[key].label, said, "" if counts == whole else counts)


def _part(text: Pack, number: str, key: str) -> str:
    """Return those items of a list that rest on this article; nothing where it is no list.

    A list may gather what several articles say; under each stands only what that one holds.
    """
    if text.rows(key):
        return ""
    items = tuple(
        item
        for item in text.items(key)
        for cited in text.citation_of_item(key, item)
        if number in own_articles_in(cited.article, text)
    )
    return words_of(key, items) if items else ""


def _own_settings(pack: Pack) -> Iterator[OwnSetting]:
    """Yield what rests on a text that does not ship, which is the agency's own."""
    for key, provision in pack.provisions.items():
        if provision.citation.pack not in shipped_packs():
            yield OwnSetting(KEYS[key].label, words_of(key, provision.value), provision.citations)


def _unset(pack: Pack) -> Iterator[str]:
    for key, facts in KEYS.items():
        said = saying(pack, key)
        if not said.is_set and (facts.needed or said.citations):
            articles = "、".join(each.article for each in said.citations)
            yield f"{facts.label}：{said.text}" + (f"（{articles}）" if articles else "")
