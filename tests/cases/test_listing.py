"""The list of cases: newest first, narrowed, and only what somebody may know."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.listing import CaseFilter, count_cases, list_cases, note_export
from app.cases.visibility import knowledge_of_cases
from app.ids import new_id
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseParty
from app.policy.actor import Actor
from app.policy.case_words import CaseProcedure, CaseState
from tests.cases.office import LI, QUARRY, open_sand_case
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town

RARE = "𬭩㙓䶮𠮷𫖯"
ALL = CaseFilter()


async def titles(session: AsyncSession, actor: Actor, wanted: CaseFilter = ALL) -> list[str]:
    extent = await knowledge_of_cases(session, actor)
    found = await list_cases(session, actor, extent, wanted)
    return [line.title for line in found.lines]


async def two_cases(session: AsyncSession, town: Town) -> None:
    await open_sand_case(session, town, title="甲案")
    await open_sand_case(
        session,
        town,
        title="乙案",
        cause="擅自取水",
        case_no="汝水强〔2026〕9号",
        procedure=CaseProcedure.COERCION,
        main_handler_id=town.chen.id,
        parties=(),
    )


async def test_a_line_names_number_parties_and_main_handler(
    session: AsyncSession, town: Town
) -> None:
    await open_sand_case(session, town)

    extent = await knowledge_of_cases(session, town.liu)
    (line,) = (await list_cases(session, town.liu, extent, ALL)).lines

    assert (line.case_no, line.main_handler, line.unit_name) == (
        "汝水罚〔2026〕1号",
        "陈立",
        "水政监察大队",
    )
    assert line.parties == (LI.name, QUARRY.name)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ALL, ["乙案", "甲案"]),
        (CaseFilter(text="甲"), ["甲案"]),
        (CaseFilter(text="取水"), ["乙案"]),
        (CaseFilter(text="汝水强"), ["乙案"]),
        (CaseFilter(text="强(2026)"), ["乙案"]),
        (CaseFilter(text="李大"), ["甲案"]),
        (CaseFilter(text="%"), []),
        (CaseFilter(text="_"), []),
        (CaseFilter(text="长" * 500), []),
        (CaseFilter(state=CaseState.OPENED), ["乙案", "甲案"]),
        (CaseFilter(state=CaseState.DECIDED), []),
        (CaseFilter(procedure=CaseProcedure.COERCION), ["乙案"]),
        (CaseFilter(is_running=True), ["乙案", "甲案"]),
    ],
)
async def test_filters(
    session: AsyncSession, town: Town, wanted: CaseFilter, found: list[str]
) -> None:
    await two_cases(session, town)

    assert await titles(session, town.liu, wanted) == found


async def test_rare_characters_are_found(session: AsyncSession, town: Town) -> None:
    await two_cases(session, town)
    await session.execute(update(CaseParty).where(CaseParty.name == LI.name).values(name=RARE))

    assert await titles(session, town.liu, CaseFilter(text="䶮𠮷")) == ["甲案"]


async def test_what_is_closed_does_not_run_any_more(session: AsyncSession, town: Town) -> None:
    await two_cases(session, town)
    await session.execute(
        update(Case).where(Case.title == "甲案").values(state=CaseState.ARCHIVED.value)
    )

    assert await titles(session, town.liu, CaseFilter(is_running=True)) == ["乙案"]


async def test_ones_own_cases_and_those_of_a_unit(session: AsyncSession, town: Town) -> None:
    await two_cases(session, town)

    assert await titles(session, town.liu, CaseFilter(is_own=True)) == []
    assert await titles(session, town.chen, CaseFilter(is_own=True)) == ["乙案", "甲案"]
    assert await titles(session, town.liu, CaseFilter(unit_id=town.agency)) == []
    assert len(await titles(session, town.liu, CaseFilter(unit_id=town.brigade))) == 2


@pytest.mark.parametrize("who", ["qian", "sun", "zhou", "wu", "terminal"])
async def test_an_outsider_has_an_empty_list(session: AsyncSession, town: Town, who: str) -> None:
    await two_cases(session, town)

    assert await titles(session, getattr(town, who)) == []


async def test_what_was_opened_last_stands_first_whenever_it_was_typed(
    session: AsyncSession, town: Town
) -> None:
    for title, opened_on in (("今年", date(2026, 11, 20)), ("去年", date(2025, 12, 31))):
        await open_sand_case(session, town, title=title, opened_on=opened_on, case_no=title)

    assert await titles(session, town.liu) == ["今年", "去年"]


async def test_pages_follow_one_another_without_a_gap_both_ways(
    session: AsyncSession, town: Town
) -> None:
    for day in (18, 19, 19, 20, 20):
        number = f"〔2026〕{new_id()}"
        await open_sand_case(session, town, case_no=number, opened_on=date(2026, 11, day))
    extent = await knowledge_of_cases(session, town.liu)
    whole = (await list_cases(session, town.liu, extent, ALL)).lines

    there = [await list_cases(session, town.liu, extent, ALL, limit=2)]
    while there[-1].older:
        place = there[-1].older
        there.append(await list_cases(session, town.liu, extent, ALL, older_than=place, limit=2))
    back = [there[-1]]
    while back[-1].newer:
        place = back[-1].newer
        back.append(await list_cases(session, town.liu, extent, ALL, newer_than=place, limit=2))

    assert tuple(line for page in there for line in page.lines) == whole
    assert tuple(line for page in back[::-1] for line in page.lines) == whole
    assert (len(there), len(back)) == (3, 3)


async def test_the_count_knows_filter_and_rights(session: AsyncSession, town: Town) -> None:
    await two_cases(session, town)

    for actor, wanted, count in (
        (town.liu, ALL, 2),
        (town.liu, CaseFilter(text="甲"), 1),
        (town.qian, ALL, 0),
    ):
        extent = await knowledge_of_cases(session, actor)
        assert await count_cases(session, actor, extent, wanted) == count


async def test_taking_the_list_out_is_an_event(session: AsyncSession, town: Town) -> None:
    await note_export(session, town.liu, 2, now=NOW)

    line = (await whole_ledger(session))[0]
    assert (line.kind, line.detail["rows"]) == (LedgerKind.CASES_EXPORTED, 2)
