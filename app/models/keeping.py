"""保存期限: how long each recording is kept, as it was last ruled, and on what that rests.

Nothing is disposed of by what stands here: disposal asks the rule again.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, Moment, one_of
from app.policy.keeping import Afterwards
from app.policy.values import Keeping

_TERM = (
    "CASE WHEN keeping IS NULL THEN 'unset' WHEN keep_through IS NULL THEN 'long_term' "
    "ELSE 'dated' END"
)


class KeepingBasis(Base):
    """A regulation in one edition, and the articles on which rulings rest. Written once."""

    __tablename__ = "keeping_basis"

    sha256: Mapped[str] = mapped_column(primary_key=True, comment="of the basis, canonical JSON")
    basis: Mapped[Json] = mapped_column(
        comment="regulation with version and digest, and the articles with their summaries"
    )


class RecordingKeeping(Base):
    """The keeping period of one recording; a second arrival of the same bytes has none of its own.

    Triggers make the row when a recording is sealed or quarantined, and mark it as due to be ruled
    again whenever a fact changes that the rule looks at, so that no verb can forget to.
    """

    __tablename__ = "recording_keeping"
    __table_args__ = (
        CheckConstraint(f"keeping IS NULL OR {one_of('keeping', Keeping)}", name="keeping_known"),
        CheckConstraint(one_of("afterwards", Afterwards), name="afterwards_known"),
        CheckConstraint("keeping IS NOT NULL OR keep_through IS NULL", name="unset_never_ends"),
        CheckConstraint("ruled_at IS NULL OR basis_sha256 IS NOT NULL", name="ruled_on_a_basis"),
        # The board in its order: of everybody, of a unit, of what is somebody's own in a unit.
        # Nothing that is null stands beside what is not; where it would stand differs so that no
        # index can take the place of another one (``app/keeping/reach.py``).
        Index("ix_recording_keeping_board", "term", "keep_through", "recording_id"),
        Index(
            "ix_recording_keeping_of_unit",
            "unit_id",
            "term",
            text("keep_through NULLS FIRST"),
            "recording_id",
        ),
        Index(
            "ix_recording_keeping_own",
            "submitted_by_person_id",
            "unit_id",
            "term",
            "keep_through",
            text("recording_id NULLS FIRST"),
            postgresql_where="submitted_by_person_id IS NOT NULL",
        ),
        # What the law of a unit has overtaken is found by the digests below and above its own.
        Index(None, "unit_id", "law_sha256"),
        Index("ix_recording_keeping_due", "recording_id", postgresql_where="ruled_at IS NULL"),
    )

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    submitted_by_person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="of the recording, by trigger: whose own it is"
    )
    materials: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{}", comment="保存对象; empty while nobody has said"
    )
    keeping: Mapped[str | None] = mapped_column(comment="null: nobody has set a period")
    afterwards: Mapped[str] = mapped_column(server_default=Afterwards.NEVER.value)
    keep_through: Mapped[date | None] = mapped_column(
        comment="last day of keeping, inclusive; null: there is none"
    )
    unset_keys: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{}", comment="periods that the agency has to set"
    )
    reason: Mapped[str] = mapped_column(server_default="", comment="the ruling, as people read it")
    basis_sha256: Mapped[str | None] = mapped_column(ForeignKey("keeping_basis.sha256"))
    law_sha256: Mapped[str] = mapped_column(
        server_default="", comment="of the effective pack under which it was ruled"
    )
    term: Mapped[str] = mapped_column(
        Computed(_TERM, persisted=True), comment="unset, long_term or dated; computed"
    )
    ruled_at: Mapped[Moment | None] = mapped_column(comment="null: due to be ruled again")
