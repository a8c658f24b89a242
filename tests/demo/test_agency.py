"""The demonstration agency: loaded once, with credentials that stay the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.demo.agency import CAST, load_agency, write_credentials
from app.demo.equipment import DEVICES
from app.devices.holding_queries import holder_at, holdings_of_device
from app.devices.prechecks import precheck_lines
from app.devices.terminals import identify_terminal, revoke_tokens, rotate_token
from app.ledger.kinds import LedgerKind
from app.models import Case, Device, LedgerEvent, Person
from app.people.session_rows import SignedIn
from app.people.sessions import sign_in
from app.policy.actor import WORKER
from app.policy.case_words import CaseState
from app.policy.vocabulary import DeviceState, Role
from tests.settings import SETTINGS
from tests.world import NOW, QuickPasswords

URL = "http://127.0.0.1:8000"
POOL = QuickPasswords()


async def load(session: AsyncSession, file: Path, url: str = URL) -> dict[str, Any]:
    content = await load_agency(session, POOL, file=file, url=url, now=NOW)
    write_credentials(file, content)
    return content


async def test_there_is_a_person_for_every_role_and_eight_devices(
    session: AsyncSession, tmp_path: Path
) -> None:
    content = await load(session, tmp_path / "demo.json")

    assert {member.role for member in CAST} == set(Role)
    assert set(content["accounts"]) == {member.key for member in CAST}
    assert await session.scalar(select(func.count()).select_from(Person)) == len(CAST)
    assert await session.scalar(select(func.count()).select_from(Device)) == len(DEVICES) == 8


async def test_the_officer_holds_the_camera_whose_clips_it_sends(
    session: AsyncSession, tmp_path: Path
) -> None:
    await load(session, tmp_path / "demo.json")
    camera = await session.scalar(select(Device.id).where(Device.device_no == "RZ-JLY-0001"))
    officer = await session.scalar(select(Person.id).where(Person.username == "officer"))
    assert camera is not None

    holder = await holder_at(session, camera, NOW)
    lines = await holdings_of_device(session, camera)

    assert holder is not None
    assert holder.person_id == officer
    assert [line.person_name for line in lines] == ["陈立军", "马建国"]
    assert (await precheck_lines(session, camera))[0].failed == ()


async def test_there_are_cases_at_every_pace(session: AsyncSession, tmp_path: Path) -> None:
    await load(session, tmp_path / "demo.json")

    rows = await session.execute(select(Case.case_no, Case.state).order_by(Case.opened_at))

    assert [tuple(row) for row in rows] == [
        ("汝水简〔2026〕12号", CaseState.CLOSED),
        ("汝水罚〔2026〕29号", CaseState.SERVED),
        ("汝水罚〔2026〕30号", CaseState.EVIDENCE),
        ("汝水强〔2026〕4号", CaseState.OPENED),
    ]


async def test_everybody_can_sign_in_with_what_the_file_says(
    session: AsyncSession, tmp_path: Path
) -> None:
    await load(session, tmp_path / "demo.json")
    accounts = json.loads((tmp_path / "demo.json").read_text(encoding="utf-8"))["accounts"]

    outcomes = [
        await sign_in(
            session, POOL, **account, address="10.0.0.5", user_agent="", settings=SETTINGS, now=NOW
        )
        for account in accounts.values()
    ]

    assert all(isinstance(outcome, SignedIn) for outcome in outcomes)


async def test_a_second_start_keeps_the_credentials_and_takes_the_new_address(
    session: AsyncSession, tmp_path: Path
) -> None:
    first = await load(session, tmp_path / "demo.json")

    second = await load(session, tmp_path / "demo.json", "http://127.0.0.1:9000")

    assert (first["terminal"], first["accounts"]) == (second["terminal"], second["accounts"])
    assert second["upload_url"] == "http://127.0.0.1:9000/files"
    kind = LedgerKind.DEMONSTRATION_LOADED.value
    loaded = select(func.count()).where(LedgerEvent.kind == kind)
    assert await session.scalar(loaded) == 1


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"terminal": 1}'])
async def test_a_lost_or_damaged_file_gives_everybody_new_credentials(
    session: AsyncSession, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "demo.json"
    first = await load(session, file)
    file.write_text(damage)

    second = await load(session, file)

    assert first["accounts"]["clerk"] != second["accounts"]["clerk"]
    assert await identify_terminal(session, second["terminal"]["token"], now=NOW) is not None


async def test_a_rotated_token_is_replaced_in_the_file(
    session: AsyncSession, tmp_path: Path
) -> None:
    first = await load(session, tmp_path / "demo.json")
    actor = await identify_terminal(session, first["terminal"]["token"], now=NOW)
    assert actor is not None
    await rotate_token(session, actor, NOW)

    second = await load(session, tmp_path / "demo.json")

    assert second["accounts"] == first["accounts"]
    assert await identify_terminal(session, second["terminal"]["token"], now=NOW) is not None


async def test_a_terminal_that_was_scrapped_is_replaced_by_another(
    session: AsyncSession, tmp_path: Path
) -> None:
    first = await load(session, tmp_path / "demo.json")
    number = first["terminal"]["device_no"]
    await session.execute(
        update(Device).where(Device.device_no == number).values(state=DeviceState.SCRAPPED.value)
    )
    await revoke_tokens(session, WORKER, number, NOW)

    second = await load(session, tmp_path / "demo.json")

    assert second["terminal"]["device_no"] != number
    assert await identify_terminal(session, second["terminal"]["token"], now=NOW) is not None


async def test_the_file_is_for_its_owner_only(session: AsyncSession, tmp_path: Path) -> None:
    await load(session, tmp_path / "demo.json")

    assert (tmp_path / "demo.json").stat().st_mode & 0o777 == 0o600
