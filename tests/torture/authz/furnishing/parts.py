"""What the furnishers share: the agency, what is found in it by which name, how a row is added."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.models import Base, Original
from app.policy.actor import Actor
from app.storage.store import Store, StoredPart
from tests.papers.files import pdf
from tests.torture.authz.canaries import canary_of
from tests.world import NOW

DAY = timedelta(days=1)
_OF_THE_DESK = frozenset({"item_id", "line_id", "request_id", "terminal_id", "viewing_id"})
"""What the matrix has, about which its entries say who may do what."""


@dataclass(frozen=True, slots=True)
class Household:
    """Those who do in one agency what has to be done, and what they do it with."""

    unit: UUID
    keeper: Actor
    officer: Actor
    leader: Actor
    helper: Actor
    device: UUID
    recording: UUID
    code: str
    things: Mapping[str, UUID] = field(default_factory=dict)


class Parts:
    """One agency while it is filled; ``found`` holds what its addresses name."""

    def __init__(self, session: AsyncSession, home: Household, store: Store) -> None:
        self.session, self.home, self.store = session, home, store
        self.found: dict[str, UUID] = {
            **home.things,
            "device_id": home.device,
            "recording_id": home.recording,
        }

    async def add(self, name: str, row: Base, *, keep: bool = False) -> UUID:
        """Add a row under its name in addresses; with ``keep`` only where there is none yet."""
        row.id = ids.new_id()  # type: ignore[attr-defined]
        self.session.add(row)
        await self.session.flush()
        found: UUID = row.id  # type: ignore[attr-defined]
        if name and not ((keep or name in _OF_THE_DESK) and name in self.found):
            self.found[name] = found
        return found

    def word(self, table: str, column: str) -> str:
        """Return the canary of a column that is no plain text; the strangers have none."""
        return canary_of(table, column) if self.home.code == "RZ" else "甲"

    async def original(self, name: str) -> UUID:
        """Keep a real file of its own."""
        content = pdf(name, mark=self.home.code)
        original = ids.new_id()
        writer = self.store.begin_segment(original, 0, 1)
        writer.write([content])
        part = writer.finish()
        key = self.store.assemble_original(
            original, [StoredPart(part.key, part.length, part.sha256)]
        )
        digests = self.store.digest_original(key)
        self.session.add(
            Original(
                id=original,
                storage_key=key,
                size_bytes=digests.size_bytes,
                sha256=digests.sha256,
                sm3=digests.sm3,
                sealed_at=NOW,
            )
        )
        await self.session.flush()
        return original
