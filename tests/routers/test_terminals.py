"""终端一览 and one terminal: who comes, what is shown, and what is never shown twice."""

import re
from uuid import UUID

import httpx
import pytest

from app.devices.terminals import enrol, identify_terminal, register_device, revoke_tokens
from app.policy.actor import WORKER
from app.policy.vocabulary import DeviceKind, Role
from tests.routers.conftest import House, house
from tests.world import NOW

__all__ = ["house"]

CODE = re.compile(r"<code>([0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5})</code>")
STATE = re.compile(r'hx-get="([^"]+/codes/[^"]+)"')


def address_of(house: House) -> str:
    return f"/terminals/{house.town.terminal.id}"


async def code_on(answer: httpx.Response) -> str:
    found = CODE.search(answer.text)
    assert found is not None
    return found[1]


async def test_the_system_administrator_sees_terminals_and_no_content(house: House) -> None:
    sun = await house.visit("sun")

    page = await sun.get("/terminals")

    assert page.status_code == 200
    assert "RZ-0001" in page.text
    assert "JX-0001" not in page.text
    assert "mp4" not in page.text


async def test_the_device_keeper_makes_a_code_that_a_terminal_can_use(house: House) -> None:
    await house.hire("lin", "林晓燕", Role.DEVICE_KEEPER)
    lin = await house.visit("lin")

    page = await lin.post(f"{address_of(house)}/codes")

    assert page.status_code == 201
    assert page.headers["cache-control"] == "no-store"
    assert "data:image/svg+xml" in page.text
    answer = await house.stranger().post("/api/enrolments", json={"code": await code_on(page)})
    assert answer.status_code == 201


async def test_a_code_is_on_no_other_page(house: House) -> None:
    sun = await house.visit("sun")
    made = await sun.post(f"{address_of(house)}/codes")
    code = await code_on(made)
    state = STATE.search(made.text)
    assert state is not None

    pages = [await sun.get(path) for path in (address_of(house), "/terminals", state[1])]

    assert all(code not in page.text and code[:5] not in page.text for page in pages)


@pytest.mark.parametrize(
    ("what", "words", "asks_again"),
    [
        ("waiting", "正在等待终端接入", True),
        ("used", "令牌已发给终端", False),
        ("ended", "接入码已作废", False),
        ("expired", "接入码已过期", False),
    ],
)
async def test_the_page_notices_by_itself_what_becomes_of_the_code(
    house: House, what: str, words: str, *, asks_again: bool
) -> None:
    sun = await house.visit("sun")
    made = await sun.post(f"{address_of(house)}/codes")
    state = STATE.search(made.text)
    assert state is not None
    if what == "used":
        await house.stranger().post("/api/enrolments", json={"code": await code_on(made)})
    if what == "ended":
        await sun.post(f"{address_of(house)}/codes")
    if what == "expired":
        house.clock.advance(minutes=15)

    fragment = await sun.get(state[1])

    assert words in fragment.text
    assert ("hx-trigger" in fragment.text) is asks_again


async def test_a_code_of_another_device_is_not_found(house: House) -> None:
    sun = await house.visit("sun")
    made = await sun.post(f"{address_of(house)}/codes")
    state = STATE.search(made.text)
    assert state is not None

    answer = await sun.get(state[1].replace(str(house.town.terminal.id), str(UUID(int=7))))

    assert answer.status_code == 404


async def test_revoking_says_why_and_bites_on_the_next_request(house: House) -> None:
    sun = await house.visit("sun")
    terminal = house.stranger(Authorization=f"Bearer {house.town.terminal_token}")
    receipt = f"/api/recordings/{UUID(int=7)}"
    assert (await terminal.get(receipt)).status_code == 404

    done = await sun.post(
        f"{address_of(house)}/revocation", data={"reason": "lost", "note": "巡查途中遗失"}
    )

    assert (done.status_code, done.headers["location"]) == (303, address_of(house))
    answer = await terminal.get(receipt)
    assert answer.status_code == 401
    assert answer.json()["error"] == "token_revoked"
    assert "令牌已被撤销" in answer.json()["message"]
    page = await sun.get(address_of(house))
    assert "已撤销" in page.text
    assert "丢失：巡查途中遗失" in re.sub(r"\s+", "", page.text)
    assert "孙浩" in page.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "请选择撤销令牌的原因"),
        ({"reason": "rotated", "note": "x"}, "请选择撤销令牌的原因"),
        ({"reason": "other", "note": " "}, "请写明情况"),
        ({"reason": "lost", "note": "遗" * 201}, "最多 200 字"),
    ],
)
async def test_a_revocation_without_a_reason_keeps_what_was_typed(
    house: House, fields: dict[str, str], words: str
) -> None:
    sun = await house.visit("sun")

    page = await sun.post(f"{address_of(house)}/revocation", data=fields)

    assert page.status_code == 422
    assert words in page.text
    assert fields.get("note", "").strip() in page.text
    async with house.sessions() as session:
        actor = await identify_terminal(session, house.town.terminal_token, now=house.clock.now)
    assert actor is not None
    assert not actor.is_revoked


@pytest.mark.parametrize(
    "path", ["/api/token", "/files/019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11", "/upload", "/"]
)
async def test_a_revoked_token_opens_nothing_but_the_upload(house: House, path: str) -> None:
    sun = await house.visit("sun")
    await sun.post(f"{address_of(house)}/revocation", data={"reason": "lost"})
    terminal = house.stranger(Authorization=f"Bearer {house.town.terminal_token}")
    method = {"/api/token": "POST"}.get(path, "DELETE" if "files" in path else "GET")

    answer = await terminal.request(method, path, headers={"Tus-Resumable": "1.0.0"})

    assert answer.status_code == 401
    assert "令牌已被撤销" in answer.text


async def test_the_version_a_terminal_says_is_shown_and_cannot_do_harm(house: House) -> None:
    terminal = house.stranger(
        Authorization=f"Bearer {house.town.terminal_token}",
        **{"Liuhen-Terminal-Version": "<script>alert(1)</script>"},
    )
    house.clock.advance(minutes=2)
    await terminal.get(f"/api/recordings/{UUID(int=7)}")
    await terminal.request("HEAD", f"/files/{UUID(int=7)}", headers={"Tus-Resumable": "1.0.0"})
    sun = await house.visit("sun")

    page = await sun.get(address_of(house))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>alert(1)" not in page.text
    assert "刚刚" in page.text


async def test_the_longest_silent_terminal_comes_first(house: House) -> None:
    async with house.sessions() as session, session.begin():
        unit = house.town.agency
        for number in ("RZ-0002", "RZ-0003"):
            await register_device(
                session, WORKER, unit, device_no=number, kind=DeviceKind.BODY_CAMERA, now=NOW
            )
            given = await enrol(session, WORKER, number, NOW)
        await revoke_tokens(session, WORKER, "RZ-0002", NOW)
        house.clock.advance(days=8)
        await identify_terminal(session, given.token, now=house.clock.now)
    sun = await house.visit("sun")

    page = await sun.get("/terminals")

    assert re.findall(r">(RZ-\d+)</a>", page.text) == ["RZ-0001", "RZ-0003", "RZ-0002"]
    assert page.text.count("久未联系") == 1


async def test_a_number_that_no_terminal_has_says_so(house: House) -> None:
    sun = await house.visit("sun")

    page = await sun.get("/terminals", params={"device_no": "ZF%9"})

    assert "没有找到编号含有“ZF%9”的终端" in page.text
