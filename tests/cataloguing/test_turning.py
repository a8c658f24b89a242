"""As what a recording lies in a case changes: who may, what stays, and who of two is told."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.linking import link_recording
from app.cataloguing.turning import turn_link
from app.cataloguing.unlinking import LinkEndedError, LinkTurnedError, end_link
from app.db import transaction, type_of_sessions
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
from tests.cataloguing.desk import RECORDED, is_waiting, link_of, shot
from tests.world import NOW, Settled, Town

RECORD = NewLink(MaterialRole.PROCESS_RECORD)
PROOF = NewLink(evidence_kind=EvidenceKind.INQUEST, object_of_proof="采砂船正在作业")
WHY = "与案件事实无关"


async def lying(
    session: AsyncSession, town: Town, link: NewLink = RECORD
) -> tuple[UUID, UUID, UUID]:
    """Return a recording, its case and its link."""
    recording, case = await shot(session, town), await open_sand_case(session, town)
    outcome = await link_recording(session, town.liu, recording, case, link, now=NOW)
    assert isinstance(outcome, UUID)
    return recording, case, outcome


async def test_a_record_becomes_evidence_with_what_it_proves(
    session: AsyncSession, town: Town
) -> None:
    recording, case, link = await lying(session, town)

    turned = await turn_link(session, town.liu, link, PROOF, now=NOW)

    now_there = await link_of(session, recording)
    assert now_there is not None
    assert (now_there.id, now_there.role) == (turned, "evidence")
    assert (now_there.evidence_kind, now_there.object_of_proof) == ("inquest", "采砂船正在作业")
    assert (now_there.making_method, now_there.made_at) == ("现场录像", RECORDED)
    assert (await session.get_one(Case, case)).revision == 3
    assert not await is_waiting(session, recording)


async def test_what_nobody_says_of_the_evidence_comes_from_recording_and_case(
    session: AsyncSession, town: Town
) -> None:
    recording, _, link = await lying(session, town)

    await turn_link(session, town.liu, link, NewLink(), now=NOW)

    now_there = await link_of(session, recording)
    assert now_there is not None
    assert now_there.evidence_kind == EvidenceKind.AUDIO_VISUAL
    assert now_there.object_of_proof == "与“未经许可在河道采砂”有关的事实和执法过程"


async def test_evidence_becomes_a_record_with_a_reason_and_the_file_tells_both(
    session: AsyncSession, town: Town
) -> None:
    """长子十一: what was evidence has to be seen."""
    recording, case, link = await lying(session, town, PROOF)

    turned = await turn_link(session, town.liu, link, NewLink(), WHY, now=NOW)

    rows = list(await session.scalars(select(EvidenceLink).order_by(EvidenceLink.linked_at)))
    by_id = {row.id: row for row in rows}
    assert isinstance(turned, UUID)
    assert (by_id[link].role, by_id[link].end_reason) == ("evidence", WHY)
    assert (by_id[turned].role, by_id[turned].object_of_proof) == ("process_record", "")
    event = (await history_of(session, recording))[-1]
    assert event.kind is LedgerKind.RECORDING_TURNED
    assert event.detail["before"]["object_of_proof"] == "采砂船正在作业"
    assert (event.detail["case"], event.detail["role"]) == (str(case), "process_record")


@pytest.mark.parametrize("why", ["", "长" * 201], ids=["no reason", "long reason"])
async def test_evidence_is_not_let_go_of_without_a_reason(
    session: AsyncSession, town: Town, why: str
) -> None:
    _, _, link = await lying(session, town, PROOF)

    with pytest.raises(NotAcceptableError) as caught:
        await turn_link(session, town.liu, link, NewLink(), why, now=NOW)

    assert [problem.field for problem in caught.value.problems] == ["reason"]


async def test_an_object_of_proof_that_is_too_long_is_named(
    session: AsyncSession, town: Town
) -> None:
    _, _, link = await lying(session, town)

    with pytest.raises(NotAcceptableError) as caught:
        await turn_link(session, town.liu, link, NewLink(object_of_proof="长" * 201), now=NOW)

    assert [problem.field for problem in caught.value.problems] == ["object_of_proof"]


@pytest.mark.parametrize("state", sorted(BOUND))
async def test_a_bound_file_keeps_it_as_it_is(
    session: AsyncSession, town: Town, state: CaseState
) -> None:
    """汝州调阅九."""
    recording, case, link = await lying(session, town)
    await session.execute(update(Case).values(state=state.value))

    outcome = await turn_link(session, town.liu, link, PROOF, now=NOW)

    assert isinstance(outcome, Decision)
    assert "调阅监督制度第九条" in outcome.citations[0].article
    now_there = await link_of(session, recording)
    assert now_there is not None
    assert now_there.id == link
    assert (await history_of(session, case))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_leader_of_the_unit_and_strangers_find_no_such_recording(
    session: AsyncSession, town: Town
) -> None:
    _, _, link = await lying(session, town)

    for actor in (town.zhao, town.qian, town.sun, ANONYMOUS):
        for asked in (link, new_id()):
            with pytest.raises(NotFoundError):
                await turn_link(session, actor, asked, PROOF, now=NOW)


async def test_whoever_sent_it_is_refused_and_that_is_an_event(
    session: AsyncSession, town: Town
) -> None:
    recording, _, link = await lying(session, town)

    outcome = await turn_link(session, town.terminal, link, PROOF, now=NOW)

    assert isinstance(outcome, Decision)
    assert (await history_of(session, recording))[-1].kind is LedgerKind.ACT_REFUSED


async def test_the_second_is_told_that_its_use_was_changed(
    session: AsyncSession, town: Town
) -> None:
    _, _, link = await lying(session, town)
    await turn_link(session, town.liu, link, PROOF, now=NOW)

    with pytest.raises(LinkTurnedError, match="用途已经有人更改"):
        await turn_link(session, town.liu, link, PROOF, now=NOW)
    with pytest.raises(LinkTurnedError):
        await end_link(session, town.liu, link, "放错了", now=NOW)


async def test_what_was_taken_out_has_no_use_to_be_changed(
    session: AsyncSession, town: Town
) -> None:
    _, _, link = await lying(session, town)
    await end_link(session, town.liu, link, "放错了", now=NOW)

    with pytest.raises(LinkEndedError):
        await turn_link(session, town.liu, link, PROOF, now=NOW)


async def test_two_clerks_at_once_turn_it_once(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        recording, _, link = await lying(session, town)

    async def turn() -> str:
        try:
            async with transaction(committed) as session:
                await turn_link(session, town.liu, link, PROOF, now=NOW)
        except LinkTurnedError:
            return "told"
        return "turned"

    outcomes = await asyncio.gather(turn(), turn())

    assert sorted(outcomes) == ["told", "turned"]
    async with committed() as session:
        assert len(list(await session.scalars(select(EvidenceLink)))) == 2
    assert recording
