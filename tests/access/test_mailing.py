"""外调寄送: what a letter from elsewhere asks for is the main handler's to mail (汝州调阅 8)."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.copies import open_bundle
from app.access.ending import revoke_permit
from app.access.listing import RequestFilter, Tab, list_requests
from app.access.mailing import Letter, count_to_mail, letters_of, mailing_of
from app.access.queries import opened_request
from app.access.requests import find_request
from app.errors import NotFoundError
from app.models import CaseHandler, RegisterLine
from app.people.authority import extent_of
from app.policy.access_words import RegisterKind
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester
from tests.access import desk
from tests.access.copies import Counter, counter, laid_out
from tests.access.test_handing import from_elsewhere, kinds, mail
from tests.access.test_listing import EVERYBODY
from tests.cases.office import open_sand_case
from tests.world import NOW, Town

__all__ = ["counter", "laid_out"]
KEEPERS_AND_LEADERS = {"liu", "zhao"}


async def letter(
    session: AsyncSession, town: Town, *, act: ConsultAct = ConsultAct.SUPPLY
) -> tuple[UUID, UUID]:
    """Return a letter from elsewhere that waits for the head, and the case it asks about."""
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    request_id = await desk.received(
        session,
        town,
        Requester.OUTSIDE_ENFORCER,
        case_id=case_id,
        act=act,
        documents={document_id},
    )
    return request_id, case_id


async def knows(session: AsyncSession, actor: Actor, request_id: UUID) -> bool:
    """Return whether the page is there, and hold the list to it (P13)."""
    extent = await extent_of(session, actor, Act.ACCESS_KNOW)
    found = await list_requests(session, actor, extent, Tab.ALL, RequestFilter(), now=NOW)
    is_listed = request_id in {line.id for line in found.lines}
    try:
        await find_request(session, actor, request_id)
    except NotFoundError:
        assert not is_listed
        return False
    assert is_listed
    return True


@pytest.mark.parametrize("who", EVERYBODY)
async def test_the_approved_letter_is_known_to_the_main_handler_and_to_nobody_else_besides(
    session: AsyncSession, town: Town, who: str
) -> None:
    request_id, _ = await letter(session, town)
    actor = getattr(town, who)
    before = await knows(session, actor, request_id)

    await desk.approved(session, town, request_id)

    assert before is (who in KEEPERS_AND_LEADERS)
    assert await knows(session, actor, request_id) is (who in {*KEEPERS_AND_LEADERS, "chen"})


@pytest.mark.parametrize(
    "change", [{"is_main": False}, {"until": NOW}], ids=["an assistant", "moved off"]
)
async def test_a_handler_who_is_not_the_main_one_does_not_know_of_it(
    session: AsyncSession, town: Town, change: dict[str, object]
) -> None:
    request_id, _ = await letter(session, town)
    await desk.approved(session, town, request_id)

    await session.execute(update(CaseHandler).values(**change))

    assert not await knows(session, town.chen, request_id)
    assert await count_to_mail(session, town.chen, now=NOW) == 0


async def test_who_comes_to_read_leaves_the_main_handler_nothing_to_mail(
    session: AsyncSession, town: Town
) -> None:
    """调阅 8: or the body is told to send somebody to read."""
    request_id, _ = await letter(session, town, act=ConsultAct.VIEW)
    await desk.approved(session, town, request_id)

    assert not await knows(session, town.chen, request_id)


async def test_what_the_police_asked_for_is_the_keepers_to_hand_out(
    session: AsyncSession, town: Town
) -> None:
    _, case_id = await letter(session, town)

    mailing = await mailing_of(session, town.brigade, Requester.PUBLIC_ORGAN, case_id)

    assert mailing is None


async def test_the_permit_names_the_main_handler_with_the_article(
    session: AsyncSession, town: Town
) -> None:
    _, case_id = await letter(session, town)

    mailing = await mailing_of(session, town.brigade, Requester.OUTSIDE_ENFORCER, case_id)

    assert mailing is not None
    assert mailing.main_handler == "陈立"
    assert [citation.article for citation in mailing.citations] == ["调阅监督制度第八条"]


async def test_the_main_handler_opens_it_to_issue_and_not_to_receive_or_approve(
    session: AsyncSession, town: Town
) -> None:
    request_id, _ = await letter(session, town)
    await desk.approved(session, town, request_id)

    opened = await opened_request(session, town.chen, request_id)

    assert opened.may_issue
    assert not any((opened.may_receive, opened.may_approve, opened.may_act_as_asker))


async def test_he_makes_takes_and_mails_the_copies_and_the_register_says_so(
    counter: Counter,
) -> None:
    """调阅 3 and 8."""
    counter = await from_elsewhere(counter)
    chen = counter.town.chen

    issue_id = await counter.issue(chen)
    assert isinstance(issue_id, UUID)
    async with counter.sessions() as session, session.begin():
        assert await count_to_mail(session, chen, now=NOW) == 1
        before = await letters_of(session, [counter.request_id], now=NOW)
        opened = await open_bundle(session, chen, issue_id, now=NOW)
    mailed = await mail(counter, issue_id, chen)

    assert not isinstance(opened, Decision)
    assert mailed is None
    assert [kind.value for kind in await kinds(counter, issue_id)] == ["copy:opened", "copy:mailed"]
    async with counter.sessions() as session:
        lines = await session.scalars(
            select(RegisterLine)
            .where(RegisterLine.copy_id == issue_id)
            .order_by(RegisterLine.line_no)
        )
        found = [(line.kind, line.columns["keeper"]) for line in lines]
        assert await count_to_mail(session, chen, now=NOW) == 0
        after = await letters_of(session, [counter.request_id], now=NOW)
    assert list(before.values()) == [Letter.TO_MAIL]
    assert list(after.values()) == [Letter.LEFT]
    assert found == [(RegisterKind.COPIED.value, "陈立"), (RegisterKind.MAILED.value, "陈立")]


async def test_nobody_else_makes_them(counter: Counter) -> None:
    elsewhere = await from_elsewhere(counter)

    refused = await elsewhere.issue(counter.town.zhao)

    assert isinstance(refused, Decision)
    for outsider in (counter.town.qian, counter.town.sun):
        with pytest.raises(NotFoundError):
            await elsewhere.issue(outsider)
    with pytest.raises(NotFoundError):
        await counter.issue(counter.town.chen)


async def test_he_who_lost_the_case_takes_nothing_away_any_more(counter: Counter) -> None:
    counter = await from_elsewhere(counter)
    issue_id = await counter.issue(counter.town.chen)
    assert isinstance(issue_id, UUID)
    async with counter.sessions() as session, session.begin():
        await session.execute(update(CaseHandler).values(until=NOW))

    async with counter.sessions() as session, session.begin():
        with pytest.raises(NotFoundError):
            await open_bundle(session, counter.town.chen, issue_id, now=NOW)


@pytest.mark.parametrize("how", ["revoked", "run out"])
async def test_an_approval_that_is_over_leaves_nothing_to_mail(counter: Counter, how: str) -> None:
    counter = await from_elsewhere(counter)
    late = NOW + timedelta(days=30)
    if how == "revoked":
        async with counter.sessions() as session, session.begin():
            await revoke_permit(session, counter.town.liu, counter.request_id, "来函有误", now=NOW)

    now = NOW if how == "revoked" else late
    async with counter.sessions() as session:
        waiting = await count_to_mail(session, counter.town.chen, now=now)
        letters = await letters_of(session, [counter.request_id], now=now)

    assert waiting == 0
    assert letters == {}
