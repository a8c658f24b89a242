"""The fields of an agency's settings: one for every kind of value, read back into a draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.agencies.drafting import DOCUMENT_NAME, DOCUMENT_NO, REGULATION, Draft, Setting
from app.numerals import whole_number
from app.policy.pack import Pack
from app.policy.pack_keys import KEYS
from app.policy.pack_overlay import is_milder
from app.policy.value_words import words_of
from app.policy.values import (
    Choice,
    Clock,
    Keeping,
    Kind,
    Listed,
    Number,
    OneRole,
    Period,
    PeriodKind,
    Rows,
    Several,
    Term,
    TermKind,
    Value,
)
from app.policy.vocabulary import BUSINESS_ROLES
from app.routers.agency_views import ArticleView, article_of, open_view
from app.routers.forms import Option

Typed = Mapping[str, Sequence[str]]
"""The texts of a posted form by name, several of one name in order."""

KEYS_SHOWN, ADD = "keys", "add_key"
UNIT, MONTHS, ARTICLE = "--unit", "--months", "--article"
CLOCKS = (
    Option(Clock.WORKING_DAY.value, "个工作日（0 为当日）"),
    Option(Clock.HOUR.value, "小时"),
)
KEEPINGS = (
    Option(Keeping.FIXED.value, "满以下月数后鉴定"),
    Option(Keeping.AT_LEAST.value, "不少于以下月数"),
    Option(Keeping.AS_CASE_FILE.value, "与案卷相同"),
    Option(Keeping.LONG_TERM.value, "长期"),
)
_SHAPES: tuple[tuple[type[Kind], str], ...] = (
    (Choice, "choice"),
    (OneRole, "choice"),
    (Number, "number"),
    (TermKind, "term"),
    (PeriodKind, "period"),
    (Several, "several"),
    (Listed, "lines"),
    (Rows, "lines"),
)


class UnreadableError(ValueError):
    """What was typed is no value of its kind; the message says how to write it."""


@dataclass(frozen=True, slots=True)
class SettingField:
    """One setting on the form. ``typed`` are the texts of its controls by name."""

    key: str
    label: str
    shape: str
    why: str
    articles: tuple[ArticleView, ...]
    options: tuple[Option, ...]
    unit: str
    typed: Typed
    is_needed: bool

    def text(self, suffix: str = "") -> str:
        """Return what stands in one of the controls."""
        return next(iter(self.typed.get(f"{self.key}{suffix}", ())), "")

    @property
    def ticked(self) -> Sequence[str]:
        """Return the ticked words of a list."""
        return self.typed.get(self.key, ())


def field_of(pack: Pack, key: str, typed: Typed, titles: Mapping[str, str]) -> SettingField:
    """Return the field of one key under a regulation, with what was typed into it."""
    kind, ruled, floor = KEYS[key].kind, pack.provisions.get(key), pack.floors.get(key)
    found = open_view(pack, key, titles)
    why, articles = found.why, found.articles
    if ruled:
        why = f"规定现为：{words_of(key, ruled.value)}。本机关只能从严。"
        articles = tuple(article_of(each) for each in ruled.citations)
    conflict = next((each for each in pack.conflicts if each.key == key), None)
    if conflict:
        sides = (conflict.own, conflict.other)
        options = tuple(
            Option(str(number), words_of(key, side.value)) for number, side in enumerate(sides)
        )
    else:
        options = _lawful(key, kind, [each.value for each in (ruled, floor) if each])
    return SettingField(
        key=key,
        label=KEYS[key].label,
        shape="choice" if conflict else shape_of(kind),
        why=why,
        articles=articles,
        options=options,
        unit=kind.unit if isinstance(kind, Number) else _help(key, pack),
        typed=typed,
        is_needed=ruled is None,
    )


def shape_of(kind: Kind) -> str:
    """Return how a kind of value is asked for."""
    return next((shape for known, shape in _SHAPES if isinstance(kind, known)), "words")


def addable(shown: Sequence[str]) -> tuple[Option, ...]:
    """Return the keys that an agency may set besides those on its form, under their groups."""
    return tuple(
        Option(key, facts.label, facts.group) for key, facts in KEYS.items() if key not in shown
    )


def draft_of(typed: Typed, pack: Pack | None, issuer: str) -> Draft:
    """Return what a posted form says; an empty field sets nothing."""
    settings: dict[str, Setting] = {}
    unread: dict[str, str] = {}
    for key in shown_keys(typed):
        try:
            value = _read(key, typed, pack)
        except UnreadableError as error:
            unread[key] = str(error)
            continue
        if value is not None:
            settings[key] = Setting(value, one(typed, f"{key}{ARTICLE}"))
    return Draft(
        pack_id=one(typed, REGULATION),
        document_name=one(typed, DOCUMENT_NAME),
        document_no=one(typed, DOCUMENT_NO),
        issuer=issuer,
        settings=settings,
        unread=unread,
    )


def typed_of(settings: Mapping[str, Setting], pack: Pack) -> dict[str, tuple[str, ...]]:
    """Return settings as the texts of their fields, for changing them."""
    found: dict[str, tuple[str, ...]] = {}
    for key, setting in settings.items():
        found |= _texts(key, setting.value, pack)
        found[f"{key}{ARTICLE}"] = (setting.article,)
    return found


def as_ruled(pack: Pack, key: str) -> dict[str, tuple[str, ...]]:
    """Return what the regulation says as the texts of a field, for sharpening it from there."""
    ruled = pack.provisions.get(key)
    return _texts(key, _raw(ruled.value), pack) if ruled else {}


def shown_keys(typed: Typed) -> tuple[str, ...]:
    """Return the keys whose fields a posted form showed; names that are no keys are dropped."""
    return tuple(dict.fromkeys(key for key in typed.get(KEYS_SHOWN, ()) if key in KEYS))


def one(typed: Typed, name: str) -> str:
    """Return the last text of a name, trimmed."""
    return next(reversed(typed.get(name, ())), "").strip()


def _read(key: str, typed: Typed, pack: Pack | None) -> Any:
    text, kind = one(typed, key), KEYS[key].kind
    conflict = next((each for each in pack.conflicts if each.key == key), None) if pack else None
    if conflict and text:
        if text not in {"0", "1"}:
            raise UnreadableError(f"请从列表中选择“{KEYS[key].label}”。")
        return _raw((conflict.own, conflict.other)[int(text)].value)
    shape = shape_of(kind)
    if shape == "several":
        return [word for word in typed.get(key, ()) if word] or None
    if not text and not (shape == "period" and one(typed, f"{key}{MONTHS}")):
        return None
    return _READERS[shape](text, key, typed)


def _choice(text: str, key: str, _typed: Typed) -> str:
    if text not in {option.value for option in _options(key, KEYS[key].kind)}:
        raise UnreadableError(f"请从列表中选择“{KEYS[key].label}”。")
    return text


def _number(text: str, key: str, _typed: Typed) -> int:
    number = whole_number(text, 6)
    if number is None:
        raise UnreadableError(f"“{KEYS[key].label}”请写成整数，例如 12。")
    return number


def _term(text: str, key: str, typed: Typed) -> dict[str, Any]:
    unit = one(typed, f"{key}{UNIT}")
    if unit not in set(Clock):
        raise UnreadableError(f"请选择“{KEYS[key].label}”按工作日还是按小时计算。")
    return {"count": _number(text, key, typed), "unit": unit}


def _period(text: str, key: str, typed: Typed) -> dict[str, Any]:
    months = one(typed, f"{key}{MONTHS}")
    if text not in set(Keeping):
        raise UnreadableError(f"请选择“{KEYS[key].label}”的方式。")
    if text in {Keeping.FIXED, Keeping.AT_LEAST}:
        if not months:
            raise UnreadableError(f"请写明“{KEYS[key].label}”的月数。")
        return {"keeping": text, "months": _number(months, key, typed)}
    return {"keeping": text}


def _lines(text: str, key: str, _typed: Typed) -> list[Any]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not isinstance(KEYS[key].kind, Rows):
        return list(lines)
    return [[cell.strip() for cell in line.replace("\uff5c", "|").split("|")] for line in lines]


_READERS: Mapping[str, Callable[[str, str, Typed], Any]] = {
    "choice": _choice,
    "lines": _lines,
    "number": _number,
    "period": _period,
    "term": _term,
    "words": lambda text, _key, _typed: text,
}


def _texts(key: str, raw: Any, pack: Pack) -> dict[str, tuple[str, ...]]:
    conflict = next((each for each in pack.conflicts if each.key == key), None)
    if conflict:
        sides = [_raw(conflict.own.value), _raw(conflict.other.value)]
        return {key: (str(sides.index(raw)),) if raw in sides else ()}
    match shape_of(KEYS[key].kind):
        case "term":
            return {key: (str(raw["count"]),), f"{key}{UNIT}": (raw["unit"],)}
        case "period":
            return {key: (raw["keeping"],), f"{key}{MONTHS}": (str(raw.get("months", "")),)}
        case "several":
            return {key: tuple(raw)}
        case "lines":
            lines = (" | ".join(each) if isinstance(each, list) else each for each in raw)
            return {key: ("\n".join(lines),)}
        case _:
            return {key: (str(raw),)}


def _raw(value: Value) -> Any:
    match value:
        case Term():
            return {"count": value.count, "unit": value.clock.value}
        case Period():
            months = {} if value.months is None else {"months": value.months}
            return {"keeping": value.keeping.value, **months}
        case tuple():
            return [list(each) if isinstance(each, tuple) else each for each in value]
        case _:
            return value


def _options(key: str, kind: Kind) -> tuple[Option, ...]:
    if isinstance(kind, OneRole):
        return tuple(
            Option(role.value, words_of(key, role.value)) for role in sorted(BUSINESS_ROLES)
        )
    if isinstance(kind, Choice):
        return tuple(Option(str(word), words_of(key, word)) for word in kind.words)
    if isinstance(kind, Several):
        return tuple(Option(str(word), words_of(key, (word,))) for word in kind.words)
    return ()


def _lawful(key: str, kind: Kind, bounds: Sequence[Value]) -> tuple[Option, ...]:
    """Return the choices of a key without those that are milder than the regulation allows."""
    options = _options(key, kind)
    if not isinstance(kind, Choice):
        return options
    return tuple(
        option
        for option in options
        if not any(is_milder(key, option.value, bound) for bound in bounds)
    )


def _help(key: str, pack: Pack) -> str:
    kind = KEYS[key].kind
    if isinstance(kind, Rows):
        columns = " | ".join(pack.items("checklist.columns")) or "各栏内容"
        return f"每行写一项，各栏之间用“|”分开，依次为：{columns}。"
    return "每行写一项。" if isinstance(kind, Listed) else ""
