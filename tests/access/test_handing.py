"""签收 and 寄送: who took a copy, where it was mailed, and who opens what was kept (调阅 6, 8)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.copies import find_issue, open_bundle
from app.access.ending import revoke_permit
from app.access.handing import (
    Parcel,
    Taker,
    mail_copy,
    may_receive,
    receive_copy,
    receive_with_scan,
)
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import CopyIssue, Original, RegisterLine, Unit
from app.pages.passing import UnfitDocumentError
from app.people.problems import NotAcceptableError
from app.policy.access_words import RegisterKind
from app.policy.actor import Actor, Assignment
from app.policy.decision import Decision
from app.policy.law_words import Approver, ConsultAct, Requester
from app.policy.pack import Pack
from app.policy.vocabulary import Role
from tests.access import desk
from tests.access.copies import Counter, bytes_of, counter, laid_out
from tests.papers import files
from tests.policy.packs import pack_of
from tests.world import NOW

__all__ = ["counter", "laid_out"]
TAKER = Taker("马警官", "警官证 041022")
PARCEL = Parcel("宝丰县水利局，宝丰县人民路 1 号", "XA 1234 5678", NOW.date())


async def from_elsewhere(counter: Counter) -> Counter:
    """Return the same counter at the request of an enforcer from elsewhere, approved by Zhao."""
    async with counter.sessions() as session, session.begin():
        request_id = await desk.received(
            session,
            counter.town,
            Requester.OUTSIDE_ENFORCER,
            case_id=counter.case_id,
            act=ConsultAct.COPY,
            documents={counter.document_id},
        )
        await desk.approved(session, counter.town, request_id, Approver.HEAD)
    return replace(counter, request_id=request_id)


async def receive(
    counter: Counter, issue_id: UUID, actor: Actor | None = None, taker: Taker = TAKER
) -> Decision | None:
    async with counter.sessions() as session, session.begin():
        return await receive_copy(session, actor or counter.town.liu, issue_id, taker, now=NOW)


async def mail(
    counter: Counter, issue_id: UUID, actor: Actor, parcel: Parcel = PARCEL
) -> Decision | None:
    async with counter.sessions() as session, session.begin():
        return await mail_copy(session, actor, issue_id, parcel, now=NOW)


async def row(counter: Counter, issue_id: UUID) -> CopyIssue:
    async with counter.sessions() as session:
        return await session.get_one(CopyIssue, issue_id)


async def kinds(counter: Counter, issue_id: UUID) -> list[LedgerKind]:
    """Return what happened to a copy since it was sealed."""
    async with counter.sessions() as session:
        sealed, *later = await history_of(session, issue_id)
    assert sealed.kind is LedgerKind.COPY_SEALED
    return [line.kind for line in later]


async def test_the_taker_signs_once_and_the_signed_receipt_is_kept(counter: Counter) -> None:
    issue = await counter.issued()
    scan = files.pdf("signed")

    outcome = await receive_with_scan(
        counter.desk,
        counter.town.liu,
        issue.id,
        TAKER,
        file_name="签收单.pdf",
        stream=files.in_pieces(scan),
    )

    signed = await row(counter, issue.id)
    async with counter.sessions() as session:
        receipt = await session.get_one(Original, signed.receipt_id)
    assert outcome is None
    assert (signed.taker_name, signed.taker_document) == ("马警官", "警官证 041022")
    assert bytes_of(counter.desk.store, receipt) == scan
    assert await kinds(counter, issue.id) == [LedgerKind.COPY_RECEIVED]
    with pytest.raises(ConflictError, match="马警官签收"):
        await receive(counter, issue.id)


async def test_who_took_it_stands_in_the_register_beside_its_issue(counter: Counter) -> None:
    """调阅 3: the issue says that nobody has it yet, the receipt is a line of its own."""
    issue = await counter.issued()
    before = await lines_of(counter, issue.id)

    await receive(counter, issue.id)

    made, taken = await lines_of(counter, issue.id)
    assert made.columns == before[0].columns
    assert "已制作，尚未领取" in made.columns["note"]
    assert taken.kind == RegisterKind.RECEIVED.value
    assert taken.columns["way"] == "领取（光盘 1 份）"
    assert "领取人 马警官 警官证 041022" in taken.columns["note"]


async def test_a_wrong_receipt_is_put_right_by_a_further_line_and_never_changed(
    counter: Counter,
) -> None:
    """调阅 3: as often as need be; the line that was wrong stays as it was."""
    issue = await counter.issued()
    await receive(counter, issue.id)
    _, first = await lines_of(counter, issue.id)

    for name in ("牛警官", "朱警官"):
        right = Taker(name, "警官证 041023", "原来登记的是同行的人")
        assert await receive(counter, issue.id, taker=right) is None

    lines = await lines_of(counter, issue.id)
    assert [line.kind for line in lines[1:]] == ["received", *["receipt_corrected"] * 2]
    assert lines[1].columns == first.columns
    assert lines[2].columns["way"] == "更正领取（光盘 1 份）"
    assert "领取人 牛警官 警官证 041023" in lines[2].columns["note"]
    assert (
        "更正：原登记领取人 马警官 警官证 041022，原来登记的是同行的人" in lines[2].columns["note"]
    )
    assert (await row(counter, issue.id)).taker_name == "朱警官"
    assert await kinds(counter, issue.id) == [
        LedgerKind.COPY_RECEIVED,
        *[LedgerKind.COPY_RECEIPT_CORRECTED] * 2,
    ]


async def test_a_correction_says_what_was_wrong_and_follows_a_receipt(counter: Counter) -> None:
    issue = await counter.issued()
    right = Taker("牛警官", "警官证 041023", "写错了")
    with pytest.raises(ConflictError, match="还没有登记签收"):
        await receive(counter, issue.id, taker=right)
    await receive(counter, issue.id)

    with pytest.raises(NotAcceptableError) as caught:
        await receive(counter, issue.id, taker=replace(right, correction=""))
    refused = await receive(counter, issue.id, counter.town.zhao, taker=right)

    assert [problem.field for problem in caught.value.problems] == ["correction"]
    assert isinstance(refused, Decision)
    assert (await row(counter, issue.id)).taker_name == "马警官"


async def test_what_was_fetched_is_not_mailed_as_well(counter: Counter) -> None:
    issue = await counter.issued()
    await receive(counter, issue.id)

    with pytest.raises(ConflictError, match="已经由马警官领取，不能再登记寄送"):
        await mail(counter, issue.id, counter.town.liu)


async def test_where_the_agency_requires_a_signature_nothing_is_taken_without_its_scan(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No text of the five asks for it, so it is the agency's own setting."""
    issue = await counter.issued()

    async def law(_session: AsyncSession, _unit_id: UUID) -> Pack:
        return pack_of({"access.receipt": "required"})

    monkeypatch.setattr("app.access.handing.pack_of_unit", law)

    with pytest.raises(NotAcceptableError) as caught:
        await receive(counter, issue.id)
    outcome = await receive_with_scan(
        counter.desk,
        counter.town.liu,
        issue.id,
        TAKER,
        file_name="签收单.pdf",
        stream=files.in_pieces(files.pdf("signed")),
    )

    assert [problem.field for problem in caught.value.problems] == ["scan"]
    assert outcome is None


async def test_a_receipt_that_is_no_scan_is_not_taken(counter: Counter) -> None:
    issue = await counter.issued()

    with pytest.raises(UnfitDocumentError, match="这里只收扫描件"):
        await receive_with_scan(
            counter.desk,
            counter.town.liu,
            issue.id,
            TAKER,
            file_name="签收单.docx",
            stream=files.in_pieces(files.docx()),
        )

    assert (await row(counter, issue.id)).received_at is None


@pytest.mark.parametrize("taker", [Taker("", "警官证"), Taker("马", ""), Taker("马" * 201, "证")])
async def test_whoever_takes_a_copy_is_named_with_a_document(
    counter: Counter, taker: Taker
) -> None:
    issue = await counter.issued()

    with pytest.raises(NotAcceptableError, match="请填写签收人"):
        await receive(counter, issue.id, taker=taker)


async def test_the_keeper_opens_what_was_kept_and_each_time_is_an_event(counter: Counter) -> None:
    issue = await counter.issued()

    for _ in range(2):
        async with counter.sessions() as session, session.begin():
            opened = await open_bundle(session, counter.town.liu, issue.id, now=NOW)
            assert not isinstance(opened, Decision)
            assert opened.file_name == f"调阅〔2026〕1号 {issue.code}.zip"

    assert await kinds(counter, issue.id) == [LedgerKind.COPY_OPENED] * 2


async def test_nobody_but_the_keeper_opens_it(counter: Counter) -> None:
    issue = await counter.issued()

    async with counter.sessions() as session, session.begin():
        refused = await open_bundle(session, counter.town.zhao, issue.id, now=NOW)
        for outsider in (counter.town.chen, counter.town.qian):
            with pytest.raises(NotFoundError):
                await open_bundle(session, outsider, issue.id, now=NOW)

    assert isinstance(refused, Decision)
    assert await kinds(counter, issue.id) == [LedgerKind.ACT_REFUSED]


async def test_where_no_setting_names_the_keeper_each_refusal_names_the_setting(
    counter: Counter,
) -> None:
    issue = await counter.issued()
    leader = replace(
        counter.town.chen, assignments=(Assignment(counter.town.brigade, Role.LEADER),)
    )
    async with counter.sessions() as session, session.begin():
        units = Unit.id.in_([counter.town.agency, counter.town.brigade])
        await session.execute(update(Unit).where(units).values(pack_id="zhangying"))

    async with counter.sessions() as session, session.begin():
        opening = await open_bundle(session, leader, issue.id, now=NOW)
        before = await may_receive(session, leader, issue.id, now=NOW)
    receiving = await receive(counter, issue.id, leader)
    mailing = await mail(counter, issue.id, leader)

    for refused in (opening, before, receiving, mailing):
        assert isinstance(refused, Decision)
        assert refused.unset == ("custodian.role",)
        assert "本机关尚未设定“资料保管岗位”" in refused.reason
        assert "系统管理员" in refused.reason


async def test_what_was_not_handed_over_in_time_stays_here(counter: Counter) -> None:
    late, signed = await counter.issued(), await counter.issued()
    await receive(counter, signed.id)
    async with counter.sessions() as session, session.begin():
        await revoke_permit(session, counter.town.liu, counter.request_id, "错", now=NOW)

    async with counter.sessions() as session, session.begin():
        refused = await open_bundle(session, counter.town.liu, late.id, now=NOW)
        opened = await open_bundle(session, counter.town.liu, signed.id, now=NOW)

    assert isinstance(refused, Decision)
    assert "没有交付" in refused.reason
    assert not isinstance(opened, Decision)


async def test_the_main_handler_mails_what_an_enforcer_from_elsewhere_asked_for(
    counter: Counter,
) -> None:
    """调阅 8: Chen handles the case."""
    counter = await from_elsewhere(counter)
    issue = await counter.issued()

    refused = await mail(counter, issue.id, counter.town.zhao)
    outcome = await mail(counter, issue.id, counter.town.chen)

    mailed = await row(counter, issue.id)
    assert isinstance(refused, Decision)
    assert any("第八条" in cite.article for cite in refused.citations)
    assert outcome is None
    assert (mailed.mail_to, mailed.mailed_by_id) == (PARCEL.to, counter.town.chen.id)
    assert await kinds(counter, issue.id) == [LedgerKind.ACT_REFUSED, LedgerKind.COPY_MAILED]
    with pytest.raises(ConflictError, match="已经登记寄送"):
        await mail(counter, issue.id, counter.town.liu)


async def test_what_is_mailed_stands_in_the_register_beside_its_issue(counter: Counter) -> None:
    """调阅 3, 8: what was written at the issue stays, the post is a line of its own."""
    counter = await from_elsewhere(counter)
    issue = await counter.issued()
    before = await lines_of(counter, issue.id)

    await mail(counter, issue.id, counter.town.chen)

    after = await lines_of(counter, issue.id)
    assert [line.kind for line in after] == [RegisterKind.COPIED.value, RegisterKind.MAILED.value]
    assert [line.line_no for line in after] == [1, 2]
    assert after[0].columns == before[0].columns
    assert "寄往" not in after[0].columns["note"]
    assert "寄往 宝丰县水利局" in after[1].columns["note"]
    assert "单号 XA 1234 5678" in after[1].columns["note"]
    assert after[1].columns["way"] == "寄送（光盘 1 份）"
    assert after[1].columns["keeper"] == "陈立"


async def lines_of(counter: Counter, issue_id: UUID) -> list[RegisterLine]:
    async with counter.sessions() as session:
        lines = select(RegisterLine).where(RegisterLine.copy_id == issue_id)
        return list(await session.scalars(lines.order_by(RegisterLine.line_no)))


async def test_a_refused_mailing_leaves_no_line(counter: Counter) -> None:
    counter = await from_elsewhere(counter)
    issue = await counter.issued()

    await mail(counter, issue.id, counter.town.zhao)

    assert len(await lines_of(counter, issue.id)) == 1


async def test_the_main_handler_does_not_know_of_what_others_asked_for(counter: Counter) -> None:
    issue = await counter.issued()

    with pytest.raises(NotFoundError):
        await mail(counter, issue.id, counter.town.chen)


@pytest.mark.parametrize(
    ("parcel", "words"),
    [
        (replace(PARCEL, to=""), "请填写收件单位和地址"),
        (replace(PARCEL, number="1" * 201), "单号最长"),
        (replace(PARCEL, on=NOW.date() + timedelta(days=1)), "寄出日期"),
        (replace(PARCEL, on=NOW.date() - timedelta(days=1)), "寄出日期"),
    ],
)
async def test_a_parcel_has_an_address_and_a_day_that_can_be(
    counter: Counter, parcel: Parcel, words: str
) -> None:
    issue = await counter.issued()

    with pytest.raises(NotAcceptableError, match=words):
        await mail(counter, issue.id, counter.town.liu, parcel)


async def test_an_issue_that_never_was(counter: Counter) -> None:
    async with counter.sessions() as session:
        with pytest.raises(NotFoundError):
            await find_issue(session, counter.town.liu, uuid4())
