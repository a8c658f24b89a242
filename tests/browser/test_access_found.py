"""The keeper finds what a visitor described; what is told of it to everybody whom it concerns."""

from datetime import timedelta

from app.access.ending import revoke_permit
from app.db import transaction
from app.policy.law_words import ConsultAct, Requester
from app.searching.indexing import index_recordings
from tests.access import desk as requests
from tests.access import sitting
from tests.access.register import copy_of
from tests.browser.conftest import Hall
from tests.cases.office import open_sand_case
from tests.world import NOW


async def test_the_keeper_ticks_what_was_found(hall: Hall) -> None:
    town = hall.house.town
    async with transaction(hall.house.sessions) as session:
        case_id = await open_sand_case(session, town)
        found = [
            await requests.recording_in(session, town, case_id, file_name=f"{name}.mp4")
            for name in ("RZ0001", "北汝河采砂现场" * 8)
        ]
        single = await requests.recording_in(session, town, None, file_name="RZ0003.mp4")
        await index_recordings(session, [*found, single], now=NOW)
        asked = await requests.received(
            session,
            town,
            Requester.PUBLIC_ORGAN,
            case_id=case_id,
            material="11月21日北汝河桥下的执法录像",
        )
        old = await requests.received(
            session, town, Requester.PUBLIC, case_id=case_id, recordings={found[0], single}
        )
    keeper = await hall.desk()
    page = keeper.page
    await keeper.sign_in("liu")
    await keeper.open(f"/access/{asked}")
    await page.get_by_role("link", name="查找录音录像和照片").click()
    await keeper.look("find-nothing-sought")
    await page.get_by_role("searchbox").fill("汝水罚〔2026〕1号")
    await page.get_by_role("button", name="查找", exact=True).click()
    await keeper.look("find")
    await page.get_by_label("选择 RZ0001.mp4").check()

    await page.get_by_role("button", name="把勾选的加入申请").click()

    await page.get_by_text("共 1 项").wait_for()
    await keeper.look("found")
    await keeper.open(f"/access/desk?requester=public&again={old}")
    await keeper.look("desk-again")


async def test_an_applicant_is_told_what_became_of_it(hall: Hall) -> None:
    town = hall.house.town
    async with transaction(hall.house.sessions) as session:
        case_id = await open_sand_case(session, town)
        recording = await requests.recording_in(session, town, case_id)
        room = await sitting.permitted(
            session, town, case_id=case_id, recordings=[recording], in_reading_room=True
        )
        await sitting.permitted(session, town, until_at=NOW + timedelta(hours=9))
        back = await sitting.permitted(session, town)
        copies = await sitting.permitted(session, town, act=ConsultAct.COPY)
        request = await requests.row_of(session, copies.request_id)
        await copy_of(session, request, copies, town.liu, taker_name=None, received_at=None)
        await revoke_permit(session, town.liu, back.request_id, "案件已经移送公安机关", now=NOW)
    asker = await hall.desk()
    await asker.sign_in("chen")
    await asker.open("/")
    await asker.look("start-told")
    await asker.open(f"/access/{room.request_id}/viewings")
    await asker.look("no-terminal")
    await asker.open(f"/access/{room.request_id}")
    await asker.look("no-terminal-request")

    auditor = await hall.desk()
    await auditor.sign_in("wu")
    await auditor.open("/ledger")
    await auditor.page.locator("details.table-ledger__thing summary").first.click()
    await auditor.look("ledger-named")
