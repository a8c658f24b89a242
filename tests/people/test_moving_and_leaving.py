"""Moving, leaving, coming back: what was before stays, and nobody leaves with a device in hand."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import day_of
from app.errors import ConflictError
from app.ledger.kinds import LedgerKind
from app.models import Delegation, DeviceHolding, Person, Posting, SignInSession
from app.people.accounts import deactivate_account, issue_password, reactivate_account
from app.people.career import postings_of
from app.people.changing import Facts, correct_facts
from app.people.finding import PersonDetail, find_person
from app.people.identifying import assignments_on
from app.people.leaving import leave_service, return_to_service
from app.people.moving import Destination, move_person
from app.people.passwords import NOT_ISSUED, PasswordPool
from app.people.problems import NotAcceptableError
from app.people.session_rows import SignedIn
from app.people.sessions import sign_in
from app.policy.actor import Actor, Assignment
from app.policy.decision import Decision
from app.policy.vocabulary import Employment, Role
from tests.ledger.lines import whole_ledger
from tests.people.test_roles import hire_administrator, only_role
from tests.settings import SETTINGS
from tests.world import NOW, PASSWORD, Town

LATER = NOW + timedelta(days=10)
TODAY = day_of(LATER)
A_DAY = timedelta(days=1)


async def detail_of(session: AsyncSession, town: Town, person: Actor) -> PersonDetail:
    assert person.id is not None
    return await find_person(session, town.zhou, person.id)


async def move(
    session: AsyncSession, town: Town, person: Actor, target: Destination, **more: object
) -> Decision | None:
    detail = await detail_of(session, town, person)
    return await move_person(session, town.zhou, detail, target, now=LATER, **more)  # type: ignore[arg-type]


async def leave(
    session: AsyncSession, town: Town, person: Actor, last_day: date = TODAY
) -> Decision | None:
    detail = await detail_of(session, town, person)
    return await leave_service(session, town.zhou, detail, last_day, "调出", now=LATER)


async def kinds(session: AsyncSession) -> list[LedgerKind]:
    return [line.kind for line in await whole_ledger(session)]


async def test_a_move_closes_one_posting_and_opens_the_next(
    session: AsyncSession, town: Town
) -> None:
    await move(session, town, town.chen, Destination(town.agency, None, "科员", TODAY))

    assert town.chen.id is not None
    lines = await postings_of(session, town.chen.id)
    assert [(line.unit_name, line.until_on) for line in lines] == [
        ("汝州市水利局", None),
        ("水政监察大队", TODAY - A_DAY),
    ]
    assert (await detail_of(session, town, town.chen)).post == "科员"
    assert await assignments_on(session, town.chen.id, TODAY) == ()
    assert (await kinds(session))[:2] == [LedgerKind.PERSON_MOVED, LedgerKind.ROLE_ENDED]


async def test_nobody_moves_away_with_a_device_of_the_unit_that_is_left(
    session: AsyncSession, town: Town
) -> None:
    """音像十八(三): 设备不得交由非本单位人员使用。"""
    session.add(
        DeviceHolding(
            id=ids.new_id(),
            device_id=town.terminal.id,
            person_id=town.chen.id,
            from_at=NOW,
            noted_at=NOW,
        )
    )
    await session.flush()

    with pytest.raises(ConflictError, match="RZ-0001"):
        await move(session, town, town.chen, Destination(town.agency, None, "", TODAY))

    await move(session, town, town.chen, Destination(town.brigade, None, "中队长", TODAY))
    assert (await detail_of(session, town, town.chen)).post == "中队长"


async def lent_to_chen(session: AsyncSession, town: Town, until_on: date = TODAY) -> Delegation:
    """Let Chen stand in for Zhao, who leads the agency."""
    assert town.zhao.id is not None
    assert town.chen.id is not None
    row = Delegation(
        id=ids.new_id(),
        unit_id=town.agency,
        role=Role.LEADER.value,
        principal_id=town.zhao.id,
        delegate_id=town.chen.id,
        from_on=day_of(NOW),
        until_on=until_on,
        document_no="汝水〔2026〕30号",
        reason="赴郑州参加培训",
        recorded_by_id=town.zhao.id,
        recorded_at=NOW,
    )
    session.add(row)
    await session.flush()
    return row


async def move_away(session: AsyncSession, town: Town) -> Decision | None:
    """Let whoever administers both agencies move Chen to the other one."""
    over_both = Assignment(town.stranger_agency, Role.SECURITY_ADMINISTRATOR)
    zhou = replace(town.zhou, assignments=(*town.zhou.assignments, over_both))
    detail = await detail_of(session, town, town.chen)
    target = Destination(town.stranger_agency, None, "", TODAY)
    return await move_person(session, zhou, detail, target, now=LATER)


async def test_nobody_leaves_an_organ_for_whose_leader_they_stand_in(
    session: AsyncSession, town: Town
) -> None:
    row = await lent_to_chen(session, town)

    with pytest.raises(ConflictError, match="陈立受托代行汝州市水利局领导的职权"):
        await move_away(session, town)

    row.withdrawn_by_id, row.withdrawn_at = town.zhao.id, LATER
    await session.flush()
    assert await move_away(session, town) is None


async def test_what_has_run_out_keeps_nobody(session: AsyncSession, town: Town) -> None:
    await lent_to_chen(session, town, TODAY - A_DAY)

    assert await move_away(session, town) is None


async def test_whoever_stands_in_may_move_within_the_organ(
    session: AsyncSession, town: Town
) -> None:
    await lent_to_chen(session, town)

    moved = await move(session, town, town.chen, Destination(town.agency, None, "", TODAY))

    assert moved is None


async def test_a_role_that_is_kept_outlives_the_move(session: AsyncSession, town: Town) -> None:
    row = await only_role(session, town.chen)

    target = Destination(town.agency, None, "", TODAY)
    await move(session, town, town.chen, target, kept_roles=frozenset({row.id}))

    assert town.chen.id is not None
    held = await assignments_on(session, town.chen.id, TODAY)
    assert held == (Assignment(town.brigade, Role.OFFICER),)


async def test_another_post_in_the_same_unit_touches_no_role(
    session: AsyncSession, town: Town
) -> None:
    await move(session, town, town.chen, Destination(town.brigade, None, "中队长", TODAY))

    assert town.chen.id is not None
    assert len(await assignments_on(session, town.chen.id, TODAY)) == 1


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(TODAY + A_DAY, "不能预先登记", id="tomorrow"),
        pytest.param(day_of(NOW), "必须从这之后", id="the first day of the posting"),
        pytest.param(day_of(NOW) - A_DAY, "必须从这之后", id="before the posting"),
    ],
)
async def test_a_move_on_a_day_that_does_not_fit_is_refused(
    session: AsyncSession, town: Town, day: date, words: str
) -> None:
    with pytest.raises(NotAcceptableError, match=words):
        await move(session, town, town.chen, Destination(town.agency, None, "", day))


async def test_a_move_that_changes_nothing_is_refused(session: AsyncSession, town: Town) -> None:
    with pytest.raises(ConflictError, match="没有变化"):
        await move(session, town, town.chen, Destination(town.brigade, None, "", TODAY))


async def test_nobody_is_moved_into_a_unit_out_of_reach(session: AsyncSession, town: Town) -> None:
    target = Destination(town.stranger_agency, None, "", TODAY)

    outcome = await move(session, town, town.chen, target)

    assert isinstance(outcome, Decision)
    assert (await kinds(session))[0] is LedgerKind.ACT_REFUSED


async def test_leaving_ends_rights_and_sessions_and_keeps_the_name(
    session: AsyncSession, town: Town
) -> None:
    await enter(session, "chen")

    await leave(session, town, town.chen)

    assert town.chen.id is not None
    person = await session.get_one(Person, town.chen.id)
    assert (person.full_name, person.is_active, person.left_on) == ("陈立", False, TODAY)
    assert await living_sessions(session, town.chen) == []
    assert (await only_role(session, town.chen)).until_on == TODAY
    assert (await postings_of(session, town.chen.id))[0].ended_why == "调出"
    assert (await kinds(session))[:2] == [LedgerKind.PERSON_LEFT, LedgerKind.ROLE_ENDED]


async def test_whoever_holds_a_device_stays_until_it_is_back(
    session: AsyncSession, town: Town
) -> None:
    session.add(
        DeviceHolding(
            id=ids.new_id(),
            device_id=town.terminal.id,
            person_id=town.chen.id,
            from_at=NOW,
            noted_at=NOW,
        )
    )
    await session.flush()

    with pytest.raises(ConflictError, match="RZ-0001"):
        await leave(session, town, town.chen)


@pytest.mark.parametrize("day", [TODAY + A_DAY, day_of(NOW) - A_DAY], ids=["tomorrow", "before"])
async def test_a_last_day_that_does_not_fit_is_refused(
    session: AsyncSession, town: Town, day: date
) -> None:
    with pytest.raises(NotAcceptableError):
        await leave(session, town, town.chen, day)


async def test_nobody_leaves_twice(session: AsyncSession, town: Town) -> None:
    await leave(session, town, town.chen)

    with pytest.raises(ConflictError, match="已经离任"):
        await leave(session, town, town.chen)


async def test_nobody_lets_oneself_leave(session: AsyncSession, town: Town) -> None:
    await hire_administrator(session, town)

    assert isinstance(await leave(session, town, town.zhou), Decision)


async def let_leave(session: AsyncSession, town: Town, detail: PersonDetail) -> None:
    await leave_service(session, town.zhou, detail, TODAY, "调出", now=LATER)


async def let_move(session: AsyncSession, town: Town, detail: PersonDetail) -> None:
    target = Destination(town.brigade, None, "", TODAY)
    await move_person(session, town.zhou, detail, target, now=LATER)


async def let_stop(session: AsyncSession, town: Town, detail: PersonDetail) -> None:
    await deactivate_account(session, town.zhou, detail, LATER)


@pytest.mark.parametrize("act", [let_leave, let_move, let_stop])
async def test_the_last_security_administrator_stays(
    session: AsyncSession,
    town: Town,
    act: Callable[[AsyncSession, Town, PersonDetail], Awaitable[None]],
) -> None:
    second = await hire_administrator(session, town)
    await session.execute(update(Person).where(Person.id == town.zhou.id).values(is_active=False))

    with pytest.raises(ConflictError, match="唯一在用的安全管理员"):
        await act(session, town, await detail_of(session, town, second))


async def test_coming_back_begins_anew_without_roles_and_without_the_old_password(
    session: AsyncSession, town: Town
) -> None:
    await leave(session, town, town.chen, TODAY - A_DAY)
    detail = await detail_of(session, town, town.chen)
    target = Destination(town.agency, None, "科员", TODAY)

    await return_to_service(session, town.zhou, detail, target, now=LATER)

    assert town.chen.id is not None
    person = await session.get_one(Person, town.chen.id)
    assert (person.is_active, person.left_on) == (True, None)
    assert person.password_hash == NOT_ISSUED
    assert len(await postings_of(session, town.chen.id)) == 2
    assert await assignments_on(session, town.chen.id, TODAY) == ()
    assert (await kinds(session))[0] is LedgerKind.PERSON_RETURNED


async def test_whoever_serves_cannot_come_back(session: AsyncSession, town: Town) -> None:
    detail = await detail_of(session, town, town.chen)
    target = Destination(town.agency, None, "", TODAY)

    with pytest.raises(ConflictError, match="没有离任"):
        await return_to_service(session, town.zhou, detail, target, now=LATER)


async def test_a_stopped_account_is_out_at_once_and_comes_back_whole(
    session: AsyncSession, town: Town
) -> None:
    await enter(session, "chen")
    detail = await detail_of(session, town, town.chen)

    await deactivate_account(session, town.zhou, detail, LATER)
    assert await living_sessions(session, town.chen) == []
    await reactivate_account(session, town.zhou, detail, LATER)

    await enter(session, "chen")
    assert LedgerKind.PERSON_DEACTIVATED in await kinds(session)
    assert LedgerKind.PERSON_REACTIVATED in await kinds(session)


async def test_an_initial_password_opens_the_account_and_ends_its_sessions(
    session: AsyncSession, town: Town
) -> None:
    await enter(session, "chen")
    detail = await detail_of(session, town, town.chen)

    slip = await issue_password(session, town.zhou, detail, LATER)

    assert not isinstance(slip, Decision)
    assert await living_sessions(session, town.chen) == []
    await enter(session, "chen", slip.password)


async def test_a_correction_writes_fields_and_names_them_in_the_ledger(
    session: AsyncSession, town: Town
) -> None:
    detail = await detail_of(session, town, town.chen)
    facts = Facts("陈丽", "chen", None, "中队长", Employment.REGULAR, "HN-7")

    await correct_facts(session, town.zhou, detail, facts, now=LATER)

    event = (await whole_ledger(session))[0]
    posting = await session.scalar(select(Posting).where(Posting.person_id == town.chen.id))
    assert posting is not None
    assert posting.post == "中队长"
    assert event.kind is LedgerKind.PERSON_CHANGED
    assert event.detail == {"fields": ["full_name", "post", "officer_no"]}


async def test_a_posting_that_was_registered_late_begins_on_its_true_day(
    session: AsyncSession, town: Town
) -> None:
    detail = await detail_of(session, town, town.chen)
    facts = Facts("陈立", "chen", None, "", Employment.REGULAR, None, since=date(2024, 3, 1))

    await correct_facts(session, town.zhou, detail, facts, now=LATER)

    posting = await session.scalar(select(Posting).where(Posting.person_id == town.chen.id))
    assert posting is not None
    assert posting.from_on == date(2024, 3, 1)
    assert (await whole_ledger(session))[0].detail == {"fields": ["since"]}


@pytest.mark.parametrize(
    ("since", "why"),
    [
        (date(2026, 11, 20), "以前的任职到 2026-11-20 为止"),
        (date(2030, 1, 1), "不能晚于今天"),
    ],
    ids=["in the posting before", "to come"],
)
async def test_a_posting_cannot_begin_in_the_one_before_or_in_the_future(
    session: AsyncSession, town: Town, since: date, why: str
) -> None:
    session.add(
        Posting(
            id=ids.new_id(),
            person_id=town.chen.id,
            unit_id=town.agency,
            post="",
            from_on=date(2026, 1, 1),
            until_on=date(2026, 11, 20),
        )
    )
    await session.flush()
    detail = await detail_of(session, town, town.chen)
    facts = Facts("陈立", "chen", None, "", Employment.REGULAR, None, since=since)

    with pytest.raises(NotAcceptableError, match=why):
        await correct_facts(session, town.zhou, detail, facts, now=LATER)


async def enter(session: AsyncSession, username: str, password: str = PASSWORD) -> None:
    outcome = await sign_in(
        session,
        PasswordPool(1),
        username=username,
        password=password,
        address="10.0.0.5",
        user_agent="Chromium",
        settings=SETTINGS,
        now=LATER,
    )
    assert isinstance(outcome, SignedIn)


async def living_sessions(session: AsyncSession, person: Actor) -> list[SignInSession]:
    rows = await session.scalars(
        select(SignInSession).where(
            SignInSession.person_id == person.id, SignInSession.revoked_at.is_(None)
        )
    )
    return list(rows)
