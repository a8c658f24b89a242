"""What is done is found at once; what no verb has said is found by the sweep."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app import ids
from app.cataloguing.entries import entry_of
from app.db import transaction, type_of_sessions
from app.models import (
    Case,
    CaseDocument,
    CaseParty,
    CaseSearch,
    CatalogueEntry,
    Device,
    EvidenceLink,
    Original,
    Person,
    Recording,
    RecordingSearch,
    Section,
)
from app.policy.law_words import IndexField
from app.policy.vocabulary import DeviceSource, OfficerSource
from app.searching.asking import Wanted
from app.searching.comparing import NOTHING, Walk, compare_next
from app.searching.finding import find
from app.searching.indexing import index_cases, index_recordings, index_soon
from app.searching.shelves import Shelf, sight_of
from app.searching.sweeping import (
    index_missing,
    index_next_cases,
    index_next_recordings,
)
from app.searching.terms import read_terms
from app.searching.texts import MOST_CHARACTERS, searched_to
from app.storage.disk import DiskStore
from app.workers.sweep import clean
from tests.arrivals import arrive
from tests.cases.office import QUARRY, open_sand_case
from tests.waiting import until_held_up
from tests.workers.test_sweep import steadiness, workshop
from tests.world import NOW, Settled, Town

LATER = NOW + timedelta(minutes=1)


async def words_of(session: AsyncSession, recording_id: UUID) -> str:
    row = await session.get(RecordingSearch, recording_id, populate_existing=True)
    return row.words if row else ""


async def finds(session: AsyncSession, town: Town, typed: str) -> set[UUID]:
    """Return what Liu, who keeps the records, finds on both shelves."""
    found: set[UUID] = set()
    for shelf in Shelf:
        page, _ = await find(
            session, await sight_of(session, town.liu, shelf), Wanted(read_terms(typed))
        )
        found |= set(page.ids)
    return found


async def link(session: AsyncSession, town: Town, recording: UUID, case: UUID) -> EvidenceLink:
    row = EvidenceLink(
        id=ids.new_id(),
        recording_id=recording,
        case_id=case,
        file_version=1,
        role="process_record",
        linked_by_id=town.liu.id,
        linked_at=NOW,
    )
    session.add(row)
    await session.flush()
    return row


async def add_document(
    session: AsyncSession, town: Town, case: UUID, **other: object
) -> CaseDocument:
    original = Original(
        id=ids.new_id(),
        storage_key=str(ids.new_id()),
        size_bytes=1,
        sha256=str(ids.new_id()),
        sm3="",
        sealed_at=NOW,
    )
    session.add(original)
    await session.flush()
    facts: dict[str, object] = {
        "kind": "询问笔录",
        "title": "李大山询问笔录",
        "state": "ready",
        "content_text": "我在河里挖了三船沙子",
        "position": 1,
    }
    row = CaseDocument(
        id=ids.new_id(),
        case_id=case,
        file_version=1,
        original_id=original.id,
        file_name="1.pdf",
        media_type="application/pdf",
        added_by_id=town.liu.id,
        added_at=NOW,
        **(facts | other),
    )
    session.add(row)
    await session.flush()
    return row


async def test_a_recording_is_found_by_everything_it_is_catalogued_by(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrive(session, town.terminal, town.brigade, file_name="巡河 01.MP4")
    section = Section(id=ids.new_id(), unit_id=town.brigade, name="执法二中队")
    session.add(section)
    await session.flush()
    session.add(
        CatalogueEntry(
            recording_id=recording,
            section_id=section.id,
            parties=["王䶮", "赵四"],
            cause="擅自取用地下水",
            place="洗耳河桥下",
            note="夜间巡查",
            changed_at=NOW,
        )
    )
    await index_recordings(session, [recording], now=NOW)

    words = await words_of(session, recording)

    assert words.split("\n") == [
        "巡河01.mp4",
        "rz-0001",
        "执法二中队",
        "王䶮",
        "赵四",
        "擅自取用地下水",
        "洗耳河桥下",
        "夜间巡查",
    ]


@pytest.mark.parametrize("whose", ["officer", "device"])
async def test_a_recording_is_found_by_the_section_that_its_page_shows(
    session: AsyncSession, town: Town, whose: str
) -> None:
    """Where nobody has typed one it is the officer's, else the device's (昌黎 15, 长子 16)."""
    section = Section(id=ids.new_id(), unit_id=town.brigade, name="执法三中队")
    session.add(section)
    await session.flush()
    recording = await arrive(session, town.terminal, town.brigade)
    row = await session.get_one(Recording, recording)
    row.officer_id, row.officer_source = town.chen.id, OfficerSource.CUSTODIAN.value
    row.device_id, row.device_source = town.terminal.id, DeviceSource.SENDER.value
    holder: Person | Device
    if whose == "officer":
        holder = await session.get_one(Person, town.chen.id)
    else:
        holder = await session.get_one(Device, town.terminal.id)
    holder.section_id = section.id
    await session.flush()
    await index_recordings(session, [recording], now=NOW)

    shown = {fact.field: fact.value for fact in (await entry_of(session, recording)).facts}

    assert shown[IndexField.SECTION] == "执法三中队"
    assert await finds(session, town, "执法三中队") == {recording}


async def test_a_recording_is_found_by_the_case_to_which_it_belongs_as_long_as_it_does(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    case = await open_sand_case(session, town)
    joined = await link(session, town, recording, case)
    await index_recordings(session, [recording], now=NOW)
    within = await finds(session, town, QUARRY.name)
    joined.ended_at, joined.ended_by_id, joined.end_reason = LATER, town.liu.id, "选错案件"
    await index_recordings(session, [recording], now=LATER)

    assert within == {recording, case}
    assert await finds(session, town, QUARRY.name) == {case}


async def test_a_case_is_found_as_soon_as_it_is_open(session: AsyncSession, town: Town) -> None:
    case = await open_sand_case(session, town)

    for typed in ("李大山", "砂石有限公司", "汝水罚〔2026〕1号", "河道采砂", "温泉镇", "陈立"):
        assert await finds(session, town, typed) == {case}, typed


async def test_kind_and_state_follow_a_recording_and_a_case_without_any_verb(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    await index_recordings(session, [recording], now=NOW)
    case = await open_sand_case(session, town)

    (await session.get_one(Recording, recording)).kind = "video"
    (await session.get_one(Case, case)).state = "closed"
    await session.flush()

    of_recording = select(RecordingSearch.kind, RecordingSearch.state)
    assert (await session.execute(of_recording)).all() == [("video", "received")]
    of_case = select(CaseSearch.kind, CaseSearch.state).distinct()
    assert (await session.execute(of_case)).all() == [("ordinary", "closed")]


async def test_words_of_documents_are_found_by_readers_of_the_file_alone(
    session: AsyncSession, town: Town
) -> None:
    """The leader knows of the case and may not read its file."""
    case = await open_sand_case(session, town)
    await add_document(session, town, case)
    await index_cases(session, [case], now=NOW)
    sight = await sight_of(session, town.zhao, Shelf.CASES)

    told, _ = await find(session, sight, Wanted(read_terms("三船沙子")))
    known, _ = await find(session, sight, Wanted(read_terms("李大山")))

    assert await finds(session, town, "三船沙子") == {case}
    assert await finds(session, town, "询问笔录") == {case}
    assert told.ids == ()
    assert known.ids == (case,)


@pytest.mark.parametrize(
    "other", [{"state": "quarantined"}, {"struck_at": NOW, "strike_reason": "误传"}]
)
async def test_a_document_that_is_gone_or_set_apart_is_not_searched(
    session: AsyncSession, town: Town, other: dict[str, object]
) -> None:
    case = await open_sand_case(session, town)
    if "struck_at" in other:
        other = {**other, "struck_by_id": town.liu.id}
    await add_document(session, town, case, **other)
    await index_cases(session, [case], now=NOW)

    assert await finds(session, town, "三船沙子") == set()


async def test_of_a_very_long_document_the_beginning_is_searched(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)
    await add_document(session, town, case, content_text="开头" + "砂" * MOST_CHARACTERS + "结尾")
    await index_cases(session, [case], now=NOW)

    assert await finds(session, town, "开头砂") == {case}
    assert await finds(session, town, "砂结尾") == set()


async def test_the_documents_of_a_case_share_what_is_searched_in_their_order(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)
    long = "首件" + "砂" * (MOST_CHARACTERS - 6)
    second = await add_document(session, town, case, content_text="石子尚未运走", position=2)
    third = await add_document(session, town, case, content_text="另有一处", position=3)
    first = await add_document(session, town, case, content_text=long, position=1)
    await index_cases(session, [case], now=NOW)

    assert await finds(session, town, "首件砂") == {case}
    assert await finds(session, town, "石子尚未") == {case}
    assert await finds(session, town, "未运") == set()
    told = [await searched_to(session, case, each.id) for each in (first, second, third)]
    assert told == [None, 4, 0]


async def test_a_party_who_was_struck_out_is_not_searched(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)
    await session.execute(
        update(CaseParty).where(CaseParty.name == QUARRY.name).values(struck_at=NOW)
    )
    await index_cases(session, [case], now=NOW)

    assert await finds(session, town, QUARRY.name) == set()


async def test_the_sweep_finds_what_no_verb_has_said(session: AsyncSession, town: Town) -> None:
    recording = await arrive(session, town.terminal, town.brigade, file_name="漏掉的.mp4")
    case = await open_sand_case(session, town)
    await session.execute(delete(CaseSearch))

    assert await index_missing(session, NOW) == 2

    assert await finds(session, town, "漏掉的") == {recording}
    assert await finds(session, town, "李大山") == {case}
    assert await index_missing(session, LATER) == 0


async def test_what_is_new_no_more_has_its_turn_once_a_day_in_the_order_of_ids(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.searching.sweeping.NEWEST", 0)
    recordings = [await arrive(session, town.terminal, town.brigade) for _ in range(2)]
    noon, midnight, evening = (
        NOW.replace(hour=hour, minute=minute) for hour, minute in ((12, 0), (0, 0), (23, 59))
    )

    assert await index_missing(session, noon) == 0

    assert await index_missing(session, midnight) == 1
    assert await words_of(session, recordings[0])
    assert not await words_of(session, recordings[1])

    assert await index_missing(session, evening) == 1
    assert await words_of(session, recordings[1])


async def test_the_sweep_finds_a_case_that_has_changed_and_what_belongs_to_it(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    case = await open_sand_case(session, town)
    await link(session, town, recording, case)
    await index_recordings(session, [recording], now=LATER)
    await session.execute(update(Case).values(cause="非法取土", revision=2))

    await index_missing(session, LATER)

    assert await finds(session, town, "非法取土") == {case, recording}


async def test_the_sweep_finds_what_was_catalogued_or_linked_since(
    session: AsyncSession, town: Town
) -> None:
    catalogued = await arrive(session, town.terminal, town.brigade)
    linked = await arrive(session, town.terminal, town.brigade)
    case = await open_sand_case(session, town)
    await index_recordings(session, [catalogued, linked], now=NOW - timedelta(minutes=1))
    session.add(CatalogueEntry(recording_id=catalogued, cause="私设排污口", changed_at=NOW))
    await link(session, town, linked, case)

    await index_missing(session, LATER)

    assert await finds(session, town, "私设排污口") == {catalogued}
    assert linked in await finds(session, town, "李大山")
    assert await index_missing(session, LATER) == 0


async def test_every_row_is_compared_in_its_turn_and_written_only_where_it_differs(
    session: AsyncSession, town: Town
) -> None:
    """Nobody knows which recordings bear the name of somebody who is now called otherwise."""
    case = await open_sand_case(session, town)
    recording = await arrive(session, town.terminal, town.brigade)
    await index_recordings(session, [recording], now=NOW)
    await session.execute(
        update(Person).where(Person.id == town.chen.id).values(full_name="陈建立")
    )
    written = text("SELECT xmin::text || ctid::text FROM recording_search")
    before = await session.scalar(written)

    walk = Walk()
    found = [await compare_next(session, LATER, walk) for _ in range(3)]

    assert found == [1, 0, 0]
    assert await finds(session, town, "陈建立") == {case}
    assert set(await session.scalars(select(CaseSearch.indexed_at))) == {LATER}
    assert await session.scalar(written) == before


async def test_a_walk_goes_on_where_it_was_and_begins_again_after_the_end(
    session: AsyncSession, town: Town
) -> None:
    recordings = [await arrive(session, town.terminal, town.brigade) for _ in range(5)]
    await index_recordings(session, recordings, now=NOW)
    walk, last = Walk(recordings=NOTHING), []

    for _ in range(4):
        await compare_next(session, LATER, walk, limit=2)
        last.append(walk.recordings)

    assert last == [recordings[1], recordings[3], NOTHING, recordings[1]]


async def test_a_walk_of_a_new_worker_begins_where_the_day_has_come_to(
    session: AsyncSession, town: Town
) -> None:
    """A worker that is started every morning does not compare the same first rows for ever."""
    recordings = [await arrive(session, town.terminal, town.brigade) for _ in range(3)]
    await index_recordings(session, recordings, now=NOW)
    await session.execute(update(RecordingSearch).values(words="x"))
    midnight, evening = NOW.replace(hour=0, minute=0), NOW.replace(hour=23, minute=59)

    assert await compare_next(session, evening, Walk(), limit=2) == 1
    assert await words_of(session, recordings[0]) == "x"
    assert await compare_next(session, midnight, Walk(), limit=2) == 2


async def test_a_change_while_the_sweep_indexes_a_marked_row_is_indexed_again(
    committed: type_of_sessions, settled: Settled, engine: AsyncEngine
) -> None:
    """The mark stands while the sweep takes it off: whoever marks again waits for that."""
    async with transaction(committed) as session:
        town = await settled.again(session)
        recording = await arrive(session, town.terminal, town.brigade)
        case = await open_sand_case(session, town)
        await link(session, town, recording, case)
        await index_recordings(session, [recording], now=NOW)
        await index_soon(session, [recording])

    async def correct() -> None:
        async with transaction(committed) as session:
            await session.execute(update(Case).values(cause="非法取土"))
            await index_cases(session, [case], now=NOW)

    async with committed() as sweep, sweep.begin():
        assert await index_missing(sweep, NOW) == 1
        correcting = asyncio.create_task(correct())
        await until_held_up(correcting, sweep, engine)
    await correcting

    async with transaction(committed) as session:
        assert await index_missing(session, LATER) == 1
        assert await finds(session, town, "非法取土") == {case, recording}


async def test_the_whole_index_is_built_anew_batch_by_batch(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.searching.sweeping.BATCH", 2)
    recordings = [await arrive(session, town.terminal, town.brigade) for _ in range(5)]
    case = await open_sand_case(session, town)
    await session.execute(delete(CaseSearch))

    batches = 0
    for index_next in (index_next_cases, index_next_recordings):
        last = None
        while (last := await index_next(session, NOW, last)) is not None:
            batches += 1

    assert batches == 4
    assert await finds(session, town, "rz0001") == set(recordings)
    assert await finds(session, town, "李大山") == {case}


async def test_indexing_twice_changes_nothing(session: AsyncSession, town: Town) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    await index_recordings(session, [recording, recording], now=NOW)
    before = await words_of(session, recording)

    await index_recordings(session, [recording], now=NOW)

    assert await words_of(session, recording) == before
    assert await session.scalar(select(func.count()).select_from(RecordingSearch)) == 1


async def test_the_sweep_of_the_worker_completes_the_index(
    committed: type_of_sessions, settled: Settled, store: DiskStore
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        recording = await arrive(session, town.terminal, town.brigade)

    await clean(workshop(committed, store), steadiness(hours=2))

    async with committed() as session:
        assert await finds(session, town, "rz0001") == {recording}
