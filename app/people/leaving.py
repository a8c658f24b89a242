"""离任 and 重新任职: service ends and may begin again; the history and the name stay."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Posting
from app.people.finding import PersonDetail
from app.people.handling import LEFT, end_handling, lock_handled
from app.people.moving import Destination, may_receive, open_posting
from app.people.passwords import NOT_ISSUED
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.serving import (
    check_section,
    devices_in_hand,
    end_roles,
    end_sessions,
    keep_an_administrator,
    lock_person,
    permit_on_another,
    posting_of_today,
    standing_roles,
)
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision


async def leave_service(
    session: AsyncSession,
    actor: Actor,
    detail: PersonDetail,
    last_day: date,
    why: str,
    *,
    now: datetime,
) -> Decision | None:
    """End somebody's service: posting, roles, account and sessions. Appends ``person:left``.

    Nobody leaves with a device in hand: whoever answers for it must be clear (音像四). The cases
    that were handled go on without (``end_handling``).

    Raises:
        ConflictError: devices are still held, the person has left, or nobody would administer
            the accounts afterwards.
        NotAcceptableError: the day does not fit.
    """
    handled = await lock_handled(session, detail.id)
    person = await lock_person(session, detail.id)
    decision = await permit_on_another(session, actor, Act.PERSON_CHANGE, person, now=now)
    if not decision.allowed:
        return decision
    posting = await posting_of_today(session, person)
    _check_last_day(last_day, posting.from_on, day_of(now))
    await _check_devices(session, detail)
    rows = await standing_roles(session, person.id, day_of(now))
    await keep_an_administrator(session, person, rows, now=now)
    await end_roles(session, actor, rows, last_day, now=now)
    await end_handling(session, actor, person, LEFT, locked=handled, now=now)
    posting.until_on, posting.ended_why = last_day, why
    person.left_on, person.is_active = last_day, False
    await end_sessions(session, person.id, now)
    await append(
        session,
        LedgerKind.PERSON_LEFT,
        actor,
        unit_id=person.unit_id,
        subject_id=person.id,
        detail={"until": str(last_day)},
        now=now,
    )
    return None


async def return_to_service(
    session: AsyncSession,
    actor: Actor,
    detail: PersonDetail,
    target: Destination,
    *,
    now: datetime,
) -> Decision | None:
    """Begin a new posting of somebody who left. Appends ``person:returned``.

    Roles do not come back by themselves, and nobody signs in with the password of back then.

    Raises:
        ConflictError: the person has not left.
        NotAcceptableError: the day or the section does not fit.
    """
    person = await lock_person(session, detail.id)
    decision = await permit_on_another(session, actor, Act.PERSON_CHANGE, person, now=now)
    if not decision.allowed:
        return decision
    refused = await may_receive(session, actor, person, target.unit_id, now=now)
    if refused:
        return refused
    if person.left_on is None:
        raise ConflictError(f"{person.full_name}没有离任，不需要办理重新任职。")
    await _check_first_day(session, person.id, target.from_on, day_of(now))
    await check_section(session, target.unit_id, target.section_id)
    await open_posting(session, person, target)
    person.left_on, person.is_active = None, True
    person.password_hash = NOT_ISSUED
    await append(
        session,
        LedgerKind.PERSON_RETURNED,
        actor,
        unit_id=target.unit_id,
        subject_id=person.id,
        detail={"unit": target.unit_id, "section": target.section_id, "from": str(target.from_on)},
        now=now,
    )
    return None


async def _check_devices(session: AsyncSession, detail: PersonDetail) -> None:
    numbers = "、".join(await devices_in_hand(session, detail.id))
    if numbers:
        message = (
            f"{detail.full_name}名下还有未交回的设备：{numbers}。"
            "请设备管理员先办理收回或者交接，再办理离任。"
        )
        raise ConflictError(message)


def _check_last_day(last_day: date, since: date, today: date) -> None:
    if last_day > today:
        message = "离任在最后一天当天或者事后办理，不能预先登记将来的日期。请到那一天再办理。"
        raise NotAcceptableError(FieldProblem("until", message))
    if last_day < since:
        message = f"现在的任职从 {since} 开始，最后一天不能早于这一天。请重新填写。"
        raise NotAcceptableError(FieldProblem("until", message))


async def _check_first_day(
    session: AsyncSession, person_id: UUID, first_day: date, today: date
) -> None:
    if first_day > today:
        message = "重新任职在当天或者事后办理，不能预先登记将来的日期。请到那一天再办理。"
        raise NotAcceptableError(FieldProblem("from", message))
    until = await session.scalar(
        select(func.max(Posting.until_on)).where(Posting.person_id == person_id)
    )
    if until is not None and first_day <= until:
        message = f"上一次任职到 {until} 为止，新的任职必须从这之后的一天开始。"
        raise NotAcceptableError(FieldProblem("from", message))
