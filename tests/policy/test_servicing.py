"""What may follow upon what: every act in every condition (长子二十)."""

from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.servicing import (
    Condition,
    ServiceAct,
    decide_reimbursement,
    may_decide_request,
    may_follow,
    state_after,
)
from app.policy.vocabulary import DeviceState, RepairState

CONDITIONS = {
    "works": Condition(DeviceState.SERVICEABLE),
    "works, held": Condition(DeviceState.SERVICEABLE, is_held=True),
    "works, scrapping asked": Condition(DeviceState.SERVICEABLE, write_off_waits=True),
    "faulty": Condition(DeviceState.FAULTY, has_fault=True),
    "faulty, held": Condition(DeviceState.FAULTY, has_fault=True, is_held=True),
    "repair asked": Condition(DeviceState.FAULTY, has_fault=True, repair=RepairState.ASKED),
    "repair refused": Condition(DeviceState.FAULTY, has_fault=True, repair=RepairState.REFUSED),
    "test failed": Condition(DeviceState.FAULTY, has_fault=True, repair=RepairState.FAILED),
    "in repair": Condition(DeviceState.IN_REPAIR, has_fault=True, repair=RepairState.AUTHORISED),
    "repaired": Condition(DeviceState.IN_REPAIR, has_fault=True, repair=RepairState.REPAIRED),
    "lost": Condition(DeviceState.LOST),
    "scrapped": Condition(DeviceState.SCRAPPED),
}
MAY_FOLLOW = {
    "works": "maintain note_unauthorised_repair propose_write_off report_fault report_loss"
    " transfer",
    "works, held": "maintain note_unauthorised_repair propose_write_off report_fault report_loss",
    "works, scrapping asked": "approve_write_off maintain note_unauthorised_repair"
    " refuse_write_off report_fault report_loss transfer",
    "faulty": "ask_repair maintain note_unauthorised_repair propose_write_off report_loss transfer",
    "faulty, held": "ask_repair maintain note_unauthorised_repair propose_write_off report_loss",
    "repair asked": "authorise_repair maintain note_unauthorised_repair propose_write_off"
    " refuse_repair report_loss transfer",
    "repair refused": "ask_repair maintain note_unauthorised_repair propose_write_off report_loss"
    " transfer",
    "test failed": "ask_repair maintain note_unauthorised_repair propose_write_off report_loss"
    " transfer",
    "in repair": "note_repair propose_write_off report_loss",
    "repaired": "accept_repair propose_write_off reject_repair report_loss",
    "lost": "find_again propose_write_off",
    "scrapped": "",
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_only_these_acts_may_follow(name: str) -> None:
    allowed = {act.value for act in ServiceAct if may_follow(act, CONDITIONS[name]).allowed}

    assert allowed == set(MAY_FOLLOW[name].split())


@pytest.mark.parametrize("act", ServiceAct)
@pytest.mark.parametrize("name", CONDITIONS)
def test_every_refusal_says_why(name: str, act: ServiceAct) -> None:
    decision = may_follow(act, CONDITIONS[name])

    assert decision.reason.endswith("。")


AFTER = {
    ServiceAct.ACCEPT_REPAIR: DeviceState.SERVICEABLE,
    ServiceAct.APPROVE_WRITE_OFF: DeviceState.SCRAPPED,
    ServiceAct.AUTHORISE_REPAIR: DeviceState.IN_REPAIR,
    ServiceAct.NOTE_UNAUTHORISED_REPAIR: DeviceState.IN_REPAIR,
    ServiceAct.REJECT_REPAIR: DeviceState.FAULTY,
    ServiceAct.REPORT_FAULT: DeviceState.FAULTY,
    ServiceAct.REPORT_LOSS: DeviceState.LOST,
}


@pytest.mark.parametrize(("act", "state"), AFTER.items())
def test_an_act_leads_to_its_state(act: ServiceAct, state: DeviceState) -> None:
    assert state_after(act, CONDITIONS["works"]) is state


@pytest.mark.parametrize("act", sorted(set(ServiceAct) - set(AFTER) - {ServiceAct.FIND_AGAIN}))
def test_every_other_act_leaves_the_state_as_it_is(act: ServiceAct) -> None:
    assert state_after(act, CONDITIONS["faulty"]) is DeviceState.FAULTY


@pytest.mark.parametrize(
    ("has_fault", "state"), [(True, DeviceState.FAULTY), (False, DeviceState.SERVICEABLE)]
)
def test_a_device_is_found_as_it_was_lost(*, has_fault: bool, state: DeviceState) -> None:
    lost = Condition(DeviceState.LOST, has_fault=has_fault)

    assert state_after(ServiceAct.FIND_AGAIN, lost) is state


def test_nobody_decides_their_own_request() -> None:
    assert not may_decide_request(UUID(int=1), UUID(int=1)).allowed
    assert may_decide_request(UUID(int=1), UUID(int=2)).allowed


def test_a_repair_without_leave_is_unpaid_on_the_article() -> None:
    decision = decide_reimbursement(read_pack("zhangzi"), is_authorised=False)

    assert not decision.allowed
    assert [citation.article for citation in decision.citations] == ["第二十条"]


def test_where_the_pack_is_silent_it_is_unpaid_by_the_products_own_rule() -> None:
    decision = decide_reimbursement(read_pack("ruzhou"), is_authorised=False)

    assert not decision.allowed
    assert decision.citations == ()


def test_an_authorised_repair_may_be_paid() -> None:
    assert decide_reimbursement(read_pack("zhangzi"), is_authorised=True).allowed
