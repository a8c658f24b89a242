"""The pattern of case numbers, and correcting with what a case was opened."""

import re

import pytest

from app.ids import new_id
from tests.routers.casework import NUMBER, new_form, sand_case_of
from tests.routers.conftest import House

PATTERN = {"pattern": "汝水罚〔{年}〕{序号}号"}

# Numbering


async def test_the_pattern_is_set_and_the_next_case_gets_its_number(house: House) -> None:
    liu, chen = await house.visit("liu"), await house.visit("chen")
    address = f"/cases/numbering/{house.town.agency}/ordinary"

    saved = await liu.post(address, data={**PATTERN, "last_no": "34", "former_no": "8"})

    assert saved.status_code == 303
    assert "已经保存" in (await liu.get(saved.headers["location"])).text
    form = (await chen.get("/cases/new")).text
    assert "普通程序 汝水罚〔2026〕35号" in form
    assert "立案日期在 2025 年的，下一个是：普通程序 汝水罚〔2025〕9号" in form
    opened = await chen.post("/cases/new", data=new_form(house, case_no=""))
    assert "汝水罚〔2026〕35号" in (await chen.get(opened.headers["location"])).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"pattern": "汝水罚{年}号", "last_no": "0"}, "应当有{序号}"),
        ({"pattern": "{年}{序号}", "last_no": "一"}, "之间的整数"),
        ({"pattern": "{年}{序号}", "last_no": "1000000"}, "之间的整数"),
        ({"pattern": "{年}{序号}", "former_no": "一"}, "去年已经用到的序号请写成"),
    ],
)
async def test_a_pattern_that_cannot_be_used_comes_back(
    house: House, typed: dict[str, str], sentence: str
) -> None:
    liu = await house.visit("liu")

    answer = await liu.post(f"/cases/numbering/{house.town.agency}/ordinary", data=typed)
    example = await liu.get("/cases/numbering/example", params=typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed["pattern"] in answer.text
    assert sentence in example.text


@pytest.mark.parametrize("address", ["{stranger}/ordinary", "{agency}/whim", "{nothing}/ordinary"])
async def test_numbering_of_others_or_of_nothing_is_not_found(house: House, address: str) -> None:
    liu = await house.visit("liu")
    place = address.format(
        stranger=house.town.stranger_agency, agency=house.town.agency, nothing=new_id()
    )

    answer = await liu.post(f"/cases/numbering/{place}", data={"pattern": "{年}{序号}"})

    assert answer.status_code == 404


# With what a case was opened


REGISTRATION = {
    "case_no": "汝水罚〔2026〕7号",
    "procedure": "coercion",
    "opened_on": "2026-11-18",
    "reason": "与立案审批表不一致",
    "revision": "1",
}


async def test_number_procedure_and_day_are_corrected_and_the_page_tells_what_was(
    house: House,
) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")
    form = (await chen.get(f"/cases/{case_id}/registration")).text

    answer = await chen.post(f"/cases/{case_id}/registration", data=REGISTRATION)

    assert NUMBER in form
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case_id}")
    page = (await chen.get(f"/cases/{case_id}")).text
    assert re.search(r"<h1>\s*汝水罚〔2026〕7号", page)
    assert f"案号由“{NUMBER}”改为“汝水罚〔2026〕7号”" in page
    assert "办案程序由“普通程序”改为“行政强制”" in page
    assert "理由：与立案审批表不一致" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"case_no": ""}, "案号"),
        ({"procedure": "whim"}, "办案程序"),
        ({"opened_on": "someday"}, "立案日期"),
        ({"opened_on": "2027-01-01"}, "立案日期不能晚于今天"),
        ({"reason": ""}, "更正的理由"),
    ],
    ids=["no number", "no procedure", "no day", "tomorrow", "no reason"],
)
async def test_a_registration_that_cannot_be_comes_back_as_it_was_typed(
    house: House, wrong: dict[str, str], words: str
) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")

    answer = await chen.post(f"/cases/{case_id}/registration", data={**REGISTRATION, **wrong})

    assert answer.status_code == 422
    assert words in answer.text
    assert wrong.get("reason", "与立案审批表不一致") in answer.text


async def test_a_number_of_another_case_is_told_in_the_form(house: House) -> None:
    case_id = await sand_case_of(house)
    await sand_case_of(house, case_no=REGISTRATION["case_no"])
    chen = await house.visit("chen")

    answer = await chen.post(f"/cases/{case_id}/registration", data=REGISTRATION)

    assert answer.status_code == 422
    assert "已经有这个案号的另一个案件" in answer.text
