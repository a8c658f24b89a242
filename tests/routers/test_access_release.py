"""对外公开, from the desk to the register, where the agency has said who approves (山西 20)."""

from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from app.agencies.adopting import finish_set_up
from app.agencies.drafting import Setting
from app.ledger.kinds import LedgerKind
from app.models import AccessPermit, AccessRequest, CopyIssue, RegisterLine
from app.packs.load import read_pack
from app.policy.access_words import AccessState, RegisterKind
from app.policy.consultation import ConsultFacts
from app.policy.consulting import rule_consultation
from app.policy.law_words import ConsultAct, Paper, Requester, Scope
from app.policy.vocabulary import Role
from tests.access.copies import PAPER, opened, paper_in
from tests.access.matrix import draft
from tests.agencies.settings import FIVE
from tests.cases.office import open_sand_case
from tests.routers.conftest import House, house
from tests.world import NOW

__all__ = ["house"]
PROCEDURE = "行政执法信息公开审批表〔2026〕第5号"
NUMBER = "汝水罚〔2026〕1号"


async def adopt(house: House) -> None:
    """Let the agency say that its head approves, and that a legal procedure has to be named."""
    chosen = draft("ruzhou")
    named = Setting("required", "第六条")
    settings = {**chosen.settings, "access.publish.procedure": named}
    async with house.sessions() as session, session.begin():
        town = house.town
        done = await finish_set_up(
            session,
            town.sun,
            town.agency,
            replace(chosen, settings=settings),
            follows=None,
            now=NOW,
        )
        assert isinstance(done, UUID)


async def file_to_release(house: House) -> UUID:
    """Return the one document in the file of a case."""
    async with house.sessions() as session, session.begin():
        case_id = await open_sand_case(session, house.town)
        return await paper_in(session, house.town, house.resources.store, case_id, PAPER)


async def asked_at_the_desk(house: House, document_id: UUID) -> tuple[httpx.AsyncClient, str]:
    """Let Liu enter what a reporter asks for; return the browser and the page of the request."""
    liu = await house.visit("liu")
    answer = await liu.post(
        "/access/desk?requester=public",
        data={
            "form_key": str(uuid4()),
            "case_no": NUMBER,
            "act": "publish",
            "extract": "some",
            f"item-{document_id}": "on",
            "days": "3",
            "purpose": "在政府网站公布处理结果",
            "name": "郑记者",
            "from_unit": "汝州日报社",
            "document": "记者证 41-0001",
            "contact": "",
            "material": "",
        },
    )
    assert answer.status_code == 303, answer.text
    return liu, answer.headers["location"]


async def press(
    browser: httpx.AsyncClient, page: str, act: str, *, form: str = "", **fields: str
) -> httpx.Response:
    """Fill in a form on the page of the request, or one below it, as it shows the revision."""
    shown = (await browser.get(f"{page}/{form}" if form else page)).text
    revision = shown.split('name="revision" value="')[1].split('"')[0]
    return await browser.post(f"{page}/{act}", data={"revision": revision, **fields})


async def test_what_is_released_was_approved_by_procedure_and_stands_in_the_register(
    house: House,
) -> None:
    await adopt(house)
    await house.hire("he", "何志远", Role.HEAD_OF_ORGAN)
    liu, page = await asked_at_the_desk(house, await file_to_release(house))
    early = await press(liu, page, "copies", medium="network", copies="1")

    unnamed = await press(liu, page, "verification", procedure="")
    await press(liu, page, "verification", procedure=PROCEDURE)
    head = await house.visit("he")
    approved = await press(
        head, page, "approval", form="approval", answer="approved", days="3", reason="同意公开"
    )
    issued = await press(liu, page, "copies", medium="network", copies="1")

    assert early.status_code in {403, 422}
    assert "请写明程序的名称和文号" in unnamed.text
    assert approved.status_code == 303, approved.text
    assert issued.status_code == 303, issued.text
    async with house.sessions() as session:
        request = (await session.scalars(select(AccessRequest))).one()
        permit = (await session.scalars(select(AccessPermit))).one()
        issue = (await session.scalars(select(CopyIssue))).one()
        lines = (await session.scalars(select(RegisterLine).order_by(RegisterLine.id))).all()
    assert (request.procedure, permit.act) == (PROCEDURE, ConsultAct.PUBLISH.value)
    assert issue.act == ConsultAct.PUBLISH.value
    released = [line for line in lines if line.copy_id == issue.id]
    assert [line.kind for line in released] == [RegisterKind.RELEASED.value]
    assert released[0].columns["way"] == "对外公开（政务内网传送 1 份）"
    assert "何志远" in released[0].columns["approver"]
    bundle = await liu.get(f"{issued.headers['location']}/bundle")
    assert PAPER in opened(bundle.content).values()
    kinds = [line.kind for line in await house.history(request.id)]
    assert kinds[-2:] == [LedgerKind.COPY_ORDERED, LedgerKind.COPY_ISSUED]
    assert LedgerKind.ACCESS_VERIFIED in kinds
    register = await liu.get("/access/register")
    assert "对外公开" in register.text


async def test_by_default_nothing_is_released(house: House) -> None:
    """调阅 3: until the agency has said who approves, the desk can only note that it was asked."""
    liu, page = await asked_at_the_desk(house, await file_to_release(house))

    answer = await press(liu, page, "copies", medium="network", copies="1")

    assert answer.status_code == 403
    async with house.sessions() as session:
        request = (await session.scalars(select(AccessRequest))).one()
        assert (await session.scalars(select(CopyIssue))).all() == []
        lines = (await session.scalars(select(RegisterLine.kind))).all()
    assert request.state != AccessState.GRANTED.value
    assert RegisterKind.RELEASED.value not in lines


@pytest.mark.parametrize("law", FIVE)
def test_no_regulation_as_it_is_shipped_releases_anything_by_itself(law: str) -> None:
    facts = ConsultFacts(
        requester=Requester.PUBLIC,
        act=ConsultAct.PUBLISH,
        person="zheng",
        wanted=Scope.CONCLUDING,
        papers=frozenset(Paper),
        is_verified=True,
    )

    ruling = rule_consultation(read_pack(law), facts)

    assert not ruling.outcome.is_granted
