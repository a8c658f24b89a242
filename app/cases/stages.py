"""办案阶段: which documents and recordings of a case belong to which stage of enforcement.

Which stages there are is for the law to say (山西 3); where it names none, nothing has a stage.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.cases.steps import in_their_days, steps_taken
from app.clock import SHANGHAI
from app.models import Case, CaseDocument, CaseFile, EvidenceLink, Recording
from app.people.queries import pack_of_unit
from app.policy.archiving import stages_of_process
from app.policy.decision import Ruling
from app.policy.law_words import Stage
from app.policy.staging import BEFORE_OPENING, STAGE_AFTER
from app.recordings.moments import believed_time

MOMENT = func.coalesce(believed_time(), Recording.received_at)
"""When a recording was made, as far as that is known."""
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """A stage from a moment on, until the next begins; the first has no beginning."""

    stage: Stage
    since: datetime | None


@dataclass(frozen=True, slots=True)
class StageLine:
    """How much of a case belongs to a stage; without a stage, what belongs to none.

    ``documents`` are those of the newest version of the file, ``earlier`` those of the others.
    """

    stage: Stage | None
    documents: int
    recordings: int
    earlier: int = 0


async def stages_of_case(session: AsyncSession, unit_id: UUID) -> Ruling[tuple[Stage, ...]]:
    """Return the stages that the law of a unit names, none where it is silent."""
    return stages_of_process(await pack_of_unit(session, unit_id))


async def spells_of(session: AsyncSession, case: Case) -> list[Spell]:
    """Return through which stages a case has gone, each beginning with the day of its step."""
    found = [Spell(BEFORE_OPENING, None)]
    for step in in_their_days(await steps_taken(session, case.id), case.opened_on):
        stage = STAGE_AFTER[step.state]
        if stage is not found[-1].stage:
            # What was recorded on the day of a step is part of what the step ended.
            since = _midnight(step.at) + (_A_DAY if len(found) > 1 else timedelta())
            found.append(Spell(stage, since))
    return found


async def stage_lines(
    session: AsyncSession, case: Case, stages: Sequence[Stage]
) -> tuple[StageLine, ...]:
    """Return each of the stages with how much it has; the caller may know of the case.

    Documents are counted as the contents lists have them: without drafts that a later one
    replaced, without what was struck out, and of a bound version without what it left outside.
    """
    documents, earlier = await _documents(session, case.id)
    recordings = await _recordings(session, case)
    lines = [
        StageLine(stage, documents[stage], recordings[stage], earlier[stage]) for stage in stages
    ]
    unclassed = documents.total() - sum(line.documents for line in lines)
    before = earlier.total() - sum(line.earlier for line in lines)
    rest = (StageLine(None, unclassed, 0, before),) if unclassed or before else ()
    return (*lines, *rest)


def stage_at(moment: datetime, spells: Sequence[Spell]) -> Stage:
    """Return the stage in which a case was at a moment."""
    passed = [spell.stage for spell in spells if spell.since is None or spell.since <= moment]
    return passed[-1]


def made_in(stage: Stage, spells: Sequence[Spell]) -> ColumnElement[bool]:
    """Return the condition that a recording was made in a stage."""
    ends = [spell.since for spell in spells[1:]]
    within = [
        and_(
            *([spell.since <= MOMENT] if spell.since else []),
            *([until > MOMENT] if until else []),
            literal(value=True),
        )
        for spell, until in zip(spells, [*ends, None], strict=True)
        if spell.stage is stage
    ]
    return or_(literal(value=False), *within)


async def _documents(
    session: AsyncSession, case_id: UUID
) -> tuple[Counter[Stage | None], Counter[Stage | None]]:
    """Count by stage the documents of the newest version of the file, and those of the others."""
    newer = aliased(CaseDocument)
    is_replaced = select(newer.id).where(
        newer.replaces_id == CaseDocument.id, newer.struck_at.is_(None)
    )
    newest = select(func.max(CaseFile.version)).where(CaseFile.case_id == case_id).scalar_subquery()
    is_newest = CaseDocument.file_version == newest
    rows = await session.execute(
        select(CaseDocument.stage, is_newest.label("is_newest"), func.count().label("number"))
        .join(
            CaseFile,
            and_(
                CaseFile.case_id == CaseDocument.case_id,
                CaseFile.version == CaseDocument.file_version,
            ),
        )
        .where(
            CaseDocument.case_id == case_id,
            CaseDocument.struck_at.is_(None),
            or_(CaseFile.contents.is_(None), CaseDocument.is_final),
            ~is_replaced.exists(),
        )
        .group_by(CaseDocument.stage, is_newest)
    )
    counts: tuple[Counter[Stage | None], Counter[Stage | None]] = (Counter(), Counter())
    for row in rows:
        counts[0 if row.is_newest else 1][Stage(row.stage) if row.stage else None] += row.number
    return counts


async def _recordings(session: AsyncSession, of: Case) -> Counter[Stage]:
    spells = await spells_of(session, of)
    passed = {spell.stage for spell in spells}
    stage = case(
        *((made_in(one, spells), literal(one.value)) for one in sorted(passed)),
    ).label("stage")
    rows = await session.execute(
        select(stage, func.count())
        .select_from(EvidenceLink)
        .join(Recording, Recording.id == EvidenceLink.recording_id)
        .where(EvidenceLink.case_id == of.id, EvidenceLink.ended_at.is_(None))
        .group_by(stage)
    )
    return Counter({Stage(found): count for found, count in rows})


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
