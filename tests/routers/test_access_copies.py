"""The pages of copies: issue, take away, sign, mail; and bad input."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from app.ledger.kinds import LedgerKind
from app.models import CopyIssue, CopyOrder, Original
from app.policy.law_words import Approver, ConsultAct, Requester
from tests.access import desk
from tests.access.copies import PAPER, opened, police_copy
from tests.papers import files
from tests.routers.conftest import House, house
from tests.world import NOW

__all__ = ["house"]
DISC = {"medium": "disc", "copies": "2"}
SIGNED = {"taker": "马警官", "document": "警官证 041022"}


@dataclass(frozen=True, slots=True)
class Counter:
    """The granted request of the police, and Liu's browser."""

    house: House
    request_id: UUID
    liu: httpx.AsyncClient

    async def issue(self, **fields: str) -> httpx.Response:
        page = await self.liu.get(f"/access/{self.request_id}")
        revision = page.text.split('name="revision" value="')[1].split('"')[0]
        data = {"revision": revision, **DISC, **fields}
        return await self.liu.post(f"/access/{self.request_id}/copies", data=data)

    async def issued(self) -> str:
        """Issue a copy and return where its page is."""
        answer = await self.issue()
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@pytest.fixture
async def counter(house: House) -> Counter:
    async with house.sessions() as session, session.begin():
        request_id, *_ = await police_copy(session, house.town, house.resources.store)
    return Counter(house, request_id, await house.visit("liu"))


async def row(house: House) -> CopyIssue:
    async with house.sessions() as session:
        return (await session.scalars(select(CopyIssue))).one()


async def test_the_keeper_issues_and_takes_away_exactly_what_is_kept(counter: Counter) -> None:
    page = await counter.issued()

    shown = (await counter.liu.get(page)).text
    bundle = await counter.liu.get(f"{page}/bundle")

    issue = await row(counter.house)
    async with counter.house.sessions() as session:
        original = await session.get_one(Original, issue.bundle_id)
    assert hashlib.sha256(bundle.content).hexdigest() == original.sha256
    assert original.sha256 in shown
    assert issue.manifest_sha256 in shown
    asked = (await counter.liu.get(f"/access/{counter.request_id}")).text
    assert "已制作复制件 1 次" in asked
    assert "不限阅览室" not in asked
    assert PAPER in opened(bundle.content).values()
    assert bundle.headers["content-disposition"].startswith("attachment")
    assert bundle.headers["content-type"] == "application/zip"
    assert "打开过 1 次" in (await counter.liu.get(page)).text
    events = [line.kind for line in await counter.house.history(issue.id)]
    assert events == [LedgerKind.COPY_SEALED, LedgerKind.COPY_OPENED]
    assert issue.code in (await counter.liu.get(f"/access/{counter.request_id}")).text


async def test_the_sheets_name_every_file_and_its_digest(counter: Counter) -> None:
    page = await counter.issued()

    slip, dispatch = [(await counter.liu.get(f"{page}/{it}")).text for it in ("slip", "dispatch")]

    issue = await row(counter.house)
    for sheet in (slip, dispatch):
        assert issue.manifest_sha256 in sheet
        assert "../询问笔录" in sheet
        assert "光盘 2 份" in sheet
    assert "签收人：" in slip
    assert "寄送人：" in dispatch


async def test_the_taker_signs_and_the_scan_is_kept(counter: Counter) -> None:
    page = await counter.issued()
    scan = files.pdf("signed")

    answer = await counter.liu.post(
        f"{page}/receipt", data=SIGNED, files={"scan": ("签收单.pdf", scan)}
    )

    assert answer.status_code == 303
    kept = await counter.liu.get(f"{page}/receipt")
    assert kept.content == scan
    assert kept.headers["content-type"] == "application/pdf"
    again = await counter.liu.post(f"{page}/receipt", data=SIGNED, files={"scan": ("", b"")})
    assert again.status_code == 422
    assert "已经由马警官签收" in again.text


async def test_the_main_handler_finds_the_letter_on_his_start_page_and_mails_the_copies(
    counter: Counter,
) -> None:
    """汝州调阅 8: from the card to the post, without the address of anything."""
    house = counter.house
    async with house.sessions() as session, session.begin():
        case_id = (await desk.row_of(session, counter.request_id)).case_id
        assert case_id is not None
        request_id = await desk.received(
            session,
            house.town,
            Requester.OUTSIDE_ENFORCER,
            case_id=case_id,
            act=ConsultAct.SUPPLY,
            documents={await desk.paper_in(session, house.town, case_id)},
        )
        waiting = "外调材料待寄送"
    chen = await house.visit("chen")
    assert waiting not in (await chen.get("/")).text
    assert (await chen.get(f"/access/{request_id}")).status_code == 404
    async with house.sessions() as session, session.begin():
        await desk.approved(session, house.town, request_id, Approver.HEAD)

    start = (await chen.get("/")).text
    listed = (await chen.get("/access?tab=mail")).text
    shown = (await chen.get(f"/access/{request_id}")).text

    assert waiting in start
    assert 'href="/access?tab=mail"' in start
    assert "外调寄送（1）" in listed
    assert f"/access/{request_id}" in listed
    assert "由案件主办人陈立复印寄送" in shown
    assert "调阅监督制度第八条" in shown
    assert "生成并发放" in shown
    assert "外调寄送" not in (await (await house.visit("qian")).get("/access")).text


async def test_it_is_mailed_once(counter: Counter) -> None:
    page = await counter.issued()
    parcel = {"mail_to": "汝州市公安局", "mail_no": "XA1", "mailed_on": NOW.date().isoformat()}

    answer = await counter.liu.post(f"{page}/mailing", data=parcel)
    again = await counter.liu.post(f"{page}/mailing", data=parcel)

    assert answer.status_code == 303
    assert "XA1" in (await counter.liu.get(f"{page}/dispatch")).text
    assert again.status_code == 422
    assert "已经登记寄送" in again.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"medium": "stone"}, "请选择复制件的载体"),
        ({"copies": "0"}, "份数应当在"),
        ({"copies": "三"}, "份数应当在"),
        ({"copies": "1e9"}, "份数应当在"),
        ({"revision": "99"}, "有人办理了这份申请"),
    ],
)
async def test_a_senseless_order_is_said_and_what_was_typed_stays(
    counter: Counter, fields: dict[str, str], words: str
) -> None:
    answer = await counter.issue(**fields)

    assert answer.status_code == 422
    assert words in answer.text
    async with counter.house.sessions() as session:
        assert (await session.scalars(select(CopyIssue))).all() == []


async def test_the_number_of_copies_may_be_written_in_wide_digits(counter: Counter) -> None:
    answer = await counter.issue(copies="\uff13")

    assert answer.status_code == 303
    async with counter.house.sessions() as session:
        assert await session.scalar(select(CopyOrder.copies)) == 3


@pytest.mark.parametrize(
    ("door", "data", "words"),
    [
        ("receipt", {"taker": "", "document": "x"}, "请填写签收人的姓名"),
        ("receipt", {"taker": "\x00" * 300, "document": "x"}, "请填写签收人的姓名"),
        ("mailing", {"mail_to": "", "mailed_on": "2026-11-21"}, "请填写收件单位和地址"),
        ("mailing", {"mail_to": "甲", "mailed_on": "tomorrow"}, "请填写寄出日期"),
    ],
)
async def test_what_cannot_be_noted_is_said(
    counter: Counter, door: str, data: dict[str, str], words: str
) -> None:
    page = await counter.issued()
    sent = {"files": {"scan": ("", b"")}} if door == "receipt" else {}

    answer = await counter.liu.post(f"{page}/{door}", data=data, **sent)  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert words in answer.text


async def test_others_meet_what_the_rules_say(counter: Counter) -> None:
    """Zhao may know and not open; Chen does not know; nobody signed in goes to the entrance."""
    page = await counter.issued()
    parcel = {"mail_to": "甲", "mailed_on": NOW.date().isoformat()}
    met = {}
    for name in ("zhao", "chen", "qian", "sun"):
        browser = await counter.house.visit(name)
        met[name] = (
            (await browser.get(page)).status_code,
            (await browser.get(f"{page}/bundle")).status_code,
            (await browser.get(f"{page}/receipt")).status_code,
            (await browser.post(f"{page}/mailing", data=parcel)).status_code,
            (await browser.post(f"{page}/receipt", data=SIGNED)).status_code,
            (await browser.post(f"/access/{counter.request_id}/copies", data=DISC)).status_code,
        )
    stranger = counter.house.stranger()

    assert met["zhao"] == (200, 403, 404, 403, 403, 403)
    assert met["chen"] == met["qian"] == met["sun"] == (404,) * 6
    assert (await stranger.get(f"{page}/bundle")).headers["location"].startswith("/sign-in")


async def test_the_main_handler_takes_the_copy_and_finds_the_form_to_mail(house: House) -> None:
    """调阅 8; that somebody took it at the desk is for the keeper to note."""
    async with house.sessions() as session, session.begin():
        request_id, *_ = await police_copy(
            session, house.town, house.resources.store, Requester.OUTSIDE_ENFORCER
        )
        await desk.approved(session, house.town, request_id, Approver.HEAD)
    counter = Counter(house, request_id, await house.visit("liu"))
    page = await counter.issued()
    chen = await house.visit("chen")

    shown = (await chen.get(page)).text
    bundle = await chen.get(f"{page}/bundle")

    assert "登记寄送" in shown
    assert "证件名称和号码" not in shown
    assert f'/access/{request_id}"' in shown
    assert "下载复制件" in shown
    assert bundle.status_code == 200
