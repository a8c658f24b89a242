"""调阅: who asked for which records by which right, who approved, what was seen, what left."""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, Moment, UuidKey, one_of
from app.policy.access_words import (
    AccessState,
    ApprovalAnswer,
    CopyMedium,
    LookupResult,
    PermitEnd,
    RegisterKind,
    ViewingEnd,
)
from app.policy.case_words import SecurityClass
from app.policy.consulting import OWN_STAFF
from app.policy.law_words import Approver, ConsultAct, Paper, Requester, Scope

_STAFF = ", ".join(f"'{who.value}'" for who in sorted(OWN_STAFF))


class AccessRequest(Base):
    """调阅申请: one person or body asks for records of one unit.

    Staff ask for themselves; whoever comes from outside is entered by the record keeper, who is
    then ``asked_by_id``. ``revision`` counts the changes, as in a case.
    """

    __tablename__ = "access_request"
    __table_args__ = (
        CheckConstraint(one_of("requester", Requester), name="requester_known"),
        CheckConstraint(one_of("act", ConsultAct), name="act_known"),
        CheckConstraint(one_of("wanted", Scope), name="wanted_known"),
        CheckConstraint(one_of("state", AccessState), name="state_known"),
        CheckConstraint(
            f"(requester IN ({_STAFF})) = (requester_id IS NOT NULL)", name="staff_by_name"
        ),
        CheckConstraint(
            "requester_id IS NULL OR requester_id = asked_by_id", name="staff_for_themselves"
        ),
        CheckConstraint(
            "requester_id IS NOT NULL OR applicant_name <> ''", name="applicant_is_named"
        ),
        CheckConstraint("purpose <> ''", name="has_a_purpose"),
        CheckConstraint("wanted_days > 0", name="days_positive"),
        CheckConstraint("num_nulls(verified_by_id, verified_at) IN (0, 2)", name="verified_whole"),
        UniqueConstraint("unit_id", "year", "serial"),
        UniqueConstraint("id", "asked_by_id"),
        UniqueConstraint("asked_by_id", "form_key"),
        Index(None, "unit_id", "asked_at", "id"),
        Index(None, "requester_id", "asked_at", "id"),
        Index(None, "case_id"),
        Index(None, "follows_id"),
        Index("ix_access_request_granted", "id", postgresql_where="state = 'granted'"),
        Index(
            "ix_access_request_unfinished",
            "unit_id",
            "state",
            "asked_at",
            postgresql_where="state IN ('open', 'waiting', 'questioned')",
        ),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), comment="whose records")
    year: Mapped[int]
    serial: Mapped[int] = mapped_column(comment="申请编号, counted by unit and year")
    requester: Mapped[str] = mapped_column(comment="as what they ask")
    act: Mapped[str] = mapped_column(comment="查阅, 复制, 对外提供 or 对外公开")
    wanted: Mapped[str] = mapped_column(comment="narrowest scope that covers the items")
    purpose: Mapped[str] = mapped_column(comment="事由")
    material: Mapped[str] = mapped_column(
        server_default="",
        comment="所需资料, in the words of somebody who may not know what there is",
    )
    wanted_days: Mapped[int] = mapped_column(comment="for how many days it is asked")
    asked_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id"), comment="who entered it: staff themselves, else the keeper"
    )
    requester_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: somebody from outside"
    )
    applicant_name: Mapped[str] = mapped_column(server_default="", comment="来访人")
    applicant_unit: Mapped[str] = mapped_column(server_default="", comment="来访单位")
    applicant_document: Mapped[str] = mapped_column(server_default="", comment="证件名称和号码")
    applicant_contact: Mapped[str] = mapped_column(server_default="")
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("enforcement_case.id"))
    party_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("case_party.id"), comment="the party who asks, or whose lawyer asks"
    )
    is_about_themselves: Mapped[bool] = mapped_column(
        server_default=false(), comment="the keeper found the record to be the party's own"
    )
    procedure: Mapped[str] = mapped_column(
        server_default="", comment="法定程序, named before anything leaves the house"
    )
    verified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[Moment | None] = mapped_column(comment="核实")
    state: Mapped[str]
    asked_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    revision: Mapped[int] = mapped_column(server_default="1")
    basis: Mapped[Json] = mapped_column(
        server_default="{}", comment="what the rule said last, with regulation and articles"
    )
    follows_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("access_request.id"), comment="the request after which this one was asked again"
    )
    form_key: Mapped[UUID | None] = mapped_column(
        comment="of the form that entered it, so that nothing is entered twice"
    )


class AccessItem(Base):
    """调阅内容: one recording or one document that is asked for."""

    __tablename__ = "access_item"
    __table_args__ = (
        CheckConstraint("num_nonnulls(recording_id, document_id) = 1", name="is_one_thing"),
        UniqueConstraint("request_id", "recording_id"),
        UniqueConstraint("request_id", "document_id"),
        Index(None, "recording_id", postgresql_where=text("is_granted")),
        Index(None, "document_id", postgresql_where=text("is_granted")),
    )

    id: Mapped[UuidKey]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"))
    recording_id: Mapped[UUID | None] = mapped_column(ForeignKey("recording.id"))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_document.id"))
    is_granted: Mapped[bool] = mapped_column(
        server_default=true(), comment="false: left out by the approver"
    )


class AccessPaper(Base):
    """出示的材料: what somebody from outside has shown, with a scan of it."""

    __tablename__ = "access_paper"
    __table_args__ = (
        CheckConstraint(one_of("kind", Paper), name="kind_known"),
        CheckConstraint("num_nulls(original_id, media_type) IN (0, 2)", name="scan_whole"),
        CheckConstraint(
            "num_nulls(struck_at, struck_by_id, strike_reason) IN (0, 3)", name="struck_whole"
        ),
        UniqueConstraint("taken_by_id", "form_key"),
        Index(None, "request_id", "id"),
    )

    id: Mapped[UuidKey]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"))
    kind: Mapped[str]
    document_no: Mapped[str] = mapped_column(server_default="", comment="文号 or number")
    original_id: Mapped[UUID | None] = mapped_column(ForeignKey("original.id"))
    media_type: Mapped[str | None] = mapped_column(comment="as found in the bytes")
    file_name: Mapped[str] = mapped_column(server_default="")
    taken_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[Moment]
    struck_at: Mapped[Moment | None]
    struck_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    strike_reason: Mapped[str | None]
    form_key: Mapped[UUID | None] = mapped_column(
        comment="of the form that entered it, so that nothing is entered twice"
    )


class AccessLookup(Base):
    """查找答复: what the keeper looked for in vain, where, and what the applicant was told.

    Written once: the application may only add (migration 0027).
    """

    __tablename__ = "access_lookup"
    __table_args__ = (
        CheckConstraint(one_of("result", LookupResult), name="result_known"),
        CheckConstraint("sought <> '' AND places <> '' AND told <> ''", name="is_whole"),
        Index(None, "request_id", "id"),
        Index(
            "uq_access_lookup_not_found",
            "request_id",
            unique=True,
            postgresql_where="result = 'not_found'",
        ),
    )

    id: Mapped[UuidKey]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"))
    result: Mapped[str]
    sought: Mapped[str] = mapped_column(comment="查找的内容")
    places: Mapped[str] = mapped_column(comment="查找的范围")
    told: Mapped[str] = mapped_column(comment="查找的结果, as the applicant is told")
    answered_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[Moment]
    basis: Mapped[Json] = mapped_column(comment="articles, as they stood then")


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


class CopyIssue(Base):
    """复制发放: what left the house, to whom, and the exact copy that was kept of it."""

    __tablename__ = "copy_issue"
    __table_args__ = (
        CheckConstraint(one_of("act", ConsultAct), name="act_known"),
        CheckConstraint(one_of("medium", CopyMedium), name="medium_known"),
        CheckConstraint("copies > 0", name="copies_positive"),
        CheckConstraint("num_nulls(taker_name, received_at) IN (0, 2)", name="receipt_whole"),
        CheckConstraint("num_nulls(mail_to, mailed_on, mailed_by_id) IN (0, 3)", name="mail_whole"),
        Index(None, "unit_id", "issued_at", "id"),
        Index(None, "request_id"),
    )

    id: Mapped[UuidKey]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"))
    permit_id: Mapped[UUID] = mapped_column(ForeignKey("access_permit.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    act: Mapped[str]
    medium: Mapped[str]
    copies: Mapped[int] = mapped_column(server_default="1")
    code: Mapped[str] = mapped_column(unique=True, comment="mark that the copy carries")
    manifest: Mapped[Json] = mapped_column(comment="every file with name, size and digests")
    manifest_sha256: Mapped[str] = mapped_column(comment="of its canonical JSON, lower-case hex")
    bundle_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("original.id"),
        comment="复制留存: the very bytes that were handed over; null until they are sealed",
    )
    issued_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[Moment]
    taker_name: Mapped[str | None] = mapped_column(comment="签收人")
    taker_document: Mapped[str] = mapped_column(server_default="")
    receipt_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("original.id"), comment="scan of the signed receipt"
    )
    received_at: Mapped[Moment | None]
    mail_to: Mapped[str | None] = mapped_column(comment="收件单位和地址")
    mail_no: Mapped[str] = mapped_column(server_default="", comment="挂号 or 快递单号")
    mailed_on: Mapped[date | None]
    mailed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class RegisterLine(Base):
    """查阅登记簿的一行. Written once by the system itself and never changed (调阅 3, 6, 7).

    The columns stand as they were then, so a register printed later reads the same.
    """

    __tablename__ = "register_line"
    __table_args__ = (
        CheckConstraint(one_of("kind", RegisterKind), name="kind_known"),
        UniqueConstraint("unit_id", "year", "line_no"),
        UniqueConstraint("copy_id", "kind"),
        Index(None, "unit_id", "at", "id"),
        Index(None, "request_id"),
    )

    id: Mapped[UuidKey]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    line_no: Mapped[int] = mapped_column(comment="序号 within unit and year")
    at: Mapped[Moment] = mapped_column(comment="登记时间")
    kind: Mapped[str]
    request_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("access_request.id"), comment="null: tried without any request"
    )
    viewing_id: Mapped[UUID | None] = mapped_column(ForeignKey("viewing.id"), unique=True)
    copy_id: Mapped[UUID | None] = mapped_column(ForeignKey("copy_issue.id"))
    subject_id: Mapped[UUID | None] = mapped_column(comment="what a refused attempt was after")
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    columns: Mapped[Json] = mapped_column(
        comment="applicant, unit, papers, reason, material, case, approver, way, times, keeper"
    )
