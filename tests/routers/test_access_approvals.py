"""Approving at the door: the card, the mistakes, the batch, the delegate, taking back."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import transaction
from app.models import AccessItem, AccessPermit, AccessRequest, Case, Person
from app.policy.access_words import AccessState
from app.policy.law_words import ConsultAct, Requester
from app.policy.vocabulary import Role
from tests.access import desk
from tests.access.approving import HEAD, as_of_today, lend, waiting
from tests.access.test_withholding import make_secret
from tests.cases.office import open_sand_case
from tests.routers.conftest import House, house

__all__ = ["house"]


async def do(house: House, act: Callable[[AsyncSession], Awaitable[UUID]]) -> UUID:
    async with transaction(house.sessions) as session:
        return await act(session)


async def asked(house: House, *, items: int = 1) -> UUID:
    return await do(house, lambda session: waiting(session, house.town, items=items))


async def state_of(house: House, request_id: UUID) -> AccessState:
    async with house.sessions() as session:
        return AccessState((await session.get_one(AccessRequest, request_id)).state)


async def head(house: House) -> httpx.AsyncClient:
    await house.hire("he", "何志远", HEAD)
    return await house.visit("he")


async def test_a_leader_approves_within_limits_from_the_card(house: House) -> None:
    request_id, leader = await asked(house, items=2), await head(house)
    card = (await leader.get(f"/access/{request_id}/approval")).text
    for words in ("陈立 · 本单位人员", "办理本案需要", "调阅监督制度第五条", "去掉个别内容"):
        assert words in card
    async with house.sessions() as session:
        struck = (await session.scalars(select(AccessItem.id))).first()

    answer = await leader.post(
        f"/access/{request_id}/approval",
        data={
            "answer": "approved",
            "days": "1",
            "uses": "2",
            f"left-{struck}": "on",
            "revision": "1",
        },
    )

    assert answer.headers["location"] == "/access/approvals?done=approved"
    assert "已办理：批准" in (await leader.get(answer.headers["location"])).text
    async with house.sessions() as session:
        permit = (await session.scalars(select(AccessPermit))).one()
        left = (await session.scalars(select(AccessItem).where(AccessItem.is_granted))).all()
    assert permit.uses_allowed == 2
    assert len(left) == 1


async def test_the_card_names_the_case_of_a_recording_and_whom_a_lawyer_represents(
    house: House,
) -> None:
    """调阅 7: a lawyer asks for a party, and the leader decides on that party's own records."""

    async def asked_for_a_party(session: AsyncSession) -> UUID:
        case_id = await open_sand_case(session, house.town)
        recording_id = await desk.recording_in(session, house.town, case_id)
        request_id = await desk.received(
            session,
            house.town,
            Requester.LAWYER,
            case_id=case_id,
            recordings={recording_id},
        )
        await desk.verified(session, house.town, request_id)
        return request_id

    request_id, leader = await do(house, asked_for_a_party), await head(house)

    card = (await leader.get(f"/access/{request_id}/approval")).text

    assert "何律师 · 代理律师 · 汝州法正律师事务所 · 代理李大山" in card
    assert "汝水罚〔2026〕1号 " in card


async def test_of_a_secret_case_the_head_who_answers_for_it_is_told_and_no_other_leader(
    house: House,
) -> None:
    """调阅 10: the recording has come to lie in it since; other leaders may not know of it."""

    async def asked_for_it(session: AsyncSession) -> UUID:
        request_id = await waiting(session, house.town)
        item = (await session.scalars(select(AccessItem))).one()
        assert item.recording_id is not None
        await make_secret(session, house.town, item.recording_id)
        return request_id

    request_id, responsible = await do(house, asked_for_it), await head(house)
    other = await house.visit("zhao")

    told = (await responsible.get("/access/approvals")).text
    card = (await other.get(f"/access/{request_id}/approval")).text
    listed = (await other.get("/access/approvals")).text

    assert "内容定为秘密" in told
    assert "按照保密规定另行管理" in card
    assert "办理本案需要" in listed
    assert not [words for words in ("项，秘密", "定为", "31号") if words in card + listed]


async def test_a_recording_of_another_units_case_does_not_name_that_case(house: House) -> None:
    """What the leader may not know is not told by a request either."""

    async def asked_for_it(session: AsyncSession) -> UUID:
        request_id = await waiting(session, house.town)
        case_id = await open_sand_case(session, house.town)
        case = await session.get_one(Case, case_id)
        case.unit_id = house.town.stranger_agency
        item = (await session.scalars(select(AccessItem))).one()
        assert item.recording_id is not None
        await desk.link(session, house.town, item.recording_id, case_id)
        return request_id

    request_id, leader = await do(house, asked_for_it), await head(house)

    card = (await leader.get(f"/access/{request_id}/approval")).text

    assert "不在您可以了解的案件中" in card
    assert "汝水罚〔2026〕1号" not in card


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "请选择批准、请说明、退回或者不批准"),
        ({"answer": "perhaps"}, "请选择批准、请说明、退回或者不批准"),
        ({"answer": "refused"}, "请写明不批准的理由"),
        ({"answer": "asked", "reason": "字" * 501}, "意见最长 500 个字"),
        ({"answer": "approved", "days": "9"}, "不能超过申请的天数"),
        ({"answer": "approved", "days": "-1"}, "天数请写成整数"),
        ({"answer": "approved", "days": "٣"}, "天数请写成整数"),
        ({"answer": "approved", "uses": "many"}, "次数请写成整数"),
        ({"answer": "approved", "uses": "0"}, "至少 1 次"),
        ({"answer": "approved", "left-1": "on"}, "所选内容已不在申请之中"),
    ],
    ids=str,
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    house: House, typed: dict[str, str], sentence: str
) -> None:
    request_id, leader = await asked(house), await head(house)
    form = {"revision": "1", "reason": "请核对", **typed}
    if typed == {"answer": "refused"}:
        form["reason"] = ""

    answer = await leader.post(f"/access/{request_id}/approval", data=form)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert form["reason"] in answer.text
    assert await state_of(house, request_id) is AccessState.WAITING


async def test_a_page_that_was_overtaken_says_who_was_first(house: House) -> None:
    request_id, leader = await asked(house), await head(house)
    await house.hire("xia", "夏岚", HEAD)
    other = await house.visit("xia")
    await other.post(
        f"/access/{request_id}/approval",
        data={"answer": "returned", "reason": "请写明案号", "revision": "1"},
    )

    answer = await leader.post(
        f"/access/{request_id}/approval",
        data={"answer": "approved", "days": "3", "reason": "同意", "revision": "1"},
    )

    assert answer.status_code == 422
    assert "夏岚已于" in answer.text
    assert "退回" in answer.text


async def test_a_delegate_is_told_for_whom_they_answer_and_shown_as_delegate(house: House) -> None:
    request_id = await asked(house)
    await head(house)
    await house.hire("song", "宋文博", Role.LEGAL_REVIEWER)

    async def lent(session: AsyncSession) -> UUID:
        people = {
            person.username: await as_of_today(session, house.town, person.id)
            for person in await session.scalars(select(Person))
        }
        return (await lend(session, house.town, people["he"], people["song"])).id or UUID(int=0)

    await do(house, lent)
    song = await house.visit("song")
    card = (await song.get(f"/access/{request_id}/approval")).text
    assert "代何志远" in card
    assert "汝水〔2026〕30号" in card
    assert "宋文博（代何志远）" in (await song.get(f"/access/{request_id}")).text

    answer = await song.post(
        f"/access/{request_id}/approval", data={"answer": "approved", "revision": "1"}
    )

    assert answer.status_code == 303
    assert "受何志远书面委托代行" in (await song.get(f"/access/{request_id}")).text


async def test_several_are_approved_by_ticks(house: House) -> None:
    first, second = await asked(house), await asked(house)
    leader = await head(house)
    assert f'name="pick-{first}"' in (await leader.get("/access/approvals")).text

    answer = await leader.post(
        "/access/approvals", data={f"pick-{first}": "1", f"pick-{second}": "1", "pick-x": "1"}
    )

    assert answer.headers["location"] == "/access/approvals?approved=2"
    for request_id in (first, second):
        assert await state_of(house, request_id) is AccessState.GRANTED


async def test_a_tick_too_late_is_named_with_its_reason(house: House) -> None:
    first, second = await asked(house), await asked(house)
    leader = await head(house)

    answer = await leader.post(
        "/access/approvals", data={f"pick-{first}": "7", f"pick-{second}": "1"}
    )

    assert answer.status_code == 422
    assert "有 1 件没有批准" in answer.text
    assert "调阅〔2026〕1号" in answer.text
    assert await state_of(house, second) is AccessState.GRANTED


async def test_nothing_ticked_is_said(house: House) -> None:
    answer = await (await head(house)).post("/access/approvals", data={})

    assert answer.status_code == 422
    assert "没有选中申请" in answer.text


async def test_one_who_asks_is_told_who_can_approve(house: House) -> None:
    request_id = await asked(house)
    await head(house)
    chen = await house.visit("chen")

    page = (await chen.get(f"/access/{request_id}")).text

    assert "现在可以审批的有：" in page
    assert "何志远" in page.split("现在可以审批的有：")[1].split("。")[0]


async def test_when_nobody_is_in_office_the_page_says_so_and_what_to_do(house: House) -> None:
    async def own(session: AsyncSession) -> UUID:
        return await waiting(session, house.town, house.town.zhao)

    request_id = await do(house, own)
    zhao = await house.visit("zhao")

    page = (await zhao.get(f"/access/{request_id}")).text

    assert "现在没有人可以审批" in page
    assert "书面委托他人代行" in page
    card = await zhao.get(f"/access/{request_id}/approval")
    assert "请由本单位其他有权审批的领导办理" in card.text
    assert "<textarea" not in card.text


async def test_days_and_times_may_be_typed_in_wide_digits(house: House) -> None:
    request_id, leader = await asked(house), await head(house)

    answer = await leader.post(
        f"/access/{request_id}/approval",
        data={"answer": "approved", "revision": "1", "days": "\uff12", "uses": "\uff11"},
    )

    assert answer.status_code == 303
    async with house.sessions() as session:
        permit = (await session.scalars(select(AccessPermit))).one()
    assert permit.uses_allowed == 1


async def test_a_head_who_asks_is_not_sent_to_lend_the_office(house: House) -> None:
    await head(house)

    async def own(session: AsyncSession) -> UUID:
        he = await session.scalar(select(Person.id).where(Person.username == "he"))
        assert he is not None
        return await waiting(session, house.town, await as_of_today(session, house.town, he))

    request_id = await do(house, own)
    liu = await house.visit("liu")

    page = (await liu.get(f"/access/{request_id}")).text

    assert "申请人自己担任机关主要负责人，不能批准自己的申请" in page
    assert "受申请人书面委托代行的人也不能批准" in page
    assert "或者由机关主要负责人书面委托他人代行" not in page


async def test_a_permit_is_taken_back_on_its_page(house: House) -> None:
    request_id, leader = await asked(house), await head(house)
    await leader.post(
        f"/access/{request_id}/approval", data={"answer": "approved", "revision": "1"}
    )
    liu = await house.visit("liu")
    page = (await liu.get(f"/access/{request_id}")).text
    revision = page.split('name="revision" value="')[1].split('"')[0]
    nothing = await liu.post(f"/access/{request_id}/revocation", data={"revision": revision})
    assert nothing.status_code == 422
    assert "请写明收回准予的原因" in nothing.text

    answer = await liu.post(
        f"/access/{request_id}/revocation", data={"revision": revision, "reason": "误准"}
    )

    assert answer.status_code == 303
    assert "刘敏收回：误准" in (await liu.get(f"/access/{request_id}")).text
    again = await liu.post(
        f"/access/{request_id}/revocation", data={"revision": revision, "reason": "误准"}
    )
    assert again.status_code == 422


async def test_the_asker_gives_a_permit_back(house: House) -> None:
    request_id, leader = await asked(house), await head(house)
    await leader.post(
        f"/access/{request_id}/approval", data={"answer": "approved", "revision": "1"}
    )
    chen = await house.visit("chen")
    page = (await chen.get(f"/access/{request_id}")).text
    revision = page.split('name="revision" value="')[1].split('"')[0]

    answer = await chen.post(f"/access/{request_id}/release", data={"revision": revision})

    assert answer.status_code == 303
    assert "陈立交回，不再需要" in (await chen.get(f"/access/{request_id}")).text


async def test_a_party_who_was_answered_reads_of_no_missing_time(house: House) -> None:
    async def received(session: AsyncSession) -> UUID:
        case_id = await open_sand_case(session, house.town)
        paper = await desk.paper_in(session, house.town, case_id)
        return await desk.received(
            session,
            house.town,
            Requester.COUNTERPART,
            case_id=case_id,
            documents=[paper],
            shows_papers=False,
        )

    request_id = await do(house, received)

    page = (await (await house.visit("liu")).get(f"/access/{request_id}")).text

    assert "不予办理" in page
    assert "请尽快办理" not in page


async def test_a_party_s_request_says_that_no_time_for_the_answer_is_set(house: House) -> None:
    async def received(session: AsyncSession) -> UUID:
        case_id = await open_sand_case(session, house.town)
        paper = await desk.paper_in(session, house.town, case_id, is_concluding=True)
        return await desk.received(
            session, house.town, Requester.COUNTERPART, case_id=case_id, documents=[paper]
        )

    request_id = await do(house, received)

    page = (await (await house.visit("liu")).get(f"/access/{request_id}")).text

    assert "答复期限" in page
    assert "没有规定“答复查阅申请的期限”" in page


async def test_a_leader_lets_marked_copies_leave_alone(house: House) -> None:
    async def wanted(session: AsyncSession) -> UUID:
        case_id = await open_sand_case(session, house.town)
        papers = {await desk.paper_in(session, house.town, case_id)}
        chen, copy = house.town.chen, ConsultAct.COPY
        return await desk.ask(session, chen, case_id=case_id, act=copy, documents=papers)

    request_id = await do(house, wanted)
    leader = await head(house)
    card = (await leader.get(f"/access/{request_id}/approval")).text

    await leader.post(
        f"/access/{request_id}/approval",
        data={"answer": "approved", "marked_only": "on", "revision": "1"},
    )

    assert "只给标记件，不给原样复制件" in card
    async with house.sessions() as session:
        assert (await session.scalars(select(AccessPermit))).one().is_marked_only
    page = (await (await house.visit("liu")).get(f"/access/{request_id}")).text
    assert "审批限定只给标记件" in page
    assert "原样复制件和标记件" not in page


async def test_a_form_from_another_site_is_not_taken(house: House) -> None:
    request_id, leader = await asked(house), await head(house)

    answer = await leader.post(
        f"/access/{request_id}/approval",
        data={"answer": "approved", "revision": "1"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert await state_of(house, request_id) is AccessState.WAITING


async def test_the_card_counts_what_waits_for_this_leader(house: House) -> None:
    for _ in range(2):
        await asked(house)
    leader = await head(house)

    page = (await leader.get("/")).text

    assert "待您审批" in page
    assert "办理调阅审批" in page


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().get("/access/approvals")

    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["location"]


async def test_an_answer_that_was_given_is_not_given_again(house: House) -> None:
    request_id, leader = await asked(house), await head(house)

    await leader.post(
        f"/access/{request_id}/approval",
        data={"answer": "refused", "reason": "与本案无关", "revision": "1"},
    )
    card = await leader.get(f"/access/{request_id}/approval")

    assert "现在不需要审批" in card.text
    assert "<textarea" not in card.text
