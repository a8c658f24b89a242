"""A device's month, told through the doors: everybody signs in and uses the pages they have.

December 2026 in Ruzhou. Xu keeps the devices, Zheng files the certificates, Chen, Ma and Lin
record, He has no certificate. One camera goes from hand to hand, breaks, is repaired without
leave, is tested and comes back; a station in the office sends what is left on cards.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import httpx

from app.clock import SHANGHAI
from app.policy.vocabulary import Role
from tests.clips import begun_at
from tests.devices.holders import hire
from tests.routers.conftest import House
from tests.routers.evidence import settle_everything

CAMERA, STATION = "RZ-JLY-0101", "RZ-CJZ-01"
FOUND_FINE = {"works": "fine", "battery": "fine", "storage": "fine", "clock": "fine"}
TUS = {"Tus-Resumable": "1.0.0"}


def december(day: int, at: str) -> datetime:
    """Return a moment of that month by the office's clock."""
    return datetime.fromisoformat(f"2026-12-{day:02d}T{at}").replace(tzinfo=SHANGHAI)


@dataclass(slots=True)
class Month:
    """The house in that month; ``people``, ``tokens`` and ``devices`` are found by name."""

    house: House
    clip: bytes
    people: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    devices: dict[str, UUID] = field(default_factory=dict)
    _sent: int = 0

    @property
    def camera(self) -> UUID:
        return self.devices[CAMERA]

    def at(self, day: int, at: str) -> None:
        """Let it become that moment."""
        assert december(day, at) >= self.house.clock.now, "the month has one direction"
        self.house.clock.now = december(day, at)

    async def read(self, username: str, path: str, **params: str) -> str:
        """Open a page as somebody."""
        browser = await self.house.visit(username)
        answer = await browser.get(path, params=params, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def submit(
        self, username: str, path: str, fields: Mapping[str, str], *, status: int = 303
    ) -> httpx.Response:
        """Send a form as somebody and hold the answer to its status."""
        browser = await self.house.visit(username)
        answer = await browser.post(path, data=dict(fields))
        assert answer.status_code == status, answer.text
        return answer

    async def settle_people(self) -> None:
        """Hire those who are not of the town's cast."""
        town = self.house.town
        async with self.house.sessions() as session, session.begin():
            for username, name, unit, role in (
                ("xu", "徐海涛", town.brigade, Role.DEVICE_KEEPER),
                ("zheng", "郑文静", town.agency, Role.INSPECTOR),
                ("ma", "马建国", town.brigade, Role.OFFICER),
                ("lin", "林远航", town.brigade, Role.OFFICER),
                ("he", "何雨晴", town.brigade, Role.OFFICER),
            ):
                actor = await hire(session, username, name, unit, role)
                assert actor.id is not None
                self.people[username] = actor.id
        assert town.chen.id is not None
        self.people["chen"] = town.chen.id

    async def certify(self, username: str, number: str, until: str) -> None:
        """Let the inspector file a certificate."""
        fields = {
            "certificate_kind": "provincial",
            "certificate_no": number,
            "certificate_issuer": "河南省人民政府",
            "certificate_valid_from": "2024-01-01",
            "certificate_valid_until": until,
        }
        await self.submit("zheng", f"/people/{self.people[username]}/qualifications", fields)

    async def register(self, device_no: str, kind: str) -> None:
        """Let the keeper register a device and let it fetch its token with a one-time code."""
        place = str(self.house.town.brigade)
        fields = {"place": place, "device_no": device_no, "kind": kind, "model": "DSJ-A9"}
        answer = await self.submit("xu", "/devices/new", fields)
        device = UUID(answer.headers["Location"].rpartition("/")[2])
        page = await self.submit("xu", f"/terminals/{device}/codes", {}, status=201)
        code = re.search(r"([0-9A-Z]{5})-([0-9A-Z]{5})", page.text)
        assert code is not None, page.text
        enrolled = await self.house.stranger().post("/api/enrolments", json={"code": code.group()})
        assert enrolled.status_code == 201, enrolled.text
        self.devices[device_no], self.tokens[device_no] = device, enrolled.json()["token"]

    async def hand(
        self, username: str, act: str, receiver: str = "", *, status: int = 303, **more: str
    ) -> str:
        """Issue, transfer or return the camera; return the page that refuses it, if one does."""
        fields = {"receiver": str(self.people.get(receiver, "")), **more}
        answer = await self.submit(
            username, f"/handovers/{self.camera}/{act}", fields, status=status
        )
        return answer.text

    async def check(self, username: str) -> None:
        """Let whoever holds the camera look at it before use."""
        await self.submit(username, f"/devices/{self.camera}/prechecks", FOUND_FINE)

    async def service(self, username: str, path: str, **fields: str) -> None:
        """Send one of the forms about the camera's condition."""
        await self.submit(username, f"/devices/{self.camera}/{path}", fields)

    async def record(self, sender: str, recorded_at: datetime, **metadata: str) -> UUID:
        """Hand a clip with an honest clock in with a device's own token; let the worker finish."""
        self._sent += 1
        # A free box behind the last one: every clip plays, and no two are the same file.
        content = (
            begun_at(self.clip, recorded_at)
            + b"\x00\x00\x00\x10free"
            + self._sent.to_bytes(8, "big")
        )
        said = {
            "filename": f"现场{self._sent:02d}.mp4",
            "recorded_at": recorded_at.isoformat(),
            **metadata,
        }
        pairs = ",".join(f"{key} {b64encode(word.encode()).decode()}" for key, word in said.items())
        terminal = self.house.stranger(**TUS, Authorization=f"Bearer {self.tokens[sender]}")
        opened = await terminal.post(
            "/files", headers={"Upload-Length": str(len(content)), "Upload-Metadata": pairs}
        )
        assert opened.status_code == 201, opened.text
        sent = await terminal.patch(
            opened.headers["Location"],
            headers={"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
            content=content,
        )
        assert sent.status_code == 204, sent.text
        await settle_everything(self.house)
        return UUID(sent.headers["Liuhen-Recording"].rpartition("/")[2])

    async def officer_of(self, recording: UUID) -> str:
        """Return whom the page of a recording names, as the record keeper reads it."""
        page = await self.read("liu", f"/recordings/{recording}")
        found = re.search(r"<dt>执法人员</dt>\s*<dd>\s*(\S+)\s*<br>", page)
        return found.group(1) if found else ""


async def begin(house: House, clip: bytes) -> Month:
    """Let the first morning come: people, certificates, camera and station are there."""
    month = Month(house, clip)
    await month.settle_people()
    month.at(1, "08:00")
    await month.certify("chen", "豫D0412016", "2030-12-31")
    await month.certify("ma", "豫D0412017", "2030-12-31")
    await month.certify("lin", "豫D0412018", "2026-12-15")
    await month.register(CAMERA, "body_camera")
    await month.register(STATION, "dock_station")
    return month


async def issue_by_label(month: Month) -> None:
    """1 December: He has no certificate; Chen gets the camera and looks at it."""
    month.at(1, "08:30")
    page = await month.read("xu", f"/devices/{month.camera}")
    label = re.search(r"<dt>标签编码</dt>\s*<dd>\s*(\S+)", page)
    assert label is not None, page
    scanned = await month.read("xu", "/handovers", code=label.group(1).lower())
    assert f"/handovers/{month.camera}/issue" in scanned
    refused = await month.hand("xu", "issue", "he", status=403)
    assert "系统中没有领用人的执法资格证件" in refused
    await month.hand("xu", "issue", "chen", purpose="汝河采砂巡查")
    month.at(1, "08:45")
    await month.check("chen")


async def go_from_hand_to_hand(month: Month) -> dict[str, UUID]:
    """1 to 9 December: three officers, a late card, and a hand-over that is noted too late."""
    month.at(1, "10:00")
    sent = {"chen": await month.record(CAMERA, december(1, "09:30"))}
    month.at(2, "14:00")
    await month.hand("chen", "transfer", "ma", content="汝河采砂点检查")
    month.at(2, "14:05")
    await month.check("ma")
    month.at(2, "17:00")
    sent["ma"] = await month.record(CAMERA, december(2, "14:10"))
    month.at(3, "09:00")
    sent["late"] = await month.record(STATION, december(2, "11:00"), device_no=CAMERA)
    month.at(4, "16:00")
    await month.hand("ma", "transfer", "lin", content="水库巡查")
    month.at(7, "12:00")
    sent["moved"] = await month.record(CAMERA, december(7, "09:00"))
    assert await month.officer_of(sent["moved"]) == "林远航"
    month.at(8, "18:00")
    unexplained = await month.hand(
        "xu", "transfer", "chen", status=422, at="2026-12-07T08:00", content="取水口检查"
    )
    assert "2026-12-07T08:00" in unexplained
    await month.hand(
        "xu",
        "transfer",
        "chen",
        at="2026-12-07T08:00",
        content="取水口检查",
        remark="林远航当日送训，现场交陈立使用，事后补登",
    )
    return sent


async def break_and_mend(month: Month) -> dict[str, UUID]:
    """9 to 11 December: stop of use, a repair without leave, a test."""
    month.at(9, "09:00")
    await month.service("chen", "fault", found_at="2026-12-09T08:50", description="屏幕碎裂")
    refused = await month.hand("chen", "transfer", "ma", status=403, content="采砂点检查")
    assert "这台设备不是完好状态，应停止使用，不能发放" in refused
    sent = {"before the fault": await month.record(CAMERA, december(9, "08:40"))}
    month.at(9, "10:00")
    await month.hand("xu", "return", content="采砂点检查")
    assert "不是完好状态" in await month.hand("xu", "issue", "ma", status=403)
    month.at(10, "15:00")
    await month.service(
        "xu",
        "unauthorised-repair",
        repairer="街边电子维修部",
        cost="150",
        began_on="2026-12-09",
        ended_on="2026-12-10",
        work="自行更换屏幕",
    )
    assert "不是完好状态" in await month.hand("xu", "issue", "ma", status=403)
    month.at(11, "08:10")
    await month.service("xu", "repair-test", decision="yes", test_note="录制、回放、时钟正常")
    return sent


async def go_out_again(month: Month) -> dict[str, UUID]:
    """11 to 18 December: Lin until the certificate ends, then Ma, then back for good."""
    month.at(11, "08:30")
    await month.hand("xu", "issue", "lin", purpose="河道巡查")
    month.at(11, "17:00")
    sent = {"lin": await month.record(CAMERA, december(11, "10:00"))}
    month.at(14, "17:30")
    await month.hand("xu", "return", content="河道巡查")
    month.at(16, "08:30")
    refused = await month.hand("xu", "issue", "lin", status=403)
    assert "领用人的执法资格证件已于 2026-12-15 到期" in refused
    await month.hand("xu", "issue", "ma", purpose="堤防巡查")
    month.at(17, "16:00")
    sent["settled"] = await month.record(STATION, december(17, "09:00"), device_no="ZZ-9999")
    assert await month.officer_of(sent["settled"]) == ""
    assert "ZZ-9999" in await month.read("xu", "/set-aside")
    await month.submit(
        "xu", f"/set-aside/{sent['settled']}/device", {"device": CAMERA, "reason": "编号输入有误"}
    )
    month.at(18, "17:30")
    await month.hand("xu", "return", content="堤防巡查")
    return sent


async def whole_month(house: House, clip: bytes) -> tuple[Month, dict[str, UUID]]:
    """Tell everything and return the recordings by what is special about them."""
    month = await begin(house, clip)
    await issue_by_label(month)
    sent = await go_from_hand_to_hand(month)
    sent |= await break_and_mend(month)
    sent |= await go_out_again(month)
    month.at(18, "18:00")
    return month, sent
