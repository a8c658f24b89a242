"""Import people from a sheet: check every row first, write the faultless ones after a yes.

People who are registered already are named as problems and left alone: a sheet must not change
somebody's account. Nobody imported can sign in before a password was issued, so thousands of
rows cost no hashing, and no list of passwords ever exists.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import day_of
from app.documents.xlsx_in import ImportedRow, ImportedTable, RowProblem, duplicates_of
from app.errors import ConflictError
from app.ledger.book import append, append_all
from app.ledger.kinds import LedgerKind
from app.models import Person, Posting, RoleAssignment
from app.people.admitting import Applicant, Taken, problems_of, taken_by_others
from app.people.authority import permit, thing_in
from app.people.batches import Checked, take_batch
from app.people.import_form import ROLE_KEYS, Form, applicant_of, lowered, text_of
from app.people.passwords import NOT_ISSUED
from app.people.problems import NotAcceptableError
from app.people.roles import may_assign
from app.people.serving import check_section
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.excluding import first_clash
from app.policy.vocabulary import ImportKind

_STALE = (
    "检查之后，有的用户名、执法人员编号或者科室发生了变化，没有导入任何人员。"
    "请重新上传表格，系统会再检查一次。"
)


async def may_import(
    session: AsyncSession, actor: Actor, unit_id: UUID, now: datetime
) -> Decision | None:
    """Return the refusal when the actor may not register people with roles in this unit."""
    thing = await thing_in(session, unit_id)
    act = Act.PERSON_REGISTER
    decision = await permit(session, actor, act, thing, subject_id=unit_id, now=now)
    if not decision.allowed:
        return decision
    return await may_assign(session, actor, unit_id, None, now=now)


async def check_people(
    session: AsyncSession, form: Form, table: ImportedTable, now: datetime
) -> Checked:
    """Hold every row against the others and against the database."""
    taken = await _taken(session, table)
    found = [*table.problems]
    for key in ("username", "officer_no"):
        found += duplicates_of(lowered(table), key)
    said = {(problem.row, problem.column) for problem in found}
    today = day_of(now)
    for row in table.rows:
        found += _unsaid(_problems_of_row(form, row, taken, today), said)
    faulty = {problem.row for problem in found}
    return Checked(
        rows=tuple(_kept(form, row, today) for row in table.rows if row.number not in faulty),
        problems=tuple(sorted(found, key=lambda problem: problem.row)),
    )


def _unsaid(problems: list[RowProblem], said: set[tuple[int, str | None]]) -> list[RowProblem]:
    """Return the problems of columns that have none yet: one answer for a cell is enough."""
    return [problem for problem in problems if (problem.row, problem.column) not in said]


async def import_people(
    session: AsyncSession, actor: Actor, batch_id: UUID, *, now: datetime
) -> int | Decision:
    """Register everybody of a checked sheet, all or none, and return how many.

    Appends ``people:imported`` about the sheet, and ``person:registered`` about each person, so
    that everybody's history begins with their registration, however they came in.

    Raises:
        NotFoundError: the sheet was used or has expired.
        ConflictError: something changed since it was checked.
    """
    batch = await take_batch(session, actor, ImportKind.PEOPLE, batch_id, now)
    refused = await may_import(session, actor, batch.unit_id, now)
    if refused:
        return refused
    rows = batch.checked.rows
    if not rows:
        raise ConflictError("这份表格没有可以导入的行。请按问题清单改正后重新上传。")
    await _check_sections(session, batch.unit_id, rows)
    made = [(ids.new_id(), row) for row in rows]
    try:
        async with session.begin_nested():
            await _write(session, actor, batch.unit_id, made, now=now)
    except IntegrityError as error:
        raise ConflictError(_STALE) from error
    await append(
        session,
        LedgerKind.PEOPLE_IMPORTED,
        actor,
        unit_id=batch.unit_id,
        subject_id=batch.id,
        detail={"people": len(made)},
        now=now,
    )
    return len(made)


async def _taken(session: AsyncSession, table: ImportedTable) -> Taken:
    usernames = [text_of(row, "username").lower() for row in table.rows]
    numbers = [text_of(row, "officer_no") for row in table.rows]
    return await taken_by_others(session, usernames, numbers)


def _problems_of_row(form: Form, row: ImportedRow, taken: Taken, today: date) -> list[RowProblem]:
    applicant = applicant_of(form, row, today)
    found = [
        RowProblem(row.number, problem.field, problem.message)
        for problem in problems_of(applicant, taken, today)
    ]
    return found + (_repeated_roles(form, row) or _clashing_roles(form, row, applicant))


def _repeated_roles(form: Form, row: ImportedRow) -> list[RowProblem]:
    """Return a problem for each column whose role stands in an earlier one of the same row."""
    titles = {column.key: column.title for column in form.columns}
    first: dict[str, str] = {}
    found = []
    for key in ROLE_KEYS:
        word = text_of(row, key)
        earlier = first.setdefault(word, key)
        if word and earlier != key:
            message = f"“{titles[earlier]}”已经填写了“{word}”，这里不需要再填，请清空这一格。"
            found.append(RowProblem(row.number, key, message))
    return found


def _clashing_roles(form: Form, row: ImportedRow, applicant: Applicant) -> list[RowProblem]:
    clash = first_clash(applicant.roles, ())
    if clash is None:
        return []
    words = {role: word for word, role in form.roles.items()}
    pair = f"“{words[clash.held.role]}”和“{words[clash.wanted.role]}”"
    return [RowProblem(row.number, "role_2", f"{pair}不能由同一人担任：{clash.reason}。")]


def _kept(form: Form, row: ImportedRow, today: date) -> dict[str, Any]:
    """Return a faultless row as JSON; ``_write`` is its reader."""
    applicant = applicant_of(form, row, today)
    return {
        "full_name": applicant.full_name,
        "username": applicant.username,
        "section": str(applicant.section_id) if applicant.section_id else None,
        "post": applicant.post,
        "employment": applicant.employment.value,
        "officer_no": applicant.officer_no,
        "since": applicant.since.isoformat(),
        "roles": [role.role.value for role in applicant.roles],
    }


async def _check_sections(
    session: AsyncSession, unit_id: UUID, rows: Sequence[Mapping[str, Any]]
) -> None:
    for section in sorted({row["section"] for row in rows if row["section"]}):
        try:
            await check_section(session, unit_id, UUID(section))
        except NotAcceptableError as error:
            raise ConflictError(_STALE) from error


async def _write(
    session: AsyncSession,
    actor: Actor,
    unit_id: UUID,
    made: Sequence[tuple[UUID, Mapping[str, Any]]],
    *,
    now: datetime,
) -> None:
    today = day_of(now)
    people, postings, roles, events = [], [], [], []
    for person_id, row in made:
        section_id = UUID(row["section"]) if row["section"] else None
        place = {"unit_id": unit_id, "section_id": section_id, "post": row["post"]}
        people.append(
            {
                **place,
                "id": person_id,
                "username": row["username"],
                "full_name": row["full_name"],
                "employment": row["employment"],
                "officer_no": row["officer_no"],
                "password_hash": NOT_ISSUED,
                "created_at": now,
            }
        )
        since = date.fromisoformat(row["since"])
        postings.append({**place, "id": ids.new_id(), "person_id": person_id, "from_on": since})
        roles += [
            {
                "id": ids.new_id(),
                "person_id": person_id,
                "unit_id": unit_id,
                "role": role,
                "from_on": today,
                "granted_by_id": actor.id,
            }
            for role in row["roles"]
        ]
        detail = {"roles": [f"{role}@{unit_id}" for role in row["roles"]]}
        events.append((person_id, detail))
    await session.execute(insert(Person), people)
    await session.execute(insert(Posting), postings)
    if roles:
        await session.execute(insert(RoleAssignment), roles)
    kind = LedgerKind.PERSON_REGISTERED
    await append_all(session, kind, actor, events, unit_id=unit_id, now=now)
