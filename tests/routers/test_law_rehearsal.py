"""Trying out a change of the rules: who may, what is said, and that nothing is kept."""

import pytest
from sqlalchemy import select

from app.ledger.kinds import LedgerKind
from app.models import LawText, LedgerEvent
from app.packs.load import read_text
from app.routers.law_draft import MOST_BYTES
from app.settings import PROJECT_ROOT
from tests.agencies.settings import filled
from tests.routers.conftest import House, house

__all__ = ["house"]
ADDRESS = "/law/what-would-change"
REGULATION = (PROJECT_ROOT / "app/packs/shanxi.toml").read_text(encoding="utf-8")
HEAD = """
[pack]
id = "own"
title = "汝州市水利局补充规定"
issuer = "汝州市水利局"
document_no = "无"
version = 1
"""
LONGER = (
    HEAD
    + """
[provisions."retention.patrol"]
value = { keeping = "fixed", months = 24 }
article = "第一条"
summary = "日常巡查资料保存24个月"
"""
)
SHORTER = LONGER.replace("24", "3")


async def kinds(house: House) -> list[str]:
    async with house.sessions() as session:
        return list(await session.scalars(select(LedgerEvent.kind)))


@pytest.mark.parametrize("username", ["liu", "zhao", "sun"])
async def test_those_who_answer_for_the_rules_try_them_out(house: House, username: str) -> None:
    visitor = await house.visit(username)

    form = await visitor.get(ADDRESS)
    answer = await visitor.post(ADDRESS, data={"text": LONGER})

    assert form.status_code == answer.status_code == 200
    assert "已预演机关自己的设定《汝州市水利局补充规定》：1 项要求会改变。" in answer.text
    assert "24个月" in answer.text
    assert LedgerKind.LAW_REHEARSED.value in await kinds(house)


@pytest.mark.parametrize("username", ["chen", "wu", "zhou"])
async def test_others_are_refused_and_that_is_an_event(house: House, username: str) -> None:
    visitor = await house.visit(username)

    form = await visitor.get(ADDRESS)
    answer = await visitor.post(ADDRESS, data={"text": LONGER})

    assert form.status_code == answer.status_code == 403
    assert "改动预演只向本单位的系统管理员、领导和资料保管人员开放" in answer.text
    assert (await kinds(house)).count(LedgerKind.ACT_REFUSED.value) == 2


async def test_nobody_tries_anything_out(house: House) -> None:
    answer = await house.stranger().post(ADDRESS, data={"text": LONGER})

    assert answer.status_code == 303


async def test_a_new_version_of_a_regulation_is_read_from_a_file(house: House) -> None:
    zhao = await house.visit("zhao")

    answer = await zhao.post(ADDRESS, files={"file": ("draft.toml", REGULATION.encode())})

    assert answer.status_code == 200
    assert f"已预演规定的新版本《{read_text('shanxi').title}》" in answer.text
    assert "失去的权限" in answer.text
    assert "资料保管人员：查阅、播放资料" in answer.text
    assert "资料保管岗位" in answer.text


async def test_a_new_version_is_tried_out_with_the_settings_that_the_agency_has(
    house: House,
) -> None:
    sun = await house.visit("sun")
    await sun.post(f"/agency/{house.town.agency}/adoptions", data=filled("ruzhou"))
    longer = (PROJECT_ROOT / "app/packs/ruzhou.toml").read_text(encoding="utf-8")

    answer = await sun.post(ADDRESS, data={"text": longer})

    assert "0 项要求会改变" in answer.text
    assert "本机关现行的设定叠加在新版本之上一并计算" in answer.text


async def test_a_present_setting_that_a_new_version_does_not_allow_is_named(house: House) -> None:
    sun = await house.visit("sun")
    await sun.post(f"/agency/{house.town.agency}/adoptions", data=filled("ruzhou"))
    ruled = """
[provisions."retention.case_file"]
value = { keeping = "fixed", months = 720 }
article = "音像记录管理制度第十五条"
summary = "案卷保存720个月"
"""
    newer = (PROJECT_ROOT / "app/packs/ruzhou.toml").read_text(encoding="utf-8") + ruled

    answer = await sun.post(ADDRESS, data={"text": newer})

    assert "本机关现行的这项设定与新版本抵触" in answer.text
    assert "案卷保存期限" in answer.text
    assert "720个月" in answer.text


async def test_what_is_milder_than_the_regulation_is_told_with_the_article(house: House) -> None:
    zhao = await house.visit("zhao")

    answer = await zhao.post(ADDRESS, data={"text": SHORTER})

    assert answer.status_code == 422
    assert "比音像记录管理制度第十五条的规定宽" in answer.text
    assert "3个月" in answer.text  # What was pasted is still there.


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有收到内容"),
        ("   ", "没有收到内容"),
        ("[pack", "不符合 TOML 的写法"),
        ("a = " + "[" * 5000, "没有读取"),
        ("a = " + "9" * 5000, "没有读取"),
        ("[articles]\nx = 1", "缺少 id"),
        (HEAD + '[provisions."nonsense"]\nvalue = 1', "nonsense 不是已知的条款键"),
        (LONGER.replace("24", "999999999"), "不能大于 1200"),
        ("#" * (MOST_BYTES + 1), "内容超过 128 KB"),
        ("#" * (MOST_BYTES * 4), "内容超过 128 KB"),
    ],
)
async def test_what_cannot_be_read_is_told_in_words(house: House, text: str, said: str) -> None:
    zhao = await house.visit("zhao")

    answer = await zhao.post(ADDRESS, data={"text": text})

    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "文件不是 UTF-8 编码的文字"),
        (b"#" * (MOST_BYTES + 1), "内容超过 128 KB"),
        (b" ", "没有收到内容"),
    ],
)
async def test_a_file_that_cannot_be_read_is_told_in_words(
    house: House, content: bytes, said: str
) -> None:
    zhao = await house.visit("zhao")

    answer = await zhao.post(ADDRESS, files={"file": ("draft.toml", content)})

    assert answer.status_code == 422
    assert said in answer.text


async def test_nothing_of_a_draft_is_kept(house: House) -> None:
    zhao = await house.visit("zhao")

    await zhao.post(ADDRESS, data={"text": LONGER})

    async with house.sessions() as session:
        bodies = await session.scalars(
            select(LedgerEvent.body).where(LedgerEvent.kind == LedgerKind.LAW_REHEARSED.value)
        )
        texts = list(await session.scalars(select(LawText)))
    assert all("补充规定" not in body.decode() for body in bodies)
    assert texts == []
    assert "不少于" not in (await zhao.get("/law/comparison?regime=ruzhou&group=保存期限")).text
