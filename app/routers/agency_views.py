"""What an agency lives by, as its set-up pages show it: values with labels, articles, summaries."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from app.policy.asking import distinct
from app.policy.decision import Citation
from app.policy.pack import Pack, Provision
from app.policy.pack_combining import needed_settings
from app.policy.pack_keys import KEYS
from app.policy.value_words import words_of

OWN = "agency"
"""How an agency's own settings are cited."""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article with its summary; ``number`` is empty for nothing."""

    number: str
    summary: str


@dataclass(frozen=True, slots=True)
class ProvisionView:
    """One value in words with its articles; ``marks`` say how it came about."""

    key: str
    label: str
    value: str
    articles: tuple[ArticleView, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenView:
    """One key that still has to be set, and why; conflicting sides with their articles."""

    key: str
    label: str
    why: str
    articles: tuple[ArticleView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """The values of one group."""

    title: str
    lines: tuple[ProvisionView, ...]


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack as an agency lives it."""

    title: str
    document_no: str
    issuer: str
    version: int
    effective_from: str
    interpreter: str
    sha256: str
    missing_parents: tuple[str, ...]
    groups: tuple[GroupView, ...]
    unset: tuple[OpenView, ...]


def view_of(pack: Pack, titles: Mapping[str, str]) -> PackView:
    """Return a pack in words, grouped as its keys are; ``titles`` name regulations by id."""
    lines = [
        (KEYS[key].group, _line(pack.provisions[key])) for key in KEYS if key in pack.provisions
    ]
    order = tuple(dict.fromkeys(facts.group for facts in KEYS.values()))
    lines.sort(key=lambda it: order.index(it[0]))
    return PackView(
        title=pack.title,
        document_no=pack.document_no,
        issuer=pack.issuer,
        version=pack.version,
        effective_from=str(pack.effective_from or ""),
        interpreter=pack.interpreter,
        sha256=pack.sha256,
        missing_parents=tuple(f"{each.title}（{each.region}）" for each in pack.missing_parents),
        groups=tuple(
            GroupView(title, tuple(line for _, line in found))
            for title, found in groupby(lines, key=lambda it: it[0])
        ),
        unset=tuple(open_view(pack, key, titles) for key in needed_settings(pack)),
    )


def open_view(pack: Pack, key: str, titles: Mapping[str, str]) -> OpenView:
    """Return why a key has to be set: a conflict, an opening of the text, or its silence."""
    label = KEYS[key].label
    conflict = next((each for each in pack.conflicts if each.key == key), None)
    if conflict:
        sides = (conflict.own, conflict.other)
        articles = tuple(
            ArticleView(_named(side.citation, titles), words_of(key, side.value)) for side in sides
        )
        return OpenView(key, label, "两项规定不一致，分不出哪一项更严，由机关择一。", articles)
    cited = distinct((*_opened(pack, key), *pack.citation_of_floor(key)))
    why = "规定留给机关确定" if key in pack.openings else "规定没有写明，业务需要，由机关确定"
    floor = pack.floors.get(key)
    least = f"，但不能宽于“{words_of(key, floor.value)}”" if floor else ""
    return OpenView(key, label, f"{why}{least}。", tuple(article_of(each) for each in cited))


def _opened(pack: Pack, key: str) -> tuple[Citation, ...]:
    return (pack.openings[key],) if key in pack.openings else ()


def article_of(citation: Citation) -> ArticleView:
    """Return a citation as it is shown."""
    return ArticleView(citation.article, citation.summary)


def _line(provision: Provision) -> ProvisionView:
    packs = {each.pack for each in provision.citations}
    marks = []
    if OWN in packs:
        marks.append("本机关设定")
    if len(packs - {OWN}) > 1:
        marks.append("从严合并")
    return ProvisionView(
        key=provision.key,
        label=KEYS[provision.key].label,
        value=words_of(provision.key, provision.value),
        articles=tuple(article_of(each) for each in provision.citations),
        marks=tuple(marks),
    )


def _named(citation: Citation, titles: Mapping[str, str]) -> str:
    if citation.article.startswith("《"):
        return citation.article
    return f"《{titles.get(citation.pack, citation.pack)}》{citation.article}"
