"""A sheet that arrives slowly keeps no connection to the database, and strangers send none."""

from collections.abc import AsyncIterator

import pytest

from app.ledger.kinds import LedgerKind
from app.policy.vocabulary import Role
from tests.ledger.lines import whole_ledger
from tests.routers.conftest import House
from tests.world import Town

HEADERS = {"Content-Type": "multipart/form-data; boundary=cut"}
PIECES = (
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n',
    b"no sheet",
    b"\r\n--cut--\r\n",
)
DOORS = {
    "people": ("zhou", "/people/import"),
    "certificates": ("lin", "/qualifications/import"),
    "roster": ("liu", "/roster/{brigade}/imports"),
    "problems of a roster": ("liu", "/roster/{brigade}/imports/problems"),
}


class SlowForm:
    """A form in pieces; between two of them it looks how many connections are taken."""

    def __init__(self, house: House) -> None:
        self._pool = house.resources.engine.pool
        self.taken: list[int] = []

    async def pieces(self) -> AsyncIterator[bytes]:
        for piece in PIECES:
            self.taken.append(self._pool.checkedout())  # type: ignore[attr-defined]
            yield piece


def door_of(address: str, town: Town) -> str:
    return address.format(brigade=town.brigade)


@pytest.mark.parametrize(("who", "address"), DOORS.values(), ids=DOORS)
async def test_no_transaction_is_open_while_a_sheet_arrives(
    house: House, who: str, address: str
) -> None:
    await house.hire("lin", "林晓燕", Role.INSPECTOR)
    browser = await house.visit(who)
    form = SlowForm(house)

    answer = await browser.post(
        door_of(address, house.town), content=form.pieces(), headers=HEADERS
    )

    assert ".xlsx" in answer.text
    assert form.taken == [0, 0, 0]


@pytest.mark.parametrize(("who", "address"), DOORS.values(), ids=DOORS)
async def test_nothing_is_read_from_somebody_who_is_not_signed_in(
    house: House, who: str, address: str
) -> None:
    del who
    form = SlowForm(house)

    answer = await house.stranger().post(
        door_of(address, house.town), content=form.pieces(), headers=HEADERS
    )

    assert answer.headers["Location"].startswith("/sign-in")
    assert form.taken == []


@pytest.mark.parametrize("address", ["/people/import", "/qualifications/import"])
async def test_nothing_is_read_from_somebody_who_may_not_import(house: House, address: str) -> None:
    browser = await house.visit("chen")
    form = SlowForm(house)

    answer = await browser.post(address, content=form.pieces(), headers=HEADERS)

    async with house.sessions() as session:
        events = await whole_ledger(session)
    assert answer.status_code == 403
    assert form.taken == []
    assert [event.kind for event in events].count(LedgerKind.ACT_REFUSED) == 1
