"""Reading terminals: enrolled on the spot, good at their addresses, retired (汝州调阅 4)."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.reading_terminals import (
    EnrolledTerminal,
    KnownTerminal,
    change_networks,
    enrol_reading_terminal,
    free_terminals,
    list_reading_terminals,
    recognise_terminal,
    retire_reading_terminal,
)
from app.errors import ConflictError, NotFoundError
from app.people.origin import Origin
from app.people.problems import NotAcceptableError
from app.policy.actor import ANONYMOUS, Actor
from app.policy.decision import Decision
from tests.access import sitting
from tests.world import NOW, Town

HERE = Origin("192.168.8.20", "Mozilla/5.0 (X11) Chrome/120.0")


async def enrol(
    session: AsyncSession, town: Town, actor: Actor | None = None, **said: object
) -> EnrolledTerminal | Decision:
    filled = {
        "name": "阅览室1号",
        "networks": "192.168.8.0/24",
        "origin": HERE,
        "shown": None,
        "now": NOW,
        **said,
    }
    return await enrol_reading_terminal(
        session,
        actor or town.sun,
        town.brigade,
        **filled,  # type: ignore[arg-type]
    )


async def enrolled(session: AsyncSession, town: Town) -> EnrolledTerminal:
    outcome = await enrol(session, town)
    assert isinstance(outcome, EnrolledTerminal)
    return outcome


async def test_it_is_known_by_its_cookie_and_good_at_its_addresses(
    session: AsyncSession, town: Town
) -> None:
    fresh = await enrolled(session, town)

    known = [
        await recognise_terminal(session, fresh.token, replace(HERE, address=address))
        for address in (HERE.address, "192.168.9.20", "::ffff:192.168.8.21", "")
    ]

    assert [each.is_in_place for each in known if each] == [True, False, True, False]
    assert await recognise_terminal(session, "another", HERE) is None
    assert await sitting.kinds_about(session, fresh.id) == ["reading_terminal:enrolled"]


async def test_its_cookie_is_worth_nothing_in_another_browser_at_the_same_address(
    session: AsyncSession, town: Town
) -> None:
    fresh = await enrolled(session, town)
    browsers = {
        HERE.user_agent: True,
        "Mozilla/5.0 (X11) Chrome/121.0": True,
        "Mozilla/5.0 (X11) Firefox/121.0": False,
        "curl/8.0": False,
        "": False,
    }

    known = [
        await recognise_terminal(session, fresh.token, replace(HERE, user_agent=browser))
        for browser in browsers
    ]

    assert [each.is_in_place for each in known if each] == list(browsers.values())


async def test_one_that_was_enrolled_before_browsers_were_compared_stays_good(
    session: AsyncSession, town: Town
) -> None:
    await sitting.terminal_in(session, town, networks=("192.168.8.0/24",))

    known = await recognise_terminal(session, "room", HERE)

    assert known is not None
    assert known.is_in_place


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        ({"name": ""}, "name", "起一个名称"),
        ({"name": "阅" * 41}, "name", "最长40个字"),
        ({"networks": ""}, "networks", "请填写"),
        ({"networks": "阅览室"}, "networks", "不是网络地址"),
        ({"networks": "192.168.8.300"}, "networks", "不是网络地址"),
        ({"networks": "0.0.0.0/0"}, "networks", "太大"),
        ({"networks": "10.0.0.0/8"}, "networks", "太大"),
        ({"networks": "2001::/16"}, "networks", "太大"),
        ({"networks": "10.9.9.0/24"}, "networks", "不在所填的网段之内"),
        ({"networks": " ".join(f"10.0.{n}.0/24" for n in range(21))}, "networks", "最多填写20个"),
    ],
)
async def test_what_cannot_be_is_told_at_its_field(
    session: AsyncSession, town: Town, said: dict[str, object], field: str, told: str
) -> None:
    with pytest.raises(NotAcceptableError, match=told) as caught:
        await enrol(session, town, None, **said)

    assert caught.value.problems[0].field == field


async def test_a_name_is_given_once_until_it_is_free_again(
    session: AsyncSession, town: Town
) -> None:
    first = await enrolled(session, town)
    with pytest.raises(NotAcceptableError, match="已有同名"):
        await enrol(session, town)

    await retire_reading_terminal(session, town.sun, first.id, now=NOW)

    assert (await enrolled(session, town)).id != first.id


async def test_a_browser_is_one_terminal_only(session: AsyncSession, town: Town) -> None:
    fresh = await enrolled(session, town)
    shown = await recognise_terminal(session, fresh.token, HERE)
    assert isinstance(shown, KnownTerminal)

    with pytest.raises(ConflictError, match="已经登记为阅览终端“阅览室1号”"):
        await enrol(session, town, name="阅览室2号", shown=shown)


async def test_new_networks_count_at_once(session: AsyncSession, town: Town) -> None:
    fresh = await enrolled(session, town)

    await change_networks(session, town.sun, fresh.id, "10.1.2.0/24", now=NOW)
    await change_networks(session, town.sun, fresh.id, "10.1.2.3/24", now=NOW)

    known = await recognise_terminal(session, fresh.token, HERE)
    assert known is not None
    assert not known.is_in_place
    kinds = await sitting.kinds_about(session, fresh.id)
    assert kinds == ["reading_terminal:enrolled", "reading_terminal:changed"]


async def test_a_retired_one_is_nothing_any_more(session: AsyncSession, town: Town) -> None:
    fresh = await enrolled(session, town)

    await retire_reading_terminal(session, town.sun, fresh.id, now=NOW)

    assert await recognise_terminal(session, fresh.token, HERE) is None
    assert await free_terminals(session, town.brigade) == ()
    with pytest.raises(ConflictError, match="已经停用"):
        await change_networks(session, town.sun, fresh.id, HERE.address, now=NOW)
    assert (await sitting.kinds_about(session, fresh.id))[-1] == "reading_terminal:retired"


async def test_nobody_but_the_system_administrator_keeps_the_room(
    session: AsyncSession, town: Town
) -> None:
    fresh = await enrolled(session, town)

    for other in (town.liu, town.zhao, town.qian, ANONYMOUS):
        outcome = await enrol(session, town, other, name="别的")
        assert isinstance(outcome, Decision)
        assert not outcome.allowed
        with pytest.raises(NotFoundError):
            await retire_reading_terminal(session, other, fresh.id, now=NOW)

    assert (await sitting.kinds_about(session, town.brigade)).count("act:refused") == 4


async def test_the_list_shows_the_own_units_and_who_sits_there(
    session: AsyncSession, town: Town
) -> None:
    fresh = await enrolled(session, town)
    await sitting.terminal_in(session, town, token="x", unit_id=town.stranger_agency)

    lines = await list_reading_terminals(session, town.sun)
    refused = await list_reading_terminals(session, town.liu)

    assert isinstance(lines, tuple)
    assert [(line.id, line.is_in_use) for line in lines] == [(fresh.id, False)]
    assert isinstance(refused, Decision)
