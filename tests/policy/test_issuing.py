"""To whom a device may be issued (Ruzhou 004 and 018(3), Zhangzi 007)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.issuing import (
    Certificate,
    IssueFacts,
    IssueProblem,
    certificate_notice,
    decide_issue,
    must_say_content,
    problem_of,
)
from app.policy.pack import Pack
from app.policy.vocabulary import DeviceKind, DeviceState

BUREAU, BRIGADE, NEXT_DOOR = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2026, 11, 21)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
MONTH = timedelta(days=30)
RUZHOU, ZHANGZI = read_pack("ruzhou"), read_pack("zhangzi")
SILENT = replace(RUZHOU, provisions={})


def certificate(until: date, since: date = date(2021, 1, 1)) -> Certificate:
    return Certificate(since, until)


FINE = IssueFacts(
    days=(TODAY,),
    device_unit_id=BRIGADE,
    device_kind=DeviceKind.BODY_CAMERA,
    device_state=DeviceState.SERVICEABLE,
    is_held=False,
    receiver_unit_id=BRIGADE,
    units_above=frozenset({BUREAU}),
    is_active=True,
    left_on=None,
    certificates=(certificate(date(2027, 1, 1)),),
)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(FINE, id="an officer of the unit"),
        pytest.param(replace(FINE, device_unit_id=BUREAU), id="an officer of a unit below"),
        pytest.param(replace(FINE, certificates=(certificate(TODAY),)), id="last day today"),
        pytest.param(replace(FINE, certificates=(certificate(TOMORROW),)), id="expires tomorrow"),
        pytest.param(
            replace(FINE, certificates=(certificate(date(2030, 1, 1), since=TODAY),)),
            id="first day today",
        ),
        pytest.param(
            replace(FINE, certificates=(certificate(YESTERDAY), certificate(TOMORROW))),
            id="an old and a new certificate",
        ),
        pytest.param(
            replace(FINE, certificates=(Certificate(date(2021, 1, 1), TOMORROW, TOMORROW),)),
            id="revoked from tomorrow on",
        ),
        pytest.param(replace(FINE, left_on=TODAY), id="last day in service"),
    ],
)
def test_a_sound_device_goes_to_a_qualified_member(facts: IssueFacts) -> None:
    decision = decide_issue(facts, RUZHOU)

    assert decision.allowed
    assert "音像记录管理制度第四条" in [citation.article for citation in decision.citations]


@pytest.mark.parametrize(
    ("facts", "problem", "words"),
    [
        pytest.param(
            replace(FINE, certificates=(certificate(YESTERDAY),)),
            IssueProblem.CERTIFICATE_EXPIRED,
            "已于 2026-11-20 到期",
            id="expired yesterday",
        ),
        pytest.param(
            replace(FINE, certificates=()),
            IssueProblem.CERTIFICATE_MISSING,
            "没有领用人的执法资格证件",
            id="none",
        ),
        pytest.param(
            replace(FINE, certificates=(certificate(date(2030, 1, 1), since=TOMORROW),)),
            IssueProblem.CERTIFICATE_NOT_YET_VALID,
            "尚未生效",
            id="not yet",
        ),
        pytest.param(
            replace(FINE, certificates=(Certificate(date(2021, 1, 1), TOMORROW, TODAY),)),
            IssueProblem.CERTIFICATE_REVOKED,
            "已被收回或停用",
            id="revoked today",
        ),
        pytest.param(
            replace(FINE, days=(YESTERDAY, TODAY), certificates=(certificate(YESTERDAY),)),
            IssueProblem.CERTIFICATE_EXPIRED,
            "到期",
            id="dated back into the last valid day",
        ),
        pytest.param(
            replace(FINE, days=(YESTERDAY, TODAY), certificates=(Certificate(TODAY, TOMORROW),)),
            IssueProblem.CERTIFICATE_NOT_YET_VALID,
            "尚未生效",
            id="dated back before the first valid day",
        ),
        pytest.param(
            replace(FINE, is_active=False),
            IssueProblem.PERSON_LEFT,
            "停用账号",
            id="account closed",
        ),
        pytest.param(
            replace(FINE, left_on=YESTERDAY), IssueProblem.PERSON_LEFT, "离职", id="left yesterday"
        ),
        pytest.param(
            replace(FINE, receiver_unit_id=BUREAU, units_above=frozenset()),
            IssueProblem.PERSON_OUTSIDE,
            "非本单位人员",
            id="of the unit above",
        ),
        pytest.param(
            replace(FINE, receiver_unit_id=NEXT_DOOR, units_above=frozenset()),
            IssueProblem.PERSON_OUTSIDE,
            "非本单位人员",
            id="from next door",
        ),
        pytest.param(replace(FINE, is_held=True), IssueProblem.DEVICE_HELD, "已由他人", id="held"),
        pytest.param(
            replace(FINE, device_kind=DeviceKind.DOCK_STATION),
            IssueProblem.DEVICE_FIXED,
            "固定使用",
            id="a dock station",
        ),
        *(
            pytest.param(
                replace(FINE, device_state=state),
                IssueProblem.DEVICE_NOT_SERVICEABLE,
                "停止使用",
                id=state.value,
            )
            for state in DeviceState
            if state is not DeviceState.SERVICEABLE
        ),
    ],
)
def test_everything_else_is_refused_with_what_to_do(
    facts: IssueFacts, problem: IssueProblem, words: str
) -> None:
    decision = decide_issue(facts, RUZHOU)

    assert problem_of(facts, RUZHOU) is problem
    assert not decision.allowed
    assert words in decision.reason
    assert "请" in decision.reason


@pytest.mark.parametrize(
    ("facts", "pack", "article"),
    [
        (replace(FINE, certificates=()), RUZHOU, "《中华人民共和国行政处罚法》第四十二条"),
        (replace(FINE, certificates=()), ZHANGZI, "第七条"),
        (
            replace(FINE, receiver_unit_id=NEXT_DOOR, units_above=frozenset()),
            RUZHOU,
            "音像记录管理制度第十八条第三项",
        ),
        (replace(FINE, device_state=DeviceState.FAULTY), ZHANGZI, "第二十条"),
    ],
)
def test_a_refusal_cites_its_article(facts: IssueFacts, pack: Pack, article: str) -> None:
    decision = decide_issue(facts, pack)

    assert article in [citation.article for citation in decision.citations]


def test_a_pack_without_qualification_asks_for_no_certificate() -> None:
    assert decide_issue(replace(FINE, certificates=()), SILENT).allowed


def test_a_silent_pack_opens_no_device_to_outsiders() -> None:
    outsider = replace(FINE, receiver_unit_id=NEXT_DOOR, units_above=frozenset())

    assert not decide_issue(outsider, SILENT).allowed


@pytest.mark.parametrize(
    ("until", "notice"),
    [
        pytest.param(TOMORROW, f"{TOMORROW} 到期", id="tomorrow"),
        pytest.param(TODAY + MONTH, f"{TODAY + MONTH} 到期", id="within the notice"),
        pytest.param(TODAY + MONTH + timedelta(days=1), "", id="after it"),
        pytest.param(YESTERDAY, "", id="over already"),
    ],
)
def test_a_certificate_that_ends_soon_is_named(until: date, notice: str) -> None:
    found = certificate_notice((certificate(until),), TODAY, MONTH, RUZHOU)

    assert (notice in found) if notice else found == ""


def test_a_newer_certificate_silences_the_notice() -> None:
    both = (certificate(TOMORROW), certificate(date(2030, 1, 1)))

    assert certificate_notice(both, TODAY, MONTH, RUZHOU) == ""


@pytest.mark.parametrize(
    ("kind", "pack", "asked"),
    [
        (DeviceKind.BODY_CAMERA, RUZHOU, True),
        (DeviceKind.STILL_CAMERA, RUZHOU, False),
        (DeviceKind.BODY_CAMERA, ZHANGZI, False),
        (DeviceKind.BODY_CAMERA, SILENT, False),
    ],
)
def test_the_ledger_of_body_cameras_wants_the_content(
    kind: DeviceKind, pack: Pack, asked: bool
) -> None:
    assert must_say_content(kind, pack) is asked
