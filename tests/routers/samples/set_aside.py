"""Recordings whose source is not known."""

from dataclasses import replace
from uuid import UUID

from app.policy.vocabulary import DeviceKind
from app.recordings.set_aside import KnownNumber, SetAsideRow
from app.routers.forms import FieldError
from app.routers.set_aside import SetAsideList, SettlingFields, SettlingPage
from tests.routers.samples.basics import ID, NOW

SET_ASIDE = SetAsideList(
    rows=tuple(
        SetAsideRow(
            id=UUID(int=ID.int + number),
            unit_id=ID,
            unit_name="水政监察大队",
            named_device_no="" if number == 2 else "BWC-0999",
            named_officer_no="张建国",
            file_name=f"BWC-0999_张建国_20261121143{number:03d}.mp4",
            size_bytes=391_000_000,
            recorded_at=None if number == 2 else NOW,
            received_at=NOW,
            sender="CJZ-0005",
        )
        for number in range(3)
    ),
    older="/set-aside?older_than=abc",
)
NOTHING_SET_ASIDE = SetAsideList((), None)
SETTLING = SettlingPage(
    row=SET_ASIDE.rows[0],
    alike=2,
    devices=(KnownNumber("ZFJLY-0217", DeviceKind.BODY_CAMERA, "执法记录仪 甲型"),),
    fields=SettlingFields(),
    errors=(),
)
SETTLING_WITH_PROBLEM = replace(
    SETTLING, errors=(FieldError("device", "没有登记这个编号的记录设备。"),)
)

PAGES = {
    "set aside": ("set_aside/index.html", SET_ASIDE),
    "set aside, none": ("set_aside/index.html", NOTHING_SET_ASIDE),
    "settling": ("set_aside/show.html", SETTLING),
    "settling, problem": ("set_aside/show.html", SETTLING_WITH_PROBLEM),
}
