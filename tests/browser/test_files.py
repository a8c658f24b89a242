"""The rooms of certificates and training, on a desk and on a phone, and without scripts."""

from uuid import UUID

import pytest
from playwright.async_api import FilePayload, expect

from app.people.training import enter_training
from app.people.training_form import NewTraining
from app.policy.actor import WORKER
from app.policy.vocabulary import Role, TrainingKind
from app.routers.downloads import XLSX_TYPE
from tests.browser.conftest import DESK, PHONE, Hall
from tests.people.files import TODAY
from tests.people.test_certificate_importing import line, sheet
from tests.routers.test_qualifications import filed
from tests.world import NOW

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


ROOMS = [
    "/",
    "/qualifications",
    "/qualifications?state=expired&name=x",
    "/qualifications/import",
    "/qualifications/{certificate}",
    "/qualifications/{certificate}/renewal",
    "/qualifications/{certificate}/withdrawal",
    "/people/{chen}/qualifications/new",
    "/training",
    "/training/new",
    "/training/{training}",
]


async def furnished(hall: Hall) -> dict[str, UUID | None]:
    await hall.house.hire("lin", "林晓燕", Role.INSPECTOR)
    certificate = await filed(hall.house)
    course = NewTraining(TrainingKind.TRAINING, "执法记录仪使用", TODAY, None, "局办公室", "内容")
    async with hall.house.sessions() as session, session.begin():
        training = await enter_training(session, WORKER, hall.house.town.brigade, course, NOW)
    return {"certificate": certificate, "training": training, "chen": hall.house.town.chen.id}


async def test_the_rooms_of_the_keeper(hall: Hall) -> None:
    things = await furnished(hall)
    desk = await hall.desk()
    await desk.sign_in("lin")

    await desk.tour(*(path.format(**things) for path in ROOMS))


async def test_a_certificate_is_registered_without_scripts(hall: Hall) -> None:
    things = await furnished(hall)
    desk = await hall.desk(scripts=False)
    await desk.sign_in("lin")
    await desk.open(f"/people/{things['chen']}/qualifications/new")

    await desk.page.get_by_label("证件种类").select_option("水政监察证")
    await desk.page.get_by_label("证件编号").fill("水政411058")
    await desk.page.get_by_label("发证机关").fill("水利部")
    await desk.page.get_by_label("有效期起").fill("2024-01-01")
    await desk.page.get_by_label("有效期止").fill("2028-12-31")
    await desk.page.get_by_role("button", name="登记", exact=True).click()

    await desk.page.get_by_text("水政411058").first.wait_for()


@SIZES
async def test_a_sheet_of_certificates_is_checked_and_imported(
    hall: Hall, size: dict[str, int]
) -> None:
    await furnished(hall)
    desk = await hall.desk(size)
    await desk.sign_in("lin")
    await desk.open("/qualifications/import")
    content = sheet(line("陈立"), line("刘敏", number="豫D0412016"), line("无名氏", number="豫D2"))
    files = FilePayload(name="证件.xlsx", mimeType=XLSX_TYPE, buffer=content)

    await desk.page.get_by_label("XLSX 文件").set_input_files(files)
    await desk.page.get_by_role("button", name="上传并检查").click()

    await expect(desk.page.get_by_role("heading", name="问题清单")).to_be_visible()
    await expect(desk.page.get_by_text("已经登记在陈立名下")).to_be_visible()
    await desk.watch.is_clean()
    await desk.page.get_by_role("button", name="只导入没有问题的 1 份").click()
    await expect(desk.page.get_by_text("已导入 1 份")).to_be_visible()


async def test_a_training_prints_as_one_sheet_to_sign(hall: Hall) -> None:
    things = await furnished(hall)
    desk = await hall.desk()
    await desk.sign_in("lin")
    await desk.open(f"/training/{things['training']}")

    document = await desk.page.pdf(prefer_css_page_size=True)

    assert document.count(b"/Type /Page\n") == 1
    await desk.page.emulate_media(media="print")
    await desk.page.get_by_text("培训记录").wait_for()
    await desk.page.get_by_text("签名").wait_for()
