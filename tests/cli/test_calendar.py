"""Importing a year at the console: into the database that runs, or refused with every fault."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from app.cli.__main__ import main
from app.db import type_of_sessions
from app.embedded.services import Services
from app.models import ImportedYear
from tests.deadlines.law import NEXT_YEAR


def test_a_year_with_faults_is_refused_with_all_of_them(
    services: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", services.app_url)
    file = tmp_path / "2027.toml"
    file.write_text(
        NEXT_YEAR.replace("2027-04-25", "2027-04-26").replace("端午节", "端午"), encoding="utf-8"
    )

    assert main(["calendar", "import", str(file)]) == 1

    told = capsys.readouterr().err
    assert "共 2 处问题" in told
    assert "缺少端午节的放假安排" in told


async def test_a_year_is_imported_by_the_console(
    services: Services,
    committed: type_of_sessions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", services.app_url)
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR, encoding="utf-8")

    status = await asyncio.to_thread(main, ["calendar", "import", str(file)])

    assert status == 0
    assert "已导入2027年的节假日安排" in capsys.readouterr().out
    async with committed() as session:
        rows = (await session.scalars(select(ImportedYear))).all()
    assert [(row.year, row.imported_by_id) for row in rows] == [(2027, None)]


def test_a_file_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calendar", "import", str(tmp_path / "none.toml")]) == 1
    assert "读不到文件" in capsys.readouterr().err
