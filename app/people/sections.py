"""科室: list, add, rename and close the sections of a unit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, Section, Unit
from app.people.authority import authorise, permit, thing_in
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.register import register_section
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision

MAX_NAME = 40


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section and how many people serve in it; ``closed_on`` is null while it is open."""

    id: UUID
    unit_id: UUID
    name: str
    closed_on: date | None
    people: int


async def sections_of(session: AsyncSession, unit_ids: Collection[UUID]) -> list[SectionLine]:
    """Return the sections of these units, the open ones first, in the order they were made."""
    serving = (
        select(func.count())
        .where(Person.section_id == Section.id, Person.left_on.is_(None))
        .correlate(Section)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(Section, serving)
        .where(Section.unit_id.in_(unit_ids))
        .order_by(Section.closed_on.isnot(None), Section.unit_id, Section.id)
    )
    return [
        SectionLine(row.id, row.unit_id, row.name, row.closed_on, people) for row, people in rows
    ]


async def find_unit_of_sections(session: AsyncSession, actor: Actor, unit_id: UUID) -> Unit:
    """Return a unit whose sections the actor keeps.

    Raises:
        NotFoundError: there is none, or it is not this actor's to keep.
    """
    unit = await session.get(Unit, unit_id)
    if unit is None:
        raise NotFoundError
    thing = await thing_in(session, unit_id)
    if not (await authorise(session, actor, Act.SECTION_KEEP, thing)).allowed:
        raise NotFoundError
    return unit


async def add_section(
    session: AsyncSession, actor: Actor, unit_id: UUID, name: str, now: datetime
) -> UUID | Decision:
    """Add a section. Appends ``section:registered``.

    Raises:
        NotAcceptableError: the name is empty, too long, or was used before in this unit.
    """
    decision = await _permit(session, actor, unit_id, None, now)
    if not decision.allowed:
        return decision
    _check_name(name)
    try:
        async with session.begin_nested():
            return await register_section(session, actor, unit_id, name, now=now)
    except IntegrityError as error:
        raise _twin(name) from error


async def rename_section(
    session: AsyncSession, actor: Actor, section_id: UUID, name: str, now: datetime
) -> Decision | None:
    """Correct a section's name, also where history shows it. Appends ``section:renamed``.

    Raises:
        NotAcceptableError: the name is empty, too long, or another section's.
    """
    section = await _locked(session, section_id)
    decision = await _permit(session, actor, section.unit_id, section.id, now)
    if not decision.allowed:
        return decision
    _check_name(name)
    try:
        async with session.begin_nested():
            section.name = name
            await session.flush()
    except IntegrityError as error:
        raise _twin(name) from error
    await _note(session, LedgerKind.SECTION_RENAMED, actor, section, now)
    return None


async def close_section(
    session: AsyncSession, actor: Actor, section_id: UUID, now: datetime
) -> Decision | None:
    """Close a section: nobody is posted there any more. Appends ``section:closed``.

    Raises:
        ConflictError: it is closed, or people still serve in it.
    """
    section = await _locked(session, section_id)
    decision = await _permit(session, actor, section.unit_id, section.id, now)
    if not decision.allowed:
        return decision
    if section.closed_on is not None:
        raise ConflictError("这个科室已经撤销，请刷新页面查看。")
    (line,) = [
        line for line in await sections_of(session, [section.unit_id]) if line.id == section_id
    ]
    if line.people:
        message = (
            f"“{section.name}”还有 {line.people} 名在职人员，不能撤销。"
            "请安全管理员先把他们调到其他科室。"
        )
        raise ConflictError(message)
    section.closed_on = day_of(now)
    await _note(session, LedgerKind.SECTION_CLOSED, actor, section, now)
    return None


async def section_in(session: AsyncSession, unit_id: UUID, section_id: UUID) -> Section:
    """Return a section of this unit.

    Raises:
        NotFoundError: the unit has no such section.
    """
    section = await session.get(Section, section_id)
    if section is None or section.unit_id != unit_id:
        raise NotFoundError
    return section


async def _locked(session: AsyncSession, section_id: UUID) -> Section:
    """Wait for whoever is just posted here, and hold back who comes after."""
    return await session.get_one(Section, section_id, with_for_update=True, populate_existing=True)


async def _permit(
    session: AsyncSession, actor: Actor, unit_id: UUID, subject_id: UUID | None, now: datetime
) -> Decision:
    thing = await thing_in(session, unit_id)
    return await permit(
        session, actor, Act.SECTION_KEEP, thing, subject_id=subject_id or unit_id, now=now
    )


async def _note(
    session: AsyncSession, kind: LedgerKind, actor: Actor, section: Section, now: datetime
) -> None:
    await session.flush()
    await append(session, kind, actor, unit_id=section.unit_id, subject_id=section.id, now=now)


def _check_name(name: str) -> None:
    if not name:
        raise NotAcceptableError(FieldProblem("name", "请填写科室名称。"))
    if len(name) > MAX_NAME:
        raise NotAcceptableError(FieldProblem("name", f"科室名称最长 {MAX_NAME} 个字，请缩短。"))


def _twin(name: str) -> NotAcceptableError:
    return NotAcceptableError(
        FieldProblem("name", f"本单位已有或者曾有“{name}”，请换一个名称，以免历史记录混淆。")
    )
