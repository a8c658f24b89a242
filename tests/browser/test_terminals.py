"""终端接入 in a real browser: make a code, watch the terminal come, revoke it."""

import re
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update

from app.devices.terminals import revoke_tokens
from app.jobs.leases import add_job
from app.models import Recording, Upload
from app.policy.actor import WORKER
from app.policy.vocabulary import JobKind, JobQueue
from tests.browser.conftest import DESK, PHONE, Hall
from tests.routers.evidence import received, settle_everything
from tests.world import NOW

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
async def test_a_terminal_is_enrolled_while_the_page_watches(
    hall: Hall, size: dict[str, int]
) -> None:
    desk = await hall.desk(size)
    await desk.sign_in("sun")
    await desk.open("/terminals")
    await desk.watch.is_clean()
    await desk.follow(desk.page.get_by_role("link", name="RZ-0001"))
    await desk.watch.is_clean()

    await desk.page.get_by_role("button", name="生成新的接入码").click()
    await desk.page.get_by_text("正在等待终端接入").wait_for()
    await desk.watch.is_clean()
    code = await desk.page.locator(".enrol-code code").inner_text()
    async with httpx.AsyncClient(trust_env=False, timeout=120) as terminal:
        answer = await terminal.post(f"{hall.url}/api/enrolments", json={"code": code})

    assert answer.status_code == 201
    await desk.page.get_by_text("令牌已发给终端").wait_for()
    await desk.watch.is_clean()


async def test_a_code_is_made_and_a_token_revoked_without_scripts(hall: Hall) -> None:
    desk = await hall.desk(scripts=False)
    await desk.sign_in("sun")
    await desk.open(f"/terminals/{hall.house.town.terminal.id}")
    await desk.page.get_by_role("button", name="生成新的接入码").click()
    code = await desk.page.locator(".enrol-code code").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", code)
    await desk.page.get_by_role("link", name="返回终端页面").click()

    await desk.page.get_by_label("撤销原因").select_option(label="丢失")
    await desk.page.get_by_role("button", name="撤销令牌").click()

    await desk.page.get_by_text("已撤销", exact=True).wait_for()
    await desk.page.get_by_role("button", name="生成接入码").wait_for()


@SIZES
async def test_a_revocation_that_needs_a_note_says_so(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size)
    await desk.sign_in("sun")
    await desk.open(f"/terminals/{hall.house.town.terminal.id}")
    await desk.page.get_by_label("撤销原因").select_option(label="其他")

    await desk.page.get_by_role("button", name="撤销令牌").click()

    await desk.page.get_by_role("link", name="请写明情况").wait_for()
    await desk.watch.is_clean(expecting="422")


@SIZES
async def test_a_revoked_terminal(hall: Hall, size: dict[str, int]) -> None:
    async with hall.house.sessions() as session, session.begin():
        await revoke_tokens(session, WORKER, "RZ-0001", NOW)
    desk = await hall.desk(size)
    await desk.sign_in("sun")

    await desk.open(f"/terminals/{hall.house.town.terminal.id}")

    await desk.watch.is_clean()


@SIZES
async def test_a_telephone_that_scanned_the_code(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size)

    await desk.open("/enrol#secret")

    await desk.page.get_by_text("这是终端的接入二维码").wait_for()
    await desk.watch.is_clean()


@SIZES
async def test_the_custodian_releases_what_was_set_aside(
    hall: Hall, clip: bytes, size: dict[str, int]
) -> None:
    recording_id = await set_aside(hall, clip)
    desk = await hall.desk(size)
    await desk.sign_in("liu")
    await desk.open(f"/recordings/{recording_id}")
    await desk.watch.is_clean()

    await desk.page.get_by_label("核实情况").fill("已向设备管理员核实。")
    await desk.page.get_by_role("button", name="解除隔离").click()

    await desk.page.get_by_text("来源已核实").first.wait_for()


async def set_aside(hall: Hall, clip: bytes) -> UUID:
    house = hall.house
    recording_id = await received(house, clip)
    async with house.sessions() as session, session.begin():
        recording = await session.get_one(Recording, recording_id)
        own = Upload.id == recording.upload_id
        await session.execute(update(Upload).where(own).values(is_set_aside=True))
        add_job(session, JobKind.SEAL_RECORDING, recording_id, queue=JobQueue.SHORT, now=NOW)
    await settle_everything(house)
    return recording_id
