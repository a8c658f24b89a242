"""What is said of a recording in a case is put right: by whom, with what trace, until when."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.changing import ChangedMeanwhileError
from app.cataloguing.correcting import correct_link
from app.cataloguing.linking import link_recording
from app.cataloguing.unlinking import LinkEndedError, end_link
from app.errors import NotFoundError
from app.ids import new_id
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, EvidenceLink
from app.people.problems import NotAcceptableError
from app.policy.actor import ANONYMOUS
from app.policy.case_steps import BOUND
from app.policy.case_words import CaseState, EvidenceKind, MaterialRole
from app.policy.decision import Decision
from app.policy.linking import NewLink
from tests.cases.office import open_sand_case
from tests.cataloguing.desk import RECORDED, link_of, shot
from tests.world import NOW, Town

SEEN = 2
SAID = NewLink(
    evidence_kind=EvidenceKind.INQUEST,
    object_of_proof="采砂船正在作业",
    making_method="无人机拍摄",
    made_at=NOW - timedelta(hours=2),
    maker="郭志强",
)


async def lying(session: AsyncSession, town: Town, link: NewLink) -> tuple[UUID, UUID, UUID]:
    """Return a recording, its case and its link."""
    recording, case = await shot(session, town), await open_sand_case(session, town)
    outcome = await link_recording(session, town.liu, recording, case, link, now=NOW)
    assert isinstance(outcome, UUID)
    return recording, case, outcome


async def test_a_correction_keeps_before_and_after_and_counts_on(
    session: AsyncSession, town: Town
) -> None:
    recording, case, link = await lying(session, town, NewLink())

    done = await correct_link(session, town.liu, link, SAID, seen_revision=SEEN, now=NOW)

    assert done is None
    row = await session.get_one(EvidenceLink, link)
    assert (row.evidence_kind, row.object_of_proof) == ("inquest", "采砂船正在作业")
    assert (row.making_method, row.made_at, row.maker) == ("无人机拍摄", SAID.made_at, "郭志强")
    assert (await session.get_one(Case, case)).revision == SEEN + 1
    event = (await history_of(session, recording))[-1]
    assert event.kind is LedgerKind.RECORDING_PARTICULARS_CORRECTED
    assert event.detail["before"]["making_method"] == "现场录像"
    assert event.detail["after"]["maker"] == "郭志强"
    assert event.detail["before"]["made_at"] == "2026-11-21T01:00:00+00:00"


async def test_of_a_record_of_the_process_nothing_is_proven(
    session: AsyncSession, town: Town
) -> None:
    _, _, link = await lying(session, town, NewLink(MaterialRole.PROCESS_RECORD))

    await correct_link(session, town.liu, link, SAID, seen_revision=SEEN, now=NOW)

    row = await session.get_one(EvidenceLink, link)
    assert (row.role, row.evidence_kind, row.object_of_proof) == ("process_record", "", "")
    assert row.maker == "郭志强"


async def test_what_stands_empty_comes_from_recording_and_case_and_no_change_is_no_event(
    session: AsyncSession, town: Town
) -> None:
    recording, _, link = await lying(session, town, NewLink())

    await correct_link(session, town.liu, link, NewLink(), seen_revision=SEEN, now=NOW)

    row = await session.get_one(EvidenceLink, link)
    assert row.made_at == RECORDED
    assert (await history_of(session, recording))[-1].kind is LedgerKind.RECORDING_LINKED


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (NewLink(object_of_proof="长" * 201), "object_of_proof"),
        (NewLink(making_method="长" * 201), "making_method"),
        (NewLink(maker="长" * 201), "maker"),
        (NewLink(made_at=NOW + timedelta(seconds=1)), "made_at"),
    ],
    ids=["proof", "method", "maker", "made in the future"],
)
async def test_what_cannot_be_is_named(
    session: AsyncSession, town: Town, said: NewLink, field: str
) -> None:
    _, _, link = await lying(session, town, NewLink())

    with pytest.raises(NotAcceptableError) as caught:
        await correct_link(session, town.liu, link, said, seen_revision=SEEN, now=NOW)

    assert [problem.field for problem in caught.value.problems] == [field]


async def test_of_two_the_second_is_told(session: AsyncSession, town: Town) -> None:
    _, _, link = await lying(session, town, NewLink())
    await correct_link(session, town.liu, link, SAID, seen_revision=SEEN, now=NOW)

    with pytest.raises(ChangedMeanwhileError):
        await correct_link(session, town.liu, link, NewLink(), seen_revision=SEEN, now=NOW)


@pytest.mark.parametrize("state", sorted(BOUND))
async def test_a_bound_file_keeps_what_was_said(
    session: AsyncSession, town: Town, state: CaseState
) -> None:
    """汝州调阅九."""
    recording, case, link = await lying(session, town, NewLink())
    await session.execute(update(Case).values(state=state.value))

    outcome = await correct_link(session, town.liu, link, SAID, seen_revision=SEEN, now=NOW)

    assert isinstance(outcome, Decision)
    assert "调阅监督制度第九条" in outcome.citations[0].article
    now_there = await link_of(session, recording)
    assert now_there is not None
    assert now_there.making_method == "现场录像"
    assert (await history_of(session, case))[-1].kind is LedgerKind.ACT_REFUSED


async def test_strangers_find_no_link_and_whoever_sent_it_is_refused(
    session: AsyncSession, town: Town
) -> None:
    recording, _, link = await lying(session, town, NewLink())

    for actor in (town.zhao, town.qian, town.sun, ANONYMOUS):
        for asked in (link, new_id()):
            with pytest.raises(NotFoundError):
                await correct_link(session, actor, asked, SAID, seen_revision=SEEN, now=NOW)
    refused = await correct_link(session, town.terminal, link, SAID, seen_revision=SEEN, now=NOW)

    assert isinstance(refused, Decision)
    assert (await history_of(session, recording))[-1].kind is LedgerKind.ACT_REFUSED


async def test_what_was_taken_out_is_corrected_no_more(session: AsyncSession, town: Town) -> None:
    _, _, link = await lying(session, town, NewLink())
    await end_link(session, town.liu, link, "放错了", now=NOW)

    with pytest.raises(LinkEndedError):
        await correct_link(session, town.liu, link, SAID, seen_revision=SEEN, now=NOW)
