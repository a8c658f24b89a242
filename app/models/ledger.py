"""The audit ledger's table. A trigger and the grants make it append-only (decision D11).

A later sealer reads it in transaction order (``xid`` below the oldest running one) and builds the
Merkle log beside it; nothing here has to change for that.
"""

from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from app.models.base import Base, Moment, UuidKey


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the column type as DDL."""
        return "xid8"


class LedgerEvent(Base):
    """One act. ``body`` holds the canonical bytes; the other columns only help to find it."""

    __tablename__ = "ledger_event"
    __table_args__ = (
        Index(None, "subject_id", "seq"),
        Index(None, "unit_id", "seq"),
        Index(None, "xid", "seq"),
    )

    id: Mapped[UuidKey]
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    kind: Mapped[str]
    unit_id: Mapped[UUID | None]
    actor_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    body: Mapped[bytes] = mapped_column(comment="canonical JSON, exactly the bytes to be hashed")
    recorded_at: Mapped[Moment] = mapped_column(
        server_default=func.clock_timestamp(), comment="server time, set by trigger"
    )
    xid: Mapped[int] = mapped_column(
        Xid8(), server_default=text("pg_current_xact_id()"), comment="set by trigger"
    )
