"""Standing in for an absent leader, from the form to the withdrawal."""

import httpx
import pytest
from sqlalchemy import select

from app.models import RoleAssignment
from app.policy.vocabulary import Role
from tests.people.test_handling import leave
from tests.routers.conftest import House, house
from tests.routers.evidence import received

__all__ = ["house"]


def form(house: House, **change: str) -> dict[str, str]:
    town = house.town
    return {
        "power": f"{town.zhao.id} {town.agency} leader",
        "delegate": str(town.liu.id),
        "from": "2026-11-21",
        "until": "2026-11-28",
        "document": "关于工作委托的通知（汝水〔2026〕30号）",
        "reason": "赴郑州参加培训",
    } | change


async def test_the_leader_lends_his_role_and_takes_it_back(house: House) -> None:
    recording = await received(house)
    zhao, song = await house.visit("zhao"), None
    await house.hire("song", "宋文博", Role.LEGAL_REVIEWER)
    song = await house.visit("song")
    await song.get("/delegations")
    options = (await zhao.get("/delegations/new")).text
    delegate = options.split("宋文博")[0].rsplit('value="', 1)[1].split('"')[0]
    liu = await house.visit("liu")
    lawsuit = {"ground": "litigation", "article": "应诉通知书", "reason": "原告已起诉"}
    await liu.post(f"/recordings/{recording}/holds", data=lawsuit)
    assert "解除这项冻结" not in (await song.get(f"/recordings/{recording}/holds")).text

    recorded = await zhao.post("/delegations/new", data=form(house, delegate=delegate))

    assert recorded.headers["location"] == "/delegations"
    page = (await song.get("/delegations")).text
    assert "代行中" in page
    assert "宋文博" in page
    assert "收回</button>" not in page
    assert "解除这项冻结" in (await song.get(f"/recordings/{recording}/holds")).text
    listed = (await zhao.get("/delegations")).text
    address = listed.split('action="/delegations/')[1].split('"')[0]
    taken = await zhao.post(f"/delegations/{address}")
    assert taken.status_code == 303
    assert "已收回" in (await zhao.get("/delegations")).text
    assert "解除这项冻结" not in (await song.get(f"/recordings/{recording}/holds")).text


LOST = "授权您代行的“局领导”职权在您登录以后已经收回或者终止"


async def lent(house: House, **change: str) -> tuple[httpx.AsyncClient, httpx.AsyncClient, str]:
    """Let Zhao lend his role to Liu; return both browsers and the address of the withdrawal."""
    zhao, liu = await house.visit("zhao"), await house.visit("liu")
    await zhao.post("/delegations/new", data=form(house, **change))
    listed = (await zhao.get("/delegations")).text
    address = listed.split('action="/delegations/')[1].split('"')[0]
    return zhao, liu, f"/delegations/{address}"


async def test_whoever_stood_in_reads_of_the_withdrawal_on_the_next_page(house: House) -> None:
    zhao, liu, address = await lent(house)
    assert LOST not in (await liu.get("/delegations")).text

    await zhao.post(address)

    page = (await liu.get("/delegations")).text
    assert LOST in page
    assert "请联系登记授权的领导" in page
    assert LOST not in (await zhao.get("/delegations")).text
    assert LOST not in (await (await house.visit("liu")).get("/delegations")).text


async def test_what_had_not_begun_is_lost_by_nobody(house: House) -> None:
    zhao, liu, address = await lent(house, **{"from": "2026-11-23"})

    await zhao.post(address)

    assert "已收回" in (await zhao.get("/delegations")).text
    assert LOST not in (await liu.get("/delegations")).text


async def test_what_is_lent_anew_is_told_of_no_more(house: House) -> None:
    zhao, liu, address = await lent(house)
    await zhao.post(address)

    await zhao.post("/delegations/new", data=form(house))

    assert LOST not in (await liu.get("/delegations")).text


async def test_whoever_stands_in_reads_that_the_absent_leaders_role_has_ended(house: House) -> None:
    _, liu, _ = await lent(house)
    zhou = await house.visit("zhou")
    async with house.sessions() as session:
        role = await session.scalar(
            select(RoleAssignment.id).where(RoleAssignment.person_id == house.town.zhao.id)
        )

    await zhou.post(
        f"/people/{house.town.zhao.id}/roles/{role}/end", data={"when": "at_once", "until": ""}
    )

    assert LOST in (await liu.get("/delegations")).text


async def test_whoever_left_while_the_form_was_open_is_not_lent_anything(house: House) -> None:
    zhao, liu = await house.visit("zhao"), house.town.liu.id
    assert str(liu) in (await zhao.get("/delegations/new")).text
    async with house.sessions() as session, session.begin():
        assert liu is not None
        await leave(session, house.town, liu)

    answer = await zhao.post("/delegations/new", data=form(house))

    assert answer.status_code == 422
    assert "请从列表中选择代行人" in answer.text
    assert "赴郑州参加培训" in answer.text
    assert str(liu) not in (await zhao.get("/delegations/new")).text
    assert "代行中" not in (await zhao.get("/delegations")).text


async def test_it_ends_by_itself(house: House) -> None:
    zhao = await house.visit("zhao")
    await zhao.post("/delegations/new", data=form(house, until="2026-11-21"))
    assert "代行中" in (await zhao.get("/delegations")).text

    house.clock.advance(days=1)

    assert "已到期" in (await (await house.visit("zhao")).get("/delegations")).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"power": ""}, "请从列表中选择授权人和岗位"),
        ({"power": "a b c"}, "请从列表中选择授权人和岗位"),
        ({"delegate": ""}, "请选择代行人"),
        ({"delegate": "019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11"}, "请从列表中选择代行人"),
        ({"from": "2026-11-20"}, "不能倒签"),
        ({"from": "21.11."}, "请写成“年-月-日”"),
        ({"until": ""}, "请填写最后一天"),
        ({"until": "2026-11-20"}, "早于开始日期"),
        ({"document": ""}, "请填写书面委托"),
        ({"reason": " "}, "请填写事由"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    house: House, wrong: dict[str, str], sentence: str
) -> None:
    zhao = await house.visit("zhao")

    answer = await zhao.post("/delegations/new", data=form(house, **wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "赴郑州参加培训" in answer.text or "汝水〔2026〕30号" in answer.text


async def test_the_form_offers_no_administrator(house: House) -> None:
    page = (await (await house.visit("zhao")).get("/delegations/new")).text

    assert f'value="{house.town.liu.id}"' in page
    assert f'value="{house.town.wu.id}"' not in page


async def test_an_administrator_is_refused_as_delegate_on_the_form(house: House) -> None:
    zhao = await house.visit("zhao")

    answer = await zhao.post("/delegations/new", data=form(house, delegate=str(house.town.sun.id)))

    assert answer.status_code == 422
    assert "请从列表中选择代行人。" in answer.text
    assert "系统、安全、审计三员不代行业务岗位" in answer.text


@pytest.mark.parametrize("username", ["liu", "chen", "sun", "zhou", "wu", "qian"])
async def test_nobody_but_a_leader_opens_the_form(house: House, username: str) -> None:
    client = await house.visit(username)

    answers = [
        await client.get("/delegations/new"),
        await client.post("/delegations/new", data=form(house)),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_the_delegate_does_not_open_the_form_either(house: House) -> None:
    zhao, liu = await house.visit("zhao"), await house.visit("liu")
    await zhao.post("/delegations/new", data=form(house))

    assert (await liu.get("/delegations/new")).status_code == 403


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().post("/delegations/new", data=form(house))

    assert answer.headers["location"] == "/sign-in"


async def test_an_empty_list_says_what_it_is_for(house: House) -> None:
    zhao = await house.visit("zhao")

    assert "还没有授权代行" in (await zhao.get("/delegations")).text
