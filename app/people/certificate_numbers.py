"""A certificate's number belongs to one person and is in force once a day."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Text, and_, cast, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError
from app.models import Person, Qualification
from app.people.authority import authorise, thing_in
from app.people.certificate_form import KIND_WORDS, NewQualification
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.vocabulary import QualificationKind

_A_DAY = timedelta(days=1)
_BESIDE_OTHERS = text("LOCK TABLE qualification IN ROW EXCLUSIVE MODE")
_ALONE = text("LOCK TABLE qualification IN SHARE ROW EXCLUSIVE MODE")


class NumberTakenError(ConflictError):
    """The number is registered for another person, or for the same days."""

    code = "certificate_number_taken"
    message = "这个证件编号已经登记，请核对证件编号。"


async def claim_number(
    session: AsyncSession,
    actor: Actor,
    holder_id: UUID,
    new: NewQualification,
    *,
    changing: Qualification | None = None,
) -> None:
    """Keep a number for this person until the end of the transaction.

    Takes an advisory lock on kind and number: whoever registers the same number at the same time
    waits and then reads what was written. Waits for an import too (``claim_all_numbers``).
    ``changing`` is the certificate that is being mended.

    Raises:
        NumberTakenError: with a sentence; another person is named only to whoever may know them.
    """
    key = f"qualification:{new.kind.value}:{new.certificate_no}"
    lock = func.pg_advisory_xact_lock(func.hashtextextended(key, 0))
    await session.execute(_BESIDE_OTHERS)
    await session.execute(select(cast(lock, Text)))
    ends_before = new.valid_until + _A_DAY
    if changing is not None and changing.revoked_on is not None:
        ends_before = min(ends_before, changing.revoked_on)
    same_days = and_(
        Qualification.valid_from < ends_before,
        func.least(Qualification.valid_until + 1, Qualification.revoked_on) > new.valid_from,
    )
    taken = await session.scalar(
        select(Qualification)
        .where(
            Qualification.kind == new.kind.value,
            Qualification.certificate_no == new.certificate_no,
            Qualification.id.is_distinct_from(changing.id if changing else None),
            or_(Qualification.person_id != holder_id, same_days),
        )
        .limit(1)
    )
    if taken is not None:
        raise NumberTakenError(await _sentence(session, actor, holder_id, taken))


async def claim_all_numbers(session: AsyncSession) -> None:
    """Keep every number until the end of the transaction, for an import.

    Locks the table against writers: a lock for each of 5,000 numbers would not fit into the
    server's table of locks.
    """
    await session.execute(_ALONE)


def is_same_days(taken: Qualification, new: NewQualification) -> bool:
    """Whether a registered certificate is in force on a day of the new one."""
    ends_before = taken.valid_until + _A_DAY
    if taken.revoked_on is not None:
        ends_before = min(ends_before, taken.revoked_on)
    return taken.valid_from <= new.valid_until and ends_before > new.valid_from


def words_of_taken(taken: Qualification, holder_id: UUID, named: str) -> str:
    """Say whose the number is; ``named`` is empty when the reader may not know the person."""
    words = f"编号为 {taken.certificate_no} 的{KIND_WORDS[QualificationKind(taken.kind)]}"
    if taken.person_id == holder_id:
        last = taken.revoked_on - _A_DAY if taken.revoked_on else taken.valid_until
        return (
            f"{words}已经为本人登记，有效期到 {last.isoformat()}，与填写的有效期重叠。"
            "登记有误的，请更正原来的登记；换领了新证的，请在原证件上办理换发。"
        )
    holder = f"{named or '其他人员'}名下"
    return (
        f"{words}已经登记在{holder}。请核对证件原件上的编号和种类；确认无误的，请先核实那一份登记。"
    )


async def _sentence(
    session: AsyncSession, actor: Actor, holder_id: UUID, taken: Qualification
) -> str:
    person = await session.get_one(Person, taken.person_id)
    thing = await thing_in(session, person.unit_id, person_id=person.id)
    known = await authorise(session, actor, Act.PERSON_KNOW, thing)
    return words_of_taken(taken, holder_id, person.full_name if known.allowed else "")
