import re
from pathlib import Path

import pytest

from app.routers.assets import IMMUTABLE, Assets, MissingPackageError
from app.settings import PROJECT_ROOT
from tests.routers.conftest import House


def test_style_sheets_name_each_other_by_hash() -> None:
    assets = Assets(PROJECT_ROOT / "node_modules")

    sheet = assets.at(assets.url("app.css").removeprefix("/assets/"))

    assert sheet is not None
    assert re.search(rb'@import "/assets/tokens\.[0-9a-f]{8}\.css" layer\(tokens\)', sheet.body)
    assert not re.search(rb'@import "[a-z]', sheet.body)


async def test_a_hashed_name_is_kept_for_good(house: House) -> None:
    browser = house.stranger()
    address = house.app.state.assets.url("htmx.js")

    answer = await browser.get(address)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == IMMUTABLE
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


async def test_names_outside_the_table_are_not_found(house: House) -> None:
    browser = house.stranger()

    answer = await browser.get("/assets/..%2F..%2Fsettings.py")

    assert answer.status_code == 404


def test_a_missing_package_names_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(MissingPackageError, match="npm ci"):
        Assets(tmp_path)
