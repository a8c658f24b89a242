"""审批和准予: what the leaders answered, and what the permit that came of it allows."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.access_words import ApprovalAnswer, PermitEnd
from app.policy.case_words import SecurityClass
from app.policy.law_words import Approver, ConsultAct


class AccessApproval(Base):
    """审批: one answer of a leader. Written once; a question may get its reply later.

    ``asked_by_id`` repeats the request's own, and the database compares the two: nobody approves
    what they asked for, neither by themselves nor through somebody who stands in (promise P8).
    """

    __tablename__ = "access_approval"
    __table_args__ = (
        ForeignKeyConstraint(
            ["request_id", "asked_by_id"],
            ["access_request.id", "access_request.asked_by_id"],
            name="fk_access_approval_of_request",
        ),
        CheckConstraint("approver_id <> asked_by_id", name="not_by_requester"),
        CheckConstraint(
            "on_behalf_of_id IS NULL OR on_behalf_of_id NOT IN (asked_by_id, approver_id)",
            name="not_for_requester",
        ),
        CheckConstraint(
            "(on_behalf_of_id IS NULL) = (delegation_no = '')", name="delegate_shows_paper"
        ),
        CheckConstraint(one_of("office", Approver), name="office_known"),
        CheckConstraint(one_of("answer", ApprovalAnswer), name="answer_known"),
        CheckConstraint("answer = 'approved' OR reason <> ''", name="no_needs_a_reason"),
        CheckConstraint("num_nulls(reply, replied_at) IN (0, 2)", name="reply_whole"),
        Index(
            "uq_access_approval_one_end",
            "request_id",
            unique=True,
            postgresql_where="answer IN ('approved', 'refused')",
        ),
        Index(None, "request_id", "id"),
    )

    id: Mapped[UuidKey]
    request_id: Mapped[UUID]
    asked_by_id: Mapped[UUID]
    approver_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    on_behalf_of_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="授权人, when a delegate answered"
    )
    delegation_no: Mapped[str] = mapped_column(server_default="", comment="书面委托的文号")
    office: Mapped[str] = mapped_column(comment="in which office they answered")
    answer: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[Moment]
    reply: Mapped[str | None] = mapped_column(comment="补充说明")
    replied_at: Mapped[Moment | None]


class AccessPermit(Base):
    """准予: what a granted request allows, until when, how often. One request, one permit.

    It is the only thing that opens content to whoever does not keep it (promise P7).
    """

    __tablename__ = "access_permit"
    __table_args__ = (
        CheckConstraint("until_at > from_at", name="times_in_order"),
        CheckConstraint("uses_allowed IS NULL OR uses_allowed > 0", name="uses_positive"),
        CheckConstraint("uses_allowed IS NULL OR uses <= uses_allowed", name="uses_counted"),
        CheckConstraint(one_of("act", ConsultAct), name="act_known"),
        CheckConstraint(one_of("ceiling", SecurityClass), name="ceiling_known"),
        CheckConstraint(f"end_kind IS NULL OR {one_of('end_kind', PermitEnd)}", name="end_known"),
        CheckConstraint("num_nulls(ended_at, end_kind, ended_by_id) IN (0, 3)", name="ended_whole"),
        Index(None, "person_id", "until_at", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UuidKey]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"), unique=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: somebody from outside, in the reading room"
    )
    act: Mapped[str] = mapped_column(
        server_default=ConsultAct.VIEW.value,
        comment="what it allows; view where the approver gave that alone",
    )
    from_at: Mapped[Moment]
    until_at: Mapped[Moment] = mapped_column(comment="exclusive")
    uses_allowed: Mapped[int | None] = mapped_column(comment="viewings; null: any number")
    uses: Mapped[int] = mapped_column(server_default="0")
    ceiling: Mapped[str] = mapped_column(
        comment="密级 of the highest item when it was granted; what becomes more secret is closed"
    )
    is_marked_only: Mapped[bool] = mapped_column(
        server_default="false", comment="只给标记件: of no original leaves an exact copy"
    )
    limit_scope: Mapped[str | None] = mapped_column(
        comment="scope that the regulation sets within a case; null: the items alone"
    )
    in_reading_room: Mapped[bool] = mapped_column(comment="only at an enrolled reading terminal")
    granted_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    end_kind: Mapped[str | None]
    end_reason: Mapped[str] = mapped_column(server_default="")
