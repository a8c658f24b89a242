"""Register somebody by a page or a sheet: the same checks for one person and for thousands."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.errors import ConflictError
from app.models import Person
from app.people.authority import permit, thing_in
from app.people.passwords import NOT_ISSUED
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.register import NewPerson, register_person
from app.people.roles import ClashError, check_days, may_assign
from app.people.serving import check_section
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.excluding import HeldRole, first_clash
from app.policy.vocabulary import Employment

MAX_TEXT = 60
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Kinds of characters that make two names look alike, or turn the line around they stand in."""
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_LATER = "在您填写的时候，用户名或者执法人员编号被别人使用了。请改用其他的，然后重新提交。"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody to be registered; ``since`` is the first day of the posting."""

    full_name: str
    username: str
    unit_id: UUID
    section_id: UUID | None
    post: str
    employment: Employment
    officer_no: str | None
    since: date
    roles: tuple[HeldRole, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What others use already."""

    usernames: frozenset[str]
    officer_nos: frozenset[str]


async def admit_person(
    session: AsyncSession, actor: Actor, applicant: Applicant, *, now: datetime
) -> UUID | Decision:
    """Register somebody with a posting and roles, without a password.

    Appends ``person:registered``.

    Raises:
        NotAcceptableError: with every problem of the fields.
        ClashError: two of the roles exclude each other.
        ConflictError: somebody else took the username or number a moment ago.
    """
    thing = await thing_in(session, applicant.unit_id)
    act = Act.PERSON_REGISTER
    decision = await permit(session, actor, act, thing, subject_id=None, now=now)
    if not decision.allowed:
        return decision
    for unit_id in {role.unit_id for role in applicant.roles}:
        refused = await may_assign(session, actor, unit_id, None, now=now)
        if refused:
            return refused
    today = day_of(now)
    taken = await taken_by_others(session, [applicant.username], [applicant.officer_no or ""])
    problems = problems_of(applicant, taken, today)
    if problems:
        raise NotAcceptableError(*problems)
    for role in applicant.roles:
        check_days(role, today)
    clash = first_clash(applicant.roles, ())
    if clash:
        raise ClashError.of(clash)
    await check_section(session, applicant.unit_id, applicant.section_id)
    return await _write(session, actor, applicant, now=now)


async def taken_by_others(
    session: AsyncSession,
    usernames: Collection[str],
    officer_nos: Collection[str],
    *,
    except_of: UUID | None = None,
) -> Taken:
    """Return which of these names and numbers somebody uses."""
    others = [] if except_of is None else [Person.id != except_of]
    names = await session.scalars(
        select(Person.username).where(Person.username.in_(usernames), *others)
    )
    numbers = await session.scalars(
        select(Person.officer_no).where(Person.officer_no.in_(officer_nos), *others)
    )
    return Taken(frozenset(names), frozenset(number for number in numbers if number))


def problems_of(applicant: Applicant, taken: Taken, today: date) -> Sequence[FieldProblem]:
    """Return what is wrong with the fields, each by its name in forms and sheets."""
    problems = facts_problems(
        applicant.full_name, applicant.username, applicant.officer_no, applicant.post, taken
    )
    if applicant.since > today:
        problems.append(
            FieldProblem("since", "任职开始日期不能晚于今天，请在到任当天或者之后登记。")
        )
    return problems


def facts_problems(
    full_name: str, username: str, officer_no: str | None, post: str, taken: Taken
) -> list[FieldProblem]:
    """Return what is wrong with the facts about a person, whoever that is."""
    problems = []
    if not full_name:
        problems.append(FieldProblem("full_name", "请填写姓名。"))
    for field, what, text in (
        ("full_name", "姓名", full_name),
        ("post", "职务", post),
        ("officer_no", "执法人员编号", officer_no or ""),
    ):
        if len(text) > MAX_TEXT:
            problems.append(FieldProblem(field, f"{what}最长 {MAX_TEXT} 个字，请缩短。"))
        if any(unicodedata.category(sign) in _UNSEEN for sign in text):
            message = f"{what}里有换行或者看不见的字符，请删去后直接键入，不要粘贴。"
            problems.append(FieldProblem(field, message))
    if not _USERNAME.fullmatch(username):
        message = "用户名用 2 至 32 位小写字母、数字、点、下划线或者短横线，以字母或数字开头。"
        problems.append(FieldProblem("username", message))
    elif username in taken.usernames:
        problems.append(FieldProblem("username", f"用户名“{username}”已被使用，请换一个。"))
    if officer_no and officer_no in taken.officer_nos:
        message = f"执法人员编号“{officer_no}”已登记给其他人员，请核对。"
        problems.append(FieldProblem("officer_no", message))
    return problems


async def _write(
    session: AsyncSession, actor: Actor, applicant: Applicant, *, now: datetime
) -> UUID:
    person = NewPerson(
        username=applicant.username,
        full_name=applicant.full_name,
        post=applicant.post,
        password_hash=NOT_ISSUED,
        section_id=applicant.section_id,
        employment=applicant.employment,
        officer_no=applicant.officer_no,
    )
    try:
        async with session.begin_nested():
            return await register_person(
                session,
                actor,
                applicant.unit_id,
                person,
                assignments=applicant.roles,
                since=applicant.since,
                now=now,
            )
    except IntegrityError as error:
        raise ConflictError(_LATER) from error
