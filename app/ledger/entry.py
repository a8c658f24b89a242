"""One ledger entry as canonical bytes: pure, so that a verifier elsewhere can repeat it.

The bytes are JSON with keys sorted, no spaces, UTF-8 and no escapes beyond those JSON demands;
values are strings, integers, booleans, null, and lists or objects of these. Floating point is
refused because its text differs between languages.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.ledger.kinds import LedgerKind
from app.policy.actor import Actor

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: who did what to which subject, when by our clock, with which particulars."""

    id: UUID
    kind: LedgerKind
    at: datetime
    actor: Actor
    unit_id: UUID | None
    subject_id: UUID | None
    detail: Mapping[str, Any]


def canonical_bytes(entry: Entry) -> bytes:
    """Return the exact bytes to store and, later, to hash.

    >>> from datetime import UTC
    >>> from app.policy.actor import WORKER
    >>> entry = Entry(UUID(int=7), LedgerKind.RECORDING_SEALED, datetime(2026, 11, 21, tzinfo=UTC),
    ...               WORKER, None, None, {"size_bytes": 3})
    >>> canonical_bytes(entry).decode()[:61]
    '{"actor":{"credential":null,"id":null,"kind":"worker"},"at":"'

    Raises:
        TypeError: the detail holds a value that has no canonical form.
    """
    document = {
        "v": FORMAT,
        "id": str(entry.id),
        "kind": entry.kind.value,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": {
            "kind": entry.actor.kind.value,
            "id": _text(entry.actor.id),
            "credential": _text(entry.actor.credential_id),
        },
        "unit": _text(entry.unit_id),
        "subject": _text(entry.subject_id),
        "detail": {key: _plain(value) for key, value in entry.detail.items()},
    }
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat(timespec="microseconds")
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            message = f"a ledger entry cannot hold a {type(value).__name__}"
            raise TypeError(message)
