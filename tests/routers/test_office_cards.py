import pytest

from app.devices.overview import DeviceCount, ServiceFigures, SilentTerminals
from app.policy.case_words import CaseState
from app.policy.vocabulary import DeviceKind
from app.recordings.overview import Figures
from app.routers import labels
from app.routers.duty_cards import Step
from app.routers.office_cards import device_steps, inspect_steps, review_steps

NONE_SILENT = SilentTerminals(0, ())
NO_SERVICE = ServiceFigures()


def keeper_steps(
    devices: tuple[DeviceCount, ...] = (),
    silent: SilentTerminals = NONE_SILENT,
    service: ServiceFigures = NO_SERVICE,
    set_aside: int = 0,
) -> dict[str, Step]:
    return {step.title: step for step in device_steps(devices, silent, service, set_aside)}


def test_an_inspector_sees_where_a_check_is_worth_while() -> None:
    steps = inspect_steps(Figures(arrived_today=9, damaged=2, quarantined=1))

    assert [(step.count, step.tone) for step in steps] == [
        (9, "normal"),
        (2, "warning"),
        (1, "danger"),
    ]
    assert [step.href for step in steps] == ["", "", ""]


def test_a_legal_reviewer_is_led_to_the_cases_that_were_sent_for_review() -> None:
    (step,) = review_steps()

    assert step.count is None
    assert step.href == f"/cases?state={CaseState.LEGAL_REVIEW.value}"


def test_devices_are_named_by_kind() -> None:
    counts = (DeviceCount(DeviceKind.BODY_CAMERA, 3), DeviceCount(DeviceKind.DOCK_STATION, 1))

    step = keeper_steps(counts)["登记的设备"]

    assert step.count == 4
    assert step.text == "执法记录仪 3、采集工作站 1。"


def test_an_empty_register_says_where_to_begin() -> None:
    step = keeper_steps()["登记的设备"]

    assert step.count == 0
    assert "从设备台账开始登记" in step.text


def test_silent_terminals_are_named_as_far_as_there_is_room() -> None:
    few = keeper_steps(silent=SilentTerminals(1, ("RZ-1",)))["七天没有上传的终端"]
    many = keeper_steps(silent=SilentTerminals(9, ("RZ-1", "RZ-2")))["七天没有上传的终端"]

    assert few.text.startswith("RZ-1。")
    assert many.text.startswith("RZ-1、RZ-2等。")
    assert many.tone == "warning"


@pytest.mark.parametrize(
    ("service", "href"),
    [
        (ServiceFigures(faulty=1, in_repair=2), "/devices?state=faulty"),
        (ServiceFigures(in_repair=2), "/devices?state=in_repair"),
        (NO_SERVICE, ""),
    ],
    ids=["broken", "only in repair", "all well"],
)
def test_broken_devices_lead_to_those_that_wait_for_the_keeper(
    service: ServiceFigures, href: str
) -> None:
    step = keeper_steps(service=service)["故障和维修"]

    assert step.count == service.faulty + service.in_repair
    assert step.href == href
    assert step.tone == ("warning" if href else "muted")


@pytest.mark.parametrize(("set_aside", "href"), [(2, "/set-aside"), (0, "")])
def test_recordings_of_unknown_devices_wait_for_the_keeper(set_aside: int, href: str) -> None:
    step = keeper_steps(set_aside=set_aside)["来源待核"]

    assert (step.count, step.href) == (set_aside, href)


def test_devices_out_lead_to_the_desk() -> None:
    step = keeper_steps(service=ServiceFigures(out=3))["领用在外"]

    assert (step.count, step.href) == (3, "/handovers")


def test_every_kind_of_device_has_its_word() -> None:
    assert set(labels.DEVICE_KINDS) == set(DeviceKind)
