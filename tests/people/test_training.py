"""Training and supervision: written down by keepers, seen by those who took part."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import InvalidInputError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import TrainingAttendance
from app.people.authority import Extent, open_list
from app.people.training import (
    change_training,
    enter_attendees,
    enter_training,
    register_training,
    remove_attendee,
    units_for_training,
)
from app.people.training_attendance import trainings_of
from app.people.training_form import NewTraining, training_of
from app.people.trainings import TrainingFilter, every_attendance, find_training, list_trainings
from app.policy.actor import WORKER, Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import TrainingKind
from tests.ledger.lines import whole_ledger
from tests.people.files import TODAY, keeper_of
from tests.world import NOW, Town

COURSE = NewTraining(TrainingKind.TRAINING, "执法记录仪使用", TODAY, Decimal("4.0"), "局办公室", "")
GOOD = {
    "kind": "training",
    "title": "执法记录仪使用",
    "held_on": "2026-11-21",
    "hours": "4.0",
    "organiser": "局办公室",
    "note": "",
}
BAD = {
    "no kind": ({"kind": "party"}, "kind"),
    "no title": ({"title": " "}, "title"),
    "title too long": ({"title": "长" * 81}, "title"),
    "tomorrow": ({"held_on": "2026-11-22"}, "held_on"),
    "long ago": ({"held_on": "1999-12-31"}, "held_on"),
    "no day": ({"held_on": "soon"}, "held_on"),
    "no hours at all": ({"hours": "0"}, "hours"),
    "hours that are no number": ({"hours": "NaN"}, "hours"),
    "hours without end": ({"hours": "Infinity"}, "hours"),
    "two decimals": ({"hours": "1.25"}, "hours"),
    "too many hours": ({"hours": "501"}, "hours"),
    "no organiser": ({"organiser": ""}, "organiser"),
    "note too long": ({"note": "长" * 2001}, "note"),
}


async def course(session: AsyncSession, town: Town, *people: Actor) -> tuple[UUID, Actor]:
    """A training of the brigade with these people, and Lin who keeps it."""
    lin = await keeper_of(session, town)
    training = await enter_training(session, WORKER, town.brigade, COURSE, NOW)
    if people:
        ids = [one.id for one in people if one.id]
        await enter_attendees(session, lin, training, ids, result="合格", remark="", now=NOW)
    return training, lin


def test_a_form_becomes_a_record() -> None:
    assert training_of(GOOD, TODAY) == COURSE
    assert training_of(GOOD | {"hours": "\uff14\uff0e\uff10"}, TODAY) == COURSE
    assert training_of(GOOD | {"hours": ""}, TODAY) == replace(COURSE, hours=None)


@pytest.mark.parametrize(("change", "field"), BAD.values(), ids=BAD)
def test_a_mistake_is_named_by_its_field(change: dict[str, str], field: str) -> None:
    found = training_of(GOOD | change, TODAY)

    assert isinstance(found, list)
    assert [problem.field for problem in found] == [field]


async def test_a_keeper_writes_it_down(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)

    training = await register_training(session, lin, town.brigade, COURSE, NOW)

    assert isinstance(training, UUID)
    (event,) = await history_of(session, training)
    assert event.kind is LedgerKind.TRAINING_REGISTERED
    assert event.detail["title"] == COURSE.title


async def test_whoever_does_not_keep_records_is_refused(session: AsyncSession, town: Town) -> None:
    outcome = await register_training(session, town.zhao, town.brigade, COURSE, NOW)

    assert isinstance(outcome, Decision)
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


async def test_the_units_offered_are_those_one_keeps(session: AsyncSession, town: Town) -> None:
    lin = await keeper_of(session, town)

    assert await units_for_training(session, lin, NOW) == {
        town.agency: "汝州市水利局",
        town.brigade: "水政监察大队",
    }
    assert isinstance(await units_for_training(session, town.chen, NOW), Decision)


async def test_a_change_keeps_before_and_after(session: AsyncSession, town: Town) -> None:
    training, lin = await course(session, town)

    await change_training(session, lin, training, replace(COURSE, hours=Decimal("6.0")), NOW)

    event = (await history_of(session, training))[-1]
    assert event.kind is LedgerKind.TRAINING_CHANGED
    assert (event.detail["before"], event.detail["after"]) == ({"hours": "4.0"}, {"hours": "6.0"})


async def test_who_took_part_is_entered_with_a_result(session: AsyncSession, town: Town) -> None:
    training, lin = await course(session, town, town.chen)
    assert town.chen.id is not None

    found = await find_training(session, lin, training)

    assert [(one.full_name, one.result) for one in found.attendees] == [("陈立", "合格")]
    (own,) = await trainings_of(session, town.chen.id, 5)
    assert (own.title, own.result) == (COURSE.title, "合格")


async def test_a_new_result_keeps_the_old_one_in_the_ledger(
    session: AsyncSession, town: Town
) -> None:
    training, lin = await course(session, town, town.chen)
    assert town.chen.id is not None

    await enter_attendees(
        session, lin, training, [town.chen.id], result="补考合格", remark="", now=NOW
    )

    event = (await history_of(session, training))[-1]
    assert event.detail["before"] == {str(town.chen.id): {"result": "合格", "remark": ""}}
    assert event.detail["result"] == "补考合格"


async def test_whoever_was_entered_by_mistake_is_taken_out(
    session: AsyncSession, town: Town
) -> None:
    training, lin = await course(session, town, town.chen)
    assert town.chen.id is not None

    await remove_attendee(session, lin, training, town.chen.id, NOW)

    assert (await find_training(session, lin, training)).attendees == ()
    event = (await history_of(session, training))[-1]
    assert event.detail == {"removed": str(town.chen.id), "result": "合格", "remark": ""}
    with pytest.raises(NotFoundError):
        await remove_attendee(session, lin, training, town.chen.id, NOW)


@pytest.mark.parametrize("who", ["liu", "qian"])
async def test_nobody_of_another_unit_is_entered(
    session: AsyncSession, town: Town, who: str
) -> None:
    training, lin = await course(session, town)
    somebody: Actor = getattr(town, who)
    assert somebody.id is not None

    with pytest.raises(InvalidInputError, match="不在这个单位"):
        await enter_attendees(session, lin, training, [somebody.id], result="", remark="", now=NOW)


@pytest.mark.parametrize(("people", "result"), [(0, ""), (1, "长" * 61)], ids=["nobody", "long"])
async def test_a_senseless_entry_is_refused_in_words(
    session: AsyncSession, town: Town, people: int, result: str
) -> None:
    training, lin = await course(session, town)
    chosen = [town.chen.id][:people]

    with pytest.raises(InvalidInputError):
        await enter_attendees(
            session,
            lin,
            training,
            [one for one in chosen if one],
            result=result,
            remark="",
            now=NOW,
        )


async def test_whoever_took_part_sees_themselves_alone(session: AsyncSession, town: Town) -> None:
    training, _ = await course(session, town, town.chen)

    found = await find_training(session, town.chen, training)

    assert [one.full_name for one in found.attendees] == ["陈立"]
    assert isinstance(
        await enter_attendees(session, town.chen, training, [], result="", remark="", now=NOW),
        Decision,
    )


@pytest.mark.parametrize("who", ["qian", "chen", "zhou"])
async def test_to_others_the_record_does_not_exist(
    session: AsyncSession, town: Town, who: str
) -> None:
    training, _ = await course(session, town)

    with pytest.raises(NotFoundError):
        await find_training(session, getattr(town, who), training)


LISTED = {
    "all": (TrainingFilter(), 1),
    "by title": (TrainingFilter(text="记录仪"), 1),
    "by name": (TrainingFilter(text="陈立"), 1),
    "by another name": (TrainingFilter(text="王"), 0),
    "a wildcard is a letter": (TrainingFilter(text="%"), 0),
    "by kind": (TrainingFilter(kind=TrainingKind.TRAINING), 1),
    "by another kind": (TrainingFilter(kind=TrainingKind.SUPERVISION), 0),
    "from that day": (TrainingFilter(first=TODAY), 1),
    "from the day after": (TrainingFilter(first=TODAY + timedelta(days=1)), 0),
    "to that day": (TrainingFilter(last=TODAY), 1),
    "to the day before": (TrainingFilter(last=date(2026, 11, 20)), 0),
}


@pytest.mark.parametrize(("wanted", "number"), LISTED.values(), ids=LISTED)
async def test_the_register_is_narrowed(
    session: AsyncSession, town: Town, wanted: TrainingFilter, number: int
) -> None:
    _, lin = await course(session, town, town.chen)
    extent = await open_list(session, lin, Act.PERSON_READ_FILE)
    assert isinstance(extent, Extent)

    found = await list_trainings(session, lin, extent, wanted)

    assert len(found.rows) == number
    assert len([row async for row in every_attendance(session, lin, extent, wanted)]) == number


@pytest.mark.parametrize(("who", "number"), [("chen", 1), ("zhao", 1), ("liu", 0), ("qian", 0)])
async def test_the_register_shows_what_concerns_one(
    session: AsyncSession, town: Town, who: str, number: int
) -> None:
    await course(session, town, town.chen)
    actor: Actor = getattr(town, who)
    extent = await open_list(session, actor, Act.PERSON_READ_FILE)
    assert isinstance(extent, Extent)

    assert len((await list_trainings(session, actor, extent, TrainingFilter())).rows) == number


@pytest.mark.parametrize(("text", "number"), [("陈立", 1), ("刘敏", 0), ("记录仪", 1)])
async def test_whoever_took_part_does_not_find_it_by_the_name_of_another(
    session: AsyncSession, town: Town, text: str, number: int
) -> None:
    training, _ = await course(session, town, town.chen)
    assert town.liu.id is not None
    session.add(TrainingAttendance(training_id=training, person_id=town.liu.id, result="合格"))
    await session.flush()
    extent = await open_list(session, town.chen, Act.PERSON_READ_FILE)
    assert isinstance(extent, Extent)
    wanted = TrainingFilter(text=text)

    found = await list_trainings(session, town.chen, extent, wanted)

    assert len(found.rows) == number
    exported = [row async for row in every_attendance(session, town.chen, extent, wanted)]
    assert len(exported) == number


async def test_the_pages_of_the_register_hold_each_record_once(
    session: AsyncSession, town: Town
) -> None:
    _, lin = await course(session, town)
    for _number in range(2):
        await enter_training(session, WORKER, town.brigade, COURSE, NOW)
    extent = await open_list(session, lin, Act.PERSON_READ_FILE)
    assert isinstance(extent, Extent)

    first = await list_trainings(session, lin, extent, TrainingFilter(), limit=2)
    second = await list_trainings(
        session, lin, extent, TrainingFilter(), place=first.next_place, limit=2
    )

    assert len({row.id for row in (*first.rows, *second.rows)}) == 3
    assert second.next_place == ""
