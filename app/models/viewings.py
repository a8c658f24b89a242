"""阅览: on which terminals records are read, and which parts were on the screen."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, Moment, UuidKey, one_of
from app.policy.access_words import ViewingEnd


class ReadingTerminal(Base):
    """阅览终端: a browser enrolled for the reading room, good only at its addresses."""

    __tablename__ = "reading_terminal"
    __table_args__ = (
        CheckConstraint("name <> ''", name="is_named"),
        CheckConstraint("cardinality(networks) > 0", name="has_addresses"),
        Index(
            "uq_reading_terminal_name",
            "unit_id",
            "name",
            unique=True,
            postgresql_where="retired_at IS NULL",
        ),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), comment="whose reading room")
    name: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True, comment="SHA-256 of the cookie's value")
    networks: Mapped[list[str]] = mapped_column(ARRAY(Text), comment="CIDR of allowed addresses")
    user_agent: Mapped[str | None] = mapped_column(
        comment="how the browser described itself when it was enrolled; null: before 0039"
    )
    enrolled_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    enrolled_at: Mapped[Moment]
    retired_at: Mapped[Moment | None]


class Viewing(Base):
    """查阅: one sitting before granted records, and which parts of them were on the screen.

    Content opens only within one; of one permit one is open at a time. ``code`` stands in the
    watermark and leads from a picture of the screen back to here.
    """

    __tablename__ = "viewing"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(credential_id, terminal_id) >= 1", name="is_bound_to_something"
        ),
        CheckConstraint("person_id IS NOT NULL OR terminal_id IS NOT NULL", name="visitor_in_room"),
        CheckConstraint(f"end_kind IS NULL OR {one_of('end_kind', ViewingEnd)}", name="end_known"),
        CheckConstraint("num_nulls(ended_at, end_kind) IN (0, 2)", name="ended_whole"),
        Index("uq_viewing_one_open", "permit_id", unique=True, postgresql_where="ended_at IS NULL"),
        Index(
            "uq_viewing_terminal_visitor",
            "terminal_id",
            unique=True,
            postgresql_where="ended_at IS NULL AND person_id IS NULL",
        ),
        Index("ix_viewing_open", "last_seen_at", postgresql_where="ended_at IS NULL"),
        Index(None, "request_id", "id"),
    )

    id: Mapped[UuidKey]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"))
    permit_id: Mapped[UUID] = mapped_column(ForeignKey("access_permit.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: the applicant from outside"
    )
    credential_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("sign_in_session.id"), comment="the only sign-in in which it is open"
    )
    terminal_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("reading_terminal.id"), comment="the only terminal on which it is open"
    )
    served_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="the keeper who opened it for somebody from outside"
    )
    code: Mapped[str] = mapped_column(unique=True, comment="in the watermark")
    address: Mapped[str]
    started_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    end_kind: Mapped[str | None]
    spans: Mapped[Json] = mapped_column(
        server_default="{}", comment="by item: spans shown, [from ms, to ms], or pages opened"
    )
