"""A recording goes into a case, as what, and comes out again with a reason."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.linking import LinkedAlreadyError, link_recording
from app.cataloguing.links import case_of_number, links_of_recording
from app.cataloguing.unlinking import LinkEndedError, end_link
from app.db import transaction, type_of_sessions
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, EvidenceLink
from app.people.problems import NotAcceptableError
from app.policy.actor import ANONYMOUS
from app.policy.case_words import CaseState, EvidenceKind, MaterialRole
from app.policy.decision import Decision
from app.policy.linking import NewLink
from app.policy.vocabulary import MediaKind, RecordingState
from tests.cases.office import open_sand_case
from tests.cataloguing.desk import RECORDED, is_waiting, link_of, shot
from tests.world import NOW, Settled, Town


async def linked(session: AsyncSession, town: Town, recording: UUID, case: UUID) -> UUID:
    link = await link_recording(session, town.liu, recording, case, NewLink(), now=NOW)
    assert isinstance(link, UUID)
    return link


async def kinds_of(session: AsyncSession, subject: UUID) -> list[LedgerKind]:
    return [line.kind for line in await history_of(session, subject)]


async def test_what_nobody_says_comes_from_recording_and_case(
    session: AsyncSession, town: Town
) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)

    await linked(session, town, recording, case)

    link = await link_of(session, recording)
    assert link is not None
    assert (link.role, link.evidence_kind) == (MaterialRole.EVIDENCE, EvidenceKind.AUDIO_VISUAL)
    assert link.object_of_proof == "与“未经许可在河道采砂”有关的事实和执法过程"
    assert (link.making_method, link.made_at, link.maker) == ("现场录像", RECORDED, "陈立")
    assert link.file_version == 1


async def test_what_somebody_says_counts(session: AsyncSession, town: Town) -> None:
    recording = await shot(session, town, kind=MediaKind.PHOTO)
    case = await open_sand_case(session, town)
    said = NewLink(MaterialRole.PROCESS_RECORD, making_method="截图", maker="王芳")

    await link_recording(session, town.liu, recording, case, said, now=NOW)

    link = await link_of(session, recording)
    assert link is not None
    assert (link.role, link.evidence_kind, link.object_of_proof) == ("process_record", "", "")
    assert (link.making_method, link.maker) == ("截图", "王芳")


async def test_what_lies_in_a_case_leaves_the_inbox_and_the_case_is_newer(
    session: AsyncSession, town: Town
) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)

    await linked(session, town, recording, case)

    assert not await is_waiting(session, recording)
    assert await session.scalar(select(Case.revision).where(Case.id == case)) == 2
    assert LedgerKind.RECORDING_LINKED in await kinds_of(session, recording)


@pytest.mark.parametrize("who", ["chen", "zhao", "terminal"])
async def test_whoever_knows_it_but_keeps_no_records_is_refused_and_that_is_an_event(
    session: AsyncSession, town: Town, who: str
) -> None:
    """Chen handles the case, but cataloguing is the custodian's."""
    recording, case = await shot(session, town), await open_sand_case(session, town)
    actor = getattr(town, who)

    try:
        outcome = await link_recording(session, actor, recording, case, NewLink(), now=NOW)
    except NotFoundError:
        return

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert (await kinds_of(session, recording))[-1] is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("who", ["qian", "stranger_terminal"])
async def test_to_a_stranger_it_never_was(session: AsyncSession, town: Town, who: str) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)

    with pytest.raises(NotFoundError):
        await link_recording(session, getattr(town, who), recording, case, NewLink(), now=NOW)


async def test_nobody_signed_in_links_nothing(session: AsyncSession, town: Town) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)

    with pytest.raises(NotFoundError):
        await link_recording(session, ANONYMOUS, recording, case, NewLink(), now=NOW)


async def test_a_keeper_of_other_records_cannot_name_our_case(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)
    theirs = await shot(session, town, unit_id=town.stranger_agency, by_chen=False)

    with pytest.raises(NotFoundError):
        await link_recording(session, town.qian, theirs, case, NewLink(), now=NOW)


@pytest.mark.parametrize("state", [RecordingState.RECEIVED, RecordingState.QUARANTINED])
async def test_what_is_not_vouched_for_stays_out(
    session: AsyncSession, town: Town, state: RecordingState
) -> None:
    recording = await shot(session, town, state=state)
    case = await open_sand_case(session, town)

    outcome = await link_recording(session, town.liu, recording, case, NewLink(), now=NOW)

    assert isinstance(outcome, Decision)
    assert await link_of(session, recording) is None
    assert LedgerKind.ACT_REFUSED in await kinds_of(session, recording)


async def test_a_duplicate_stays_out(session: AsyncSession, town: Town) -> None:
    first, case = await shot(session, town), await open_sand_case(session, town)
    second = await shot(session, town, duplicate_of=first)

    outcome = await link_recording(session, town.liu, second, case, NewLink(), now=NOW)

    assert isinstance(outcome, Decision)
    assert "重复送达" in outcome.reason


@pytest.mark.parametrize("state", [CaseState.FILE_BOUND, CaseState.ARCHIVED])
async def test_a_bound_file_takes_nothing_and_gives_nothing_back(
    session: AsyncSession, town: Town, state: CaseState
) -> None:
    """Ruzhou's consultation rule, article 9."""
    inside, outside = await shot(session, town), await shot(session, town)
    case = await open_sand_case(session, town)
    link = await linked(session, town, inside, case)
    await session.execute(update(Case).values(state=state.value))

    taken = await link_recording(session, town.liu, outside, case, NewLink(), now=NOW)
    given = await end_link(session, town.liu, link, "放错了", now=NOW)

    assert isinstance(taken, Decision)
    assert (taken.allowed, given.allowed) == (False, False)
    assert await link_of(session, inside) is not None


async def test_the_same_recording_is_in_the_same_case_once(
    session: AsyncSession, town: Town
) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)
    await linked(session, town, recording, case)

    with pytest.raises(LinkedAlreadyError):
        await linked(session, town, recording, case)


async def test_a_text_that_is_too_long_is_named(session: AsyncSession, town: Town) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)

    with pytest.raises(NotAcceptableError) as caught:
        await link_recording(session, town.liu, recording, case, NewLink(maker="长" * 201), now=NOW)

    assert [problem.field for problem in caught.value.problems] == ["maker"]


async def test_with_its_last_link_it_comes_back_into_the_inbox(
    session: AsyncSession, town: Town
) -> None:
    recording = await shot(session, town)
    first = await open_sand_case(session, town)
    second = await open_sand_case(session, town, case_no="汝水罚〔2026〕2号")
    links = [await linked(session, town, recording, case) for case in (first, second)]

    await end_link(session, town.liu, links[0], "放错了", now=NOW)
    assert not await is_waiting(session, recording)
    await end_link(session, town.liu, links[1], "也放错了", now=NOW)

    assert await is_waiting(session, recording)
    line = (await history_of(session, recording))[-1]
    assert (line.kind, line.detail["why"]) == (LedgerKind.RECORDING_UNLINKED, "也放错了")


async def test_a_typed_number_names_its_case_in_any_brackets(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town, case_no="汝水罚〔2026〕2号")

    assert await case_of_number(session, town.liu, "汝水罚(2026)2号") == case
    assert await case_of_number(session, town.liu, "汝水罚(2026)3号") is None
    assert await case_of_number(session, town.qian, "汝水罚(2026)2号") is None


async def test_what_was_taken_out_can_be_put_in_again_and_the_old_link_stays(
    session: AsyncSession, town: Town
) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)
    await end_link(session, town.liu, await linked(session, town, recording, case), "误", now=NOW)

    await linked(session, town, recording, case)

    rows = (await session.scalars(select(EvidenceLink).order_by(EvidenceLink.id))).all()
    assert [row.end_reason for row in rows] == ["误", None]


@pytest.mark.parametrize("reason", ["", "长" * 201])
async def test_taking_out_wants_a_reason(session: AsyncSession, town: Town, reason: str) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)
    link = await linked(session, town, recording, case)

    with pytest.raises(NotAcceptableError):
        await end_link(session, town.liu, link, reason, now=NOW)


async def test_a_link_is_ended_once(session: AsyncSession, town: Town) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)
    link = await linked(session, town, recording, case)
    await end_link(session, town.liu, link, "误", now=NOW)

    with pytest.raises(LinkEndedError):
        await end_link(session, town.liu, link, "误", now=NOW)


async def test_a_link_is_read_by_whoever_knows_the_case(session: AsyncSession, town: Town) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)
    await linked(session, town, recording, case)

    (line,) = await links_of_recording(session, town.liu, recording)
    nothing = await links_of_recording(session, replace(town.chen, id=town.sun.id), recording)

    assert (line.case_no, line.maker, line.linked_by) == ("汝水罚〔2026〕1号", "陈立", "刘敏")
    assert nothing == ()


async def test_two_clerks_at_once_put_it_in_once(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        recording, case = await shot(session, town), await open_sand_case(session, town)

    async def put() -> str:
        try:
            async with transaction(committed) as session:
                await linked(session, town, recording, case)
        except LinkedAlreadyError:
            return "told"
        return "put"

    outcomes = await asyncio.gather(put(), put())

    assert sorted(outcomes) == ["put", "told"]
