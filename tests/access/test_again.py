"""重新申请: asked again after it came to nothing, linked both ways, the old one unchanged."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.again import earlier_request
from app.access.amending import withdraw
from app.access.asking import NewRequest, ask, receive
from app.access.queries import opened_request
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.models import AccessRequest
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import Actor
from app.policy.law_words import ConsultAct, Requester
from tests.access import desk
from tests.access.approving import answered, head_of, waiting
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


async def returned(session: AsyncSession, town: Town, asker: Actor | None = None) -> UUID:
    """Return a request of the staff that the head has sent back."""
    request_id = await waiting(session, town, asker)
    head = await head_of(session, town)
    await answered(session, head, request_id, ApprovalAnswer.RETURNED, reason="请写明用途")
    return request_id


def as_it_is(request: AccessRequest) -> Mapping[str, Any]:
    return {column.key: getattr(request, column.key) for column in request.__table__.columns}


async def test_a_returned_request_is_asked_again_and_both_name_each_other(
    session: AsyncSession, town: Town
) -> None:
    old = await returned(session, town)
    before = as_it_is(await desk.row_of(session, old))
    events = len(await history_of(session, old))
    earlier = await earlier_request(session, town.chen, old)

    new = await desk.ask(
        session,
        town.chen,
        recordings=earlier.recordings,
        purpose="复议答复需要核对",
        follows_id=old,
    )

    first = await opened_request(session, town.chen, old)
    second = await opened_request(session, town.chen, new)
    assert [each.id for each in first.followed_by] == [new]
    assert second.follows is not None
    assert (second.follows.id, second.follows.state) == (old, AccessState.RETURNED)
    assert as_it_is(await desk.row_of(session, old)) == before
    assert len(await history_of(session, old)) == events
    (asked, *_) = await history_of(session, new)
    assert asked.detail["follows"] == str(old)


async def test_what_was_typed_is_kept_when_it_is_withdrawn(
    session: AsyncSession, town: Town
) -> None:
    old = await waiting(session, town, purpose="核对询问过程", days=7)
    revision = (await desk.row_of(session, old)).revision
    assert await withdraw(session, town.chen, old, seen_revision=revision, now=NOW) is None

    earlier = await earlier_request(session, town.chen, old)

    assert (earlier.purpose, earlier.days, earlier.act) == ("核对询问过程", 7, ConsultAct.VIEW)
    assert len(earlier.recordings) == 1


async def test_a_visitor_who_was_refused_is_received_again(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    paper = await desk.paper_in(session, town, case_id)
    old = await desk.received(
        session,
        town,
        Requester.COUNTERPART,
        case_id=case_id,
        documents={paper},
        is_whole=True,
        shows_papers=False,
    )
    earlier = await earlier_request(session, town.liu, old)
    assert (earlier.name, earlier.case_id, earlier.is_whole) == ("李大山", case_id, True)
    assert earlier.party_id is not None

    new = await desk.received(
        session, town, Requester.COUNTERPART, case_id=case_id, material="决定书", follows_id=old
    )
    assert (await desk.row_of(session, old)).state == AccessState.REFUSED.value

    assert (await desk.row_of(session, new)).follows_id == old


async def test_whoever_described_it_is_not_told_what_was_found(
    session: AsyncSession, town: Town
) -> None:
    """What the keeper added is named with the permit, and there was none."""
    case_id = await open_sand_case(session, town)
    found = await desk.recording_in(session, town, case_id)
    guan = replace(town.chen, id=town.sun.id)
    old = await desk.ask(session, guan, material="某案")
    await desk.found_by_liu(session, town, old, found)
    revision = (await desk.row_of(session, old)).revision
    assert await withdraw(session, guan, old, seen_revision=revision, now=NOW) is None

    earlier = await earlier_request(session, guan, old)

    assert earlier.material == "某案"
    assert (earlier.case_id, earlier.documents, earlier.recordings) == (
        None,
        frozenset(),
        frozenset(),
    )


async def test_what_is_still_under_way_is_not_asked_again(
    session: AsyncSession, town: Town
) -> None:
    old = await waiting(session, town)

    with pytest.raises(ConflictError, match="待批准"):
        await earlier_request(session, town.chen, old)
    with pytest.raises(ConflictError):
        await desk.ask(session, town.chen, material="某案", follows_id=old)


async def test_the_request_of_somebody_else_is_not_followed(
    session: AsyncSession, town: Town
) -> None:
    lius = await returned(session, town, town.liu)
    case_id = await open_sand_case(session, town)
    visitors = await desk.received(
        session, town, Requester.PUBLIC, case_id=case_id, material="现场录像"
    )

    for actor, old in ((town.chen, lius), (town.zhao, lius), (town.chen, visitors)):
        with pytest.raises(NotFoundError):
            await earlier_request(session, actor, old)
    for old in (lius, visitors, uuid4()):
        with pytest.raises(NotFoundError):
            await desk.ask(session, town.chen, material="某案", follows_id=old)
    with pytest.raises(NotFoundError):
        await desk.ask(session, town.liu, material="某案", follows_id=visitors)
    with pytest.raises(NotFoundError):
        await desk.received(
            session, town, Requester.PUBLIC, case_id=case_id, material="某案", follows_id=lius
        )


async def test_another_unit_is_asked_by_a_request_of_its_own(
    session: AsyncSession, town: Town
) -> None:
    old = await returned(session, town, town.liu)
    assert (await desk.row_of(session, old)).unit_id == town.brigade
    elsewhere = NewRequest(
        ConsultAct.VIEW, "核对", material="某案", unit_id=town.agency, follows_id=old
    )

    with pytest.raises(NotAcceptableError) as caught:
        await ask(session, town.liu, elsewhere, now=NOW)

    assert [problem.field for problem in caught.value.problems] == ["unit"]


async def test_at_the_desk_another_unit_is_told_the_same(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    old = await desk.received(session, town, Requester.PUBLIC, case_id=case_id, material="录像")
    new = NewRequest(ConsultAct.VIEW, "采访", material="录像", unit_id=town.agency, follows_id=old)

    with pytest.raises(NotAcceptableError):
        await receive(session, town.liu, new, desk.VISITORS[Requester.PUBLIC], now=NOW)
