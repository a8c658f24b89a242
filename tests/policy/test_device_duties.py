"""What the regulations ask of whoever keeps or uses a device."""

from datetime import date
from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.asking import Standing
from app.policy.device_duties import (
    decide_content,
    decide_kind,
    device_keeper,
    kinds_of_device,
    on_fault,
    paid_by_budget,
)
from app.policy.issuing import IssueFacts, decide_issue
from app.policy.servicing import decide_reimbursement
from app.policy.vocabulary import DeviceKind, DeviceState, Role
from tests.policy.law import SILENT, articles_of

K = DeviceKind
OUTSIDER = IssueFacts(
    days=(date(2026, 11, 21),),
    device_unit_id=UUID(int=1),
    device_kind=K.BODY_CAMERA,
    device_state=DeviceState.SERVICEABLE,
    is_held=False,
    receiver_unit_id=UUID(int=2),
    units_above=frozenset(),
    is_active=True,
    left_on=None,
    certificates=(),
)


@pytest.mark.parametrize(
    ("pack", "kinds"),
    [
        (
            "zhangzi",
            {K.BODY_CAMERA, K.STILL_CAMERA, K.CAMCORDER, K.FIXED_VIDEO, K.AUDIO_RECORDER},
        ),
        ("changli", {K.BODY_CAMERA, K.STILL_CAMERA, K.CAMCORDER, K.FIXED_VIDEO}),
        ("ruzhou", set(K)),
        (
            "shanxi",
            {K.BODY_CAMERA, K.STILL_CAMERA, K.CAMCORDER, K.FIXED_VIDEO, K.AUDIO_RECORDER},
        ),
        (
            "zhangying",
            {K.BODY_CAMERA, K.STILL_CAMERA, K.CAMCORDER, K.FIXED_VIDEO, K.AUDIO_RECORDER},
        ),
    ],
)
def test_each_regulation_lists_its_kinds_of_device(pack: str, kinds: set[DeviceKind]) -> None:
    found = {kind for kind in K if decide_kind(read_pack(pack), kind).allowed}

    assert found == kinds == set(kinds_of_device(read_pack(pack)).outcome)


def test_a_kind_that_is_not_listed_is_refused_with_the_article() -> None:
    decision = decide_kind(read_pack("shanxi"), K.HANDHELD_TERMINAL)

    assert not decision.allowed
    assert articles_of(decision) == ["第三条第三款"]


def test_a_silent_pack_knows_no_kind() -> None:
    assert not decide_kind(SILENT, K.BODY_CAMERA).allowed


@pytest.mark.parametrize(
    ("pack", "fault", "unpaid", "budget"),
    [
        # A fault stops the use; an unauthorised repair is not paid; the budget pays for devices.
        ("zhangzi", ["第二十条"], ["第二十条"], ["山西第二十一条"]),
        ("changli", ["第十九条"], ["第十九条"], []),
        ("ruzhou", [], [], []),
        ("shanxi", [], [], ["第二十一条"]),
        ("zhangying", [], [], ["第二十一条", "山西第二十一条"]),
    ],
)
def test_faults_repairs_and_money(
    pack: str, fault: list[str], unpaid: list[str], budget: list[str]
) -> None:
    law = read_pack(pack)
    repair = decide_reimbursement(law, is_authorised=False)

    assert articles_of(on_fault(law)) == fault
    assert (repair.allowed, articles_of(repair)) == (False, unpaid)
    assert articles_of(paid_by_budget(law)) == budget


def test_a_fault_stops_the_use() -> None:
    assert on_fault(read_pack("changli")).outcome is Standing.REQUIRED
    assert on_fault(read_pack("ruzhou")).outcome is Standing.NOT_REGULATED


@pytest.mark.parametrize(
    ("pack", "articles"),
    [
        ("zhangzi", ["第二十三条第四项"]),
        ("changli", ["第二十二条第四项"]),
        ("ruzhou", ["音像第五条"]),
        ("shanxi", []),
        ("zhangying", []),
    ],
)
def test_nothing_unrelated_is_recorded_anywhere(pack: str, articles: list[str]) -> None:
    decision = decide_content(read_pack(pack), is_enforcement=False)

    assert (decision.allowed, articles_of(decision)) == (False, articles)


@pytest.mark.parametrize(
    ("pack", "articles"),
    [
        ("zhangzi", []),
        ("changli", []),
        ("ruzhou", ["音像第十八条第三项"]),
        ("shanxi", []),
        ("zhangying", []),
    ],
)
def test_an_outsider_is_issued_no_device_anywhere(pack: str, articles: list[str]) -> None:
    decision = decide_issue(OUTSIDER, read_pack(pack))

    assert (decision.allowed, articles_of(decision)) == (False, articles)
    assert "不得交由非本单位人员使用" in decision.reason


def test_enforcement_may_be_recorded() -> None:
    assert decide_content(SILENT, is_enforcement=True).allowed


@pytest.mark.parametrize(
    ("pack", "name"),
    [("zhangzi", "县水政综合执法队"), ("changli", "各科室"), ("ruzhou", "水政监察大队")],
)
def test_the_keeper_of_the_devices_is_named(pack: str, name: str) -> None:
    found = device_keeper(read_pack(pack))

    assert found.outcome is Role.DEVICE_KEEPER
    assert name in found.reason


def test_where_no_keeper_is_named_the_agency_has_to_say() -> None:
    assert device_keeper(SILENT).outcome is None
