"""How an agency numbers its cases: set by whoever may, in use from the next case on."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.numbering import (
    ComingNumber,
    coming_numbers,
    numbered_agencies,
    problem_of_pattern,
    set_pattern,
)
from app.errors import NotFoundError
from app.ids import new_id
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case
from app.people.problems import NotAcceptableError
from app.policy.actor import Actor
from app.policy.case_words import CaseProcedure
from app.policy.decision import Decision
from tests.cases.office import open_sand_case
from tests.world import NOW, Town

PATTERN = "汝水罚〔{年}〕{序号}号"
ORDINARY = CaseProcedure.ORDINARY


async def set_it(
    session: AsyncSession, actor: Actor, town: Town, pattern: str = PATTERN, last_no: int = 0
) -> Decision | None:
    return await set_pattern(
        session, actor, town.agency, ORDINARY, pattern, last_no=last_no, now=NOW
    )


@pytest.mark.parametrize("who", ["liu", "sun"])
async def test_custodian_and_system_administrator_set_it_and_the_next_case_follows(
    session: AsyncSession, town: Town, who: str
) -> None:
    assert await set_it(session, getattr(town, who), town, last_no=34) is None

    assert await coming_numbers(session, town.brigade, now=NOW) == {
        ORDINARY: ComingNumber("汝水罚〔2026〕35号", "")
    }
    case_id = await open_sand_case(session, town, case_no="")
    assert (await session.get_one(Case, case_id)).case_no == "汝水罚〔2026〕35号"
    (line,) = [
        line
        for line in await history_of(session, town.agency)
        if line.kind is LedgerKind.CASE_NUMBERING_SET
    ]
    assert line.detail["pattern"] == PATTERN


async def test_a_number_that_was_typed_is_passed_over(session: AsyncSession, town: Town) -> None:
    await open_sand_case(session, town, title="手工编号的案件")
    await set_it(session, town.liu, town)

    case_id = await open_sand_case(session, town, case_no="")

    assert (await session.get_one(Case, case_id)).case_no == "汝水罚〔2026〕2号"


async def test_a_case_of_last_year_goes_on_from_its_last_number_and_never_from_one(
    session: AsyncSession, town: Town
) -> None:
    await set_it(session, town.liu, town, last_no=34)
    last_year = date(2025, 12, 31)
    with pytest.raises(NotAcceptableError, match="2025 年已经用到的序号"):
        await open_sand_case(session, town, case_no="", opened_on=last_year)

    await set_pattern(
        session, town.liu, town.agency, ORDINARY, PATTERN, last_no=34, former_no=8, now=NOW
    )
    coming = await coming_numbers(session, town.brigade, now=NOW)
    case_id = await open_sand_case(session, town, case_no="", opened_on=last_year)

    assert coming[ORDINARY] == ComingNumber("汝水罚〔2026〕35号", "汝水罚〔2025〕9号")
    assert (await session.get_one(Case, case_id)).case_no == "汝水罚〔2025〕9号"
    assert (await session.get_one(Case, case_id)).opened_on == last_year


async def test_an_empty_pattern_has_numbers_typed_again(session: AsyncSession, town: Town) -> None:
    await set_it(session, town.liu, town)
    await set_it(session, town.liu, town, "")

    assert await coming_numbers(session, town.brigade, now=NOW) == {}
    with pytest.raises(NotAcceptableError, match="请填写案号"):
        await open_sand_case(session, town, case_no="")


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("汝水罚〔{年}〕号", "应当有{序号}"),
        ("汝水罚{序号}号", "应当有{年}"),
        ("〔{年}〕{序号}{月}", "{月}不能识别"),
        ("〔{年}〕{序号}{", "{不能识别"),
        ("长" * 100 + "{年}{序号}", "最长100个字"),
    ],
)
async def test_a_pattern_that_cannot_be_used_is_refused_in_words(
    session: AsyncSession, town: Town, pattern: str, sentence: str
) -> None:
    assert sentence in problem_of_pattern(pattern)
    with pytest.raises(NotAcceptableError):
        await set_it(session, town.liu, town, pattern)


@pytest.mark.parametrize("last_no", [-1, 100_000])
async def test_a_last_number_out_of_range_is_refused(
    session: AsyncSession, town: Town, last_no: int
) -> None:
    with pytest.raises(NotAcceptableError, match="序号应当在"):
        await set_it(session, town.liu, town, last_no=last_no)


async def test_a_section_follows_its_agency(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotAcceptableError, match="由机关统一设置"):
        await set_pattern(session, town.liu, town.brigade, ORDINARY, PATTERN, last_no=0, now=NOW)
    found = await numbered_agencies(session, [town.agency, town.brigade], now=NOW)
    assert [agency.id for agency in found] == [town.agency]


@pytest.mark.parametrize("who", ["chen", "zhao", "zhou", "wu", "qian"])
async def test_nobody_else_sets_it_and_that_is_an_event(
    session: AsyncSession, town: Town, who: str
) -> None:
    outcome = await set_it(session, getattr(town, who), town)

    assert isinstance(outcome, Decision)
    assert (await history_of(session, town.agency))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_unit_that_never_was_is_not_found(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotFoundError):
        await set_pattern(session, town.liu, new_id(), ORDINARY, PATTERN, last_no=0, now=NOW)


@pytest.mark.parametrize(
    "spelled",
    [
        "汝水罚(2026)1号",
        "汝水罚（2026）1号",
        "汝水罚【\uff12\uff10\uff12\uff16】\uff11号",
        "汝水罚〔2026〕 1号",
        "汝水罚〔2026〕1号\u200b",
    ],
)
async def test_brackets_blanks_and_wide_digits_make_no_other_number(
    session: AsyncSession, town: Town, spelled: str
) -> None:
    await open_sand_case(session, town, case_no="汝水罚〔2026〕1号")

    with pytest.raises(NotAcceptableError, match="写法不同的，也是同一个案号"):
        await open_sand_case(session, town, case_no=spelled)


async def test_a_number_is_kept_without_blanks_and_in_the_agencys_own_brackets(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(
        session, town, case_no="汝水罚（\uff12\uff10\uff12\uff16） 9号\u200b"
    )

    assert (await session.get_one(Case, case_id)).case_no == "汝水罚（2026）9号"


async def test_a_number_belongs_to_the_whole_agency(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town, case_no="汝水罚〔2026〕1号")
    (await session.get_one(Case, case_id)).unit_id = town.agency
    await session.flush()

    with pytest.raises(NotAcceptableError, match="已经有这个案号"):
        await open_sand_case(session, town, case_no="汝水罚〔2026〕1号")


async def test_a_pattern_passes_over_a_number_that_was_typed_in_other_brackets(
    session: AsyncSession, town: Town
) -> None:
    await open_sand_case(session, town, case_no="汝水罚(2026)1号")
    await set_it(session, town.liu, town)

    case_id = await open_sand_case(session, town, case_no="", title="另一个案件")

    assert (await session.get_one(Case, case_id)).case_no == "汝水罚〔2026〕2号"
