"""Many recordings catalogued at once, and everything put back."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.marks import Lane
from app.cases.overview import Stretch, marks_together
from app.cataloguing.batch_list import find_batch, list_batches
from app.cataloguing.batches import change_many
from app.cataloguing.changes import (
    Change,
    NothingChangedError,
    Outcome,
    TooManyError,
)
from app.cataloguing.editing import catalogue_recording
from app.cataloguing.materials import recordings_of_case
from app.cataloguing.undoing import UndoneAlreadyError, undo_batch
from app.cataloguing.unlinking import end_link
from app.db import transaction, type_of_sessions
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CatalogueEntry, EvidenceLink, LedgerEvent, Recording, Unit
from app.people.problems import NotAcceptableError
from app.policy.actor import ANONYMOUS, Actor
from app.policy.case_words import CaseState
from app.policy.decision import Decision
from app.policy.law_words import Situation
from app.policy.vocabulary import RecordingState
from tests.cases.office import open_sand_case
from tests.cataloguing.desk import entry_row, is_waiting, link_of, shot
from tests.world import NOW, Settled, Town

PATROL = Change(cause="日常巡查", situation=Situation.PATROL, parties=("李大山",))


async def done(
    session: AsyncSession, actor: Actor, recordings: list[UUID], change: Change
) -> Outcome:
    outcome = await change_many(session, actor, recordings, change, now=NOW)
    assert isinstance(outcome, Outcome)
    return outcome


async def undone(session: AsyncSession, actor: Actor, batch: UUID) -> Outcome:
    outcome = await undo_batch(session, actor, batch, now=NOW)
    assert isinstance(outcome, Outcome)
    return outcome


async def cause_of(session: AsyncSession, recording: UUID) -> str | None:
    row = await entry_row(session, recording)
    return row.cause if row else None


async def test_what_is_typed_is_set_for_all_and_the_rest_is_left(
    session: AsyncSession, town: Town
) -> None:
    first, second = await shot(session, town), await shot(session, town)
    await done(session, town.liu, [first], Change(place="北汝河", cause="旧"))

    outcome = await done(session, town.liu, [first, second], PATROL)

    rows = [await entry_row(session, recording) for recording in (first, second)]
    assert [(row.place, row.cause, row.parties) for row in rows if row] == [
        ("北汝河", "日常巡查", ["李大山"]),
        ("", "日常巡查", ["李大山"]),
    ]
    assert (outcome.count, outcome.left) == (2, ())
    assert await is_waiting(session, first)


async def test_one_event_for_the_change_and_one_for_each_link(
    session: AsyncSession, town: Town
) -> None:
    recordings, case = [await shot(session, town) for _ in range(3)], None
    case = await open_sand_case(session, town)

    outcome = await done(session, town.liu, recordings, Change(case_id=case, cause="采砂"))

    (line,) = await history_of(session, outcome.batch_id)
    assert (line.kind, line.detail["count"]) == (LedgerKind.CATALOGUE_CHANGED, 3)
    for recording in recordings:
        assert (await history_of(session, recording))[-1].kind is LedgerKind.RECORDING_LINKED


async def test_what_goes_into_a_case_leaves_the_inbox(session: AsyncSession, town: Town) -> None:
    recordings = [await shot(session, town) for _ in range(3)]
    case = await open_sand_case(session, town)

    await done(session, town.liu, recordings, Change(case_id=case))

    assert [await is_waiting(session, it) for it in recordings] == [False] * 3
    link = await link_of(session, recordings[0])
    assert link is not None
    assert (link.making_method, link.maker, link.evidence_kind) == (
        "现场录像",
        "陈立",
        "audio_visual",
    )
    assert link.object_of_proof == "与“未经许可在河道采砂”有关的事实和执法过程"
    assert await session.scalar(select(Case.revision)) == 2


@pytest.mark.parametrize(
    ("state", "why"),
    [(RecordingState.QUARANTINED, "已隔离"), (RecordingState.RECEIVED, "还在校验")],
)
async def test_what_cannot_be_catalogued_now_is_named_and_left(
    session: AsyncSession, town: Town, state: RecordingState, why: str
) -> None:
    fine, odd = await shot(session, town), await shot(session, town, "odd.mp4", state=state)
    case = await open_sand_case(session, town)

    outcome = await done(session, town.liu, [fine, odd], Change(case_id=case))

    (left,) = outcome.left
    assert (outcome.count, left.file_name) == (1, "odd.mp4")
    assert why in left.why
    assert await link_of(session, odd) is None


async def test_a_duplicate_is_named_and_left(session: AsyncSession, town: Town) -> None:
    first = await shot(session, town)
    second = await shot(session, town, duplicate_of=first)

    outcome = await done(session, town.liu, [first, second], PATROL)

    assert [left.recording_id for left in outcome.left] == [second]


async def test_when_all_are_left_nothing_happened_and_the_reason_is_said(
    session: AsyncSession, town: Town
) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)
    await done(session, town.liu, [recording], Change(case_id=case))

    with pytest.raises(NothingChangedError, match="已经放入这个案件"):
        await change_many(session, town.liu, [recording], Change(case_id=case), now=NOW)


async def test_a_case_that_was_bound_meanwhile_takes_nothing(
    session: AsyncSession, town: Town
) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)
    await session.execute(update(Case).values(state=CaseState.FILE_BOUND.value))

    outcome = await change_many(session, town.liu, [recording], Change(case_id=case), now=NOW)

    assert isinstance(outcome, Decision)
    assert "不得增加" in outcome.reason
    assert (await history_of(session, case))[-1].kind is LedgerKind.ACT_REFUSED


async def test_finishing_keeps_in_the_inbox_what_the_regulation_misses(
    session: AsyncSession, town: Town
) -> None:
    """长子 16."""
    recording = await shot(session, town)
    await session.execute(update(Unit).values(pack_id="zhangzi"))

    outcome = await done(session, town.liu, [recording], Change(cause="日常巡查", finish=True))

    assert outcome.count == 1
    assert "科室名称、当事人" in outcome.left[0].why
    assert await is_waiting(session, recording)
    assert await cause_of(session, recording) == "日常巡查"


async def test_what_goes_into_a_case_without_an_officer_is_named(
    session: AsyncSession, town: Town
) -> None:
    """It lies in the case all the same; which law asks for the officer does not matter."""
    whose, nobodys = await shot(session, town), await shot(session, town)
    await session.execute(
        update(Recording)
        .where(Recording.id == nobodys)
        .values(officer_id=None, officer_source=None)
    )
    case = await open_sand_case(session, town)

    outcome = await done(session, town.liu, [whose, nobodys], Change(case_id=case))

    assert [(left.recording_id, left.why[:15]) for left in outcome.left] == [
        (nobodys, "已经放入案件。还没有写明执法人")
    ]
    assert not await is_waiting(session, nobodys)


async def test_finishing_takes_out_what_is_complete(session: AsyncSession, town: Town) -> None:
    recording = await shot(session, town)

    await done(session, town.liu, [recording], Change(cause="日常巡查", finish=True))

    assert not await is_waiting(session, recording)


@pytest.mark.parametrize("who", ["chen", "zhao", "sun", "zhou", "wu", "terminal"])
async def test_whoever_keeps_no_records_is_refused_and_that_is_an_event(
    session: AsyncSession, town: Town, who: str
) -> None:
    recording, actor = await shot(session, town), getattr(town, who)

    outcome = await change_many(session, actor, [recording], PATROL, now=NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert (await history_of(session, actor.unit_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_nobody_signed_in_changes_nothing(session: AsyncSession, town: Town) -> None:
    outcome = await change_many(session, ANONYMOUS, [await shot(session, town)], PATROL, now=NOW)

    assert isinstance(outcome, Decision)


async def test_what_others_keep_is_passed_over_like_what_never_was(
    session: AsyncSession, town: Town
) -> None:
    ours = await shot(session, town)
    theirs = await shot(session, town, unit_id=town.stranger_agency)

    outcome = await done(session, town.liu, [ours, theirs, uuid4()], PATROL)

    assert (outcome.count, outcome.left) == (1, ())
    assert await entry_row(session, theirs) is None
    with pytest.raises(NotFoundError):
        await change_many(session, town.liu, [theirs], PATROL, now=NOW)


async def test_more_than_five_thousand_are_too_many(session: AsyncSession, town: Town) -> None:
    with pytest.raises(TooManyError):
        await change_many(session, town.liu, [uuid4() for _ in range(5_001)], PATROL, now=NOW)


async def test_what_is_too_long_is_named(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotAcceptableError):
        await change_many(
            session, town.liu, [await shot(session, town)], Change(place="长" * 201), now=NOW
        )


async def test_undoing_restores_what_was_there(session: AsyncSession, town: Town) -> None:
    catalogued, bare = await shot(session, town), await shot(session, town)
    before = Change(cause="旧", parties=("王小河", "李𬭩"), note="旧记")
    await done(session, town.liu, [catalogued], before)
    case = await open_sand_case(session, town)
    change = Change(cause="新", note="新记", parties=("新",), case_id=case)
    batch = (await done(session, town.liu, [catalogued, bare], change)).batch_id

    outcome = await undone(session, town.liu, batch)

    rows = [await entry_row(session, recording) for recording in (catalogued, bare)]
    assert [(row.cause, row.parties, row.note) for row in rows if row] == [
        ("旧", ["王小河", "李𬭩"], "旧记"),
        ("", [], ""),
    ]
    assert [await link_of(session, it) for it in (catalogued, bare)] == [None, None]
    assert [await is_waiting(session, it) for it in (catalogued, bare)] == [True, True]
    assert (outcome.count, outcome.left) == (2, ())
    kinds = [line.kind for line in await history_of(session, batch)]
    assert kinds == [LedgerKind.CATALOGUE_CHANGED, LedgerKind.CATALOGUE_UNDONE]
    assert (await history_of(session, bare))[-1].kind is LedgerKind.RECORDING_UNLINKED


async def test_what_was_out_of_the_inbox_before_stays_out(
    session: AsyncSession, town: Town
) -> None:
    recording = await shot(session, town)
    first = await open_sand_case(session, town)
    second = await open_sand_case(session, town, case_no="汝水罚〔2026〕2号")
    await done(session, town.liu, [recording], Change(case_id=first))
    batch = (await done(session, town.liu, [recording], Change(case_id=second))).batch_id

    await undone(session, town.liu, batch)

    assert not await is_waiting(session, recording)


async def test_what_somebody_changed_since_is_named_and_left(
    session: AsyncSession, town: Town
) -> None:
    mine, theirs = await shot(session, town), await shot(session, town, "theirs.mp4")
    batch = (await done(session, town.liu, [mine, theirs], PATROL)).batch_id
    await catalogue_recording(
        session, town.liu, theirs, Change(cause="核实后"), seen_revision=1, now=NOW
    )

    outcome = await undone(session, town.liu, batch)

    assert [(left.file_name, "又有更改" in left.why) for left in outcome.left] == [
        ("theirs.mp4", True)
    ]
    assert await cause_of(session, theirs) == "核实后"
    assert await cause_of(session, mine) == ""


async def test_a_later_change_of_many_is_not_overwritten_by_undoing_the_earlier(
    session: AsyncSession, town: Town
) -> None:
    recording = await shot(session, town)
    first = (await done(session, town.liu, [recording], PATROL)).batch_id
    await done(session, town.liu, [recording], Change(cause="后来"))

    outcome = await undone(session, town.liu, first)

    assert (outcome.count, len(outcome.left)) == (0, 1)
    assert await cause_of(session, recording) == "后来"


async def test_what_was_taken_out_of_the_case_since_is_left(
    session: AsyncSession, town: Town
) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)
    batch = (await done(session, town.liu, [recording], Change(case_id=case))).batch_id
    link = await link_of(session, recording)
    assert link is not None
    await end_link(session, town.liu, link.id, "放错了", now=NOW)

    outcome = await undone(session, town.liu, batch)

    assert "已从案件中移出" in outcome.left[0].why
    reasons = await session.scalars(select(EvidenceLink.end_reason))
    assert list(reasons) == ["放错了"]


async def test_a_file_that_was_bound_since_gives_nothing_back(
    session: AsyncSession, town: Town
) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)
    batch = (await done(session, town.liu, [recording], Change(case_id=case))).batch_id
    await session.execute(update(Case).values(state=CaseState.FILE_BOUND.value))

    outcome = await undone(session, town.liu, batch)

    assert (outcome.count, len(outcome.left)) == (0, 1)
    assert await link_of(session, recording) is not None


async def test_a_change_is_undone_once(session: AsyncSession, town: Town) -> None:
    batch = (await done(session, town.liu, [await shot(session, town)], PATROL)).batch_id
    await undone(session, town.liu, batch)

    with pytest.raises(UndoneAlreadyError):
        await undo_batch(session, town.liu, batch, now=NOW)


@pytest.mark.parametrize("who", ["chen", "zhao", "sun", "qian", "terminal"])
async def test_to_everybody_else_a_change_never_was(
    session: AsyncSession, town: Town, who: str
) -> None:
    batch = (await done(session, town.liu, [await shot(session, town)], PATROL)).batch_id
    actor = getattr(town, who)

    with pytest.raises(NotFoundError):
        await undo_batch(session, actor, batch, now=NOW)
    assert await find_batch(session, actor, batch) is None
    assert (await list_batches(session, actor)).lines == ()


async def test_the_list_says_what_was_set_and_what_was_left(
    session: AsyncSession, town: Town
) -> None:
    fine = await shot(session, town)
    odd = await shot(session, town, "odd.mp4", state=RecordingState.QUARANTINED)
    case = await open_sand_case(session, town)
    await done(session, town.liu, [fine, odd], Change(case_id=case, cause="采砂"))

    (line,) = (await list_batches(session, town.liu)).lines

    assert line.settings == ("放入案件“汝水罚〔2026〕1号”，作为证据", "案由：采砂")
    assert (line.made_by, line.count, line.left_count) == ("刘敏", 1, 1)
    assert line.left[0].file_name == "odd.mp4"


async def test_two_clerks_at_once_on_one_row_each_have_their_say_in_turn(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        recordings = [await shot(session, town) for _ in range(3)]

    async def set_cause(cause: str) -> UUID:
        async with transaction(committed) as session:
            return (await done(session, town.liu, recordings, Change(cause=cause))).batch_id

    batches = await asyncio.gather(set_cause("甲"), set_cause("乙"))

    async with transaction(committed) as session:
        causes = {await cause_of(session, recording) for recording in recordings}
        revisions = set(await session.scalars(select(CatalogueEntry.revision)))
        lefts = [len((await undone(session, town.liu, batch)).left) for batch in batches]
    assert len(causes) == 1
    assert revisions == {2}
    assert sorted(lefts) == [0, 3]


async def columns_of(session: AsyncSession, table: str) -> tuple[str, str]:
    """Return the columns of a table but for its keys, as names and as they are copied."""
    names = await session.scalar(
        text(
            "SELECT string_agg(column_name, ',') FROM information_schema.columns "
            "WHERE table_name = :table AND column_name NOT IN ('id', 'upload_id')"
        ),
        {"table": table},
    )
    return names, ", ".join(f"one.{name}" for name in names.split(","))


async def many(session: AsyncSession, town: Town, count: int) -> list[UUID]:
    """Copy one recording, because to arrive so often would take longer than the test."""
    await shot(session, town)
    names, copied = await columns_of(session, "upload")
    await session.execute(
        text(
            f"INSERT INTO upload (id, {names}) "
            f"SELECT gen_random_uuid(), {copied} FROM upload AS one, generate_series(2, :count)"
        ),
        {"count": count},
    )
    names, copied = await columns_of(session, "recording")
    await session.execute(
        text(
            f"INSERT INTO recording (id, upload_id, {names}) "
            f"SELECT upload.id, upload.id, {copied} FROM recording AS one, upload "
            "WHERE upload.id <> one.upload_id"
        )
    )
    return list(await session.scalars(select(Recording.id)))


async def test_five_thousand_are_changed_and_put_back_whole(
    session: AsyncSession, town: Town
) -> None:
    recordings = await many(session, town, 5_000)
    case = await open_sand_case(session, town)
    waiting = select(func.count()).where(Recording.catalogued_at.is_(None))
    change = Change(case_id=case, cause="未经许可采砂", note="批量", finish=True)

    batch = await done(session, town.liu, recordings, change)

    assert (batch.count, await session.scalar(waiting)) == (5_000, 0)
    outcome = await undone(session, town.liu, batch.batch_id)
    assert (outcome.count, outcome.left) == (5_000, ())
    assert await session.scalar(waiting) == 5_000
    assert await session.scalar(select(func.count()).where(CatalogueEntry.cause != "")) == 0
    of_batch = select(func.count()).where(LedgerEvent.subject_id == batch.batch_id)
    assert await session.scalar(of_batch) == 2


async def test_ten_thousand_recordings_lie_in_one_case_and_are_read_by_key(
    session: AsyncSession, town: Town
) -> None:
    recordings = await many(session, town, 10_000)
    case = await open_sand_case(session, town)

    for half in (recordings[:5_000], recordings[5_000:]):
        await done(session, town.liu, half, Change(case_id=case))

    first = await recordings_of_case(session, town.chen, case)
    keys = select(EvidenceLink.id).order_by(EvidenceLink.id).offset(9_949).limit(1)
    last = await recordings_of_case(session, town.chen, case, after=await session.scalar(keys))
    assert (len(first.lines), first.after is not None) == (100, True)
    assert (len(last.lines), last.after) == (50, None)
    day = Stretch(NOW - timedelta(days=1), NOW + timedelta(days=1))
    together = await marks_together(session, case, day, places=120, reads=True)
    assert sum(mark.count for mark in together if mark.lane is Lane.RECORDING) == 10_000
    assert len(together) < 10
