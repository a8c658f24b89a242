"""Visitors at a reading terminal: they are nobody elsewhere, nor is it good there (汝州调阅 4)."""

from app.policy.law_words import Requester
from tests.access import sitting
from tests.routers.factors import with_settings
from tests.routers.scene import (
    Scene,
    Sitting,
    chen,
    elsewhere,
    lawyer_at,
    scene,
    sit_down,
    statuses,
)

__all__ = ["chen", "scene"]


async def test_a_visitor_is_nobody_at_every_other_door(scene: Scene) -> None:
    lawyer = await lawyer_at(scene)

    answers = [
        await lawyer.browser.get(address)
        for address in (
            "/",
            f"/recordings/{scene.recording}",
            f"/recordings/{scene.recording}/media",
            f"/documents/{scene.paper}/file",
            f"/access/{lawyer.permit.request_id}/viewings",
            "/reading-terminals",
        )
    ]

    assert all(answer.headers.get("Location", "").startswith("/sign-in") for answer in answers)


async def test_a_terminals_cookie_opens_nothing_at_another_address(scene: Scene) -> None:
    lawyer = await lawyer_at(scene)
    thief = elsewhere(scene.house)
    thief.cookies.update(lawyer.browser.cookies)

    room = await thief.get("/reading-room")
    answers = [await thief.get(address) for address in (lawyer.recording, lawyer.paper)]

    assert "不在登记的地址上" in room.text
    assert "何律师" not in room.text
    assert [answer.status_code for answer in answers] == [403, 403]
    assert await statuses(lawyer) == [200, 200]
    assert "viewing:refused" in await scene.kinds(lawyer.permit)


async def test_a_session_cookie_opens_nothing_at_another_address(
    scene: Scene, chen: Sitting
) -> None:
    """In a reading room the place is checked; where sessions are bound to addresses, always."""
    with_settings(scene.house, session_binding="address")
    thief = elsewhere(scene.house)
    thief.cookies.update(chen.browser.cookies)

    stolen = await thief.get(chen.recording, headers={"Sec-Fetch-Mode": "no-cors"})

    assert stolen.status_code == 401
    assert (await chen.browser.get(chen.recording)).headers["Location"].startswith("/sign-in")


async def test_what_may_not_leave_the_room_follows_nobody_out_of_it(scene: Scene) -> None:
    permit, items = await scene.permit(in_reading_room=True)
    async with scene.house.sessions() as session, session.begin():
        await sitting.terminal_in(session, scene.house.town)
    browser = await scene.house.visit("chen")
    request = await browser.get(f"/access/{permit.request_id}")
    outside = await browser.post(f"/access/{permit.request_id}/viewings")
    chen = await sit_down(scene, sitting.seated(browser), permit, items)
    assert await statuses(chen) == [200, 200]

    browser.cookies.delete("liuhen-room")

    assert "请到阅览室的阅览终端上查阅" in request.text
    assert outside.status_code == 403
    assert "第四条" in outside.text
    assert await statuses(chen) == [403, 403]


async def test_a_keeper_must_choose_a_terminal_on_which_nobody_sits(scene: Scene) -> None:
    permit, _ = await scene.permit(requester=Requester.LAWYER)
    keeper = await scene.house.visit("liu")
    start = f"/access/{permit.request_id}/viewings"

    empty = await keeper.get(start)
    answer = await keeper.post(start, data={"terminal": str(scene.case)})

    assert "阅览终端由系统管理员登记：孙浩" in empty.text
    assert 'href="/reading-terminals"' not in empty.text
    assert answer.status_code == 422
    assert "请另选一台" in answer.text


async def test_a_keeper_ends_a_visit_and_the_room_waits_again(scene: Scene) -> None:
    lawyer = await lawyer_at(scene)
    keeper = await scene.house.visit("liu")

    await keeper.post(f"{lawyer.address}/end")

    room = await lawyer.browser.get("/reading-room")
    assert "请稍候" in room.text
    answers = [await lawyer.browser.get(at) for at in (lawyer.recording, lawyer.paper)]
    assert all(answer.headers["Location"].startswith("/sign-in") for answer in answers)


async def test_whoever_is_signed_in_at_the_terminal_is_asked_to_leave_first(scene: Scene) -> None:
    lawyer = await lawyer_at(scene)
    keeper = sitting.seated(await scene.house.visit("liu"))

    room = await keeper.get("/reading-room")

    assert "请登录的人先退出登录" in room.text
    assert "何律师" not in room.text
    assert (await keeper.get(lawyer.recording)).status_code == 404
