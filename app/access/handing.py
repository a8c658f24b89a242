"""签收 and 寄送: note who signed for a copy and where it was mailed (汝州调阅 6, 8)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.copies import (
    find_issue,
    note_handling,
    note_refused,
    require_sealed,
)
from app.access.registering import register_correction, register_mailing, register_receipt
from app.clock import day_of
from app.db import transaction
from app.errors import ConflictError
from app.ledger.kinds import LedgerKind
from app.models import CopyIssue
from app.pages.passing import SCANS
from app.papers.adding import Desk
from app.papers.arriving import arriving, keep_paper, register_original, twin_of
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.copying import receipt_problem
from app.policy.decision import Decision, refuse

LONGEST = 200
_MAIL_OUT = "access.mail_out"


@dataclass(frozen=True, slots=True)
class Taker:
    """签收人 as the keeper enters them.

    ``correction`` says why the receipt that was noted before is wrong; ``None`` of the first one.
    """

    name: str
    document: str
    correction: str | None = None


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
    return await note_refused(session, actor, held, held.refused(), now)


async def receive_copy(
    session: AsyncSession,
    actor: Actor,
    issue_id: UUID,
    taker: Taker,
    *,
    receipt_id: UUID | None = None,
    now: datetime,
) -> Decision | None:
    """Note who signed for a copy, or correct what was noted; or return the refusal.

    Appends ``copy:received`` or ``copy:receipt_corrected``, and writes the line 领取 or 更正领取 of
    the register, beside that of the issue: what was written before stays as it is. A correction
    without a scan leaves the one there is. Locks the issue, then the register.

    Raises:
        NotFoundError: as ``find_issue`` says.
        NotAcceptableError: the taker is not named, why it is corrected is not said, or the scan
            that the agency requires is missing.
        ConflictError: it was signed for before, or not yet, or it is not sealed.
    """
    held = await find_issue(session, actor, issue_id, for_update=True)
    if not held.is_keeper:
        return await note_refused(session, actor, held, held.refused(), now)
    require_sealed(held.issue)
    _require_taker(held.issue, taker)
    issue = held.issue
    scan_id = receipt_id or issue.receipt_id
    await _require_scan(session, held.issue, has_scan=scan_id is not None)
    before = f"{issue.taker_name} {issue.taker_document}".rstrip()
    was_scan, issue.receipt_id = issue.receipt_id, scan_id
    issue.taker_name, issue.taker_document = taker.name, taker.document
    if taker.correction is None:
        issue.received_at = now
        await session.flush()
        noted = {"receipt": receipt_id}
        await note_handling(session, LedgerKind.COPY_RECEIVED, actor, held, noted, now=now)
        await register_receipt(session, actor, issue, now=now)
        return None
    await session.flush()
    detail = {"receipt": scan_id, "receipt_before": was_scan, "reason": taker.correction}
    await note_handling(session, LedgerKind.COPY_RECEIPT_CORRECTED, actor, held, detail, now=now)
    said = f"更正：原登记领取人 {before}，{taker.correction}"
    await register_correction(session, actor, issue, said, now=now)
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
    async with arriving(desk.store, stream, file_name, takes=SCANS) as paper:
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
    if not held.may_hand_out:
        refused = refuse(
            "寄送由资料保管人员登记；外地执法部门来函索要的材料，由案件主办人寄送和登记。",
            *pack.citation(_MAIL_OUT),
        )
        return await note_refused(session, actor, held, held.refused(refused), now)
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
    if issue.received_at is not None and taker.correction is None:
        raise ConflictError(
            f"这份复制件已经由{issue.taker_name}签收，没有再次登记。登记有误的，请更正签收。"
        )
    if issue.received_at is None and taker.correction is not None:
        raise ConflictError("这份复制件还没有登记签收，不需要更正。请直接登记签收。")
    problems = [
        FieldProblem(name, said)
        for name, text, said in (
            ("taker", taker.name, "请填写签收人的姓名"),
            ("document", taker.document, "请填写签收人的证件名称和号码"),
            ("correction", taker.correction or "", "请写明原来的登记错在哪里"),
        )
        if not 0 < len(text) <= LONGEST and (name, taker.correction) != ("correction", None)
    ]
    if problems:
        raise NotAcceptableError(
            *(FieldProblem(it.field, f"{it.message}，不超过 {LONGEST} 个字。") for it in problems)
        )


async def _require_scan(session: AsyncSession, issue: CopyIssue, *, has_scan: bool) -> None:
    """Raise ``NotAcceptableError`` where the agency requires a scan of the signed receipt."""
    problem = receipt_problem(await pack_of_unit(session, issue.unit_id), has_scan=has_scan)
    if problem:
        raise NotAcceptableError(FieldProblem("scan", problem))


def _require_parcel(issue: CopyIssue, parcel: Parcel, now: datetime) -> date:
    """Return the day on which it was mailed, or raise with every problem of the parcel."""
    if issue.mailed_on is not None:
        raise ConflictError("这份复制件已经登记寄送，没有再次登记。")
    if issue.received_at is not None:
        raise ConflictError(
            f"这份复制件已经由{issue.taker_name}领取，不能再登记寄送。领取登记有误的，请先更正签收。"
        )
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
