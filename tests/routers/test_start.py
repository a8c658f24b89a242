import pytest

from tests.routers.conftest import House
from tests.routers.evidence import received

EXPECTED = {
    "liu": ("资料保管人员", "待编目"),
    "chen": ("执法人员", "选择文件上传"),
    "zhao": ("局领导", "调阅审批"),
    "sun": ("系统管理员", "您不接触执法记录内容"),
    "zhou": ("安全管理员", "账号与岗位"),
    "wu": ("审计管理员", "审计台账"),
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
