"""Standing in for an absent leader: recorded, exercised, ended."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.delegations.actions import NewDelegation, record_delegation, withdraw_delegation
from app.delegations.queries import candidates, list_delegations, roles_to_lend
from app.devices.repairs import ask_repair, decide_repair, report_fault
from app.errors import ConflictError, NotFoundError
from app.holds.actions import NewHold, lift_hold, place_hold
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Delegation, RoleAssignment
from app.people.authority import authorise, extent_of, thing_in
from app.people.identifying import assignments_on
from app.people.problems import NotAcceptableError
from app.policy.actor import ANONYMOUS, Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import ActorKind, DelegationState, HoldGround, Role
from tests.arrivals import arrive
from tests.people.files import hire
from tests.world import NOW, Town

TODAY = date(2026, 11, 21)
LAWSUIT = NewHold(HoldGround.LITIGATION, "应诉通知书", "原告已提起行政诉讼")


def lending(town: Town, delegate: Actor, role: Role = Role.LEADER, days: int = 7) -> NewDelegation:
    assert town.zhao.id is not None
    assert delegate.id is not None
    return NewDelegation(
        principal_id=town.zhao.id,
        delegate_id=delegate.id,
        unit_id=town.agency,
        role=role,
        from_on=TODAY,
        until_on=TODAY + timedelta(days=days),
        document_no="关于工作委托的通知（汝水〔2026〕30号）",
        reason="赴郑州参加培训",
    )


async def on_day(session: AsyncSession, actor: Actor, day: date = TODAY) -> Actor:
    """Return somebody with the rights that a request on this day finds."""
    assert actor.id is not None
    return replace(actor, assignments=await assignments_on(session, actor.id, day))


async def lend(session: AsyncSession, town: Town, delegate: Actor) -> UUID:
    found = await record_delegation(session, town.zhao, lending(town, delegate), now=NOW)
    assert isinstance(found, UUID)
    return found


async def test_the_delegate_leads_while_the_paper_runs_and_not_a_day_longer(
    session: AsyncSession, town: Town
) -> None:
    await lend(session, town, town.liu)

    days = {
        offset: bool(
            await extent_of(
                session,
                await on_day(session, town.liu, TODAY + timedelta(days=offset)),
                Act.HOLD_LIFT,
            )
        )
        for offset in (-1, 0, 7, 8)
    }

    assert days == {-1: False, 0: True, 7: True, 8: False}


async def test_the_head_is_offered_as_principal_and_lends_all_that_a_leader_may(
    session: AsyncSession, town: Town
) -> None:
    head = await hire(session, town.agency, Role.HEAD_OF_ORGAN, "sui", "隋明")
    assert head.id is not None
    office = await extent_of(session, head, Act.DELEGATION_RECORD)
    new = replace(lending(town, town.liu, Role.HEAD_OF_ORGAN), principal_id=head.id)

    offered = await roles_to_lend(session, office, head, TODAY)
    assert isinstance(await record_delegation(session, head, new, now=NOW), UUID)
    liu = await on_day(session, town.liu)

    assert {(one.full_name, one.role) for one in offered} == {
        ("赵国强", Role.LEADER),
        ("隋明", Role.HEAD_OF_ORGAN),
    }
    assert [principal.id for principal in liu.principals] == [head.id]
    for act in (Act.HOLD_LIFT, Act.DEVICE_WRITE_OFF, Act.FIGURES_SEE):
        assert await extent_of(session, liu, act) == await extent_of(session, town.zhao, act)


async def test_the_heads_word_is_offered_to_the_head_and_to_whoever_leads_above_alone(
    session: AsyncSession, town: Town
) -> None:
    """What the rule refuses whoever is chosen stands on no form."""
    head = await hire(session, town.brigade, Role.HEAD_OF_ORGAN, "sui", "隋明")
    deputy = await hire(session, town.brigade, Role.LEADER, "lu", "卢伟")
    offered = {}
    for leader in (head, deputy, town.zhao):
        office = await extent_of(session, leader, Act.DELEGATION_RECORD)
        lent = await roles_to_lend(session, office, leader, TODAY)
        offered[leader.id] = {one.full_name for one in lent if one.role is Role.HEAD_OF_ORGAN}

    assert offered == {head.id: {"隋明"}, deputy.id: set(), town.zhao.id: {"隋明"}}


async def test_another_leader_cannot_lend_the_heads_word(session: AsyncSession, town: Town) -> None:
    head = await hire(session, town.brigade, Role.HEAD_OF_ORGAN, "sui", "隋明")
    deputy = await hire(session, town.brigade, Role.LEADER, "lu", "卢伟")
    assert head.id is not None
    new = replace(
        lending(town, town.liu, Role.HEAD_OF_ORGAN), principal_id=head.id, unit_id=town.brigade
    )

    refused = await record_delegation(session, deputy, new, now=NOW)
    recorded = await record_delegation(session, town.zhao, new, now=NOW)

    assert isinstance(refused, Decision)
    assert "由本人登记授权" in refused.reason
    assert isinstance(recorded, UUID), "his superior may"


async def test_a_withdrawal_bites_on_the_next_request(session: AsyncSession, town: Town) -> None:
    delegation = await lend(session, town, town.liu)
    assert (await on_day(session, town.liu)).principals

    await withdraw_delegation(session, town.zhao, delegation, now=NOW)

    assert not (await on_day(session, town.liu)).principals
    with pytest.raises(ConflictError, match="到期或者收回"):
        await withdraw_delegation(session, town.zhao, delegation, now=NOW)


async def test_it_ends_with_the_absent_leaders_own_role(session: AsyncSession, town: Town) -> None:
    await lend(session, town, town.liu)

    await session.execute(
        text("UPDATE role_assignment SET until_on = '2026-11-22' WHERE role = 'leader'")
    )

    assert (await on_day(session, town.liu, TODAY)).principals
    assert not (await on_day(session, town.liu, TODAY + timedelta(days=2))).principals


async def give(session: AsyncSession, person: Actor, unit: UUID, role: Role) -> None:
    session.add(
        RoleAssignment(
            id=ids.new_id(),
            person_id=person.id,
            unit_id=unit,
            role=role.value,
            from_on=TODAY - timedelta(days=9),
        )
    )
    await session.flush()


async def test_roles_that_exclude_each_other_exclude_when_lent_too(
    session: AsyncSession, town: Town
) -> None:
    await give(session, town.zhao, town.agency, Role.INSPECTOR)

    outcome = await record_delegation(
        session, town.zhao, lending(town, town.chen, Role.INSPECTOR), now=NOW
    )

    assert isinstance(outcome, Decision)
    assert "检查与被检查" in outcome.reason


async def test_it_rests_while_a_role_that_was_given_later_excludes_it(
    session: AsyncSession, town: Town
) -> None:
    await give(session, town.zhao, town.agency, Role.INSPECTOR)
    new = lending(town, town.liu, Role.INSPECTOR)
    assert isinstance(await record_delegation(session, town.zhao, new, now=NOW), UUID)
    assert (await on_day(session, town.liu)).principals

    await give(session, town.liu, town.brigade, Role.OFFICER)

    assert not (await on_day(session, town.liu)).principals


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("UPDATE person SET is_active = false, left_on = '2026-11-20'", "已经离任"),
        ("UPDATE person SET is_active = false", "账号已停用"),
    ],
)
async def test_whoever_has_left_or_cannot_sign_in_stands_in_for_nobody(
    session: AsyncSession, town: Town, change: str, sentence: str
) -> None:
    await session.execute(text(f"{change} WHERE id = '{town.liu.id}'"))

    outcome = await record_delegation(session, town.zhao, lending(town, town.liu), now=NOW)

    assert isinstance(outcome, Decision)
    assert sentence in outcome.reason
    assert town.zhao.id is not None
    last = (await history_of(session, town.zhao.id))[-1]
    assert last.kind is LedgerKind.ACT_REFUSED


async def end_roles_of(session: AsyncSession, person: Actor, last_day: date) -> None:
    await session.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == person.id)
        .values(from_on=last_day, until_on=last_day)
    )


async def test_whoever_holds_no_role_any_more_is_neither_offered_nor_taken(
    session: AsyncSession, town: Town
) -> None:
    office = await extent_of(session, town.zhao, Act.DELEGATION_RECORD)
    before = {one.person_id for one in await candidates(session, office, town.zhao, TODAY)}
    await end_roles_of(session, town.liu, TODAY - timedelta(days=1))

    outcome = await record_delegation(session, town.zhao, lending(town, town.liu), now=NOW)

    after = {one.person_id for one in await candidates(session, office, town.zhao, TODAY)}
    assert isinstance(outcome, Decision)
    assert "没有岗位" in outcome.reason
    assert before - after == {town.liu.id}


async def test_it_rests_while_the_delegate_holds_no_role_of_their_own(
    session: AsyncSession, town: Town
) -> None:
    await lend(session, town, town.liu)

    await end_roles_of(session, town.liu, TODAY)

    assert (await on_day(session, town.liu, TODAY)).principals
    assert not (await on_day(session, town.liu, TODAY + timedelta(days=1))).principals


async def test_recording_and_withdrawing_are_events_about_the_absent(
    session: AsyncSession, town: Town
) -> None:
    delegation = await lend(session, town, town.liu)
    await withdraw_delegation(session, town.zhao, delegation, now=NOW)
    assert town.zhao.id is not None

    lines = (await history_of(session, town.zhao.id))[-2:]

    assert [line.kind for line in lines] == [
        LedgerKind.DELEGATION_RECORDED,
        LedgerKind.DELEGATION_WITHDRAWN,
    ]
    assert lines[0].detail["delegate"] == str(town.liu.id)
    assert (lines[0].detail["role"], lines[0].detail["until"]) == ("leader", "2026-11-28")


async def test_every_event_of_the_act_says_for_whom(session: AsyncSession, town: Town) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    hold = await place_hold(session, town.liu, recording, LAWSUIT, now=NOW)
    assert isinstance(hold, UUID)
    song = await hire(session, town.agency, Role.LEGAL_REVIEWER)
    await lend(session, town, song)

    decision = await lift_hold(session, await on_day(session, song), hold, "撤诉", now=NOW)

    line = (await history_of(session, recording))[-1]
    assert decision.reason.startswith("代行赵国强的职权")
    assert line.kind is LedgerKind.HOLD_LIFTED
    assert (line.actor_id, line.detail["on_behalf_of"]) == (song.id, str(town.zhao.id))


async def test_what_somebody_does_in_their_own_right_is_nobody_elses(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    await lend(session, town, town.liu)

    await place_hold(session, await on_day(session, town.liu), recording, LAWSUIT, now=NOW)

    assert "on_behalf_of" not in (await history_of(session, recording))[-1].detail


@pytest.mark.parametrize("placed_by", ["delegate", "leader"])
async def test_the_delegate_lifts_neither_his_own_hold_nor_the_absent_leaders(
    session: AsyncSession, town: Town, placed_by: str
) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    placer = town.liu if placed_by == "delegate" else town.zhao
    hold = await place_hold(session, placer, recording, LAWSUIT, now=NOW)
    assert isinstance(hold, UUID)
    await lend(session, town, town.liu)

    decision = await lift_hold(session, await on_day(session, town.liu), hold, "撤诉", now=NOW)

    line = (await history_of(session, recording))[-1]
    assert not decision.allowed
    assert line.kind is LedgerKind.ACT_REFUSED
    assert line.detail["on_behalf_of"] == str(town.zhao.id)


async def test_the_delegate_does_not_answer_what_the_absent_leader_asked_for(
    session: AsyncSession, town: Town
) -> None:
    await give(session, town.zhao, town.agency, Role.DEVICE_KEEPER)
    zhao = await on_day(session, town.zhao)
    camera = town.terminal.id
    assert camera is not None
    await report_fault(session, zhao, camera, found_at=NOW, description="不能开机", now=NOW)
    await ask_repair(session, zhao, camera, plan="送修", now=NOW)
    await lend(session, town, town.liu)

    outcome = await decide_repair(
        session, await on_day(session, town.liu), camera, is_approved=True, opinion="同意", now=NOW
    )

    assert isinstance(outcome, Decision)
    assert "授权人本人" in outcome.reason


async def test_a_delegate_cannot_delegate_on(session: AsyncSession, town: Town) -> None:
    await lend(session, town, town.liu)
    liu = await on_day(session, town.liu)

    outcome = await record_delegation(session, liu, lending(town, town.chen), now=NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed


async def test_a_chain_is_refused_by_the_database_too(session: AsyncSession, town: Town) -> None:
    await lend(session, town, town.liu)
    sui = await hire(session, town.agency, Role.LEADER, "sui", "隋明")
    back = replace(lending(town, town.zhao), principal_id=town.liu.id, delegate_id=town.chen.id)  # type: ignore[arg-type]
    session.add(
        Delegation(
            id=ids.new_id(),
            unit_id=back.unit_id,
            role=back.role.value,
            principal_id=back.principal_id,
            delegate_id=back.delegate_id,
            from_on=back.from_on,
            until_on=back.until_on,
            document_no="1号",
            reason="出差",
            recorded_by_id=sui.id,
            recorded_at=NOW,
        )
    )

    with pytest.raises(DBAPIError, match="cannot delegate on"):
        await session.flush()


async def test_one_role_is_lent_to_one_person_at_a_time(session: AsyncSession, town: Town) -> None:
    await lend(session, town, town.liu)

    with pytest.raises(ConflictError, match="已经授权他人代行"):
        await record_delegation(session, town.zhao, lending(town, town.chen), now=NOW)


async def test_after_a_withdrawal_it_may_be_lent_anew(session: AsyncSession, town: Town) -> None:
    await withdraw_delegation(session, town.zhao, await lend(session, town, town.liu), now=NOW)

    assert await record_delegation(session, town.zhao, lending(town, town.chen), now=NOW)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"from_on": TODAY - timedelta(days=1)}, "不能倒签"),
        ({"until_on": TODAY - timedelta(days=1)}, "早于开始日期"),
    ],
)
async def test_days_that_do_not_fit_are_named(
    session: AsyncSession, town: Town, change: dict[str, date], sentence: str
) -> None:
    new = replace(lending(town, town.liu), **change)  # type: ignore[arg-type]

    with pytest.raises(NotAcceptableError, match=sentence):
        await record_delegation(session, town.zhao, new, now=NOW)


@pytest.mark.parametrize("delegate", ["sun", "zhou", "wu", "zhao"])
async def test_administrators_and_the_leader_himself_do_not_stand_in(
    session: AsyncSession, town: Town, delegate: str
) -> None:
    outcome = await record_delegation(
        session, town.zhao, lending(town, getattr(town, delegate)), now=NOW
    )

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert town.zhao.id is not None
    assert (await history_of(session, town.zhao.id))[-1].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("who", ["liu", "chen", "sun", "zhou", "wu", "qian", "anonymous"])
async def test_nobody_else_records(session: AsyncSession, town: Town, who: str) -> None:
    actor = ANONYMOUS if who == "anonymous" else getattr(town, who)

    outcome = await record_delegation(session, actor, lending(town, town.chen), now=NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed


@pytest.mark.parametrize("who", ["chen", "sun", "wu", "qian", "anonymous"])
async def test_whoever_may_not_know_of_it_finds_nothing_to_withdraw(
    session: AsyncSession, town: Town, who: str
) -> None:
    delegation = await lend(session, town, town.liu)
    actor = ANONYMOUS if who == "anonymous" else getattr(town, who)

    with pytest.raises(NotFoundError):
        await withdraw_delegation(session, actor, delegation, now=NOW)


async def test_the_delegate_himself_cannot_withdraw_it(session: AsyncSession, town: Town) -> None:
    delegation = await lend(session, town, town.liu)

    decision = await withdraw_delegation(
        session, await on_day(session, town.liu), delegation, now=NOW
    )

    assert not decision.allowed


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (NOW, DelegationState.RUNNING),
        (NOW - timedelta(days=1), DelegationState.COMING),
        (NOW + timedelta(days=8), DelegationState.EXPIRED),
    ],
)
async def test_the_list_tells_how_each_stands(
    session: AsyncSession, town: Town, moment: datetime, state: DelegationState
) -> None:
    await lend(session, town, town.liu)
    extent = await extent_of(session, town.zhao, Act.DELEGATION_KNOW)

    (line,) = (await list_delegations(session, town.zhao, extent, moment.date())).lines

    assert (line.principal, line.delegate, line.state) == ("赵国强", "刘敏", state)


async def test_the_delegate_sees_his_own_in_the_list(session: AsyncSession, town: Town) -> None:
    await lend(session, town, town.chen)
    oneself = Actor(ActorKind.PERSON, town.chen.id, town.brigade)
    extent = await extent_of(session, oneself, Act.DELEGATION_KNOW)

    assert len((await list_delegations(session, oneself, extent, TODAY)).lines) == 1


async def test_lists_and_the_rule_agree_about_a_delegate(session: AsyncSession, town: Town) -> None:
    await lend(session, town, town.chen)
    chen = await on_day(session, town.chen)
    units = (town.agency, town.brigade, town.stranger_agency)

    for act in Act:
        extent = await extent_of(session, chen, act)
        things = {unit: await thing_in(session, unit) for unit in units}
        allowed = {
            unit
            for unit, thing in things.items()
            if (await authorise(session, chen, act, thing)).allowed
        }
        assert extent.units & set(units) == allowed


async def test_what_was_recorded_cannot_be_changed(session: AsyncSession, town: Town) -> None:
    await lend(session, town, town.liu)

    with pytest.raises(DBAPIError, match=r"permission denied|only be withdrawn"):
        await session.execute(text("UPDATE delegation SET until_on = until_on + 30"))
