"""办案阶段: which documents and recordings belong to which stage, where the law names any."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cases.moving import StepFacts, move_case
from app.cases.stages import spells_of, stage_at, stage_lines, stages_of_case
from app.cataloguing.linking import link_recording
from app.cataloguing.materials import recordings_of_case
from app.models import Case, CaseDocument, CaseFile, Unit
from app.policy.case_words import CaseState
from app.policy.law_words import Stage
from app.policy.linking import NewLink
from tests.cases.office import open_sand_case
from tests.cases.test_moving import file_document
from tests.cataloguing.desk import shot
from tests.world import NOW, Town

DAY = timedelta(days=1)
OPENED, DECIDED = date(2026, 11, 18), date(2026, 11, 20)


async def under(session: AsyncSession, pack: str) -> None:
    await session.execute(update(Unit).values(pack_id=pack))


async def decided(session: AsyncSession, town: Town) -> Case:
    """Open a case on the 18th and decide it on the 20th."""
    case_id = await open_sand_case(session, town, opened_on=OPENED)
    told = StepFacts(DECIDED)
    await move_case(session, town.chen, case_id, CaseState.DECIDED, told, seen_revision=1, now=NOW)
    return await session.get_one(Case, case_id)


async def put(session: AsyncSession, town: Town, case_id: UUID, *days: int) -> None:
    for ago in days:
        recording = await shot(session, town, f"{ago}.mp4", recorded_at=NOW - ago * DAY)
        await link_recording(session, town.liu, recording, case_id, NewLink(), now=NOW)


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2026, 11, 17), Stage.INITIATION),
        (date(2026, 11, 18), Stage.INVESTIGATION),
        (date(2026, 11, 20), Stage.INVESTIGATION),
        (date(2026, 11, 21), Stage.SERVICE),
    ],
    ids=["before opening", "on the day of opening", "on the day of deciding", "afterwards"],
)
async def test_a_recording_is_of_the_stage_in_which_it_was_made(
    session: AsyncSession, town: Town, day: date, stage: Stage
) -> None:
    case = await decided(session, town)

    spells = await spells_of(session, case)

    assert stage_at(datetime.combine(day, NOW.timetz()), spells) is stage


async def test_documents_and_recordings_are_counted_by_their_stage(
    session: AsyncSession, town: Town
) -> None:
    """山西三."""
    await under(session, "zhangzi")
    case = await decided(session, town)
    await put(session, town, case.id, 5, 2, 1, 0)
    await file_document(session, town, case.id, "立案审批表")
    await file_document(session, town, case.id, "其他材料")
    await session.execute(
        update(CaseDocument)
        .where(CaseDocument.title == "立案审批表")
        .values(stage=Stage.INITIATION.value)
    )
    stages = (await stages_of_case(session, case.unit_id)).outcome

    lines = await stage_lines(session, case, stages)

    assert [(line.stage, line.documents, line.recordings) for line in lines] == [
        (Stage.INITIATION, 1, 1),
        (Stage.INVESTIGATION, 0, 2),
        (Stage.DECISION, 0, 0),
        (Stage.SERVICE, 0, 1),
        (Stage.FILING, 0, 0),
        (None, 1, 0),
    ]


async def test_the_documents_of_earlier_versions_are_counted_apart(
    session: AsyncSession, town: Town
) -> None:
    """The way from the figure leads to the newest version alone."""
    await under(session, "zhangzi")
    case = await decided(session, town)
    for title in ("立案审批表", "询问笔录", "草稿"):
        await file_document(session, town, case.id, title)
    session.add(
        CaseFile(
            id=ids.new_id(),
            case_id=case.id,
            version=2,
            reopen_reason="补充调查",
            begun_at=NOW,
            begun_by_id=town.liu.id,
        )
    )
    documents = update(CaseDocument).values(stage=Stage.INITIATION.value)
    await session.execute(documents)
    await session.execute(documents.where(CaseDocument.title == "询问笔录").values(file_version=2))
    stages = (await stages_of_case(session, case.unit_id)).outcome

    first = (await stage_lines(session, case, stages))[0]

    assert (first.documents, first.earlier) == (1, 2)


async def test_the_recordings_of_a_stage_are_listed_and_each_says_its_own(
    session: AsyncSession, town: Town
) -> None:
    await under(session, "zhangzi")
    case = await decided(session, town)
    await put(session, town, case.id, 5, 2, 1, 0)

    async def listed(stage: Stage | None) -> Sequence[Stage | None]:
        found = await recordings_of_case(session, town.liu, case.id, stage=stage)
        return [line.stage for line in found.lines]

    assert await listed(Stage.INVESTIGATION) == [Stage.INVESTIGATION] * 2
    assert await listed(Stage.DECISION) == []
    everything = [Stage.INITIATION, Stage.INVESTIGATION, Stage.INVESTIGATION, Stage.SERVICE]
    assert await listed(None) == everything


async def test_where_the_law_names_no_stages_nothing_has_one(
    session: AsyncSession, town: Town
) -> None:
    case = await decided(session, town)
    await put(session, town, case.id, 1)

    found = await recordings_of_case(session, town.liu, case.id)

    assert (await stages_of_case(session, case.unit_id)).outcome == ()
    assert [line.stage for line in found.lines] == [None]
