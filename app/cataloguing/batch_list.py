"""Read the changes of many recordings, for the list from which they are undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.cases.visibility import knowledge_of_cases, known_cases
from app.models import Case, CatalogueBatch, Person, Section
from app.people.authority import Extent, extent_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_words import MaterialRole
from app.policy.law_words import Situation

PAGE_SIZE = 30
_undoer, _officer = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A recording that was left, and why."""

    recording_id: UUID
    file_name: str
    why: str


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One change of many; ``settings`` says in words what was set."""

    id: UUID
    made_by: str
    made_at: datetime
    settings: tuple[str, ...]
    count: int
    left_count: int
    left: tuple[LeftLine, ...]
    undone_at: datetime | None
    undone_by: str
    undone_count: int
    kept_count: int
    kept: tuple[LeftLine, ...]


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A page of them, newest first, and the key of the next."""

    lines: tuple[BatchLine, ...]
    older: UUID | None


async def list_batches(
    session: AsyncSession, actor: Actor, *, older_than: UUID | None = None
) -> BatchPage:
    """Return a page of the changes in units whose records the actor keeps."""
    extent = await extent_of(session, actor, Act.RECORDING_CATALOGUE)
    statement = (await _batches(session, actor, extent)).order_by(CatalogueBatch.id.desc())
    if older_than is not None:
        statement = statement.where(CatalogueBatch.id < older_than)
    rows = (await session.execute(statement.limit(PAGE_SIZE + 1))).all()
    lines = tuple(_line(row) for row in rows[:PAGE_SIZE])
    return BatchPage(lines, lines[-1].id if len(rows) > PAGE_SIZE else None)


async def find_batch(session: AsyncSession, actor: Actor, batch_id: UUID) -> BatchLine | None:
    """Return one change in a unit whose records the actor keeps."""
    extent = await extent_of(session, actor, Act.RECORDING_CATALOGUE)
    statement = await _batches(session, actor, extent)
    row = (await session.execute(statement.where(CatalogueBatch.id == batch_id))).one_or_none()
    return _line(row) if row else None


async def _batches(session: AsyncSession, actor: Actor, extent: Extent) -> Select[Any]:
    """Return the statement; what was there before is long and stays where it is."""
    known = known_cases(actor, await knowledge_of_cases(session, actor))
    case_id = CatalogueBatch.change["case_id"].as_string()
    section_id = CatalogueBatch.change["section_id"].as_string()
    officer_id = CatalogueBatch.change["officer_id"].as_string()
    return (
        select(
            CatalogueBatch.id,
            CatalogueBatch.made_at,
            CatalogueBatch.change,
            CatalogueBatch.undone_at,
            Person.full_name,
            _undoer.full_name.label("undoer"),
            Case.case_no,
            Section.name,
            _officer.full_name.label("officer"),
        )
        .join(Person, Person.id == CatalogueBatch.made_by_id)
        .outerjoin(_undoer, _undoer.id == CatalogueBatch.undone_by_id)
        .outerjoin(Case, (Case.id == case_id.cast(Case.id.type)) & known)
        .outerjoin(_officer, _officer.id == officer_id.cast(Person.id.type))
        .outerjoin(Section, Section.id == section_id.cast(Section.id.type))
        .where(CatalogueBatch.unit_id.in_(extent.units))
    )


def _line(row: Row[Any]) -> BatchLine:
    change: Mapping[str, Any] = row.change
    return BatchLine(
        id=row.id,
        made_by=row.full_name,
        made_at=row.made_at,
        settings=tuple(_settings(change, row)),
        count=change["count"],
        left_count=change["left_count"],
        left=_left(change["left"]),
        undone_at=row.undone_at,
        undone_by=row.undoer or "",
        undone_count=change.get("undone_count", 0),
        kept_count=change.get("kept_count", 0),
        kept=_left(change.get("kept", [])),
    )


def _settings(change: Mapping[str, Any], row: Row[Any]) -> list[str]:
    said = []
    if change.get("case_id"):
        role = MaterialRole(change["role"]).label
        said.append(f"放入案件“{row.case_no or '（您无权查看的案件）'}”，作为{role}")
    if row.officer:
        named = f"{change['officer_count']} 件" if change["officer_count"] else "没有核定"
        said.append(f"执法人员：{row.officer}（{named}，理由：{change['officer_reason']}）")
    if row.name:
        said.append(f"科室：{row.name}")
    if change.get("parties"):
        said.append(f"当事人：{'、'.join(change['parties'])}")
    for name, label in (("cause", "案由"), ("place", "地点"), ("note", "备注")):
        if change.get(name):
            said.append(f"{label}：{change[name]}")
    if change.get("situation"):
        said.append(f"情形：{Situation(change['situation']).label}")
    if change.get("finish"):
        said.append("编目完成")
    return said


def _left(lines: list[dict[str, str]]) -> tuple[LeftLine, ...]:
    return tuple(LeftLine(UUID(it["recording"]), it["file_name"], it["why"]) for it in lines)
