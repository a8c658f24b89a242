"""From step to step: who takes which, binding with its contents, reopening with a new version."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cases.binding import digest_of
from app.cases.changing import ChangedMeanwhileError
from app.cases.contents import versions_of
from app.cases.moving import StepFacts, StepTakenError, move_case, reopen_case
from app.cases.queries import opened_case
from app.cases.steps import in_their_days, steps_taken
from app.clock import SHANGHAI
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseDocument, CaseFile, Original
from app.people.problems import NotAcceptableError
from app.policy.actor import Actor
from app.policy.case_words import CaseState, DocumentState
from app.policy.decision import Decision
from tests.cases.office import open_sand_case
from tests.world import NOW, Town

LATER = NOW + timedelta(hours=1)
WHOLE_WAY = (
    CaseState.EVIDENCE,
    CaseState.LEGAL_REVIEW,
    CaseState.DECIDED,
    CaseState.SERVED,
    CaseState.EXECUTED,
    CaseState.CLOSED,
    CaseState.FILE_BOUND,
    CaseState.ARCHIVED,
    CaseState.TRANSFERRED,
)


async def move(
    session: AsyncSession, actor: Actor, case_id: UUID, then: CaseState
) -> Decision | None:
    """Take a step with the revision that the case has."""
    seen = await session.scalar(select(Case.revision).where(Case.id == case_id))
    assert seen is not None
    return await move_case(session, actor, case_id, then, seen_revision=seen, now=LATER)


async def reopen(
    session: AsyncSession, actor: Actor, case_id: UUID, reason: str = "复议撤销"
) -> Decision | None:
    seen = await session.scalar(select(Case.revision).where(Case.id == case_id))
    assert seen is not None
    return await reopen_case(session, actor, case_id, reason, seen_revision=seen, now=LATER)


async def put(session: AsyncSession, case_id: UUID, state: CaseState) -> None:
    await session.execute(update(Case).where(Case.id == case_id).values(state=state.value))


async def file_document(
    session: AsyncSession, town: Town, case_id: UUID, title: str, **other: object
) -> UUID:
    """Lay a final document of two pages into the first version of the file."""
    key = ids.new_id()
    session.add(
        Original(
            id=key,
            storage_key=str(key),
            size_bytes=1,
            sha256=key.hex * 2,
            sm3="0" * 64,
            sealed_at=NOW,
        )
    )
    await session.flush()
    row: dict[str, object] = {
        "id": ids.new_id(),
        "case_id": case_id,
        "file_version": 1,
        "kind": "立案审批表",
        "title": title,
        "made_on": date(2026, 11, 20),
        "is_final": True,
        "position": 1,
        "page_count": 2,
        "state": DocumentState.READY.value,
        "original_id": key,
        "file_name": "1.pdf",
        "media_type": "application/pdf",
        "added_by_id": town.chen.id,
        "added_at": NOW,
        **other,
    }
    session.add(CaseDocument(**row))
    await session.flush()
    return key


async def test_a_case_goes_the_whole_way_and_each_step_is_an_event(
    session: AsyncSession, town: Town
) -> None:
    """山西三."""
    case_id = await open_sand_case(session, town)
    await file_document(session, town, case_id, "立案审批表")

    for state in WHOLE_WAY:
        assert await move(session, town.liu, case_id, state) is None

    case = await session.get_one(Case, case_id)
    assert (case.state, case.closed_at) == (CaseState.TRANSFERRED, LATER)
    lines = await steps_taken(session, case_id)
    assert [line.detail.get("state", "opened") for line in lines] == ["opened", *WHOLE_WAY]
    assert {line.kind for line in lines} == {
        LedgerKind.CASE_OPENED,
        LedgerKind.CASE_STEPPED,
        LedgerKind.CASE_CLOSED,
        LedgerKind.CASE_FILE_BOUND,
        LedgerKind.CASE_ARCHIVED,
        LedgerKind.CASE_TRANSFERRED,
    }


async def test_steps_of_one_day_stay_in_their_order_whenever_they_are_typed(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    evening, saturday = NOW + timedelta(hours=8), date(2026, 11, 21)
    steps = [(CaseState.EVIDENCE, evening), (CaseState.CLOSED, NOW + timedelta(days=2))]

    for seen, (state, now) in enumerate(steps, 1):
        facts = StepFacts(saturday)
        await move_case(session, town.liu, case_id, state, facts, seen_revision=seen, now=now)

    taken = in_their_days(await steps_taken(session, case_id), date(2026, 11, 20))
    assert [(step.state, step.is_day) for step in taken] == [
        (CaseState.OPENED, True),
        (CaseState.EVIDENCE, False),
        (CaseState.CLOSED, True),
    ]
    assert [step.at for step in taken[1:]] == [evening, evening + timedelta(microseconds=1)]
    case = await session.get_one(Case, case_id)
    assert case.closed_at == datetime(2026, 11, 21, 12, tzinfo=SHANGHAI)


async def test_a_step_that_does_not_follow_is_refused_in_words(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)

    outcome = await move(session, town.liu, case_id, CaseState.SERVED)

    assert isinstance(outcome, Decision)
    assert "不能直接办理“已送达”" in outcome.reason
    assert (await history_of(session, case_id))[-1].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("now", [CaseState.DECIDED, CaseState.SERVED], ids=["there", "beyond"])
async def test_a_step_taken_twice_is_a_conflict_and_no_refusal_of_rights(
    session: AsyncSession, town: Town, now: CaseState
) -> None:
    case_id = await open_sand_case(session, town)
    await put(session, case_id, now)

    with pytest.raises(StepTakenError, match=f"已经是“{now.label}”.*没有重复登记"):
        await move(session, town.liu, case_id, CaseState.DECIDED)

    assert LedgerKind.ACT_REFUSED not in [line.kind for line in await history_of(session, case_id)]


async def test_whoever_may_not_take_a_step_is_refused_though_it_is_taken(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    await put(session, case_id, CaseState.DECIDED)

    assert isinstance(await move(session, town.zhao, case_id, CaseState.DECIDED), Decision)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (CaseState.CLOSED, CaseState.FILE_BOUND),
        (CaseState.FILE_BOUND, CaseState.ARCHIVED),
        (CaseState.ARCHIVED, CaseState.TRANSFERRED),
    ],
)
async def test_the_file_is_bound_and_kept_by_its_keeper_not_by_the_handler(
    session: AsyncSession, town: Town, now: CaseState, then: CaseState
) -> None:
    """汝州调阅三."""
    case_id = await open_sand_case(session, town)
    await put(session, case_id, now)

    outcome = await move(session, town.chen, case_id, then)

    assert isinstance(outcome, Decision)
    assert "由资料保管人员立卷" in outcome.reason
    assert (await opened_case(session, town.chen, case_id)).steps == ()
    assert (await opened_case(session, town.liu, case_id)).steps == (then,)


async def test_the_contents_are_written_down_in_order_with_pages_and_digest(
    session: AsyncSession, town: Town
) -> None:
    """长子九、昌黎八."""
    case_id = await open_sand_case(session, town)
    second = await file_document(session, town, case_id, "询问笔录", position=2, page_count=3)
    first = await file_document(session, town, case_id, "立案审批表")
    await file_document(session, town, case_id, "草稿", is_final=False)
    await file_document(
        session,
        town,
        case_id,
        "传错的",
        struck_at=NOW,
        struck_by_id=town.chen.id,
        strike_reason="传错",
    )
    await put(session, case_id, CaseState.CLOSED)

    await move(session, town.liu, case_id, CaseState.FILE_BOUND)

    (file,) = await session.scalars(select(CaseFile))
    assert file.contents is not None
    assert [
        (line["title"], line["first_page"], line["last_page"], line["sha256"])
        for line in file.contents["documents"]
    ] == [("立案审批表", 1, 2, first.hex * 2), ("询问笔录", 3, 5, second.hex * 2)]
    assert (file.contents["pages"], file.bound_by_id) == (5, town.liu.id)
    assert file.contents_sha256 == digest_of(file.contents)
    event = (await history_of(session, case_id))[-1]
    assert event.kind is LedgerKind.CASE_FILE_BOUND
    assert event.detail["contents_sha256"] == file.contents_sha256


async def test_a_bound_version_cannot_be_changed_even_in_the_database(
    session: AsyncSession, town: Town
) -> None:
    """汝州调阅九."""
    case_id = await open_sand_case(session, town)
    await file_document(session, town, case_id, "立案审批表")
    await put(session, case_id, CaseState.CLOSED)
    await move(session, town.liu, case_id, CaseState.FILE_BOUND)

    with pytest.raises(DBAPIError, match="can only be bound, once"):
        await session.execute(text("UPDATE case_file SET contents = '{}'"))


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"is_final": False}, "还没有定稿的文书"),
        ({"state": DocumentState.RECEIVED.value}, "还没有通过检查"),
        ({"state": DocumentState.QUARANTINED.value}, "还没有通过检查"),
        ({"page_count": None}, "还没有登记页数"),
    ],
)
async def test_a_file_that_is_not_ready_is_not_bound(
    session: AsyncSession, town: Town, other: dict[str, object], sentence: str
) -> None:
    case_id = await open_sand_case(session, town)
    await file_document(session, town, case_id, "立案审批表", **other)
    await put(session, case_id, CaseState.CLOSED)

    with pytest.raises(ConflictError, match=sentence):
        await move(session, town.liu, case_id, CaseState.FILE_BOUND)


async def test_reopening_begins_another_version_and_leaves_the_bound_one_as_it_is(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    await file_document(session, town, case_id, "立案审批表")
    await put(session, case_id, CaseState.CLOSED)
    await move(session, town.liu, case_id, CaseState.FILE_BOUND)

    assert await reopen(session, town.liu, case_id) is None

    case = await session.get_one(Case, case_id)
    assert (case.state, case.closed_at) == (CaseState.EVIDENCE, None)
    newest, first = await versions_of(session, case_id)
    assert (newest.version, newest.reopen_reason, newest.bound_at) == (2, "复议撤销", None)
    assert (first.version, first.documents, first.pages, first.bound_at) == (1, 1, 2, LATER)
    event = (await history_of(session, case_id))[-1]
    assert event.kind is LedgerKind.CASE_REOPENED
    assert event.detail["reason"] == "复议撤销"


async def test_what_was_only_closed_is_bound_together_with_what_came_after(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    await file_document(session, town, case_id, "立案审批表")
    await put(session, case_id, CaseState.CLOSED)
    await reopen(session, town.liu, case_id)
    await file_document(session, town, case_id, "补充调查报告", file_version=2)
    await put(session, case_id, CaseState.CLOSED)

    await move(session, town.liu, case_id, CaseState.FILE_BOUND)

    newest, first = await versions_of(session, case_id)
    assert (newest.documents, newest.pages) == (2, 4)
    assert first.bound_at is None


@pytest.mark.parametrize("reason", ["", "长" * 2001])
async def test_reopening_needs_a_reason(session: AsyncSession, town: Town, reason: str) -> None:
    case_id = await open_sand_case(session, town)
    await put(session, case_id, CaseState.CLOSED)

    with pytest.raises(NotAcceptableError, match="请写明重新立案的原因"):
        await reopen(session, town.liu, case_id, reason)


@pytest.mark.parametrize("state", [CaseState.OPENED, CaseState.DECIDED, CaseState.TRANSFERRED])
async def test_what_is_not_closed_or_was_handed_over_is_not_reopened(
    session: AsyncSession, town: Town, state: CaseState
) -> None:
    case_id = await open_sand_case(session, town)
    await put(session, case_id, state)

    outcome = await reopen(session, town.liu, case_id)

    assert isinstance(outcome, Decision)
    assert (await history_of(session, case_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_handler_does_not_reopen_a_case(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    await put(session, case_id, CaseState.CLOSED)

    outcome = await reopen(session, town.chen, case_id)

    assert isinstance(outcome, Decision)
    assert "由资料保管人员" in outcome.reason


async def test_of_two_steps_from_the_same_page_the_second_is_told(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    await move(session, town.chen, case_id, CaseState.EVIDENCE)

    with pytest.raises(ChangedMeanwhileError, match="陈立"):
        await move_case(
            session, town.liu, case_id, CaseState.LEGAL_REVIEW, seen_revision=1, now=LATER
        )
    await put(session, case_id, CaseState.CLOSED)
    with pytest.raises(ChangedMeanwhileError):
        await reopen_case(session, town.liu, case_id, "复议", seen_revision=1, now=LATER)


async def test_an_outsider_finds_no_case(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)

    with pytest.raises(NotFoundError):
        await move(session, town.qian, case_id, CaseState.EVIDENCE)
    with pytest.raises(NotFoundError):
        await reopen(session, town.qian, case_id)
