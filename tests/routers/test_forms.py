import pytest

from app.routers.forms import same_site_path
from tests.routers.conftest import House

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
