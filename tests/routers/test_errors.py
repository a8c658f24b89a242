from pathlib import Path

import pytest

from app.errors import LiuhenError, NotFoundError
from app.ids import new_id
from app.ledger.kinds import LedgerKind
from app.routers.pages import TEMPLATES
from app.routers.problems import STATUS_OF, TITLES, problem_of
from tests.ledger.lines import whole_ledger
from tests.routers.conftest import House


def _tree(kind: type[LiuhenError]) -> set[type[LiuhenError]]:
    return {kind}.union(*(_tree(child) for child in kind.__subclasses__()))


@pytest.mark.parametrize("kind", sorted(_tree(LiuhenError), key=str))
def test_every_domain_error_has_a_status_and_a_chinese_sentence(kind: type[LiuhenError]) -> None:
    problem = problem_of(kind())

    assert problem.status in {401, 403, 404, 409, 422, 500, 503, 507}
    assert problem.message.endswith("。")
    assert problem.title


@pytest.mark.parametrize("status", sorted(TITLES))
def test_every_titled_status_has_a_page(status: int) -> None:
    page = Path(TEMPLATES / f"errors/{status}.html")

    assert page.is_file()


def test_every_status_in_the_table_has_a_title() -> None:
    assert set(STATUS_OF.values()) <= set(TITLES)


def test_a_bug_says_nothing_of_itself() -> None:
    problem = problem_of(RuntimeError("password is hunter2"))

    assert problem.status == 500
    assert "hunter2" not in problem.message


async def test_a_person_gets_a_page_with_a_reference(house: House) -> None:
    browser = await house.visit("liu")

    answer = await browser.get("/nothing/here")

    assert answer.status_code == 404
    assert NotFoundError.message in answer.text
    assert answer.headers["Liuhen-Reference"] in answer.text


@pytest.mark.parametrize(
    ("address", "status"), [("/ledger", 403), (f"/cases/{new_id()}", 404)], ids=["no right", "none"]
)
async def test_a_refusal_keeps_the_menu_of_whoever_is_signed_in(
    house: House, address: str, status: int
) -> None:
    browser = await house.visit("liu")

    answer = await browser.get(address)

    assert answer.status_code == status
    assert "主导航" in answer.text
    assert "退出登录" in answer.text


async def test_nobody_known_gets_the_bare_page(house: House) -> None:
    answer = await house.stranger().get("/nothing/here")

    assert answer.status_code == 404
    assert "主导航" not in answer.text
    assert NotFoundError.message in answer.text


async def test_a_machine_gets_a_code(house: House) -> None:
    terminal = house.stranger()

    answer = await terminal.get("/api/recordings/00000000-0000-0000-0000-000000000000")

    assert answer.status_code == 401
    assert answer.json()["error"] == "unauthenticated"


async def test_htmx_gets_a_fragment_for_the_alert_region(house: House) -> None:
    browser = await house.visit("liu")

    answer = await browser.get("/nothing/here", headers={"HX-Request": "true"})

    assert answer.headers["HX-Retarget"] == "#alerts"
    assert "<html" not in answer.text


async def test_a_visitor_is_sent_to_the_entrance_and_back(house: House) -> None:
    browser = house.stranger()

    answer = await browser.get("/inbox?state=damaged")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=%2Finbox%3Fstate%3Ddamaged"


async def test_a_crash_is_answered_in_words_and_with_headers(house: House) -> None:
    browser = house.stranger()

    @house.app.get("/crash")
    async def crash() -> None:
        raise RuntimeError("secret detail")

    try:
        answer = await browser.get("/crash")
    finally:
        # The application outlives this test, and nobody else shall find this door.
        house.app.router.routes.pop()

    assert answer.status_code == 500
    assert "系统内部出现问题" in answer.text
    assert "secret detail" not in answer.text
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("address", ["/api/recordings/{}", "/recordings/{}/thumbnails/0.jpg"])
async def test_a_token_that_does_not_count_is_an_event_at_every_door(
    house: House, address: str
) -> None:
    terminal = house.stranger(Authorization="Bearer wrong")

    answer = await terminal.get(address.format(new_id()))

    async with house.sessions() as session:
        kinds = [line.kind for line in await whole_ledger(session)]
    assert answer.status_code == 401
    assert kinds[0] is LedgerKind.TERMINAL_REFUSED
