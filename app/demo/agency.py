"""汝州市水利局 as a demonstration: two units, a person for every role, eight devices, four cases.

Loaded once. Passwords and the terminal's token are chance of this installation and stand only in
``demo.json`` beside the data; when that file is lost, everybody gets new ones.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.demo.cases import open_cases
from app.demo.equipment import DEVICES, equip
from app.demo.files import file_certificates
from app.demo.holdings import hand_devices_out
from app.demo.law import set_up
from app.devices.terminals import DeviceGoneError, enrol, identify_terminal
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person
from app.people.passwords import PasswordPool
from app.people.register import (
    NewPerson,
    register_person,
    register_section,
    register_unit,
    unit_by_code,
)
from app.policy.actor import WORKER, Assignment
from app.policy.vocabulary import Employment, Role, ShiftKind, UnitKind
from app.roster.actions import NewShift, write_shifts
from app.roster.queries import DAYS_OF_A_WEEK, monday_of, week_of

AGENCY = "RZSLJ"
BRIGADE = "RZSLJ-SZ"
SERVING_SINCE = date(2021, 3, 1)
"""The cast served here before anything that it has recorded."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the cast: the key in ``demo.json``, and who that is."""

    key: str
    full_name: str
    post: str
    role: Role
    in_brigade: bool = False
    keeps_both: bool = False
    officer_no: str | None = None
    employment: Employment = Employment.REGULAR


CAST = (
    Member("officer", "陈立军", "执法队员", Role.OFFICER, in_brigade=True, officer_no="16040012"),
    Member("recorder", "何雨晴", "听证记录员", Role.HEARING_RECORDER),
    Member(
        "collector",
        "马建国",
        "采集员",
        Role.SECTION_COLLECTOR,
        in_brigade=True,
        employment=Employment.ENTRUSTED,
    ),
    Member(
        "clerk",
        "刘敏",
        "内勤（记录保管）",
        Role.RECORD_KEEPER,
        in_brigade=True,
        keeps_both=True,
    ),
    Member("handler", "郭志强", "案件承办人", Role.CASE_HANDLER, in_brigade=True),
    Member("leader", "赵国强", "局长", Role.HEAD_OF_ORGAN),
    Member("deputy", "钱志明", "副局长", Role.LEADER),
    Member("inspector", "林晓燕", "局办公室主任", Role.INSPECTOR),
    Member("legal", "宋文博", "水政科法制审核员", Role.LEGAL_REVIEWER),
    Member("devicekeeper", "徐海涛", "设备管理员", Role.DEVICE_KEEPER, in_brigade=True),
    Member("sysadmin", "孙浩", "系统管理员", Role.SYSTEM_ADMINISTRATOR),
    Member("secadmin", "周洁", "安全管理员", Role.SECURITY_ADMINISTRATOR),
    Member("auditadmin", "吴静", "审计管理员", Role.AUDIT_ADMINISTRATOR),
)


async def load_agency(
    session: AsyncSession, passwords: PasswordPool, *, file: Path, url: str, now: datetime
) -> dict[str, Any]:
    """Load the agency if it is not there, and return the content of ``demo.json``.

    Credentials already written to ``file`` are kept; otherwise fresh ones are set.
    Appends ``demonstration:loaded`` once.
    """
    known = _read(file)
    if await unit_by_code(session, AGENCY) is None:
        await _settle(session, passwords, now)
        known = None
    if known is None:
        known = await _fresh_credentials(session, passwords, now)
    elif not await _still_counts(session, known["terminal"]["token"], now):
        # Somebody tried the rotation or the revocation of the demonstration's token.
        known["terminal"] = await _fresh_terminal(session, now)
    return {"url": url, "upload_url": f"{url}/files", **known}


async def _still_counts(session: AsyncSession, token: str, now: datetime) -> bool:
    terminal = await identify_terminal(session, token, now=now)
    return terminal is not None and not terminal.is_revoked


def write_credentials(file: Path, content: dict[str, Any]) -> None:
    """Write ``demo.json`` whole or not at all, readable by its owner only."""
    temporary = file.with_suffix(".json.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        json.dump(content, target, ensure_ascii=False, indent=2)
    temporary.replace(file)


def _read(file: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return {"terminal": content["terminal"], "accounts": content["accounts"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


async def _settle(session: AsyncSession, passwords: PasswordPool, now: datetime) -> None:
    agency = await register_unit(
        session,
        WORKER,
        code=AGENCY,
        name="汝州市水利局",
        kind=UnitKind.AGENCY,
        pack_id="ruzhou",
        now=now,
    )
    brigade = await register_unit(
        session,
        WORKER,
        code=BRIGADE,
        name="水政监察大队",
        kind=UnitKind.SUB_UNIT,
        pack_id="ruzhou",
        parent_id=agency,
        now=now,
    )
    section = await register_section(session, WORKER, brigade, "执法一中队", now=now)
    await register_section(session, WORKER, brigade, "执法二中队", now=now)
    locked = await passwords.hash(ids.new_secret())
    people = {
        member.key: await _register(
            session, member, agency, brigade, section=section, locked=locked, now=now
        )
        for member in CAST
    }
    await set_up(session, agency, people["sysadmin"], now=now)
    await file_certificates(session, brigade, now)
    devices = await equip(session, brigade, section, now)
    await hand_devices_out(session, brigade, people, devices, now=now)
    await open_cases(session, agency, brigade, people, now=now)
    await _roster(session, brigade, section, now)
    await append(session, LedgerKind.DEMONSTRATION_LOADED, WORKER, unit_id=agency, now=now)


async def _roster(session: AsyncSession, brigade: UUID, section: UUID, now: datetime) -> None:
    """Put the brigade on duty by day for the week of the first start."""
    people = await session.scalars(
        select(Person.id)
        .where(Person.unit_id == brigade)
        .order_by(Person.officer_no.is_(None), Person.username)
    )
    first, _ = week_of(monday_of(now.astimezone(SHANGHAI).date()))
    days = [first + timedelta(days=number) for number in range(DAYS_OF_A_WEEK)]
    shifts = [
        NewShift(person, section, kind, day + timedelta(hours=8), day + timedelta(hours=18))
        for person, kind in zip(people, ShiftKind, strict=False)
        for day in days
    ]
    await write_shifts(session, WORKER, brigade, shifts, now=now)


async def _register(
    session: AsyncSession,
    member: Member,
    agency: UUID,
    brigade: UUID,
    *,
    section: UUID,
    locked: str,
    now: datetime,
) -> UUID:
    home = brigade if member.in_brigade else agency
    units = (agency, brigade) if member.keeps_both else (home,)
    return await register_person(
        session,
        WORKER,
        home,
        NewPerson(
            username=member.key,
            full_name=member.full_name,
            post=member.post,
            password_hash=locked,
            section_id=section if member.in_brigade else None,
            employment=member.employment,
            officer_no=member.officer_no,
        ),
        assignments=tuple(Assignment(unit, member.role) for unit in units),
        since=SERVING_SINCE,
        now=now,
    )


async def _fresh_credentials(
    session: AsyncSession, passwords: PasswordPool, now: datetime
) -> dict[str, Any]:
    accounts = {}
    for member in CAST:
        password = ids.new_secret(12)
        person = await session.scalar(select(Person).where(Person.username == member.key))
        if person is not None:
            person.password_hash = await passwords.hash(password)
        accounts[member.key] = {"username": member.key, "password": password}
    return {"terminal": await _fresh_terminal(session, now), "accounts": accounts}


async def _fresh_terminal(session: AsyncSession, now: datetime) -> dict[str, str]:
    """Enrol the first device that can be: somebody may have tried to lose or scrap one.

    Without any the token stays empty, and the next start tries again.
    """
    for facts in DEVICES:
        with suppress(DeviceGoneError):
            enrolment = await enrol(session, WORKER, facts.device_no, now)
            return {"device_no": enrolment.device_no, "token": enrolment.token}
    return {"device_no": DEVICES[0].device_no, "token": ""}
