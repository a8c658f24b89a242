"""Write down training and supervision of officers (Zhangzi, article 3).

Records are mended and attendees come and go; what stood there before stays in the ledger.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import InvalidInputError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Training, TrainingAttendance
from app.people.authority import extent_of, permit, thing_in
from app.people.queries import unit_names
from app.people.training_attendance import candidates_for
from app.people.training_form import MOST_RESULT, NewTraining
from app.people.trainings import TrainingDetail, find_training
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import TrainingKind


async def units_for_training(
    session: AsyncSession, actor: Actor, now: datetime
) -> dict[UUID, str] | Decision:
    """Return the units, by id, for which the actor writes records; a refusal is an event."""
    extent = await extent_of(session, actor, Act.TRAINING_KEEP)
    if extent.units or actor.unit_id is None:
        return await unit_names(session, extent.units)
    thing = await thing_in(session, actor.unit_id)
    return await permit(session, actor, Act.TRAINING_KEEP, thing, subject_id=None, now=now)


async def register_training(
    session: AsyncSession, actor: Actor, unit_id: UUID, new: NewTraining, now: datetime
) -> UUID | Decision:
    """Write down a training or a check. Appends ``training:registered``."""
    thing = await thing_in(session, unit_id)
    decision = await permit(session, actor, Act.TRAINING_KEEP, thing, subject_id=None, now=now)
    if not decision.allowed:
        return decision
    return await enter_training(session, actor, unit_id, new, now)


async def enter_training(
    session: AsyncSession, actor: Actor, unit_id: UUID, new: NewTraining, now: datetime
) -> UUID:
    """Write it down without asking for a right: the caller has asked, or is the console.

    Appends ``training:registered``.
    """
    row = Training(id=ids.new_id(), unit_id=unit_id, registered_by_id=actor.id, registered_at=now)
    _write(row, new)
    session.add(row)
    await session.flush()
    await append(
        session,
        LedgerKind.TRAINING_REGISTERED,
        actor,
        unit_id=unit_id,
        subject_id=row.id,
        detail=_particulars(new),
        now=now,
    )
    return row.id


async def change_training(
    session: AsyncSession, actor: Actor, training_id: UUID, new: NewTraining, now: datetime
) -> UUID | Decision:
    """Mend a record. Appends ``training:changed`` with before and after; nothing new, no event.

    Locks the record.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    found = await open_for_keeping(session, actor, training_id, now)
    if isinstance(found, Decision):
        return found
    row = await session.scalar(
        select(Training)
        .where(Training.id == training_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    assert row is not None
    kind = TrainingKind(row.kind)
    stood = NewTraining(kind, row.title, row.held_on, row.hours, row.organiser, row.note)
    before, after = _particulars(stood), _particulars(new)
    changed = [key for key, value in after.items() if before[key] != value]
    if changed:
        _write(row, new)
        await session.flush()
        detail = {
            "before": {key: before[key] for key in changed},
            "after": {key: after[key] for key in changed},
        }
        await _note_change(session, actor, found, detail, now)
    return row.id


async def enter_attendees(
    session: AsyncSession,
    actor: Actor,
    training_id: UUID,
    people: Collection[UUID],
    *,
    result: str,
    remark: str,
    now: datetime,
) -> UUID | Decision:
    """Enter people with one result; who is entered already gets the new result.

    Appends ``training:changed``.

    Raises:
        NotFoundError: as in ``change_training``.
        InvalidInputError: nobody is chosen, somebody is not of these units, a text is too long.
    """
    found = await open_for_keeping(session, actor, training_id, now)
    if isinstance(found, Decision):
        return found
    possible = {one.id for one in await candidates_for(session, found.unit_id, found.held_on)}
    possible |= {one.person_id for one in found.attendees}
    if not people:
        raise InvalidInputError("请至少选择一名人员。", field="people")
    if not possible.issuperset(people):
        raise InvalidInputError("有的人员不在这个单位，请刷新页面后重新选择。", field="people")
    if max(len(result), len(remark)) > MOST_RESULT:
        raise InvalidInputError(f"结果和备注各不超过 {MOST_RESULT} 个字。", field="result")
    values = [
        {"training_id": training_id, "person_id": person, "result": result, "remark": remark}
        for person in sorted(people)
    ]
    statement = insert(TrainingAttendance).values(values)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["training_id", "person_id"],
            set_={"result": statement.excluded.result, "remark": statement.excluded.remark},
        )
    )
    stood = {one.person_id: one for one in found.attendees}
    detail = {
        "entered": [str(person) for person in sorted(people)],
        "result": result,
        "remark": remark,
        "before": {
            str(person): {"result": stood[person].result, "remark": stood[person].remark}
            for person in sorted(people)
            if person in stood
        },
    }
    await _note_change(session, actor, found, detail, now)
    return training_id


async def remove_attendee(
    session: AsyncSession, actor: Actor, training_id: UUID, person_id: UUID, now: datetime
) -> UUID | Decision:
    """Take somebody out who was entered by mistake. Appends ``training:changed``.

    Raises:
        NotFoundError: as in ``change_training``, or this person is not entered.
    """
    found = await open_for_keeping(session, actor, training_id, now)
    if isinstance(found, Decision):
        return found
    gone = next((one for one in found.attendees if one.person_id == person_id), None)
    if gone is None:
        raise NotFoundError
    await session.execute(
        delete(TrainingAttendance).where(
            TrainingAttendance.training_id == training_id,
            TrainingAttendance.person_id == person_id,
        )
    )
    detail = {"removed": str(person_id), "result": gone.result, "remark": gone.remark}
    await _note_change(session, actor, found, detail, now)
    return training_id


async def open_for_keeping(
    session: AsyncSession, actor: Actor, training_id: UUID, now: datetime
) -> TrainingDetail | Decision:
    """Return a record to whoever keeps it; a refusal appends ``act:refused``.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    found = await find_training(session, actor, training_id)
    thing = await thing_in(session, found.unit_id)
    decision = await permit(session, actor, Act.TRAINING_KEEP, thing, subject_id=found.id, now=now)
    return found if decision.allowed else decision


def _write(row: Training, new: NewTraining) -> None:
    row.kind, row.title, row.held_on = new.kind.value, new.title, new.held_on
    row.hours, row.organiser, row.note = new.hours, new.organiser, new.note


def _particulars(new: NewTraining) -> dict[str, str]:
    words = {key: "" if value is None else str(value) for key, value in asdict(new).items()}
    return words | {"hours": f"{new.hours:f}" if new.hours is not None else ""}


async def _note_change(
    session: AsyncSession,
    actor: Actor,
    found: TrainingDetail,
    detail: dict[str, Any],
    now: datetime,
) -> None:
    await append(
        session,
        LedgerKind.TRAINING_CHANGED,
        actor,
        unit_id=found.unit_id,
        subject_id=found.id,
        detail=detail,
        now=now,
    )
