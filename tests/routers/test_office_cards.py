from app.devices.overview import DeviceCount, SilentTerminals
from app.policy.vocabulary import DeviceKind
from app.recordings.overview import Figures
from app.routers import labels
from app.routers.office_cards import device_steps, inspect_steps, review_steps

NONE_SILENT = SilentTerminals(0, ())


def test_an_inspector_sees_where_a_check_is_worth_while() -> None:
    steps = inspect_steps(Figures(arrived_today=9, damaged=2, quarantined=1))

    assert [(step.count, step.tone) for step in steps] == [
        (9, "normal"),
        (2, "warning"),
        (1, "danger"),
    ]
    assert [step.href for step in steps] == ["", "", ""]


def test_a_legal_reviewer_is_told_that_nothing_waits_and_what_will() -> None:
    (step,) = review_steps()

    assert step.count is None
    assert "尚未开通" in step.text
    assert "会出现在这里" in step.text


def test_devices_are_named_by_kind() -> None:
    counts = (DeviceCount(DeviceKind.BODY_CAMERA, 3), DeviceCount(DeviceKind.DOCK_STATION, 1))

    step = device_steps(counts, NONE_SILENT)[0]

    assert step.count == 4
    assert step.text == "执法记录仪 3、采集工作站 1。"


def test_an_empty_register_says_where_to_begin() -> None:
    step = device_steps((), NONE_SILENT)[0]

    assert step.count == 0
    assert "从设备台账开始登记" in step.text


def test_silent_terminals_are_named_as_far_as_there_is_room() -> None:
    few = device_steps((), SilentTerminals(1, ("RZ-1",)))[1]
    many = device_steps((), SilentTerminals(9, ("RZ-1", "RZ-2")))[1]

    assert few.text.startswith("RZ-1。")
    assert many.text.startswith("RZ-1、RZ-2等。")
    assert many.tone == "warning"


def test_every_kind_of_device_has_its_word() -> None:
    assert set(labels.DEVICE_KINDS) == set(DeviceKind)
