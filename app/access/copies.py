"""A copy that was issued: find it, and open what was kept of it, always on the record.

Whoever may not know of it is told what is told of one that never was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.mailing import mails_request
from app.access.requests import number_of, thing_of_request
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import AccessPermit, AccessRequest, CopyIssue, Original
from app.people.authority import authorise, note_refusal
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.asking import shut_until_set
from app.policy.decision import Decision, refuse

_NOT_KEEPER = refuse("复制件由资料保管人员发放、保存和登记签收，您不能办理。")


@dataclass(frozen=True, slots=True)
class HeldIssue:
    """An issue with its request, and what one actor may do about it.

    ``unset`` are the settings that nobody has made and of which some value would make the actor
    its keeper.
    """

    issue: CopyIssue
    request: AccessRequest
    is_keeper: bool
    may_hand_out: bool
    """Whether the actor opens what was kept and mails it: the keeper, and who copies and mails."""
    unset: tuple[str, ...]

    def refused(self, decision: Decision = _NOT_KEEPER) -> Decision:
        """Return the refusal of somebody who is no keeper, with the setting that is missing."""
        return shut_until_set(decision, self.unset)


@dataclass(frozen=True, slots=True)
class OpenedBundle:
    """What is about to be sent."""

    storage_key: str
    size_bytes: int
    file_name: str


async def find_issue(
    session: AsyncSession, actor: Actor, issue_id: UUID, *, for_update: bool = False
) -> HeldIssue:
    """Return an issue of which the actor may know; ``for_update`` locks its row.

    Whoever may know the request knows its copies; so does the main handler who is to mail them.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    issue = await session.get(
        CopyIssue, issue_id, with_for_update=for_update, populate_existing=True
    )
    if issue is None:
        raise NotFoundError
    request = await session.get_one(AccessRequest, issue.request_id)
    thing = await thing_of_request(session, request)
    knows = (await authorise(session, actor, Act.ACCESS_KNOW, thing)).allowed
    keeping = await authorise(session, actor, Act.ACCESS_RECEIVE, thing)
    mails = await mails_request(session, actor, request)
    if not (knows or mails):
        raise NotFoundError
    return HeldIssue(issue, request, keeping.allowed, keeping.allowed or mails, keeping.unset)


async def open_bundle(
    session: AsyncSession, actor: Actor, issue_id: UUID, *, now: datetime
) -> OpenedBundle | Decision:
    """Return where the retained copy lies, or the refusal. Appends ``copy:opened``.

    What was not handed over while the permit held is not handed over any more.

    Raises:
        ConflictError: it is not sealed yet.
        NotFoundError: as ``find_issue`` says.
    """
    held = await find_issue(session, actor, issue_id)
    decision = await _may_open(session, held, now)
    if decision is not None:
        await note_refused(session, actor, held, decision, now)
        return decision
    original = await session.get_one(Original, require_sealed(held.issue))
    await note_handling(
        session,
        LedgerKind.COPY_OPENED,
        actor,
        held,
        {"what": "bundle", "size_bytes": original.size_bytes, "sha256": original.sha256},
        now=now,
    )
    name = f"{number_of(held.request.year, held.request.serial)} {held.issue.code}.zip"
    return OpenedBundle(original.storage_key, original.size_bytes, name)


async def still_may_open(
    session: AsyncSession, actor: Actor, issue_id: UUID, *, now: datetime
) -> bool:
    """Return whether the right still holds while the bundle is being sent."""
    return await _may_open(session, await find_issue(session, actor, issue_id), now) is None


async def _may_open(session: AsyncSession, held: HeldIssue, now: datetime) -> Decision | None:
    if not held.may_hand_out:
        return held.refused()
    was_handed_over = held.issue.received_at is not None or held.issue.mailed_on is not None
    permit = await session.get_one(AccessPermit, held.issue.permit_id, populate_existing=True)
    if was_handed_over or (permit.ended_at is None and now < permit.until_at):
        return None
    return refuse(
        "准予已经收回或者期限届满，这份复制件没有交付，不能再打开交付。需要复制的，请重新申请。"
    )


def require_sealed(issue: CopyIssue) -> UUID:
    """Return what was kept of an issue; nothing is handed over before it is.

    Raises:
        ConflictError: it is not sealed yet.
    """
    if issue.bundle_id is None:
        raise ConflictError(
            "复制件的留存件正在封存，封存以后才能交付、寄送。请稍后刷新页面再办理。"
        )
    return issue.bundle_id


async def note_refused(
    session: AsyncSession, actor: Actor, held: HeldIssue, decision: Decision, now: datetime
) -> Decision:
    """Append ``act:refused`` about the issue and return the refusal."""
    await note_refusal(
        session,
        actor,
        Act.ACCESS_RECEIVE,
        unit_id=held.issue.unit_id,
        subject_id=held.issue.id,
        decision=decision,
        now=now,
    )
    return decision


async def note_handling(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    held: HeldIssue,
    detail: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    """Append an event about the issue, with the request and the code of the copy."""
    no = number_of(held.request.year, held.request.serial)
    await append(
        session,
        kind,
        actor,
        unit_id=held.issue.unit_id,
        subject_id=held.issue.id,
        detail={"no": no, "request": held.request.id, "mark": held.issue.code, **detail},
        now=now,
    )
