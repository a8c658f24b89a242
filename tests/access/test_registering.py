"""The consultation register writes itself: one line each, numbered without a gap, never changed."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.registering import (
    register_copy,
    register_receipt,
    register_refusal,
    register_viewing,
)
from app.db import type_of_sessions
from app.embedded.roles import DATABASE
from app.embedded.services import Services
from app.models import AccessItem, Case, RegisterLine
from app.policy.access_words import RegisterKind
from app.policy.actor import ANONYMOUS, Actor
from tests.access.desk import link
from tests.access.register import (
    approved,
    copy_of,
    item_of,
    lawyers_request,
    permitted,
    request_of,
    viewed,
    viewing_of,
)
from tests.cases.office import open_sand_case
from tests.world import NOW, Settled, Town

KEYS = {
    "applicant",
    "unit",
    "papers",
    "reason",
    "material",
    "case",
    "approver",
    "way",
    "from",
    "to",
    "keeper",
    "note",
}


UNTAKEN: dict[str, object] = {"taker_name": None, "received_at": None}


async def line_of(session: AsyncSession, line_id: UUID | None) -> RegisterLine:
    return await session.get_one(RegisterLine, line_id)


async def test_a_viewing_of_staff_is_registered_with_who_why_what_and_how_long(
    session: AsyncSession, town: Town
) -> None:
    viewing = await viewed(session, town.chen, town.brigade)

    line = await line_of(session, await register_viewing(session, viewing, now=NOW))

    assert (line.kind, line.year, line.line_no) == (RegisterKind.VIEWED, 2026, 1)
    assert (line.viewing_id, line.person_id) == (viewing.id, town.chen.id)
    assert set(line.columns) == KEYS
    assert line.columns == {
        "applicant": "陈立",
        "unit": "水政监察大队",
        "papers": "本人登录",
        "reason": "核对现场情况",
        "material": "音像资料（2026-11-21 10:00 记录）",
        "case": "",
        "approver": "无需批准",
        "way": "查阅（在线）",
        "from": "2026-11-21 10:00",
        "to": "2026-11-21 10:20",
        "keeper": "系统自动登记",
        "note": f"音像资料共播放 0 分 10 秒；查阅人结束查阅；水印标识 {viewing.code}",
    }


async def test_a_recording_that_was_asked_for_alone_brings_the_case_in_which_it_lies(
    session: AsyncSession, town: Town
) -> None:
    viewing = await viewed(session, town.chen, town.brigade)
    recording_id = await session.scalar(
        select(AccessItem.recording_id).where(AccessItem.request_id == viewing.request_id)
    )
    assert recording_id is not None
    await link(session, town, recording_id, await open_sand_case(session, town))

    line = await line_of(session, await register_viewing(session, viewing, now=NOW))

    assert line.columns["case"] == "汝水罚〔2026〕1号 李大山未经许可在北汝河采砂案"


async def test_a_lawyers_viewing_names_papers_approver_case_and_keeper(
    session: AsyncSession, town: Town
) -> None:
    """Ruzhou's consultation rule, article 7."""
    case_id = await open_sand_case(session, town)
    request = await lawyers_request(session, town, town.brigade, case_id=case_id)
    await item_of(session, request, town.chen)
    await approved(session, request, town.zhao)
    viewing = await viewing_of(
        session, request, await permitted(session, request), person_id=town.liu.id
    )

    columns = (await line_of(session, await register_viewing(session, viewing, now=NOW))).columns

    assert (columns["applicant"], columns["unit"]) == ("何律师", "汝州正义律师事务所")
    assert columns["papers"] == "单位介绍信（介字7号）；委托书；律师执业证 14104202010000001"
    assert columns["approver"] == "赵国强（机关主要负责人）"
    assert columns["case"] == "汝水罚〔2026〕1号 李大山未经许可在北汝河采砂案"
    assert columns["keeper"] == "刘敏"
    assert columns["note"].startswith("没有打开任何一项")


async def test_a_delegate_is_shown_as_one_with_the_paper(session: AsyncSession, town: Town) -> None:
    request = await request_of(session, town.chen, town.brigade)
    await approved(session, request, town.liu, instead_of=town.zhao)
    viewing = await viewing_of(session, request, await permitted(session, request))

    columns = (await line_of(session, await register_viewing(session, viewing, now=NOW))).columns

    assert columns["approver"] == ("刘敏（代：赵国强，机关主要负责人；书面委托 汝水委〔2026〕3号）")


@pytest.mark.parametrize(
    ("security_class", "said"),
    [
        pytest.param("work_secret", "汝水罚〔2026〕1号", id="the number alone"),
        pytest.param("secret", "案卷（按照保密规定另行管理，案号从略）", id="not even the number"),
    ],
)
async def test_of_a_case_with_a_security_class_the_register_says_little(
    session: AsyncSession, town: Town, security_class: str, said: str
) -> None:
    case_id = await open_sand_case(session, town)
    await session.execute(update(Case).values(security_class=security_class))
    request = await request_of(session, town.chen, town.brigade, case_id=case_id)
    viewing = await viewing_of(session, request, await permitted(session, request))

    columns = (await line_of(session, await register_viewing(session, viewing, now=NOW))).columns

    assert columns["case"] == said


async def test_the_same_viewing_and_the_same_copy_are_registered_once(
    session: AsyncSession, town: Town
) -> None:
    viewing = await viewed(session, town.chen, town.brigade)
    request = await lawyers_request(session, town, town.brigade, serial=2)
    issue = await copy_of(session, request, await permitted(session, request), town.liu)

    lines = {await register_viewing(session, viewing, now=NOW) for _ in range(2)}
    copies = {await register_copy(session, issue, now=NOW) for _ in range(2)}

    assert (len(lines), len(copies)) == (1, 1)
    assert len((await session.scalars(select(RegisterLine))).all()) == 2


@pytest.mark.parametrize(
    ("issued", "kind", "way"),
    [
        ({}, RegisterKind.COPIED, "复制（光盘 2 份）"),
        ({"act": "supply"}, RegisterKind.SUPPLIED, "对外提供（光盘 2 份）"),
        ({"act": "publish"}, RegisterKind.RELEASED, "对外公开（光盘 2 份）"),
    ],
    ids=["copied", "supplied", "released"],
)
async def test_what_was_made_says_how_and_that_nobody_has_taken_it(
    session: AsyncSession,
    town: Town,
    issued: dict[str, object],
    kind: RegisterKind,
    way: str,
) -> None:
    request = await lawyers_request(session, town, town.brigade)
    permit = await permitted(session, request)
    issue = await copy_of(session, request, permit, town.liu, **UNTAKEN, **issued)

    line = await line_of(session, await register_copy(session, issue, now=NOW))

    assert (line.kind, line.columns["way"]) == (kind, way)
    assert line.columns["note"] == f"已制作，尚未领取；复制件标识 {issue.code}"
    assert (line.columns["from"], line.columns["to"]) == ("2026-11-21 10:00", "")


async def test_who_took_a_copy_is_a_line_of_its_own_and_written_once(
    session: AsyncSession, town: Town
) -> None:
    """调阅 3: who, with which document, when and how many."""
    request = await lawyers_request(session, town, town.brigade)
    permit = await permitted(session, request)
    issue = await copy_of(session, request, permit, town.liu, taker_document="律师执业证 1410")

    first, again = [await register_receipt(session, town.zhao, issue, now=NOW) for _ in range(2)]

    line = await line_of(session, first)
    assert first == again
    assert (line.kind, line.copy_id) == (RegisterKind.RECEIVED, issue.id)
    assert (line.columns["way"], line.columns["keeper"]) == ("领取（光盘 2 份）", "赵国强")
    assert line.columns["from"] == line.columns["to"] != ""
    assert line.columns["note"] == f"领取人 何律师 律师执业证 1410；复制件标识 {issue.code}"


async def test_a_refused_request_names_its_applicant_and_what_they_were_told(
    session: AsyncSession, town: Town
) -> None:
    request = await request_of(session, town.chen, town.brigade, state="refused")
    await item_of(session, request, town.chen)
    await approved(session, request, town.zhao, answer="refused")

    line = await line_of(
        session,
        await register_refusal(
            session,
            town.zhao,
            unit_id=town.brigade,
            request_id=request.id,
            reason="理由不充分",
            now=NOW,
        ),
    )

    assert (line.kind, line.person_id) == (RegisterKind.REFUSED, town.chen.id)
    assert (line.columns["applicant"], line.columns["note"]) == ("陈立", "理由不充分")
    assert line.columns["approver"] == "赵国强（机关主要负责人）"
    assert "音像资料" in line.columns["material"]


async def test_what_the_rule_refuses_by_itself_names_no_approver_and_what_was_looked_for(
    session: AsyncSession, town: Town
) -> None:
    request = await request_of(
        session, town.chen, town.brigade, state="refused", material="三月的巡查录像"
    )

    line = await line_of(
        session,
        await register_refusal(
            session,
            town.chen,
            unit_id=town.brigade,
            request_id=request.id,
            reason="没有规定的，不予办理",
            now=NOW,
        ),
    )

    assert (line.columns["approver"], line.columns["material"]) == ("", "三月的巡查录像")


async def test_an_attempt_without_any_request_names_who_tried_and_after_what(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)

    async def refused(actor: Actor) -> RegisterLine:
        line_id = await register_refusal(
            session, actor, unit_id=town.brigade, subject_id=case_id, reason="不能查阅", now=NOW
        )
        return await line_of(session, line_id)

    known, unknown = await refused(town.qian), await refused(ANONYMOUS)

    assert (known.columns["applicant"], known.columns["unit"]) == ("钱进", "郏县水利局")
    assert (known.columns["reason"], known.columns["material"]) == (
        "未经申请",
        "案卷 汝水罚〔2026〕1号",
    )
    assert (unknown.person_id, unknown.columns["applicant"]) == (None, "未登录人员")


@pytest.mark.parametrize(
    ("minutes", "lines"), [(0, 1), (9, 1), (10, 2)], ids=["at once", "still", "later"]
)
async def test_who_tries_again_within_ten_minutes_has_tried_once(
    session: AsyncSession, town: Town, minutes: int, lines: int
) -> None:
    after = ids.new_id()

    for moment in (NOW, NOW + timedelta(minutes=minutes)):
        await register_refusal(
            session, town.chen, unit_id=town.brigade, subject_id=after, reason="不能", now=moment
        )
    await register_refusal(
        session, town.liu, unit_id=town.brigade, subject_id=after, reason="不能", now=NOW
    )

    rows = await session.scalars(select(RegisterLine).where(RegisterLine.person_id == town.chen.id))
    assert len(rows.all()) == lines


async def test_another_reason_within_ten_minutes_is_a_line_of_its_own(
    session: AsyncSession, town: Town
) -> None:
    after = ids.new_id()

    for minute, reason in enumerate(("已经届满", "已经收回", "已经届满", "已经收回")):
        await register_refusal(
            session,
            town.chen,
            unit_id=town.brigade,
            subject_id=after,
            reason=reason,
            now=NOW + timedelta(minutes=minute),
        )

    rows = await session.scalars(select(RegisterLine).order_by(RegisterLine.line_no))
    assert [row.columns["note"] for row in rows] == ["已经届满", "已经收回"]


async def test_every_year_and_every_unit_counts_from_one(session: AsyncSession, town: Town) -> None:
    last_of_2026 = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    first_of_2027 = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)

    async def numbered(unit_id: UUID, now: datetime) -> tuple[int, int]:
        line_id = await register_refusal(
            session, town.chen, unit_id=unit_id, subject_id=ids.new_id(), reason="不能", now=now
        )
        line = await line_of(session, line_id)
        return line.year, line.line_no

    found = [
        await numbered(town.brigade, NOW),
        await numbered(town.brigade, last_of_2026),
        await numbered(town.brigade, first_of_2027),
        await numbered(town.agency, NOW),
    ]

    assert found == [(2026, 1), (2026, 2), (2027, 1), (2026, 1)]


async def test_writers_at_the_same_time_leave_no_gap_and_no_number_twice(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with committed() as session, session.begin():
        town = await settled.again(session)

    async def write(place: int) -> None:
        async with committed() as session:
            await register_refusal(
                session,
                town.chen,
                unit_id=town.brigade,
                subject_id=ids.new_id(),
                reason=f"第 {place} 次",
                now=NOW,
            )
            # Every fourth fails after it has taken its number.
            await (session.rollback() if place % 4 == 0 else session.commit())

    await asyncio.gather(*(write(place) for place in range(12)))

    async with committed() as session:
        numbers = await session.scalars(select(RegisterLine.line_no).order_by(RegisterLine.line_no))
        assert list(numbers) == list(range(1, 10))


@pytest.mark.parametrize(
    "statement",
    [
        update(RegisterLine).values(columns={}),
        update(RegisterLine).values(line_no=7),
        delete(RegisterLine),
    ],
    ids=["rewrite", "renumber", "remove"],
)
async def test_the_application_cannot_change_or_remove_a_line(
    session: AsyncSession, town: Town, statement: object
) -> None:
    await register_refusal(session, town.chen, unit_id=town.brigade, reason="不能", now=NOW)

    with pytest.raises(DBAPIError, match="permission denied"):
        await session.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE register_line SET columns = '{}'", "DELETE FROM register_line"],
    ids=["rewrite", "remove"],
)
async def test_a_trigger_keeps_a_line_even_from_the_owner(
    services: Services, statement: str
) -> None:
    address = services.admin_url.replace("+asyncpg", "")
    connection = await asyncpg.connect(address, database=DATABASE)
    try:
        await connection.execute("BEGIN; SET LOCAL session_replication_role = replica")
        # Only a superuser lays down a line that hangs on nothing else.
        await connection.execute(
            "INSERT INTO register_line (id, unit_id, year, line_no, at, kind, columns)"
            " VALUES (gen_random_uuid(), gen_random_uuid(), 2026, 1, now(), 'viewed', '{}')"
        )
        await connection.execute(
            "SET LOCAL session_replication_role = origin; SET LOCAL ROLE liuhen_owner"
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed or removed"):
            await connection.execute(statement)
    finally:
        await connection.close()
