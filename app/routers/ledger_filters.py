"""The ledger's filters: from the address to the query, to the form, and back into addresses.

What cannot be understood is named in a sentence and left out, so a mistyped address still shows
a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from urllib.parse import urlencode

from app.ledger.kinds import REFUSALS, LedgerKind
from app.ledger.reading import LedgerFilter
from app.policy.vocabulary import ActorKind
from app.routers.days import midnight, read_day
from app.routers.forms import storable

ADDRESS_NAMES = {"day_from": "from", "day_to": "to"}
ALL_REFUSALS = "refused"
"""The choice that gathers every kind of refusal."""
NAMELESS = {
    "系统": ActorKind.WORKER,
    "未登录": ActorKind.ANONYMOUS,
    "来访查阅人": ActorKind.VISITOR,
}
"""Actors that have no name of their own, by the words that stand in the list."""
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class LedgerFields:
    """The filters as they stand in the address, for the form to show again."""

    who: str = ""
    kind: str = ""
    day_from: str = ""
    day_to: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing is narrowed."""
        return self == LedgerFields()


@dataclass(frozen=True, slots=True)
class ReadLedgerFilters:
    """Everything an address of the ledger says."""

    shown: LedgerFields
    wanted: LedgerFilter
    older_than: int | None
    newer_than: int | None
    problems: tuple[str, ...]


def read_filters(params: Mapping[str, str]) -> ReadLedgerFilters:
    """Return what an address asks for; dates are days of Asia/Shanghai, both inclusive."""
    shown = LedgerFields(
        **{
            field.name: storable(
                params.get(ADDRESS_NAMES.get(field.name, field.name), "").strip()[:100]
            )
            for field in fields(LedgerFields)
        }
    )
    problems: list[str] = []
    first = read_day(shown.day_from, "开始日期", problems)
    last = read_day(shown.day_to, "结束日期", problems)
    if first and last and first > last:
        problems.append("开始日期晚于结束日期，因此没有符合条件的记录。请调整日期。")
    wanted = LedgerFilter(
        kinds=_kinds(shown.kind, problems),
        actor_text="" if shown.who in NAMELESS else shown.who,
        actor_kind=NAMELESS.get(shown.who),
        since=midnight(first),
        before=midnight(last + timedelta(days=1) if last else None),
    )
    return ReadLedgerFilters(
        shown,
        wanted,
        older_than=_number(params.get("older_than", "")),
        newer_than=_number(params.get("newer_than", "")),
        problems=tuple(problems),
    )


def address_of(shown: LedgerFields, **place: int) -> str:
    """Return the address of the ledger with these filters, open ones left out."""
    pairs = {
        ADDRESS_NAMES.get(field.name, field.name): getattr(shown, field.name)
        for field in fields(LedgerFields)
        if getattr(shown, field.name)
    } | {name: str(number) for name, number in place.items()}
    return f"/ledger?{urlencode(pairs)}" if pairs else "/ledger"


def _kinds(text: str, problems: list[str]) -> frozenset[LedgerKind]:
    if text == ALL_REFUSALS:
        return REFUSALS
    if text in set(LedgerKind):
        return frozenset({LedgerKind(text)})
    if text:
        problems.append("地址中的事项不在系统的事项之内，这次没有按它筛选。")
    return frozenset()


def _number(text: str) -> int | None:
    """Numbers longer than the ledger will ever be do not fit into a column either."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None
