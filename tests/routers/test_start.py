import shutil

import pytest

from app.devices.writing_off import propose_write_off
from app.jobs.leases import add_job
from app.policy.duties import Duty
from app.policy.vocabulary import JobKind, JobQueue, Role
from app.routers.duty_cards import COMING
from app.routers.next_steps import GATHERED
from tests.devices.holders import camera_of, give, hire_keeper, qualify
from tests.routers.conftest import House
from tests.routers.evidence import received
from tests.routers.test_set_aside import set_aside
from tests.world import NOW

EXPECTED = {
    "liu": ("资料保管人员", "待编目"),
    "chen": ("执法人员", "选择文件上传"),
    "zhao": ("局领导", "待您审批"),
    "sun": ("系统管理员", "存储剩余"),
    "zhou": ("安全管理员", "正在登录"),
    "wu": ("审计管理员", "今天的拒绝"),
}
HIRED = {
    Role.DEVICE_KEEPER: "打开设备交接台",
    Role.INSPECTOR: "今天收到",
    Role.LEGAL_REVIEWER: "进展是“法制审核”",
}


@pytest.mark.parametrize(("username", "words"), EXPECTED.items(), ids=EXPECTED.keys())
async def test_everybody_is_told_what_to_do_next(
    house: House, username: str, words: tuple[str, str]
) -> None:
    browser = await house.visit(username)

    page = (await browser.get("/")).text

    assert "上午好" in page
    assert words[0] in page
    assert words[1] in page


async def test_the_custodian_sees_how_much_waits(house: House) -> None:
    await received(house, b"1")
    await received(house, b"2")
    browser = await house.visit("liu")

    page = (await browser.get("/")).text

    assert "2<small>件</small>" in page


async def test_a_leader_sees_the_figures_of_units_below(house: House) -> None:
    await received(house, b"1")
    browser = await house.visit("zhao")

    page = (await browser.get("/")).text

    assert "1<small>件</small>" in page
    assert "/inbox" not in page


async def test_administrators_are_offered_no_room_with_content(house: House) -> None:
    browser = await house.visit("sun")

    page = (await browser.get("/")).text

    assert 'href="/inbox"' not in page
    assert 'href="/upload"' not in page


@pytest.mark.parametrize(("role", "words"), HIRED.items(), ids=[role.value for role in HIRED])
async def test_the_smaller_offices_are_told_too(house: House, role: Role, words: str) -> None:
    await house.hire("lin", "林晓燕", role)
    browser = await house.visit("lin")

    page = (await browser.get("/")).text

    assert words in page


async def test_somebody_without_a_role_is_told_whom_to_ask(house: House) -> None:
    await house.hire("lin", "林晓燕")
    browser = await house.visit("lin")

    page = (await browser.get("/")).text

    assert "还没有岗位" in page
    assert "联系本单位的安全管理员" in page


async def test_the_security_administrator_sees_who_is_in_and_what_was_refused(house: House) -> None:
    await house.stranger().post("/sign-in", data={"username": "nobody", "password": "wrong"})
    browser = await house.visit("zhou")

    page = (await browser.get("/")).text

    assert "6<small>个</small>" in page
    assert "1<small>人</small>" in page
    assert "1<small>次</small>" in page


async def test_refusals_older_than_a_day_no_longer_count(house: House) -> None:
    await house.stranger().post("/sign-in", data={"username": "nobody", "password": "wrong"})
    house.clock.advance(hours=24, seconds=1)
    browser = await house.visit("zhou")

    page = (await browser.get("/")).text

    assert "0<small>次</small>" in page


async def test_the_audit_administrator_counts_from_midnight(house: House) -> None:
    await house.stranger().post("/sign-in", data={"username": "nobody", "password": "wrong"})
    house.clock.advance(days=1)
    browser = await house.visit("wu")

    page = (await browser.get("/")).text

    assert "1<small>条</small>" in page
    assert "0<small>条</small>" in page
    assert 'href="/ledger?from=2026-11-22"' in page


async def test_the_system_administrator_sees_machine_and_terminals(house: House) -> None:
    recording = await received(house, b"1")
    async with house.sessions() as session, session.begin():
        add_job(session, JobKind.SEAL_RECORDING, recording, queue=JobQueue.SHORT, now=NOW)
    browser = await house.visit("sun")

    page = (await browser.get("/")).text

    assert "B</small>" in page
    assert "1<small>项</small>" in page
    assert "1<small>台</small>" in page


async def test_a_disk_that_does_not_answer_is_said_instead_of_an_error(house: House) -> None:
    browser = await house.visit("sun")
    shutil.rmtree(house.resources.settings.storage_url.removeprefix("file://"))

    answer = await browser.get("/")

    assert answer.status_code == 200
    assert "读取不到存储设备的剩余空间" in answer.text


async def test_the_device_keeper_reads_the_numbers_of_silent_terminals(house: House) -> None:
    await house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    house.clock.advance(days=8)
    browser = await house.visit("xu")

    page = (await browser.get("/")).text

    assert "RZ-0001。" in page
    assert "JX-0001" not in page


async def test_the_device_keeper_sees_what_is_out_and_what_has_no_known_source(
    house: House, clip: bytes
) -> None:
    async with house.sessions() as session, session.begin():
        await qualify(session, house.town.chen)
        keeper = await hire_keeper(session, house.town)
        await give(session, keeper, camera_of(house.town), house.town.chen, at=NOW)
    await set_aside(house, clip)
    browser = await house.visit("xu")

    page = (await browser.get("/")).text

    assert 'href="/set-aside"' in page
    assert "1<small>件</small>" in page
    assert page.count("1<small>台</small>") == 2


async def test_a_leader_is_told_of_requests_that_wait(house: House) -> None:
    async with house.sessions() as session, session.begin():
        keeper = await hire_keeper(session, house.town)
        camera = camera_of(house.town)
        assert await propose_write_off(session, keeper, camera, reason="旧", now=NOW) is None
    browser = await house.visit("zhao")

    page = (await browser.get("/")).text

    assert 'class="step__go" href="/devices/approvals"' in page


def test_every_duty_has_cards_and_a_word_about_what_comes() -> None:
    assert set(GATHERED) == set(Duty)
    assert set(COMING) == set(Duty)
