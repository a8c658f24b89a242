"""What the audit administrator sees of the access desk in a real browser: acts, and no content."""

from uuid import UUID

from playwright.async_api import expect

from app.access.registering import register_refusal, register_viewing
from app.policy.law_words import ConsultAct, Requester
from tests.access import desk as requests
from tests.access.register import viewed
from tests.access.test_looking import answer
from tests.browser.conftest import Hall
from tests.routers.test_access import sand_case
from tests.world import NOW


async def test_the_audit_administrator_reads_register_and_ledger_and_opens_nothing(
    hall: Hall,
) -> None:
    town = hall.house.town
    case_id, document_id = await sand_case(hall.house)
    async with hall.house.sessions() as session, session.begin():
        viewing = await viewed(session, town.chen, town.agency)
        await register_viewing(session, viewing, now=NOW)
        await register_refusal(
            session, town.qian, unit_id=town.agency, reason="您不是本单位人员", now=NOW
        )
        asked = await requests.ask(
            session, town.chen, case_id=case_id, documents={document_id}, act=ConsultAct.COPY
        )
        visitors = await requests.received(
            session, town, Requester.SUPERIOR_ORGAN, case_id=case_id, material="现场录像"
        )
        await requests.verified(session, town, visitors)
        assert isinstance(await answer(session, town.liu, visitors), UUID)
    auditor = await hall.desk()
    await auditor.sign_in("wu")
    page = auditor.page

    await auditor.open("/")
    await page.get_by_role("link", name="查阅登记簿").first.click()
    await auditor.look("audit-register")
    await page.get_by_role("link", name="〔2026〕1号", exact=True).first.click()
    await auditor.look("audit-register-line")
    await expect(page.get_by_role("link", name="查看调阅申请")).to_have_count(0)
    await auditor.open("/access/register/sheet")
    await auditor.look("audit-register-sheet")
    await auditor.open(f"/access/trace?code={viewing.code}")
    await auditor.look("audit-trace")

    await auditor.open("/ledger?kind=access:asked")
    await page.get_by_text("提出调阅申请").last.wait_for()
    await auditor.look("audit-ledger")
    await auditor.open("/ledger?kind=access:not_found")
    await page.get_by_text("答复查无此件").last.wait_for()
    await expect(page.get_by_text("采砂")).to_have_count(0)

    # Requests are for askers, keepers and leaders; an address that was guessed never was.
    await auditor.open("/access")
    await page.get_by_text("别人的申请只向申请人本人").wait_for()
    await auditor.look("audit-requests")
    await auditor.open(f"/access/{asked}")
    await auditor.look("audit-request", expecting="404")
