"""The time in which a party's request is answered (山西 18, 张营 18), from receipt to answer."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.amending import withdraw
from app.access.approving import answer_request
from app.access.limiting import Answer
from app.deadlines import answering
from app.deadlines.queries import deadline_on
from app.deadlines.refreshing import refresh
from app.models import Deadline
from app.packs.load import read_pack
from app.policy.access_words import ApprovalAnswer
from app.policy.actor import WORKER
from app.policy.law_words import Requester
from app.policy.pack import Pack
from app.policy.pack_overlay import overlay
from app.policy.pack_parsing import parse
from app.routers.deadline_rows import row_of as shown
from tests.access import desk
from tests.access.approving import head_of, row_of, waiting
from tests.cases.office import open_sand_case
from tests.deadlines.acts import deadline_of, events_of
from tests.world import NOW, Town


def with_answer(days: int) -> Callable[[AsyncSession, UUID], Awaitable[Pack]]:
    """Return Ruzhou's law with a time for the answer that the agency has set."""
    own = {
        "pack": {
            "id": "own",
            "title": "本局规定",
            "issuer": "本局",
            "document_no": "某水〔2026〕1号",
            "version": 1,
        },
        "provisions": {
            "access.answer": {
                "value": {"count": days, "unit": "working_day"},
                "article": "第三条",
                "summary": "答复期限",
            }
        },
    }
    pack = overlay(read_pack("ruzhou"), parse(own))

    async def law(_session: AsyncSession, _unit_id: UUID) -> Pack:
        return pack

    return law


@pytest.fixture
def within_five_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "pack_of_unit", with_answer(5))


async def received(session: AsyncSession, town: Town, who: Requester) -> UUID:
    case_id = await open_sand_case(session, town)
    paper = await desk.paper_in(session, town, case_id, is_concluding=True)
    return await desk.received(session, town, who, case_id=case_id, documents=[paper])


@pytest.mark.usefixtures("within_five_days")
@pytest.mark.parametrize("who", [Requester.COUNTERPART, Requester.LAWYER])
async def test_it_runs_from_the_receipt_and_is_met_by_the_answer(
    session: AsyncSession, town: Town, who: Requester
) -> None:
    head, request_id = await head_of(session, town), await received(session, town, who)
    row = await deadline_of(session, request_id)
    assert (row.subject_kind, row.met_at) == ("request", None)
    assert row.due_at is not None
    assert row.due_at.isoformat() == "2026-11-27T16:00:00+00:00"

    await desk.verified(session, town, request_id)
    later = NOW + timedelta(days=1)
    answer = Answer(ApprovalAnswer.RETURNED, "请补充单位介绍信")
    assert await answer_request(session, head, request_id, answer, now=later) is None

    assert (await deadline_of(session, request_id)).met_at == later
    assert await events_of(session, row) == ["deadline:opened", "deadline:met"]


@pytest.mark.usefixtures("within_five_days")
async def test_a_withdrawal_ends_the_duty(session: AsyncSession, town: Town) -> None:
    request_id = await received(session, town, Requester.COUNTERPART)
    revision = (await row_of(session, request_id)).revision

    await withdraw(session, town.liu, request_id, seen_revision=revision, now=NOW)

    row = (await session.scalars(select(Deadline))).one()
    assert row.cancelled_at == NOW
    assert "撤回" in (row.cancel_reason or "")


@pytest.mark.usefixtures("within_five_days")
async def test_nobody_else_is_owed_one(session: AsyncSession, town: Town) -> None:
    await received(session, town, Requester.PUBLIC_ORGAN)
    await waiting(session, town)

    assert (await session.scalars(select(Deadline))).all() == []


async def test_where_the_agency_has_set_none_nothing_runs(
    session: AsyncSession, town: Town
) -> None:
    await received(session, town, Requester.COUNTERPART)

    assert (await session.scalars(select(Deadline))).all() == []


async def test_it_is_computed_again_when_the_agency_changes_the_time(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "pack_of_unit", with_answer(5))
    row = await deadline_of(session, await received(session, town, Requester.COUNTERPART))

    monkeypatch.setattr(answering, "pack_of_unit", with_answer(3))

    assert await refresh(session, row, WORKER, NOW)
    assert row.due_at is not None
    assert row.due_at.isoformat() == "2026-11-25T16:00:00+00:00"


@pytest.mark.usefixtures("within_five_days")
async def test_the_board_names_the_request(session: AsyncSession, town: Town) -> None:
    request_id = await received(session, town, Requester.COUNTERPART)

    line = await deadline_on(session, request_id, NOW)

    assert line is not None
    row = shown(line, NOW)
    assert row.duty == "答复查阅申请"
    assert row.about == "调阅〔2026〕1号（行政相对人（申请人）的申请）"
