"""Read what was issued: the copies of a request, and one of them with everything known of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.access.copies import find_issue, note_handling, require_sealed
from app.access.requests import number_of
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import CopyIssue, Original, Person
from app.people.queries import pack_of_unit
from app.policy.access_words import CopyMedium
from app.policy.actor import Actor
from app.policy.copying import receipt_citations
from app.policy.decision import Citation
from app.policy.law_words import ConsultAct

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One copy that was issued."""

    id: UUID
    code: str
    act: ConsultAct
    medium: CopyMedium
    copies: int
    files: int
    left_out: int
    issued_by: str
    issued_at: datetime
    taker_name: str
    taker_document: str
    received_at: datetime | None
    has_receipt: bool
    mail_to: str
    mail_no: str
    mailed_on: date | None
    mailed_by: str


@dataclass(frozen=True, slots=True)
class IssueDetail:
    """One copy with its manifest, the digests of what was kept, and what one actor may do."""

    line: IssueLine
    request_id: UUID
    request_no: str
    manifest: dict[str, Any]
    manifest_sha256: str
    size_bytes: int
    sha256: str
    sm3: str
    openings: int
    is_keeper: bool
    may_hand_out: bool
    receipt_basis: tuple[Citation, ...]
    """By what the scan of the signed receipt is required; empty where it is offered."""

    @property
    def contents(self) -> str:
        """Return in words what the files are to the originals."""
        marked = sum("mark" in file for file in self.manifest["files"])
        if not marked:
            return "与原件逐字节相同"
        exact = len(self.manifest["files"]) - marked
        return f"其中标记件 {marked} 件，与原件逐字节相同的 {exact} 件"


@dataclass(frozen=True, slots=True)
class OpenedReceipt:
    """A scan that is about to be sent."""

    storage_key: str
    size_bytes: int


async def issues_of(session: AsyncSession, request_id: UUID) -> tuple[IssueLine, ...]:
    """Return the copies of a request, the newest first. The caller has found the request."""
    rows = await session.execute(
        _lines()
        .where(CopyIssue.request_id == request_id)
        .order_by(CopyIssue.issued_at.desc(), CopyIssue.id.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(_line(row) for row in rows)


async def issue_detail(session: AsyncSession, actor: Actor, issue_id: UUID) -> IssueDetail:
    """Return one copy.

    Raises:
        ConflictError: what is kept of it is not sealed yet.
        NotFoundError: there is none, or it is not for this actor to know.
    """
    held = await find_issue(session, actor, issue_id)
    row = (await session.execute(_lines().where(CopyIssue.id == issue_id))).one()
    bundle = await session.get_one(Original, require_sealed(held.issue))
    events = await history_of(session, issue_id)
    opened = [event for event in events if event.kind is LedgerKind.COPY_OPENED]
    return IssueDetail(
        line=_line(row),
        request_id=held.request.id,
        request_no=number_of(held.request.year, held.request.serial),
        manifest=held.issue.manifest,
        manifest_sha256=held.issue.manifest_sha256,
        size_bytes=bundle.size_bytes,
        sha256=bundle.sha256,
        sm3=bundle.sm3,
        openings=sum(event.detail.get("what") == "bundle" for event in opened),
        is_keeper=held.is_keeper,
        may_hand_out=held.may_hand_out,
        receipt_basis=receipt_citations(await pack_of_unit(session, held.request.unit_id)),
    )


async def open_receipt(
    session: AsyncSession, actor: Actor, issue_id: UUID, *, now: datetime
) -> OpenedReceipt:
    """Return where the scan of the signed receipt lies. Appends ``copy:opened``.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    held = await find_issue(session, actor, issue_id)
    if held.issue.receipt_id is None:
        raise NotFoundError
    receipt = await session.get_one(Original, held.issue.receipt_id)
    detail = {"what": "receipt", "sha256": receipt.sha256}
    await note_handling(session, LedgerKind.COPY_OPENED, actor, held, detail, now=now)
    return OpenedReceipt(receipt.storage_key, receipt.size_bytes)


def _lines() -> Select[*tuple[Any, ...]]:
    issuer, mailer = aliased(Person), aliased(Person)
    return (
        select(
            CopyIssue.id,
            CopyIssue.code,
            CopyIssue.act,
            CopyIssue.medium,
            CopyIssue.copies,
            func.jsonb_array_length(CopyIssue.manifest["files"]).label("files"),
            func.jsonb_array_length(CopyIssue.manifest["left_out"]).label("left_out"),
            issuer.full_name.label("issued_by"),
            CopyIssue.issued_at,
            CopyIssue.taker_name,
            CopyIssue.taker_document,
            CopyIssue.received_at,
            CopyIssue.receipt_id,
            CopyIssue.mail_to,
            CopyIssue.mail_no,
            CopyIssue.mailed_on,
            mailer.full_name.label("mailed_by"),
        )
        .join(issuer, issuer.id == CopyIssue.issued_by_id)
        .outerjoin(mailer, mailer.id == CopyIssue.mailed_by_id)
    )


def _line(row: Row[Any]) -> IssueLine:
    return IssueLine(
        id=row.id,
        code=row.code,
        act=ConsultAct(row.act),
        medium=CopyMedium(row.medium),
        copies=row.copies,
        files=row.files,
        left_out=row.left_out,
        issued_by=row.issued_by,
        issued_at=row.issued_at,
        taker_name=row.taker_name or "",
        taker_document=row.taker_document,
        received_at=row.received_at,
        has_receipt=row.receipt_id is not None,
        mail_to=row.mail_to or "",
        mail_no=row.mail_no,
        mailed_on=row.mailed_on,
        mailed_by=row.mailed_by or "",
    )
