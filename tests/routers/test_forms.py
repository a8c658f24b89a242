from decimal import Decimal

import pytest

from app.routers.form_page import Field, FieldKind
from app.routers.form_reading import read_form
from app.routers.forms import same_site_path
from tests.routers.conftest import House
from tests.world import PASSWORD

FOREIGN = [
    "https://example.org/",
    "//example.org/",
    "/\\example.org",
    "\\\\example.org",
    "/inbox\n//example.org",
    "/\t/example.org",
    "javascript:alert(1)",
    "inbox",
    "",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_a_target_elsewhere_becomes_the_start_page(target: str) -> None:
    assert same_site_path(target) == "/"


def test_a_path_of_ours_is_kept_with_its_query() -> None:
    assert same_site_path("/inbox?state=damaged&name=巡查") == "/inbox?state=damaged&name=巡查"


def test_a_number_of_a_form_may_be_written_in_wide_digits() -> None:
    days = Field("days", "天数", FieldKind.NUMBER)

    assert read_form([days], {"days": "\uff13\uff10"}) == ({"days": 30}, ())
    assert read_form([days], {"days": "三十"})[1][0].message == "“天数”请写成整数。"


def test_money_of_a_form_may_be_written_in_wide_signs() -> None:
    cost = Field("cost", "费用", FieldKind.MONEY)

    typed = "\uff11\uff0c\uff12\uff18\uff10\uff0e\uff15"
    assert read_form([cost], {"cost": typed}) == ({"cost": Decimal("1280.5")}, ())


@pytest.mark.parametrize("field", ["username", "password"])
async def test_what_no_database_can_hold_is_wrong_and_not_a_breakdown(
    house: House, field: str
) -> None:
    typed = {"username": "liu", "password": "wrong"} | {field: "l\x00u"}

    answer = await house.stranger().post("/sign-in", data=typed)

    assert answer.status_code == 422


async def test_half_a_surrogate_pair_is_wrong_and_not_a_breakdown(house: House) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n+2AA-\r\n'
    body = part.format("username") + part.format("password") + "--b--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=b; charset=utf-7"}

    answer = await house.stranger().post("/sign-in", content=body, headers=kind)

    assert answer.status_code == 422


def multipart(charset: str, name: str = "answer") -> tuple[str, dict[str, str]]:
    """Return a form of one field, with its headers; utf-7 spells half a surrogate pair +2AA-."""
    body = f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n+2AA-\r\n--b--\r\n'
    return body, {"Content-Type": f"multipart/form-data; boundary=b; charset={charset}"}


@pytest.mark.parametrize("charset", ["undefined", "idna", "utf-7", "zlib", "no-such"])
@pytest.mark.parametrize(
    "address", ["/sign-in", "/training/01890000-0000-7000-8000-000000000000/attendees"]
)
async def test_an_encoding_that_nobody_writes_is_no_breakdown(
    house: House, address: str, charset: str
) -> None:
    browser = await house.visit("liu")
    body, kind = multipart(charset)

    answer = await browser.post(address, content=body, headers=kind)

    assert answer.status_code in {404, 422}


@pytest.mark.parametrize("charset", ["undefined", "utf-7"])
async def test_a_form_that_waits_for_a_proof_may_be_rubbish(house: House, charset: str) -> None:
    browser = await house.visit("zhou")
    house.clock.advance(minutes=11)
    body, kind = multipart(charset, name="+2AA-")

    answer = await browser.post("/people/initial-passwords", content=body, headers=kind)

    assert answer.status_code in {403, 422}


async def test_more_fields_than_a_form_has_are_not_taken_from_what_was_kept(house: House) -> None:
    browser = await house.visit("zhou")
    form = {"answer": PASSWORD, "next": "/people", "kept": "a=1&" * 51}

    answer = await browser.post("/confirmation", data=form)

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (FieldKind.TEXT, "请填写“情形”。"),
        (FieldKind.DAY, "请填写“情形”。"),
        (FieldKind.CHOICE, "请选择“情形”。"),
        (FieldKind.CHECK, "请勾选“情形”。"),
    ],
)
def test_what_is_missing_is_asked_for_by_what_people_do(kind: FieldKind, told: str) -> None:
    (error,) = read_form([Field("ground", "情形", kind)], {})[1]

    assert error.message == told
