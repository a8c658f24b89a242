"""The pages of the access desk: ask, receive, check the papers, list, print; and bad input."""

import re
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import transaction
from app.ledger.kinds import LedgerKind
from app.models import AccessPaper, AccessRequest, Case, CaseParty
from app.policy.access_words import AccessState
from app.policy.case_words import SecurityClass
from app.policy.law_words import Requester
from tests.access import desk
from tests.cases.office import open_sand_case
from tests.papers import files
from tests.routers.conftest import House

NUMBER = "汝水罚〔2026〕1号"
REFERENCE = re.compile(r"[0-9A-F]{5}-[0-9A-F]{5}")


def drawn(**fields: str) -> dict[str, str]:
    """Return what a form sends that was drawn just now."""
    return {"form_key": str(uuid4()), **fields}


def papers_form(request_id: UUID) -> str:
    """Return where a form for one paper goes that was drawn just now."""
    return f"/access/{request_id}/papers?form={uuid4()}"


async def do(house: House, act: Callable[[AsyncSession], Awaitable[UUID]]) -> UUID:
    async with transaction(house.sessions) as session:
        return await act(session)


async def sand_case(house: House) -> tuple[UUID, UUID]:
    """Return a case that Chen handles, and the concluding document in its file."""
    async with transaction(house.sessions) as session:
        case_id = await open_sand_case(session, house.town)
        await desk.paper_in(session, house.town, case_id)
        return case_id, await desk.paper_in(session, house.town, case_id, is_concluding=True)


async def make_secret(house: House, case_id: UUID) -> None:
    async with transaction(house.sessions) as session:
        case = await session.get_one(Case, case_id)
        case.security_class = SecurityClass.SECRET.value


async def row(house: House) -> AccessRequest:
    async with house.sessions() as session:
        return (await session.scalars(select(AccessRequest))).one()


async def described(house: House) -> UUID:
    """Return Chen's request for something that she does not know."""
    return await do(house, lambda session: desk.ask(session, house.town.chen, material=NUMBER))


async def visit_of_police(house: House, *, shows_papers: bool = False) -> UUID:
    case_id, document_id = await sand_case(house)
    return await do(
        house,
        lambda session: desk.received(
            session,
            house.town,
            Requester.PUBLIC_ORGAN,
            case_id=case_id,
            documents={document_id},
            shows_papers=shows_papers,
        ),
    )


async def test_the_handler_views_by_one_button(house: House) -> None:
    case_id, _ = await sand_case(house)
    browser = await house.visit("chen")
    page = await browser.get(f"/access/new?case={case_id}")
    assert "直接查阅" in page.text
    assert "调阅监督制度第四条" in page.text
    assert "不收取费用" in page.text

    answer = await browser.post(
        f"/access/new?case={case_id}",
        data=drawn(act="view", extract="whole", days="3", purpose="承办本案"),
    )

    assert answer.status_code == 303
    shown = await browser.get(answer.headers["location"])
    assert "已准予" in shown.text
    assert "阅览室，不得带离" in shown.text
    assert (await row(house)).state == AccessState.GRANTED.value


@pytest.mark.parametrize("asked_by", ["case", "document", "recording"])
async def test_of_a_state_secret_it_is_said_before_anything_is_typed(
    house: House, asked_by: str
) -> None:
    """汝州调阅 10: reason, article and what next; no form whose answer is a refusal."""
    case_id, document_id = await sand_case(house)

    await make_secret(house, case_id)
    recording_id = await do(house, lambda session: desk.recording_in(session, house.town, case_id))
    things = {"case": case_id, "document": document_id, "recording": recording_id}
    browser = await house.visit("liu" if asked_by == "document" else "chen")

    page = await browser.get(f"/access/new?{asked_by}={things[asked_by]}")

    assert page.status_code == 200
    assert "不能在这里申请调阅" in page.text
    assert "按照保密规定另行" in page.text
    assert "第十条" in page.text
    assert "保密工作机构" in page.text
    assert 'name="purpose"' not in page.text
    assert "提交申请" not in page.text
    assert "直接查阅" not in page.text


async def test_who_sends_the_form_all_the_same_is_refused_on_record(house: House) -> None:
    case_id, _ = await sand_case(house)
    await make_secret(house, case_id)
    browser = await house.visit("chen")

    answer = await browser.post(
        f"/access/new?case={case_id}",
        data=drawn(act="view", extract="whole", days="3", purpose="承办本案"),
    )

    assert answer.status_code == 303
    request = await row(house)
    assert request.state == AccessState.REFUSED.value
    kinds = [line.kind.value for line in await house.history(request.id)]
    assert kinds == ["access:asked", "access:refused"]


async def test_parts_of_a_case_are_picked(house: House) -> None:
    case_id, document_id = await sand_case(house)
    browser = await house.visit("chen")

    answer = await browser.post(
        f"/access/new?case={case_id}",
        data={
            **drawn(act="copy", extract="some", days="1", purpose="复议答复"),
            f"item-{document_id}": "on",
        },
    )

    shown = await browser.get(answer.headers["location"])
    assert "共 1 项" in shown.text
    assert "须经机关主要负责人批准" in shown.text


async def test_what_was_typed_comes_back_when_something_is_missing(house: House) -> None:
    case_id, document_id = await sand_case(house)
    browser = await house.visit("chen")

    answer = await browser.post(
        f"/access/new?case={case_id}",
        data=drawn(act="copy", extract="some", days="7", purpose="复议答复"),
    )

    assert answer.status_code == 422
    assert "复议答复" in answer.text
    assert "请选择要调阅的资料" in answer.text
    assert str(document_id) in answer.text


@pytest.mark.parametrize("case_no", [NUMBER, "汝水罚〔2026〕999号"])
async def test_a_case_number_in_words_is_answered_alike(house: House, case_no: str) -> None:
    await sand_case(house)
    browser = await house.visit("chen")

    answer = await browser.post(
        "/access/new",
        data=drawn(
            act="view",
            days="3",
            purpose="核对",
            unit=str(house.town.brigade),
            material=case_no,
        ),
    )

    shown = await browser.get(answer.headers["location"])
    assert "手续办理中" in shown.text
    assert "还没有找到所要的资料" in shown.text


async def test_the_keeper_finds_what_was_described(house: House) -> None:
    await sand_case(house)
    request_id = await described(house)
    browser = await house.visit("liu")
    listed = await browser.get("/access")
    assert "待办理（1）" in listed.text
    assert str(request_id) in listed.text

    answer = await browser.post(
        f"/access/{request_id}/items",
        data={"revision": "1", "case_no": NUMBER, "extract": "concluding"},
    )

    assert answer.status_code == 303
    assert (await row(house)).state == AccessState.GRANTED.value


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"case_no": "没有的案号"}, "没有找到这个案号的案件"),
        ({"thing": "随便写的"}, "请打开资料或者文书的页面"),
        ({"thing": str(uuid4())}, "没有找到这份资料或者文书"),
        ({"case_no": NUMBER, "revision": "7"}, "有人办理了这份申请"),
    ],
    ids=["no such case", "no address", "no such thing", "somebody was first"],
)
async def test_what_cannot_be_added_is_said(
    house: House, fields: dict[str, str], told: str
) -> None:
    request_id = await described(house)
    browser = await house.visit("liu")

    answer = await browser.post(f"/access/{request_id}/items", data={"revision": "1", **fields})

    assert answer.status_code == 422
    assert told in answer.text


async def test_a_lawyer_is_received_case_party_papers_and_all(house: House) -> None:
    case_id, _ = await sand_case(house)
    browser = await house.visit("liu")
    first = await browser.get("/access/desk")
    assert "律师执业证" in first.text
    found = await browser.post(
        "/access/desk?requester=lawyer", data={"case_no": NUMBER, "step": "find", "name": "何律师"}
    )
    assert "李大山" in found.text
    assert 'value="何律师"' in found.text
    async with house.sessions() as session:
        party = await session.scalar(select(CaseParty.id).where(CaseParty.case_id == case_id))

    answer = await browser.post(
        "/access/desk?requester=lawyer",
        data=drawn(
            case_no=NUMBER,
            extract="concluding",
            name="何律师",
            from_unit="法正律师事务所",
            party=str(party),
            about="yes",
            act="view",
            days="3",
            purpose="代理复议",
        ),
    )

    assert answer.status_code == 303
    shown = await browser.get(answer.headers["location"])
    assert "规定要求 5 件，已出示 0 件" in shown.text
    assert "应提供" in shown.text
    assert "何律师" in shown.text


async def test_who_may_never_see_it_is_told_at_once_and_stays_in_the_list(house: House) -> None:
    await sand_case(house)
    browser = await house.visit("liu")

    answer = await browser.post(
        "/access/desk?requester=public",
        data=drawn(
            case_no=NUMBER,
            extract="whole",
            name="记者",
            from_unit="某报社",
            act="view",
            days="3",
            purpose="采访",
        ),
    )

    shown = await browser.get(answer.headers["location"])
    assert "不予办理" in shown.text
    listed = await browser.get("/access?tab=all&state=refused")
    assert "记者（某报社）" in listed.text


async def test_papers_are_shown_with_scans_and_verified(house: House) -> None:
    request_id = await visit_of_police(house)
    browser = await house.visit("liu")

    by_number = await browser.post(
        papers_form(request_id),
        files={"kind": (None, "id_document"), "document_no": (None, "041234"), "scan": ("", b"")},
    )
    by_scan = await browser.post(
        papers_form(request_id),
        files={"kind": (None, "intro_letter"), "scan": ("介绍信.png", files.picture())},
    )
    assert (by_number.status_code, by_scan.status_code) == (303, 303)
    revision = str((await row(house)).revision)
    answer = await browser.post(f"/access/{request_id}/verification", data={"revision": revision})

    assert answer.status_code == 303
    assert (await row(house)).state == AccessState.GRANTED.value
    page = (await browser.get(f"/access/{request_id}")).text
    assert "041234" in page
    assert "已出示 2 件" in page


async def test_a_scan_is_opened_by_those_who_know_the_request_and_on_record(house: House) -> None:
    request_id = await visit_of_police(house)
    browser = await house.visit("liu")
    await browser.post(
        papers_form(request_id),
        files={"kind": (None, "intro_letter"), "scan": ("介绍信.png", files.picture())},
    )
    async with house.sessions() as session:
        paper_id = (await session.scalars(select(AccessPaper.id))).one()

    mine = await browser.get(f"/access/papers/{paper_id}/scan")
    others = await (await house.visit("chen")).get(f"/access/papers/{paper_id}/scan")

    assert mine.content == files.picture()
    assert "sandbox" in mine.headers["content-security-policy"]
    assert others.status_code == 404
    kinds = [line.kind for line in await house.history(request_id)]
    assert kinds.count(LedgerKind.ACCESS_PAPER_OPENED) == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("介绍信.docx", files.docx(), "这里只收扫描件"),
        ("介绍信.pdf", b"%PDF-1.4", "文件不完整"),
    ],
    ids=["a Word document", "cut off"],
)
async def test_what_is_no_scan_is_not_kept(
    house: House, name: str, content: bytes, told: str
) -> None:
    request_id = await visit_of_police(house)
    browser = await house.visit("liu")

    answer = await browser.post(
        papers_form(request_id),
        files={"kind": (None, "intro_letter"), "scan": (name, content)},
    )

    assert answer.status_code == 422
    assert told in answer.text


async def test_a_struck_paper_needs_a_reason(house: House) -> None:
    request_id = await visit_of_police(house, shows_papers=True)
    browser = await house.visit("liu")
    revision = str((await row(house)).revision)
    async with house.sessions() as session:
        paper_id = await session.scalar(desk.papers_of_request(request_id).limit(1))
    assert paper_id is not None

    without = await browser.post(
        f"/access/papers/{paper_id.id}/striking", data={"revision": revision}
    )
    with_one = await browser.post(
        f"/access/papers/{paper_id.id}/striking", data={"revision": revision, "reason": "过期"}
    )

    assert without.status_code == 422
    assert "请写明划去的原因" in without.text
    assert with_one.status_code == 303
    assert "已划去：过期" in (await browser.get(f"/access/{request_id}")).text


async def test_the_asker_withdraws(house: House) -> None:
    request_id = await described(house)
    browser = await house.visit("chen")

    answer = await browser.post(f"/access/{request_id}/withdrawal", data={"revision": "1"})

    assert answer.status_code == 303
    assert "已撤回" in (await browser.get(f"/access/{request_id}")).text


async def test_the_asker_answers_the_question(house: House) -> None:
    case_id, document_id = await sand_case(house)

    async def asked(session: AsyncSession) -> UUID:
        request_id = await desk.ask(
            session, house.town.liu, case_id=case_id, documents={document_id}
        )
        await desk.questioned(session, house.town, request_id)
        return request_id

    request_id = await do(house, asked)
    browser = await house.visit("liu")
    assert "与哪个案件有关？" in (await browser.get(f"/access/{request_id}")).text

    answer = await browser.post(
        f"/access/{request_id}/reply", data={"revision": "1", "reply": "与另案有关"}
    )

    assert answer.status_code == 303
    assert "与另案有关" in (await browser.get(f"/access/{request_id}")).text


async def test_the_official_form_says_who_asked_for_what(house: House) -> None:
    request_id = await visit_of_police(house, shows_papers=True)
    browser = await house.visit("liu")

    page = (await browser.get(f"/access/{request_id}/form")).text

    assert "调阅申请审批表" in page
    assert "马警官" in page
    assert "单位介绍信" in page


async def test_a_guessed_request_is_as_one_that_never_was(house: House) -> None:
    request_id = await visit_of_police(house)
    browser = await house.visit("chen")

    guessed = await browser.get(f"/access/{request_id}")
    nothing = await browser.get(f"/access/{uuid4()}")

    assert guessed.status_code == nothing.status_code == 404
    assert REFERENCE.sub("", guessed.text) == REFERENCE.sub("", nothing.text)


@pytest.mark.parametrize(
    "address",
    ["/access/new?case={}", "/access/new?document={}", "/access/new?recording={}"],
)
async def test_a_guessed_thing_cannot_be_asked_for(house: House, address: str) -> None:
    await sand_case(house)
    browser = await house.visit("qian")

    assert (await browser.get(address.format(uuid4()))).status_code == 404
    assert (await browser.get(address.format("nonsense"))).status_code == 404


async def test_a_form_from_another_site_is_refused(house: House) -> None:
    request_id = await described(house)
    browser: httpx.AsyncClient = await house.visit("chen")

    answer = await browser.post(
        f"/access/{request_id}/withdrawal",
        data={"revision": "1"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert (await row(house)).state == AccessState.OPEN.value


async def test_senseless_filters_show_a_list(house: House) -> None:
    await described(house)
    browser = await house.visit("liu")

    answer = await browser.get("/access?tab=x&state=y&kind=z&unit=%00&days=-1&older_than=q")

    assert answer.status_code == 200


async def test_the_case_page_leads_to_asking_and_to_receiving(house: House) -> None:
    case_id, _ = await sand_case(house)

    chens = (await (await house.visit("chen")).get(f"/cases/{case_id}")).text
    lius = (await (await house.visit("liu")).get(f"/cases/{case_id}")).text

    assert f"/access/new?case={case_id}" in chens
    assert f"/access/desk?case={case_id}" not in chens
    assert f"/access/desk?case={case_id}" in lius
