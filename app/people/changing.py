"""更正登记: set right what was entered wrongly. What has changed in fact is a move or a leave."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, Posting
from app.people.admitting import facts_problems, taken_by_others
from app.people.finding import PersonDetail
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.serving import (
    check_section,
    lock_person,
    permit_on_account,
    posting_of_today,
)
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.clocks import day_of
from app.policy.decision import Decision
from app.policy.vocabulary import Employment

_LATER = "在您填写的时候，用户名或者执法人员编号被别人使用了。请改用其他的，然后重新提交。"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is written about a person; section and post are those of the posting of today.

    ``since`` is the first day of that posting; without one it stays.
    """

    full_name: str
    username: str
    section_id: UUID | None
    post: str
    employment: Employment
    officer_no: str | None
    since: date | None = None


async def correct_facts(
    session: AsyncSession, actor: Actor, detail: PersonDetail, facts: Facts, *, now: datetime
) -> Decision | None:
    """Write the facts over those of today. Appends ``person:changed`` with the fields' names.

    The name of the sign-in is part of the account, so the rule is that of issuing a password.

    Raises:
        ConflictError: the person has left, or a name was taken a moment ago.
        NotAcceptableError: with every problem of the fields.
    """
    person = await lock_person(session, detail.id)
    decision = await permit_on_account(session, actor, Act.PERSON_CHANGE, person, now=now)
    if not decision.allowed:
        return decision
    posting = await posting_of_today(session, person)
    taken = await taken_by_others(
        session, [facts.username], [facts.officer_no or ""], except_of=person.id
    )
    problems = facts_problems(facts.full_name, facts.username, facts.officer_no, facts.post, taken)
    problems += await _problems_of_day(session, posting, facts.since, day_of(now))
    if problems:
        raise NotAcceptableError(*problems)
    if facts.section_id != person.section_id:
        await check_section(session, person.unit_id, facts.section_id)
    changed = _apply(person, posting, facts)
    if not changed:
        return None
    try:
        await session.flush()
    except IntegrityError as error:
        raise ConflictError(_LATER) from error
    await append(
        session,
        LedgerKind.PERSON_CHANGED,
        actor,
        unit_id=person.unit_id,
        subject_id=person.id,
        detail={"fields": changed},
        now=now,
    )
    return None


def _apply(person: Person, posting: Posting, facts: Facts) -> list[str]:
    """Return the names of the columns that became different."""
    wanted = {
        "full_name": facts.full_name,
        "username": facts.username,
        "section_id": facts.section_id,
        "post": facts.post,
        "employment": facts.employment.value,
        "officer_no": facts.officer_no,
    }
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, wanted[name])
    posting.section_id, posting.post = facts.section_id, facts.post
    if facts.since not in {None, posting.from_on}:
        posting.from_on = facts.since
        changed.append("since")
    return changed


async def _problems_of_day(
    session: AsyncSession, posting: Posting, since: date | None, today: date
) -> tuple[FieldProblem, ...]:
    """Return why the posting cannot have begun on a day: it is to come, or in an earlier one."""
    if since is None or since == posting.from_on:
        return ()
    if since > today:
        return (FieldProblem("since", "任职开始日期不能晚于今天。"),)
    before = await session.scalar(
        select(func.max(Posting.until_on)).where(
            Posting.person_id == posting.person_id, Posting.id != posting.id
        )
    )
    if before is None or since > before:
        return ()
    return (FieldProblem("since", f"以前的任职到 {before} 为止，请填写这之后的日期。"),)
