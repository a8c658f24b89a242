"""签收 and 寄送: note who signed for a copy and where it was mailed (汝州调阅 6, 8)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.copies import (
    NOT_KEEPER,
    find_issue,
    note_handling,
    note_refused,
    require_sealed,
)
from app.access.registering import register_mailing, register_receipt
from app.clock import day_of
from app.db import transaction
from app.errors import ConflictError
from app.ledger.kinds import LedgerKind
from app.models import CopyIssue
from app.pages.passing import PaperType, UnfitDocumentError
from app.papers.adding import Desk
from app.papers.arriving import arriving, keep_paper, register_original, twin_of
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.decision import Decision, refuse

LONGEST = 200
SCANS = (PaperType.PDF, PaperType.JPEG, PaperType.PNG)
_MAIL_OUT = "access.mail_out"


@dataclass(frozen=True, slots=True)
class Taker:
    """签收人 as the keeper enters them."""

    name: str
    document: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """寄送 as somebody enters it; ``on`` is ``None`` where no day can be read."""

    to: str
    number: str
    on: date | None


async def may_receive(
    session: AsyncSession, actor: Actor, issue_id: UUID, *, now: datetime
) -> Decision | None:
    """Return the refusal before anything is sent; it is noted.

    Raises:
        NotFoundError: as ``find_issue`` says.
    """
    held = await find_issue(session, actor, issue_id)
    if held.is_keeper:
        return None
    return await note_refused(session, actor, held, NOT_KEEPER, now)


async def receive_copy(
    session: AsyncSession,
    actor: Actor,
    issue_id: UUID,
    taker: Taker,
    *,
    receipt_id: UUID | None = None,
    now: datetime,
) -> Decision | None:
    """Note who signed for a copy, or return the refusal. Appends ``copy:received``.

    Writes the line 领取 of the register, beside that of the issue. Locks the issue, then the
    register.

    Raises:
        NotFoundError: as ``find_issue`` says.
        NotAcceptableError: the taker is not named.
        ConflictError: it was signed for before, or is not sealed yet.
    """
    held = await find_issue(session, actor, issue_id, for_update=True)
    if not held.is_keeper:
        return await note_refused(session, actor, held, NOT_KEEPER, now)
    require_sealed(held.issue)
    _require_taker(held.issue, taker)
    issue = held.issue
    issue.taker_name, issue.taker_document = taker.name, taker.document
    issue.received_at, issue.receipt_id = now, receipt_id
    await session.flush()
    detail = {"receipt": receipt_id}
    await note_handling(session, LedgerKind.COPY_RECEIVED, actor, held, detail, now=now)
    await register_receipt(session, actor, issue, now=now)
    return None


async def receive_with_scan(
    desk: Desk,
    actor: Actor,
    issue_id: UUID,
    taker: Taker,
    *,
    file_name: str,
    stream: AsyncIterator[bytes],
) -> Decision | None:
    """Note who signed, with the scan of the signed receipt, or return the refusal.

    Commits by itself; call it without an open transaction. Raises what ``receive_copy`` raises.

    Raises:
        UnfitDocumentError, BodyBrokenError: nothing is kept.
        StorageFullError, StorageFailureError: nothing is noted.
    """
    async with arriving(desk.store, stream, file_name) as paper:
        if paper.media_type not in SCANS:
            raise UnfitDocumentError(
                "扫描件应当是 PDF、JPEG 或者 PNG，没有保存。请转换后重新上传。"
            )
        async with transaction(desk.sessions) as session:
            refused = await may_receive(session, actor, issue_id, now=desk.clock())
            if refused is not None:
                return refused
            _require_taker((await find_issue(session, actor, issue_id)).issue, taker)
            twin = await twin_of(session, paper)
        kept = await keep_paper(desk.store, paper, twin)
        async with transaction(desk.sessions) as session:
            now = desk.clock()
            await register_original(session, kept, now)
            return await receive_copy(
                session, actor, issue_id, taker, receipt_id=kept.original_id, now=now
            )


async def mail_copy(
    session: AsyncSession, actor: Actor, issue_id: UUID, parcel: Parcel, *, now: datetime
) -> Decision | None:
    """Note where a copy was mailed, or return the refusal. Appends ``copy:mailed``.

    Writes the line 寄送 of the register, beside that of the issue. Locks the issue, then the
    register.

    Raises:
        NotFoundError: as ``find_issue`` says.
        NotAcceptableError: no address, or a day on which it cannot have been mailed.
        ConflictError: it was mailed before, or is not sealed yet.
    """
    held = await find_issue(session, actor, issue_id, for_update=True)
    pack = await pack_of_unit(session, held.request.unit_id)
    if not held.may_mail:
        refused = refuse(
            "寄送由资料保管人员登记；外地执法部门来函索要的材料，由案件主办人寄送和登记。",
            *pack.citation(_MAIL_OUT),
        )
        return await note_refused(session, actor, held, refused, now)
    issue = held.issue
    require_sealed(issue)
    on = _require_parcel(issue, parcel, now)
    issue.mail_to, issue.mail_no = parcel.to, parcel.number
    issue.mailed_on, issue.mailed_by_id = on, actor.id
    await session.flush()
    detail = {"on": on.isoformat(), "is_keeper": held.is_keeper}
    await note_handling(session, LedgerKind.COPY_MAILED, actor, held, detail, now=now)
    await register_mailing(session, issue, now=now)
    return None


def _require_taker(issue: CopyIssue, taker: Taker) -> None:
    if issue.received_at is not None:
        raise ConflictError(f"这份复制件已经由{issue.taker_name}签收，没有再次登记。")
    problems = [
        FieldProblem(name, said)
        for name, text, said in (
            ("taker", taker.name, "请填写签收人的姓名"),
            ("document", taker.document, "请填写签收人的证件名称和号码"),
        )
        if not 0 < len(text) <= LONGEST
    ]
    if problems:
        raise NotAcceptableError(
            *(FieldProblem(it.field, f"{it.message}，不超过 {LONGEST} 个字。") for it in problems)
        )


def _require_parcel(issue: CopyIssue, parcel: Parcel, now: datetime) -> date:
    """Return the day on which it was mailed, or raise with every problem of the parcel."""
    if issue.mailed_on is not None:
        raise ConflictError("这份复制件已经登记寄送，没有再次登记。")
    problems = []
    if not 0 < len(parcel.to) <= LONGEST:
        said = f"请填写收件单位和地址，不超过 {LONGEST} 个字。"
        problems.append(FieldProblem("mail_to", said))
    if len(parcel.number) > LONGEST:
        problems.append(FieldProblem("mail_no", f"单号最长 {LONGEST} 个字，请缩短。"))
    if parcel.on is None or not day_of(issue.issued_at) <= parcel.on <= day_of(now):
        said = "请填写寄出日期，应当在发放之日到今天之间。"
        problems.append(FieldProblem("mailed_on", said))
    if problems or parcel.on is None:
        raise NotAcceptableError(*problems)
    return parcel.on
