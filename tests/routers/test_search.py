"""The search page: what is typed, found, narrowed, kept and shared."""

from datetime import date, timedelta
from urllib.parse import quote, urlencode
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text, update

from app.models import CaseHandler, Recording, RoleAssignment
from app.searching.indexing import index_recordings
from app.searching.views import keep_view, views_of
from tests.arrivals import arrive
from tests.cases.office import open_sand_case
from tests.routers.conftest import House, house
from tests.searching.slow import make_searches_slow
from tests.world import NOW

__all__ = ["house"]


async def with_a_case(house: House, **other: object) -> UUID:
    async with house.sessions() as session, session.begin():
        return await open_sand_case(session, house.town, **other)


async def with_recordings(house: House, *file_names: str) -> list[UUID]:
    async with house.sessions() as session, session.begin():
        found = [
            await arrive(
                session,
                house.town.terminal,
                house.town.brigade,
                file_name=name,
                now=NOW - timedelta(minutes=minute),
            )
            for minute, name in enumerate(file_names)
        ]
        await index_recordings(session, found, now=NOW)
    return found


def asked(**params: str) -> str:
    return f"/search?{urlencode(params)}"


async def test_a_hit_is_marked_with_the_field_in_which_it_was_found(house: House) -> None:
    case = await with_a_case(house)
    liu = await house.visit("liu")

    page = (await liu.get(asked(q="温泉镇"))).text

    assert f'href="/cases/{case}"' in page
    assert "北汝河<mark>温泉镇</mark>段" in page
    assert '<span class="found__field">地点</span>' in page
    assert "符合条件的共 1 件" in page


async def test_recordings_stand_on_their_own_tab_and_the_words_go_along(house: House) -> None:
    (recording,) = await with_recordings(house, "采砂船.mp4")
    liu = await house.visit("liu")

    cases = (await liu.get(asked(q="采砂船"))).text
    recordings = (await liu.get(asked(q="采砂船", **{"in": "recordings"}))).text

    assert f"/search?q={quote('采砂船')}&amp;in=recordings" in cases
    assert "没有找到符合条件的内容" in cases
    assert f'href="/recordings/{recording}"' in recordings
    assert "<mark>采砂船</mark>.mp4" in recordings


async def test_an_empty_tab_says_how_many_the_other_has(house: House) -> None:
    await with_recordings(house, "采砂船.mp4", "采砂点.mp4")
    liu = await house.visit("liu")
    other = f"/search?q={quote('采砂')}&amp;in=recordings"

    page = (await liu.get(asked(q="采砂"))).text
    nowhere = (await liu.get(asked(q="龘靐齉"))).text

    assert "音视频资料（2 件）" in page
    assert f'href="{other}">查看“音视频资料”里的 2 件</a>' in page
    assert "查看“音视频资料”" not in nowhere


async def test_nothing_of_the_other_tab_is_told_to_whoever_may_not_know(house: House) -> None:
    await with_recordings(house, "采砂船.mp4")
    qian = await house.visit("qian")

    assert "音视频资料（" not in (await qian.get(asked(q="采砂"))).text


async def test_what_is_catalogued_is_called_so_in_the_list_as_on_its_page(house: House) -> None:
    waiting, filed = await with_recordings(house, "待办的.mp4", "办过的.mp4")
    async with house.sessions() as session, session.begin():
        await session.execute(
            update(Recording).where(Recording.id == filed).values(catalogued_at=NOW)
        )
        await index_recordings(session, [waiting, filed], now=NOW)
    liu = await house.visit("liu")

    page = (await liu.get(asked(**{"in": "recordings"}))).text

    rows = {
        name: page.split(f'id="found-{name}"')[1].split("</tr>")[0] for name in (waiting, filed)
    }
    assert ">已编目<" in rows[filed]
    assert "已编目" not in rows[waiting]


async def test_a_case_stands_under_the_day_on_which_it_was_opened(house: House) -> None:
    await with_a_case(house, opened_on=date(2026, 11, 18))
    liu = await house.visit("liu")

    page = (await liu.get("/search")).text
    on_that_day = (await liu.get(asked(**{"from": "2026-11-18", "to": "2026-11-18"}))).text
    on_the_day_of_typing = (await liu.get(asked(**{"from": "2026-11-21"}))).text

    assert "立案日期" in page
    assert "2026-11-18" in page
    assert "李大山未经许可" in on_that_day
    assert "李大山未经许可" not in on_the_day_of_typing


async def test_a_stranger_finds_nothing_and_is_told_what_everybody_is_told(house: House) -> None:
    await with_a_case(house)
    qian = await house.visit("qian")

    known = (await qian.get(asked(q="温泉镇"))).text
    never = (await qian.get(asked(q="龘靐齉"))).text

    assert "没有找到符合条件的内容" in known
    assert known.replace("温泉镇", "").replace(quote("温泉镇"), "") == never.replace(
        "龘靐齉", ""
    ).replace(quote("龘靐齉"), "")


async def test_nobody_searches_without_signing_in(house: House) -> None:
    answer = await house.stranger().get(asked(q="李大山"))

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("采", "只有一个字的"),
        ("采 砂", "只有一个字的"),
        ("汝" * 101, "您输入了101个字"),
        ("汝" * 500, "您输入了500个字"),
        ("%", "只有一个字的"),
        ("%_", "没有找到符合条件的内容"),
        ("__", "没有找到符合条件的内容"),
        ("\\\\", "没有找到符合条件的内容"),
        ("\x00\ud800"[0:1] + "a", "没有找到符合条件的内容"),
        ("𬭩㙓", "没有找到符合条件的内容"),
    ],
)
async def test_what_is_typed_badly_is_answered_in_words(
    house: House, typed: str, sentence: str
) -> None:
    await with_a_case(house)
    liu = await house.visit("liu")

    answer = await liu.get(asked(q=typed))

    assert answer.status_code == 200
    assert sentence in answer.text


async def test_where_the_first_characters_find_nothing_that_is_said_as_well(house: House) -> None:
    await with_a_case(house)
    liu = await house.visit("liu")

    page = (await liu.get(asked(q="汝" * 500))).text

    assert "这次只按前100个字查找" in page
    assert "没有找到符合条件的内容" in page
    assert "没有列出内容" not in page


async def test_one_character_is_found_within_a_unit_or_a_time(house: House) -> None:
    case = await with_a_case(house)
    liu = await house.visit("liu")

    in_the_unit = (await liu.get(asked(q="砂", unit=str(house.town.brigade)))).text
    in_time = (await liu.get(asked(q="砂", **{"from": "2026-11-01"}))).text

    assert f"/cases/{case}" in in_the_unit
    assert f"/cases/{case}" in in_time


async def test_filters_narrow_and_figures_tell_how_far(house: House) -> None:
    await with_a_case(house)
    await with_a_case(house, case_no="2", opened_on=NOW.date())
    async with house.sessions() as session, session.begin():
        await session.execute(
            text("UPDATE enforcement_case SET state = 'closed' WHERE case_no = '2'")
        )
    liu = await house.visit("liu")

    everything = (await liu.get(asked(q="采砂"))).text
    closed = (await liu.get(asked(q="采砂", state="closed"))).text

    assert "符合条件的共 2 件" in everything
    assert f"/search?q={quote('采砂')}&amp;state=closed" in everything
    assert "符合条件的共 1 件" in closed
    assert "（已选，点击取消）" in closed


@pytest.mark.parametrize(("limit", "words"), [("FEW", "巡河"), ("COUNTED", "")])
async def test_figures_stop_where_they_are_not_counted(
    house: House, monkeypatch: pytest.MonkeyPatch, limit: str, words: str
) -> None:
    monkeypatch.setattr(f"app.searching.finding.{limit}", 2)
    await with_recordings(house, "巡河1.mp4", "巡河2.mp4", "巡河3.mp4")
    liu = await house.visit("liu")

    page = (await liu.get(asked(q=words, **{"in": "recordings"}))).text

    assert "符合条件的共 2 件以上" in page


async def test_a_sheet_says_where_was_looked_and_which_part_it_is(house: House) -> None:
    """Whoever reads the sheet has neither the tabs nor the pages of the screen."""
    await with_recordings(house, "巡河1.mp4", "巡河2.mp4")
    liu = await house.visit("liu")

    page = (await liu.get(asked(q="巡河", **{"in": "recordings"}))).text

    sheet = page.split('class="sheet print-only"')[1].split("</div>")[0]
    assert "范围：音视频资料" in sheet
    assert "本表 2 行，共找到 2 件" in sheet


async def test_pages_turn_both_ways_and_keep_the_filters(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_recordings(house, *(f"巡河{number:02}.mp4" for number in range(60)))
    liu = await house.visit("liu")

    first = await liu.get(asked(q="巡河", **{"in": "recordings"}))
    older = await liu.get(link_of(first, "next"))
    back = await liu.get(link_of(older, "prev"))

    assert "巡河</mark>49.mp4" in first.text
    assert "巡河</mark>50.mp4" not in first.text
    assert "巡河</mark>50.mp4" in older.text
    assert "巡河</mark>59.mp4" in older.text
    assert rows_of(back) == rows_of(first)


def link_of(answer: httpx.Response, rel: str) -> str:
    before = answer.text.split(f'rel="{rel}"')[0]
    return before.rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")


def rows_of(answer: httpx.Response) -> list[str]:
    return [part.split('"')[0] for part in answer.text.split('id="found-')[1:]]


@pytest.mark.parametrize(
    "params",
    [
        {"after": "nonsense"},
        {"after": f"2026-11-21T00:00:00~{UUID(int=1)}"},
        {"before": "~"},
        {"unit": "nobody"},
        {"state": "nowhere", "kind": "no"},
        {"in": "elsewhere"},
        {"from": "soon", "to": "0001-01-01"},
    ],
)
async def test_an_address_that_nobody_was_given_still_shows_the_list(
    house: House, params: dict[str, str]
) -> None:
    case = await with_a_case(house)
    liu = await house.visit("liu")

    answer = await liu.get(asked(q="采砂", **params))

    assert answer.status_code == 200
    assert f"/cases/{case}" in answer.text


async def test_days_the_wrong_way_round_are_named(house: House) -> None:
    liu = await house.visit("liu")

    page = (await liu.get(asked(q="采砂", **{"from": "2026-11-21", "to": "2026-11-01"}))).text

    assert "开始日期晚于结束日期" in page


async def test_a_search_that_takes_too_long_asks_for_a_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_searches_slow(monkeypatch)
    await with_a_case(house)
    liu = await house.visit("liu")

    answer = await liu.get(asked(q="采砂"))

    assert answer.status_code == 200
    assert "请选择开始日期和结束日期" in answer.text


async def test_a_search_is_kept_under_a_name_and_opened_again(house: House) -> None:
    case = await with_a_case(house)
    liu = await house.visit("liu")
    query = urlencode({"q": "采砂", "state": "opened"})

    kept = await liu.post("/search/views", data={"name": "在办采砂", "query": query + "&evil=1"})

    assert kept.status_code == 303
    assert kept.headers["location"] == f"/search?{query}"
    page = (await liu.get("/search")).text
    assert "在办采砂" in page
    assert f"/cases/{case}" in (await liu.get(kept.headers["location"])).text
    assert "evil" not in page


async def test_a_refused_name_keeps_what_was_typed(house: House) -> None:
    liu = await house.visit("liu")
    await liu.post("/search/views", data={"name": "采砂", "query": "q=1"})

    twice = await liu.post("/search/views", data={"name": "采砂", "query": "q=12"})

    assert twice.status_code == 422
    assert "您已经有一个名为" in twice.text
    assert 'value="q=12"' in twice.text


async def test_views_are_renamed_and_removed(house: House) -> None:
    liu = await house.visit("liu")
    await liu.post("/search/views", data={"name": "采砂", "query": "q=12"})
    async with house.sessions() as session:
        (view,) = await views_of(session, house.town.liu)

    refused = await liu.post(f"/search/views/{view.id}/name", data={"name": ""})
    await liu.post(f"/search/views/{view.id}/name", data={"name": "取水"})
    renamed = (await liu.get("/search/views")).text
    removed = await liu.post(f"/search/views/{view.id}/removal")

    assert refused.status_code == 422
    assert "取水" in renamed
    assert removed.status_code == 303
    assert "还没有常用查询" in (await liu.get("/search/views")).text


async def test_somebody_elses_view_is_not_there(house: House) -> None:
    async with house.sessions() as session, session.begin():
        view = await keep_view(session, house.town.liu, "采砂", "q=12", now=NOW)
    chen = await house.visit("chen")

    renamed = await chen.post(f"/search/views/{view}/name", data={"name": "x"})
    removed = await chen.post(f"/search/views/{view}/removal")

    assert (renamed.status_code, removed.status_code) == (404, 404)
    assert "采砂" not in (await chen.get("/search/views")).text


async def test_a_view_of_somebody_who_lost_the_right_shows_what_they_may_see_now(
    house: House,
) -> None:
    case = await with_a_case(house)
    chen, liu = await house.visit("chen"), await house.visit("liu")
    for visitor in (chen, liu):
        await visitor.post("/search/views", data={"name": "采砂", "query": "q=采砂"})
        assert f"/cases/{case}" in (await visitor.get(asked(q="采砂"))).text
    async with house.sessions() as session, session.begin():
        await session.execute(update(CaseHandler).values(until=NOW))
        past = NOW.date() - timedelta(days=9)
        await session.execute(
            update(RoleAssignment)
            .where(RoleAssignment.person_id == house.town.liu.id)
            .values(from_on=past, until_on=past)
        )

    for visitor in (chen, liu):
        page = (await visitor.get(asked(q="采砂"))).text
        assert "没有找到符合条件的内容" in page
        assert str(case) not in page
