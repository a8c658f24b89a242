"""The board of deadlines in a real browser, on a desk and on a phone."""

import pytest

from app.db import transaction
from tests.browser.conftest import DESK, PHONE, Hall
from tests.deadlines.acts import arrived, seal
from tests.deadlines.law import moment
from tests.world import NOW

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
async def test_the_custodian_finds_what_was_stored_late(hall: Hall, size: dict[str, int]) -> None:
    async with transaction(hall.house.sessions) as session:
        await arrived(session, hall.house.town, moment("2026-11-20T09:00"))
        late = await arrived(session, hall.house.town, moment("2026-11-19T09:00"))
        await seal(session, late, NOW)
    desk = await hall.desk(size)
    await desk.sign_in("liu")
    await desk.open("/deadlines")
    await desk.page.get_by_text("已逾期 10小时").wait_for()
    await desk.watch.is_clean()

    await desk.page.get_by_label("状态").select_option("逾期办结")

    await desk.page.get_by_text("2026-11-19 24:00", exact=True).wait_for()
    await desk.watch.is_clean()
