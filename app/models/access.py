"""调阅申请: who asks for which records by which right, what they showed, what was looked for."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, Moment, UuidKey, one_of
from app.policy.access_words import AccessState, LookupResult
from app.policy.consulting import OWN_STAFF
from app.policy.law_words import ConsultAct, Paper, Requester, Scope

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
