"""Whose a recording is: the hand-over decides, names are compared, doubt is said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.policy.attributing import (
    AttributionFinding,
    DeviceFacts,
    DeviceVerdict,
    Holding,
    KnownDevice,
    OfficerFacts,
    judge_device,
    judge_officer,
)
from app.policy.vocabulary import DeviceKind, DeviceSource, OfficerSource

CAMERA = KnownDevice(UUID(int=1), DeviceKind.BODY_CAMERA)
OTHER_CAMERA = KnownDevice(UUID(int=2), DeviceKind.BODY_CAMERA)
STATION = KnownDevice(UUID(int=3), DeviceKind.DOCK_STATION)
FIXED = KnownDevice(UUID(int=4), DeviceKind.FIXED_VIDEO)
CHEN, LIN, LIU = UUID(int=11), UUID(int=12), UUID(int=13)
EIGHT = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
NOON = EIGHT + timedelta(hours=4)
EVENING = EIGHT + timedelta(hours=10)
HOUR = timedelta(hours=1)
MORNING_CHEN = Holding(UUID(int=21), CHEN, EIGHT, NOON)
AFTERNOON_LIN = Holding(UUID(int=22), LIN, NOON, None)

A = AttributionFinding
BY_SENDER = DeviceVerdict(CAMERA, DeviceSource.SENDER)
BY_NAME = DeviceVerdict(CAMERA, DeviceSource.NAMED)


@pytest.mark.parametrize(
    ("facts", "device", "source", "is_set_aside", "findings"),
    [
        pytest.param(
            DeviceFacts(sender=CAMERA), CAMERA, DeviceSource.SENDER, False, (), id="its own upload"
        ),
        pytest.param(
            DeviceFacts(sender=CAMERA, named_no="RZ-1", named=CAMERA),
            CAMERA,
            DeviceSource.SENDER,
            False,
            (),
            id="the file names the sender",
        ),
        pytest.param(
            DeviceFacts(sender=CAMERA, named_no="RZ-2", named=OTHER_CAMERA),
            CAMERA,
            DeviceSource.SENDER,
            False,
            (A.DEVICE_CONFLICT,),
            id="the file names another camera",
        ),
        pytest.param(
            DeviceFacts(sender=CAMERA, named_no="ZZ-9"),
            CAMERA,
            DeviceSource.SENDER,
            False,
            (A.DEVICE_CONFLICT,),
            id="the file names a camera nobody knows, the sender is proven",
        ),
        pytest.param(
            DeviceFacts(sender=STATION, named_no="RZ-1", named=CAMERA),
            CAMERA,
            DeviceSource.NAMED,
            False,
            (),
            id="a station sends for a camera",
        ),
        pytest.param(
            DeviceFacts(sender=STATION),
            None,
            None,
            True,
            (A.DEVICE_UNKNOWN,),
            id="a station names no camera",
        ),
        pytest.param(
            DeviceFacts(sender=STATION, named_no="CJ-1", named=STATION),
            None,
            None,
            True,
            (A.DEVICE_UNKNOWN,),
            id="a station names itself, which records nothing",
        ),
        pytest.param(
            DeviceFacts(sender=STATION, named_no="ZZ-9"),
            None,
            None,
            True,
            (A.DEVICE_UNKNOWN,),
            id="a station names a camera nobody knows",
        ),
        pytest.param(
            DeviceFacts(named_no="RZ-1", named=CAMERA),
            CAMERA,
            DeviceSource.NAMED,
            False,
            (),
            id="a person sends the file of a camera",
        ),
        pytest.param(
            DeviceFacts(named_no="ZZ-9"),
            None,
            None,
            True,
            (A.DEVICE_UNKNOWN,),
            id="a person sends the file of a camera nobody knows",
        ),
        pytest.param(DeviceFacts(), None, None, False, (), id="a person sends without a device"),
        pytest.param(
            DeviceFacts(sender=STATION, named_no="ZZ-9", settled=CAMERA),
            CAMERA,
            DeviceSource.SETTLED,
            False,
            (),
            id="the keeper has found out",
        ),
        pytest.param(
            DeviceFacts(sender=STATION, named_no="ZZ-9", is_foreign=True),
            None,
            DeviceSource.FOREIGN,
            False,
            (),
            id="the keeper says it is none of ours",
        ),
    ],
)
def test_the_device(
    facts: DeviceFacts,
    device: KnownDevice | None,
    source: DeviceSource | None,
    is_set_aside: bool,
    findings: tuple[AttributionFinding, ...],
) -> None:
    assert judge_device(facts) == DeviceVerdict(device, source, is_set_aside, findings)


MORNING = OfficerFacts(
    device=BY_SENDER,
    holdings=(MORNING_CHEN, AFTERNOON_LIN),
    recorded_at=EIGHT + HOUR,
    recorded_until=EIGHT + 2 * HOUR,
    received_at=EVENING,
)
NO_DEVICE = replace(MORNING, device=DeviceVerdict(None, None), holdings=())
HELD = OfficerSource.HANDOVER


@pytest.mark.parametrize(
    ("facts", "officer", "source", "findings"),
    [
        pytest.param(MORNING, CHEN, HELD, (), id="the holder of that hour"),
        pytest.param(
            replace(MORNING, recorded_at=NOON, recorded_until=NOON + HOUR),
            LIN,
            HELD,
            (),
            id="the moment of the hand-over belongs to the next holder",
        ),
        pytest.param(
            replace(MORNING, recorded_at=NOON - HOUR, recorded_until=NOON + HOUR),
            CHEN,
            HELD,
            (A.SPANS_HANDOVER,),
            id="over a hand-over the beginning counts",
        ),
        pytest.param(
            replace(MORNING, recorded_at=NOON - HOUR, recorded_until=NOON),
            CHEN,
            HELD,
            (),
            id="to the very end of a holding spans nothing",
        ),
        pytest.param(
            replace(MORNING, recorded_at=EIGHT - HOUR, recorded_until=EIGHT - HOUR),
            None,
            None,
            (A.OFFICER_UNKNOWN,),
            id="before anybody held it",
        ),
        pytest.param(
            replace(MORNING, named_no="0217", named=CHEN), CHEN, HELD, (), id="the file agrees"
        ),
        pytest.param(
            replace(MORNING, named_no="0218", named=LIN),
            CHEN,
            HELD,
            (A.OFFICER_CONFLICT,),
            id="the file names somebody else: the hand-over stands",
        ),
        pytest.param(
            replace(MORNING, named_no="9999"),
            CHEN,
            HELD,
            (A.OFFICER_CONFLICT,),
            id="the file names nobody we know",
        ),
        pytest.param(
            replace(MORNING, device=BY_NAME, submitter=LIN, submitter_records=True),
            CHEN,
            HELD,
            (A.OFFICER_CONFLICT,),
            id="an officer sends what names a colleague's camera",
        ),
        pytest.param(
            replace(MORNING, device=BY_NAME, submitter=CHEN, submitter_records=True),
            CHEN,
            HELD,
            (),
            id="an officer sends what names the camera they held",
        ),
        pytest.param(
            replace(MORNING, device=BY_NAME, submitter=LIU),
            CHEN,
            HELD,
            (),
            id="a record keeper sends what an officer's camera recorded",
        ),
        pytest.param(
            replace(MORNING, contradicted_by=(EIGHT + 2 * HOUR,)),
            CHEN,
            HELD,
            (),
            id="the file says another hour of the same holder",
        ),
        pytest.param(
            replace(MORNING, contradicted_by=(NOON + HOUR,)),
            CHEN,
            HELD,
            (A.HOLDER_CONFLICT,),
            id="the file says an hour of the next holder: the time that was taken stands",
        ),
        pytest.param(
            replace(MORNING, contradicted_by=(EIGHT + 2 * HOUR, NOON)),
            CHEN,
            HELD,
            (A.HOLDER_CONFLICT,),
            id="the name of the file says an hour of the next holder",
        ),
        pytest.param(
            replace(MORNING, contradicted_by=(EIGHT - HOUR,)),
            CHEN,
            HELD,
            (),
            id="the file says an hour at which nobody held it",
        ),
        pytest.param(
            replace(MORNING, contradicted_by=(NOON + HOUR,), decided=LIU),
            LIU,
            OfficerSource.CUSTODIAN,
            (),
            id="the custodian has decided between two hours",
        ),
        pytest.param(
            replace(MORNING, recorded_at=None, recorded_until=None),
            None,
            None,
            (A.RECORDED_TIME_MISSING, A.ATTRIBUTION_UNCERTAIN),
            id="no time and two holders: the arrival decides nothing",
        ),
        pytest.param(
            replace(MORNING, recorded_at=None, recorded_until=None, holdings=(MORNING_CHEN,)),
            CHEN,
            HELD,
            (A.RECORDED_TIME_MISSING,),
            id="no time, but only one person ever held it",
        ),
        pytest.param(
            replace(MORNING, recorded_at=None, recorded_until=None, holdings=()),
            None,
            None,
            (A.RECORDED_TIME_MISSING, A.OFFICER_UNKNOWN),
            id="no time and no holder",
        ),
        pytest.param(
            replace(MORNING, is_time_doubtful=True),
            None,
            None,
            (A.ATTRIBUTION_UNCERTAIN,),
            id="a clock that was reset and two holders",
        ),
        pytest.param(
            replace(
                MORNING,
                recorded_at=None,
                recorded_until=None,
                received_at=NOON - HOUR,
            ),
            CHEN,
            HELD,
            (A.RECORDED_TIME_MISSING,),
            id="who takes the camera after the arrival cannot have recorded",
        ),
        pytest.param(
            replace(MORNING, device=DeviceVerdict(FIXED, DeviceSource.SENDER), holdings=()),
            None,
            None,
            (),
            id="nobody carries a fixed camera",
        ),
        pytest.param(
            replace(NO_DEVICE, submitter=CHEN, submitter_records=True),
            CHEN,
            OfficerSource.SUBMITTER,
            (),
            id="an officer sends what they recorded",
        ),
        pytest.param(
            replace(NO_DEVICE, submitter=CHEN, submitter_records=True, named_no="1", named=LIN),
            CHEN,
            OfficerSource.SUBMITTER,
            (A.OFFICER_CONFLICT,),
            id="an officer sends what names somebody else",
        ),
        pytest.param(
            replace(NO_DEVICE, submitter=LIU),
            None,
            None,
            (A.OFFICER_UNKNOWN,),
            id="a record keeper sends what others recorded",
        ),
        pytest.param(
            replace(
                NO_DEVICE,
                device=DeviceVerdict(None, None, is_set_aside=True, findings=(A.DEVICE_UNKNOWN,)),
                submitter=CHEN,
                submitter_records=True,
            ),
            None,
            None,
            (),
            id="while the device is sought nobody is named",
        ),
        pytest.param(
            replace(
                NO_DEVICE,
                device=DeviceVerdict(None, DeviceSource.FOREIGN),
                submitter=CHEN,
                submitter_records=True,
            ),
            None,
            None,
            (A.OFFICER_UNKNOWN,),
            id="the camera of strangers names nobody of ours",
        ),
        pytest.param(
            replace(MORNING, decided=LIU, named_no="0218", named=LIN),
            LIU,
            OfficerSource.CUSTODIAN,
            (),
            id="what the custodian decided stands",
        ),
    ],
)
def test_the_officer(
    facts: OfficerFacts,
    officer: UUID | None,
    source: OfficerSource | None,
    findings: tuple[AttributionFinding, ...],
) -> None:
    verdict = judge_officer(facts)

    assert (verdict.officer, verdict.source, verdict.findings) == (officer, source, findings)


def test_the_verdict_names_the_holding_it_rests_on() -> None:
    assert judge_officer(MORNING).holding == MORNING_CHEN.id
