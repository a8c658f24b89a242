"""From a photographed screen or a copy back to who, when, where and by whose approval."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.codes import new_code
from app.access.registering import register_copy, register_receipt, register_viewing
from app.access.tracing import trace
from app.ledger.book import line_of
from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent
from app.policy.access_words import RegisterKind
from tests.access.register import copy_of, lawyers_request, permitted, viewed
from tests.world import NOW, Town


async def noted(session: AsyncSession) -> dict[str, object]:
    row = await session.scalar(
        select(LedgerEvent)
        .where(LedgerEvent.kind == LedgerKind.ACCESS_TRACED.value)
        .order_by(LedgerEvent.seq.desc())
        .limit(1)
    )
    assert row is not None
    line = line_of(row)
    return {**line.detail, "subject": line.subject_id, "unit": line.unit_id}


async def test_the_code_of_a_watermark_leads_to_the_viewing_and_that_is_noted(
    session: AsyncSession, town: Town
) -> None:
    viewing = await viewed(session, town.chen, town.brigade)
    line_id = await register_viewing(session, viewing, now=NOW)

    found = await trace(session, town.liu, viewing.code.lower().replace("-", " "), now=NOW)

    assert found is not None
    assert (found.columns.applicant, found.request_no) == ("陈立", "调阅〔2026〕1号")
    assert (found.address, found.lines) == ("10.0.0.9", ((RegisterKind.VIEWED, line_id),))
    assert found.shown[0].spans == ((5000, 15_000),)
    assert await noted(session) == {
        "mark": viewing.code,
        "traced": "found",
        "subject": viewing.id,
        "unit": town.brigade,
    }


async def test_the_mark_of_a_copy_leads_to_who_took_it(session: AsyncSession, town: Town) -> None:
    request = await lawyers_request(session, town, town.brigade)
    issue = await copy_of(session, request, await permitted(session, request), town.liu)

    found = await trace(session, town.zhao, issue.code, now=NOW)

    assert found is not None
    assert (found.is_copy, found.lines) == (True, ())
    assert "领取人 何律师" in found.columns.note


async def test_the_mark_of_a_copy_leads_to_each_line_of_it(
    session: AsyncSession, town: Town
) -> None:
    request = await lawyers_request(session, town, town.brigade)
    issue = await copy_of(session, request, await permitted(session, request), town.liu)
    made = await register_copy(session, issue, now=NOW)
    taken = await register_receipt(session, town.liu, issue, now=NOW)

    found = await trace(session, town.zhao, issue.code, now=NOW)

    assert found is not None
    assert found.lines == ((RegisterKind.COPIED, made), (RegisterKind.RECEIVED, taken))


@pytest.mark.parametrize("who", ["qian", "chen", "sun", "zhou"])
async def test_a_code_that_is_not_theirs_to_trace_looks_like_none(
    session: AsyncSession, town: Town, who: str
) -> None:
    viewing = await viewed(session, town.liu, town.agency)
    actor = getattr(town, who)

    found = await trace(session, actor, viewing.code, now=NOW)
    told = await noted(session)
    nothing = await trace(session, actor, new_code(), now=NOW)

    assert (found, nothing) == (None, None)
    assert (await noted(session)) | {"mark": viewing.code} == told
    assert (told["subject"], told["unit"]) == (None, actor.unit_id)


async def test_the_auditor_traces_without_being_led_to_the_request(
    session: AsyncSession, town: Town
) -> None:
    viewing = await viewed(session, town.liu, town.agency)

    found = await trace(session, town.wu, viewing.code, now=NOW)

    assert found is not None
    assert found.request_id is None


@pytest.mark.parametrize("typed", ["", "12345", "汝州", "00000-00001", "x" * 100])
async def test_what_is_no_code_finds_nothing_and_is_noted(
    session: AsyncSession, town: Town, typed: str
) -> None:
    assert await trace(session, town.liu, typed, now=NOW) is None
    assert (await noted(session))["traced"] == "unreadable"
