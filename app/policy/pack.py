"""A regulation as data: keyed values, each with its article.

``parse`` lists every problem at once instead of stopping at the first, because the person who
writes a pack corrects a file, not a line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.policy.decision import Citation
from app.policy.vocabulary import DeviceKind, Role


class PackError(ValueError):
    """A pack cannot be used; ``problems`` lists everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problems))


@dataclass(frozen=True, slots=True)
class Provision:
    """One value of a pack with the article it rests on."""

    key: str
    value: str | int | tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Pack:
    """One regulation. A key that is not set is absent: never a silent default."""

    id: str
    title: str
    issuer: str
    document_no: str
    provisions: Mapping[str, Provision]

    def citation(self, key: str) -> tuple[Citation, ...]:
        """Return the citation of ``key``, or nothing when this pack is silent on it."""
        provision = self.provisions.get(key)
        return (provision.citation,) if provision else ()

    def items(self, key: str) -> tuple[str, ...]:
        """Return the list that ``key`` holds, empty when this pack is silent on it."""
        provision = self.provisions.get(key)
        return provision.value if provision and isinstance(provision.value, tuple) else ()

    def number(self, key: str) -> int | None:
        """Return the number that ``key`` holds, or ``None`` when this pack is silent on it."""
        provision = self.provisions.get(key)
        return provision.value if provision and isinstance(provision.value, int) else None

    def role(self, key: str) -> Role | None:
        """Return the role that ``key`` names, or ``None`` when this pack is silent on it."""
        provision = self.provisions.get(key)
        return Role(str(provision.value)) if provision else None


KEYS: Mapping[str, type] = MappingProxyType(
    {
        "access.view.other_staff": str,
        "custodian.role": Role,
        "device.keeper.role": Role,
        "device.outsiders": str,
        "device.precheck.items": tuple,
        **{f"device.ratio.{kind.value}": int for kind in DeviceKind},
        "device.ratio.rule": str,
        "device.repair.unauthorised": str,
        "device.usage_ledger": tuple,
        "qualification.required": str,
        "store.deadline.normal": str,
        "supervision.superior": str,
        "training.duty": str,
    }
)
"""Every key a pack may set, with the type of its value. A later issue grows this table."""

_HEAD = ("id", "title", "issuer", "document_no")
_ENTRY = ("value", "article", "summary")


def parse(document: Mapping[str, Any]) -> Pack:
    """Return the pack described by a parsed TOML document.

    Raises:
        PackError: with every problem found, each naming its key.
    """
    problems: list[str] = []
    head = document.get("pack", {})
    problems += [
        f"[pack] 缺少 {name}"
        for name in ("id", "title", "issuer", "document_no")
        if name not in head
    ]
    provisions: dict[str, Provision] = {}
    for key, entry in document.get("provisions", {}).items():
        problems += _problems_of(key, entry)
        provisions[key] = Provision(
            key=key,
            value=_value_of(entry.get("value", "")),
            citation=Citation(
                str(head.get("id", "")),
                str(entry.get("article", "")),
                str(entry.get("summary", "")),
            ),
        )
    if problems:
        raise PackError(problems)
    return Pack(
        id=head["id"],
        title=head["title"],
        issuer=head["issuer"],
        document_no=head["document_no"],
        provisions=MappingProxyType(provisions),
    )


def _problems_of(key: str, entry: Mapping[str, Any]) -> list[str]:
    if key not in KEYS:
        return [f"{key} 不是已知的条款键"]
    found = [
        f"{key} 缺少 {name}" for name in ("value", "article", "summary") if not entry.get(name)
    ]
    value = _value_of(entry.get("value", ""))
    if KEYS[key] is Role and value not in {role.value for role in Role}:
        found.append(f"{key} 的取值 {value!r} 不是已知的角色")
    if KEYS[key] is int and (type(value) is not int or value < 1):
        found.append(f"{key} 的取值 {value!r} 应为正整数")
    if (KEYS[key] is tuple) is not isinstance(value, tuple):
        found.append(f"{key} 的取值 {value!r} 应为{'列表' if KEYS[key] is tuple else '单个值'}")
    return found


def _value_of(value: Any) -> Any:
    """Return a list of the file as a tuple, so that a pack cannot be changed once it is read."""
    return tuple(value) if isinstance(value, list) else value
