"""The six index fields, each with where it comes from and whether the law asks for it."""

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.changes import Change, ChangedMeanwhileError
from app.cataloguing.editing import Catalogued, catalogue_recording
from app.cataloguing.entries import Entry, Source, entry_of
from app.cataloguing.linking import link_recording
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Device, Person, Unit
from app.people.problems import NotAcceptableError
from app.people.register import register_section
from app.policy.actor import WORKER
from app.policy.decision import Decision
from app.policy.law_words import IndexField, Situation
from app.policy.linking import NewLink
from app.policy.vocabulary import RecordingState
from tests.cases.office import open_sand_case
from tests.cataloguing.desk import entry_row, is_waiting, shot
from tests.world import NOW, Town

PATROL = Change(
    parties=("李大山", "王小河"), cause="日常巡查", situation=Situation.PATROL, place="北汝河"
)


async def live_by(session: AsyncSession, pack: str) -> None:
    """Let all units live by a regulation from now on."""
    await session.execute(update(Unit).values(pack_id=pack))


def said(entry: Entry) -> dict[IndexField, tuple[str, Source]]:
    return {fact.field: (fact.value, fact.source) for fact in entry.facts}


async def test_device_officer_and_time_are_the_recordings_own(
    session: AsyncSession, town: Town
) -> None:
    found = said(await entry_of(session, await shot(session, town)))

    assert found[IndexField.DEVICE_NO] == ("RZ-0001", Source.RECORDING)
    assert found[IndexField.OFFICERS] == ("陈立", Source.RECORDING)
    assert found[IndexField.USED_AT] == ("2026-11-21T01:00:00+00:00", Source.RECORDING)


async def test_the_section_is_that_of_the_officer_else_that_of_the_device(
    session: AsyncSession, town: Town
) -> None:
    officers = await register_section(session, WORKER, town.brigade, "执法一中队", now=NOW)
    devices = await register_section(session, WORKER, town.brigade, "执法二中队", now=NOW)
    typed = await register_section(session, WORKER, town.brigade, "执法三中队", now=NOW)
    recording = await shot(session, town)
    values = []

    for table, row_id, section in (
        (Device, town.terminal.id, devices),
        (Person, town.chen.id, officers),
    ):
        await session.execute(update(table).where(table.id == row_id).values(section_id=section))
        values.append(said(await entry_of(session, recording))[IndexField.SECTION])
    await catalogue_recording(
        session, town.liu, recording, Change(section_id=typed), seen_revision=0, now=NOW
    )
    values.append(said(await entry_of(session, recording))[IndexField.SECTION])

    assert values == [
        ("执法二中队", Source.DEVICE),
        ("执法一中队", Source.OFFICER),
        ("执法三中队", Source.TYPED),
    ]


async def test_party_and_cause_are_those_of_the_case_else_typed(
    session: AsyncSession, town: Town
) -> None:
    recording, case = await shot(session, town), await open_sand_case(session, town)
    await catalogue_recording(session, town.liu, recording, PATROL, seen_revision=0, now=NOW)
    before = said(await entry_of(session, recording))

    await link_recording(session, town.liu, recording, case, NewLink(), now=NOW)

    after = said(await entry_of(session, recording))
    assert before[IndexField.PARTY] == ("李大山、王小河", Source.TYPED)
    names, source = after[IndexField.PARTY]
    assert (set(names.split("、")), source) == ({"李大山", "汝州市河道砂石有限公司"}, Source.CASE)
    assert before[IndexField.CAUSE] == ("日常巡查", Source.TYPED)
    assert after[IndexField.CAUSE] == ("未经许可在河道采砂", Source.CASE)


async def test_the_regulation_says_what_is_missing(session: AsyncSession, town: Town) -> None:
    """长子 16."""
    recording = await shot(session, town)
    await live_by(session, "zhangzi")

    entry = await entry_of(session, recording)

    missing = {fact.field for fact in entry.facts if fact.is_missing}
    assert missing == {IndexField.SECTION, IndexField.PARTY, IndexField.CAUSE}
    assert "第十六条" in str(entry.classed.citations[0])


async def test_where_the_regulation_is_silent_nothing_is_missing(
    session: AsyncSession, town: Town
) -> None:
    entry = await entry_of(session, await shot(session, town))

    assert entry.classed.allowed
    assert not any(fact.is_missing for fact in entry.facts)


async def test_finishing_takes_out_of_the_inbox_what_is_complete(
    session: AsyncSession, town: Town
) -> None:
    recording = await shot(session, town)
    change = Change(cause="日常巡查", finish=True)

    outcome = await catalogue_recording(
        session, town.liu, recording, change, seen_revision=0, now=NOW
    )

    assert isinstance(outcome, Catalogued)
    assert outcome.is_out_of_inbox
    assert not await is_waiting(session, recording)
    *_, line, ruling = await history_of(session, recording)
    assert (line.kind, line.detail["set"]) == (LedgerKind.CATALOGUE_CHANGED, ["cause"])
    assert ruling.kind is LedgerKind.KEEPING_RULED


async def test_finishing_what_is_not_complete_saves_it_and_says_what_is_missing(
    session: AsyncSession, town: Town
) -> None:
    recording = await shot(session, town)
    await live_by(session, "zhangzi")
    change = Change(cause="日常巡查", finish=True)

    outcome = await catalogue_recording(
        session, town.liu, recording, change, seen_revision=0, now=NOW
    )

    assert isinstance(outcome, Catalogued)
    assert not outcome.is_out_of_inbox
    assert "科室名称、当事人" in outcome.entry.classed.reason
    row = await entry_row(session, recording)
    assert row is not None
    assert row.cause == "日常巡查"


async def test_of_two_clerks_on_one_form_the_second_is_told(
    session: AsyncSession, town: Town
) -> None:
    recording = await shot(session, town)
    await catalogue_recording(session, town.liu, recording, PATROL, seen_revision=0, now=NOW)

    with pytest.raises(ChangedMeanwhileError):
        await catalogue_recording(session, town.liu, recording, PATROL, seen_revision=0, now=NOW)


async def test_what_is_left_empty_on_the_form_is_emptied(session: AsyncSession, town: Town) -> None:
    recording = await shot(session, town)
    await catalogue_recording(session, town.liu, recording, PATROL, seen_revision=0, now=NOW)

    await catalogue_recording(
        session, town.liu, recording, Change(note="无"), seen_revision=1, now=NOW
    )

    row = await entry_row(session, recording)
    assert row is not None
    assert (row.parties, row.cause, row.situation, row.note, row.revision) == ([], "", "", "无", 2)


@pytest.mark.parametrize("state", [RecordingState.RECEIVED, RecordingState.QUARANTINED])
async def test_what_is_not_vouched_for_is_not_catalogued(
    session: AsyncSession, town: Town, state: RecordingState
) -> None:
    recording = await shot(session, town, state=state)

    outcome = await catalogue_recording(
        session, town.liu, recording, PATROL, seen_revision=0, now=NOW
    )

    assert isinstance(outcome, Decision)
    assert await entry_row(session, recording) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change(cause="长" * 201), "cause"),
        (Change(parties=("长" * 201,)), "parties"),
        (Change(parties=("李",) * 51), "parties"),
        (Change(note="长" * 2001), "note"),
    ],
)
async def test_what_is_too_long_is_named(
    session: AsyncSession, town: Town, change: Change, field: str
) -> None:
    recording = await shot(session, town)

    with pytest.raises(NotAcceptableError) as caught:
        await catalogue_recording(session, town.liu, recording, change, seen_revision=0, now=NOW)

    assert [problem.field for problem in caught.value.problems] == [field]


async def test_a_section_next_door_cannot_be_chosen(session: AsyncSession, town: Town) -> None:
    theirs = await register_section(session, WORKER, town.stranger_agency, "水政股", now=NOW)
    recording = await shot(session, town)

    with pytest.raises(NotAcceptableError):
        await catalogue_recording(
            session, town.liu, recording, Change(section_id=theirs), seen_revision=0, now=NOW
        )


async def test_to_a_stranger_it_never_was(session: AsyncSession, town: Town) -> None:
    recording = await shot(session, town)

    with pytest.raises(NotFoundError):
        await catalogue_recording(session, town.qian, recording, PATROL, seen_revision=0, now=NOW)


async def test_whoever_only_knows_it_is_refused_and_that_is_an_event(
    session: AsyncSession, town: Town
) -> None:
    recording = await shot(session, town)

    outcome = await catalogue_recording(
        session, town.terminal, recording, PATROL, seen_revision=0, now=NOW
    )

    assert isinstance(outcome, Decision)
    assert (await history_of(session, recording))[-1].kind is LedgerKind.ACT_REFUSED


async def test_rare_characters_are_kept(session: AsyncSession, town: Town) -> None:
    recording = await shot(session, town)

    await catalogue_recording(
        session, town.liu, recording, Change(parties=("李𬭩", "㙓䶮𠮷𫖯")), seen_revision=0, now=NOW
    )

    assert said(await entry_of(session, recording))[IndexField.PARTY][0] == "李𬭩、㙓䶮𠮷𫖯"
