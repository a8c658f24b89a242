"""Many recordings get their officer by the custodian's word, each ruled by itself (长子 7)."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.batch_list import find_batch
from app.cataloguing.batches import change_many
from app.cataloguing.changes import (
    MOST_NAMED,
    Change,
    NothingChangedError,
    Outcome,
    TooManyNamedError,
)
from app.cataloguing.officers import candidates_for
from app.cataloguing.undoing import undo_batch
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Recording
from app.people.problems import NotAcceptableError
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.vocabulary import OfficerSource
from app.recordings.correcting import Correction, correct_attribution
from app.recordings.queries import find_recording
from tests.cases.office import open_sand_case
from tests.cataloguing.desk import link_of, shot
from tests.cataloguing.test_on_roster import on_duty
from tests.devices.holders import qualify, serve
from tests.world import NOW, Town

LONG_AGO = NOW - timedelta(days=400)
WHY = "已按值班表核对"


@pytest.fixture(autouse=True)
async def chen_served(session: AsyncSession, town: Town) -> None:
    """Chen and Zhao are qualified; Chen has served since long ago, Zhao since this morning."""
    await qualify(session, town.chen, since=date(2020, 1, 1))
    await qualify(session, town.zhao, since=date(2020, 1, 1))
    await serve(session, town.chen)


async def nobodys(session: AsyncSession, town: Town, *names: str, **other: object) -> list[UUID]:
    """Add recordings of which nobody knows who made them."""
    ids = [await shot(session, town, name, **other) for name in names]  # type: ignore[arg-type]
    await session.execute(
        update(Recording).where(Recording.id.in_(ids)).values(officer_id=None, officer_source=None)
    )
    return ids


def naming(person: Actor, **other: object) -> Change:
    return Change(officer_id=person.id, officer_reason=WHY, **other)  # type: ignore[arg-type]


async def done(session: AsyncSession, town: Town, ids: list[UUID], change: Change) -> Outcome:
    outcome = await change_many(session, town.liu, ids, change, now=NOW)
    assert isinstance(outcome, Outcome)
    return outcome


async def officer_of(session: AsyncSession, recording: UUID) -> tuple[UUID | None, str | None, str]:
    row = await session.get_one(Recording, recording, populate_existing=True)
    return row.officer_id, row.officer_source, row.officer_note


async def test_the_officer_is_written_into_every_row_and_into_its_history(
    session: AsyncSession, town: Town
) -> None:
    recordings = await nobodys(session, town, "a.mp4", "b.mp4")

    outcome = await done(session, town, recordings, naming(town.chen))

    named = (town.chen.id, OfficerSource.CUSTODIAN.value, WHY)
    assert [await officer_of(session, it) for it in recordings] == [named, named]
    assert (outcome.count, outcome.left) == (2, ())
    for recording in recordings:
        line = (await history_of(session, recording))[-1]
        assert (line.kind, line.detail["why"]) == (LedgerKind.RECORDING_REATTRIBUTED, WHY)
    line = (await history_of(session, outcome.batch_id))[-1]
    assert (line.detail["officer"], line.detail["named"]) == (str(town.chen.id), 2)


async def test_what_goes_into_a_case_is_made_by_whom_the_same_form_names(
    session: AsyncSession, town: Town
) -> None:
    (recording,) = await nobodys(session, town, "a.mp4")
    case = await open_sand_case(session, town)

    outcome = await done(session, town, [recording], naming(town.chen, case_id=case))

    link = await link_of(session, recording)
    assert link is not None
    assert (link.maker, outcome.left) == ("陈立", ())


async def test_whoever_did_not_serve_here_then_is_refused_row_by_row(
    session: AsyncSession, town: Town
) -> None:
    (old,) = await nobodys(session, town, "old.mp4", recorded_at=LONG_AGO)
    (new,) = await nobodys(session, town, "new.mp4")

    outcome = await done(session, town, [old, new], naming(town.zhao))

    (left,) = outcome.left
    assert (outcome.count, left.file_name) == (1, "old.mp4")
    assert "按任职登记，2025-10-17" in left.why
    assert (await officer_of(session, old))[0] is None
    assert (await officer_of(session, new))[0] == town.zhao.id
    assert (await history_of(session, old))[-1].kind is LedgerKind.ACT_REFUSED


async def test_the_rest_of_a_change_is_done_where_the_officer_is_refused(
    session: AsyncSession, town: Town
) -> None:
    (old,) = await nobodys(session, town, "old.mp4", recorded_at=LONG_AGO)

    outcome = await done(session, town, [old], naming(town.zhao, place="北汝河"))

    assert outcome.count == 1
    assert "执法人员没有核定" in outcome.left[0].why


async def test_what_is_said_of_one_recording_stands_in_one_line(
    session: AsyncSession, town: Town
) -> None:
    (old,) = await nobodys(session, town, "old.mp4", recorded_at=LONG_AGO)
    case = await open_sand_case(session, town)

    outcome = await done(session, town, [old], naming(town.zhao, case_id=case))

    (left,) = outcome.left
    assert "执法人员没有核定" in left.why
    assert "已经放入案件" in left.why


async def test_an_officer_whom_the_rule_accepts_for_none_is_refused_with_an_event(
    session: AsyncSession, town: Town
) -> None:
    (recording,) = await nobodys(session, town, "a.mp4")

    answer = await change_many(session, town.liu, [recording], naming(town.sun), now=NOW)

    assert isinstance(answer, Decision)
    assert "执法证件" in answer.reason
    assert (await history_of(session, recording))[-1].kind is LedgerKind.ACT_REFUSED


async def test_naming_the_same_officer_again_changes_nothing(
    session: AsyncSession, town: Town
) -> None:
    recording = await shot(session, town)

    with pytest.raises(NothingChangedError, match="已经登记为这名执法人员"):
        await change_many(session, town.liu, [recording], naming(town.chen), now=NOW)


@pytest.mark.parametrize("who", ["stranger", "nobody"])
async def test_a_stranger_is_like_somebody_who_never_was(
    session: AsyncSession, town: Town, who: str
) -> None:
    (recording,) = await nobodys(session, town, "a.mp4")
    person = town.qian.id if who == "stranger" else uuid4()

    with pytest.raises(NotAcceptableError, match="没有找到这名执法人员"):
        await change_many(
            session,
            town.liu,
            [recording],
            Change(officer_id=person, officer_reason=WHY),
            now=NOW,
        )


async def test_an_officer_without_a_reason_is_not_taken(session: AsyncSession, town: Town) -> None:
    (recording,) = await nobodys(session, town, "a.mp4")

    with pytest.raises(NotAcceptableError, match="请写明"):
        await change_many(session, town.liu, [recording], Change(officer_id=town.chen.id), now=NOW)


async def test_more_than_can_be_judged_at_once_are_not_taken(
    session: AsyncSession, town: Town
) -> None:
    many = [uuid4() for _ in range(MOST_NAMED + 1)]

    with pytest.raises(TooManyNamedError):
        await change_many(session, town.liu, many, naming(town.chen), now=NOW)


async def test_undoing_gives_back_the_word_of_before_and_else_asks_the_hand_overs(
    session: AsyncSession, town: Town
) -> None:
    bare, said = await nobodys(session, town, "bare.mp4", "said.mp4")
    detail = await find_recording(session, town.liu, said)
    await qualify(session, town.liu, since=date(2020, 1, 1))
    await correct_attribution(
        session, town.liu, detail, Correction(town.liu.id, "", "本人说明"), now=NOW
    )
    batch = (await done(session, town, [bare, said], naming(town.chen))).batch_id

    outcome = await undo_batch(session, town.liu, batch, now=NOW)

    assert isinstance(outcome, Outcome)
    assert (outcome.count, outcome.left) == (2, ())
    assert await officer_of(session, bare) == (None, None, "")
    assert await officer_of(session, said) == (town.liu.id, "custodian", "本人说明")
    assert (await history_of(session, bare))[-1].detail["why"] == "撤销批量编目"


async def test_what_somebody_has_named_otherwise_since_is_left_by_undoing(
    session: AsyncSession, town: Town
) -> None:
    mine, theirs = await nobodys(session, town, "mine.mp4", "theirs.mp4")
    batch = (await done(session, town, [mine, theirs], naming(town.chen))).batch_id
    detail = await find_recording(session, town.liu, theirs)
    await correct_attribution(
        session, town.liu, detail, Correction(town.zhao.id, "", "局长持机"), now=NOW
    )

    outcome = await undo_batch(session, town.liu, batch, now=NOW)

    assert isinstance(outcome, Outcome)
    assert [left.file_name for left in outcome.left] == ["theirs.mp4"]
    assert (await officer_of(session, theirs))[0] == town.zhao.id
    assert (await officer_of(session, mine))[0] is None


async def test_the_list_of_changes_says_who_was_named_and_why(
    session: AsyncSession, town: Town
) -> None:
    recordings = await nobodys(session, town, "a.mp4", "b.mp4")
    batch = (await done(session, town, recordings, naming(town.chen))).batch_id

    line = await find_batch(session, town.liu, batch)

    assert line is not None
    assert line.settings == (f"执法人员：陈立（2 件，理由：{WHY}）",)


async def test_those_of_the_roster_are_offered_first_and_nobody_who_may_not_be_it(
    session: AsyncSession, town: Town
) -> None:
    recordings = await nobodys(session, town, "a.mp4", "b.mp4")
    await on_duty(session, town, town.zhao.id)

    found = await candidates_for(session, town.liu, recordings)

    assert [(each.full_name, each.on_duty) for each in found] == [("赵国强", 2), ("陈立", 0)]


async def test_whoever_keeps_no_records_is_offered_nobody(
    session: AsyncSession, town: Town
) -> None:
    recordings = await nobodys(session, town, "a.mp4")

    assert await candidates_for(session, town.chen, recordings) == ()
