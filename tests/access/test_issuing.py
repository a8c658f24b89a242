"""复制发放: what leaves is exactly what is kept, and only under a permit that holds (调阅 4, 6)."""

import asyncio
import errno
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import issuing
from app.access.bundling import write_bundle
from app.access.ending import revoke_permit
from app.access.requests import RequestChangedError
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import (
    AccessItem,
    AccessRequest,
    Case,
    CaseDocument,
    CaseHandler,
    Original,
    Person,
    Recording,
    RegisterLine,
)
from app.people.problems import NotAcceptableError
from app.policy.access_words import CopyOrderState, RegisterKind
from app.policy.case_words import SecurityClass
from app.policy.decision import Decision
from app.policy.law_words import Approver, ConsultAct, Requester
from app.storage.disk import DiskStore
from tests.access import desk
from tests.access.copies import FILM, PAPER, Counter, counter, laid_out, opened
from tests.storage.faults import FaultPlan, FaultySyscalls
from tests.world import NOW

__all__ = ["counter", "laid_out"]
Change = Callable[[AsyncSession, Counter], Awaitable[object]]


async def lines(counter: Counter) -> list[RegisterLine]:
    async with counter.sessions() as session:
        return list(await session.scalars(select(RegisterLine).order_by(RegisterLine.line_no)))


async def change(counter: Counter, *statements: object) -> None:
    async with counter.sessions() as session, session.begin():
        for statement in statements:
            await session.execute(statement)  # type: ignore[call-overload]


async def test_what_is_kept_is_the_originals_byte_for_byte_under_safe_names(
    counter: Counter,
) -> None:
    issue = await counter.issued(copies=2)

    bundle = await counter.bundle(issue)
    members = opened(bundle)
    found = {name[len("资料/0001-") :]: members[name] for name in members if "/" in name}
    assert found == {".._询问笔录.pdf": PAPER, "音像资料 2026-11-21 10.00.00 收到.mp4": FILM}
    assert "<script" not in members["清单.html"].decode()
    assert "调阅〔2026〕1号" in members["清单.html"].decode()
    async with counter.sessions() as session:
        original = await session.get_one(Original, issue.bundle_id)
    assert original.sha256 == hashlib.sha256(bundle).hexdigest()
    assert original.sm3 == hashlib.new("sm3", bundle).hexdigest()
    assert counter.desk.store.uploads_with_segments() == ()


@pytest.mark.parametrize("recorded_at", [None, NOW - timedelta(days=366 * 30)])
async def test_no_paper_of_a_copy_gives_out_the_arrival_as_the_time_of_recording(
    counter: Counter, recorded_at: datetime | None
) -> None:
    recording = update(Recording).where(Recording.id == counter.recording_id)
    await change(counter, recording.values(recorded_at=recorded_at))

    issue = await counter.issued()

    members = opened(await counter.bundle(issue))
    named = "音像资料 2026-11-21 10.00.00 收到"
    assert named in {file["title"] for file in issue.manifest["files"]}
    assert any(name.endswith(f"{named}.mp4") for name in members)
    assert named in members["清单.html"].decode()


async def test_the_manifest_verifies_with_nothing_but_zip_and_digests(counter: Counter) -> None:
    issue = await counter.issued()

    members = opened(await counter.bundle(issue))
    manifest = json.loads(members["manifest.json"])
    assert hashlib.sha256(members["manifest.json"]).hexdigest() == issue.manifest_sha256
    assert manifest == issue.manifest
    for file in manifest["files"]:
        content = members[file["name"]]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert hashlib.new("sm3", content).hexdigest() == file["sm3"]
        assert len(content) == file["size_bytes"]
    assert {file["record_id"] for file in manifest["files"]} == {
        str(counter.document_id),
        str(counter.recording_id),
    }
    assert manifest["request_no"] == "调阅〔2026〕1号"
    assert (manifest["taker"], manifest["taker_unit"]) == ("马警官", "汝州市公安局")
    assert manifest["code"] == issue.code
    assert len(manifest["regulation"]["sha256"]) == 64
    assert any("第六条" in article for article in manifest["articles"])


async def test_an_issue_counts_a_use_and_stands_in_ledger_and_register(counter: Counter) -> None:
    issue = await counter.issued()

    assert (await counter.permit()).uses == 1
    (line,) = await lines(counter)
    assert (line.kind, line.copy_id) == (RegisterKind.COPIED.value, issue.id)
    assert line.columns["applicant"] == "马警官"
    assert issue.code in line.columns["note"]
    async with counter.sessions() as session:
        event = (await history_of(session, counter.request_id))[-1]
        original = await session.get_one(Original, issue.bundle_id)
    assert event.kind is LedgerKind.COPY_ISSUED
    assert event.actor_id == counter.town.liu.id
    assert event.detail["copy"] == str(issue.id)
    assert event.detail["sha256"] == original.sha256
    assert event.detail["manifest_sha256"] == issue.manifest_sha256
    assert event.detail["citations"]


async def _revoke(session: AsyncSession, counter: Counter) -> None:
    assert await revoke_permit(session, counter.town.liu, counter.request_id, "错", now=NOW) is None


async def _strike_papers(session: AsyncSession, counter: Counter) -> None:
    papers = await session.scalars(desk.papers_of_request(counter.request_id))
    for paper in papers:
        paper.struck_at, paper.struck_by_id = NOW, counter.town.liu.id
        paper.strike_reason = "伪造"


async def _leave_all_out(session: AsyncSession, counter: Counter) -> None:
    await session.execute(update(AccessItem).values(is_granted=False))


BARRIERS: dict[str, tuple[Change, str]] = {
    "revoked": (_revoke, "已经收回"),
    "papers turned out false": (_strike_papers, "应提供"),
    "nothing left": (_leave_all_out, "没有可以复制的资料"),
}


@pytest.mark.parametrize("barrier", BARRIERS)
async def test_no_copy_without_a_permit_that_holds(counter: Counter, barrier: str) -> None:
    spoil, words = BARRIERS[barrier]
    async with counter.sessions() as session, session.begin():
        await spoil(session, counter)

    refused = await counter.issue()

    assert isinstance(refused, Decision)
    assert not refused.allowed
    assert words in refused.reason
    assert await counter.issues() == []
    (line,) = await lines(counter)
    assert (line.kind, line.request_id) == (RegisterKind.REFUSED.value, counter.request_id)
    async with counter.sessions() as session:
        assert (await history_of(session, counter.request_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_no_copy_once_the_permit_has_expired(counter: Counter) -> None:
    permit = await counter.permit()
    later = replace(counter, desk=replace(counter.desk, clock=lambda: permit.until_at))

    refused = await later.issue()

    assert isinstance(refused, Decision)
    assert "已经届满" in refused.reason
    assert await counter.issues() == []


async def test_a_permit_taken_back_while_the_bundle_is_written_stops_it(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing becomes an original either: those are never removed."""
    loop = asyncio.get_running_loop()

    def slow(*arguments: object, **said: object) -> object:
        asyncio.run_coroutine_threadsafe(_taken_back(counter), loop).result()
        return write_bundle(*arguments, **said)  # type: ignore[arg-type]

    monkeypatch.setattr(issuing, "write_bundle", slow)
    before = await originals(counter)

    order = await counter.order(await counter.issue())

    assert order.state == CopyOrderState.REFUSED.value
    assert "已经收回" in order.problem
    assert await counter.issues() == []
    assert await originals(counter) == before
    assert counter.desk.store.uploads_with_segments() == ()
    (line,) = await lines(counter)
    assert line.kind == RegisterKind.REFUSED.value
    async with counter.sessions() as session:
        told = (await history_of(session, counter.request_id))[-1]
    assert (told.kind, told.actor_id) == (LedgerKind.ACT_REFUSED, counter.town.liu.id)


async def _taken_back(counter: Counter) -> None:
    async with counter.sessions() as session, session.begin():
        await _revoke(session, counter)


async def originals(counter: Counter) -> int:
    async with counter.sessions() as session:
        return len((await session.scalars(select(Original.id))).all())


async def _strike(session: AsyncSession, counter: Counter) -> None:
    document = await session.get_one(CaseDocument, counter.document_id)
    document.struck_at, document.struck_by_id = NOW, counter.town.chen.id
    document.strike_reason = "误放"


async def _leave_document_out(session: AsyncSession, counter: Counter) -> None:
    await session.execute(
        update(AccessItem)
        .where(AccessItem.document_id == counter.document_id)
        .values(is_granted=False)
    )


@pytest.mark.parametrize(
    ("spoil", "words"), [(_strike, "已经划去"), (_leave_document_out, "审批时已经去掉")]
)
async def test_what_fell_away_since_is_not_in_the_bundle_and_the_issue_says_so(
    counter: Counter, spoil: Change, words: str
) -> None:
    async with counter.sessions() as session, session.begin():
        await spoil(session, counter)

    issue = await counter.issued()

    members = opened(await counter.bundle(issue))
    assert PAPER not in members.values()
    assert FILM in members.values()
    (left_out,) = issue.manifest["left_out"]
    assert left_out["record_id"] == str(counter.document_id)
    assert words in left_out["reason"]
    assert words in members["清单.html"].decode()
    assert "询问笔录" not in members["清单.html"].decode()


async def test_a_case_that_became_secret_since_gives_no_copy(counter: Counter) -> None:
    """调阅 10: the permit was given for what it was then."""
    async with counter.sessions() as session, session.begin():
        case = await session.get_one(Case, counter.case_id)
        case.security_class = SecurityClass.WORK_SECRET.value

    refused = await counter.issue()

    assert isinstance(refused, Decision)
    assert "密级在准予以后提高" in refused.reason
    assert await counter.issues() == []


async def test_of_two_issues_at_once_from_one_page_one_counts(counter: Counter) -> None:
    revision = (await _row(counter)).revision

    told = await asyncio.gather(
        counter.issue(seen_revision=revision),
        counter.issue(seen_revision=revision),
        return_exceptions=True,
    )

    assert [type(each) for each in told].count(RequestChangedError) == 1
    assert len(await counter.issues()) == 1
    assert (await counter.permit()).uses == 1
    assert len(await lines(counter)) == 1


async def _row(counter: Counter) -> AccessRequest:
    async with counter.sessions() as session:
        return await desk.row_of(session, counter.request_id)


@pytest.mark.parametrize("at", range(1, 8))
async def test_on_a_full_disk_nothing_is_issued_and_it_is_said(
    counter: Counter, tmp_path: Path, at: int
) -> None:
    """Promise P11, whichever call it is that no longer fits."""
    plan = FaultPlan(code=errno.ENOSPC)
    full = DiskStore(tmp_path / "store", FaultySyscalls(plan))
    plan.calls.clear()
    plan.at = at
    before = await originals(counter)
    counter = replace(counter, desk=replace(counter.desk, store=full))

    order = await counter.order(await counter.issue())

    assert order.state == CopyOrderState.FAILED.value
    assert "复制件没有生成" in order.problem
    assert await counter.issues() == []
    assert await originals(counter) == before
    assert (await counter.permit()).uses == 0
    assert await lines(counter) == []
    assert full.uploads_with_segments() == ()


async def test_what_does_not_fit_is_not_even_begun(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bundle lies on the disk twice for a while."""
    needed = 2 * (len(PAPER) + len(FILM))
    monkeypatch.setattr(counter.desk.store, "free_bytes", lambda: needed - 1)

    order = await counter.order(await counter.issue())

    assert "复制件没有生成" in order.problem
    assert await counter.issues() == []
    async with counter.sessions() as session:
        told = (await history_of(session, counter.request_id))[-1]
    assert told.kind is LedgerKind.COPY_FAILED
    assert told.detail["reason"] == order.problem


async def test_what_the_public_wants_released_is_not_issued(counter: Counter) -> None:
    """调阅 3: off until the organ has said who approves; the attempt stands in the register."""
    async with counter.sessions() as session, session.begin():
        request_id = await desk.received(
            session,
            counter.town,
            Requester.PUBLIC,
            case_id=counter.case_id,
            act=ConsultAct.PUBLISH,
            documents={counter.document_id},
        )

    refused = await replace(counter, request_id=request_id).issue()

    assert isinstance(refused, Decision)
    assert "还没有准予" in refused.reason
    assert await counter.issues() == []
    assert {line.kind for line in await lines(counter)} == {RegisterKind.REFUSED.value}


async def test_an_original_that_changed_on_the_disk_does_not_leave(
    counter: Counter, tmp_path: Path
) -> None:
    async with counter.sessions() as session:
        document = await session.get_one(CaseDocument, counter.document_id)
        original = await session.get_one(Original, document.original_id)
    path = next((tmp_path / "store" / "originals").rglob(original.id.hex), None) or next(
        (tmp_path / "store" / "originals").rglob(str(original.id))
    )
    path.chmod(0o600)
    path.write_bytes(PAPER[:-1] + b"X")

    order = await counter.order(await counter.issue())

    assert "摘要不一致" in order.problem
    assert await counter.issues() == []


@pytest.mark.parametrize("copies", [0, -1, 100])
async def test_no_sensible_number_of_copies(counter: Counter, copies: int) -> None:
    with pytest.raises(NotAcceptableError, match="份数"):
        await counter.issue(copies=copies)

    assert await counter.issues() == []


async def test_who_does_not_keep_the_records_issues_nothing(counter: Counter) -> None:
    """Zhao may know the request, Chen and the stranger may not."""
    refused = await counter.issue(counter.town.zhao)

    assert isinstance(refused, Decision)
    assert "资料保管人员" in refused.reason
    for outsider in (counter.town.chen, counter.town.qian):
        with pytest.raises(NotFoundError):
            await counter.issue(outsider)
    assert await counter.issues() == []


async def test_the_handler_gets_a_copy_from_the_keeper_alone_and_while_the_case_is_theirs(
    counter: Counter,
) -> None:
    """调阅 4: copied with the head's approval, never by oneself."""
    async with counter.sessions() as session, session.begin():
        request_id = await desk.ask(
            session,
            counter.town.chen,
            case_id=counter.case_id,
            act=ConsultAct.COPY,
            documents={counter.document_id},
        )
        await desk.approved(session, counter.town, request_id, Approver.HEAD)
    own = replace(counter, request_id=request_id)

    refused = await own.issue(counter.town.chen)
    issue = await own.issued()

    assert isinstance(refused, Decision)
    assert not refused.allowed
    assert issue.manifest["taker"] == "陈立"
    async with counter.sessions() as session, session.begin():
        await session.execute(update(CaseHandler).values(until=NOW))
    moved = await own.issue()
    assert isinstance(moved, Decision)
    assert "按现在的情况不能发放" in moved.reason
    async with counter.sessions() as session, session.begin():
        chen = await session.get_one(Person, counter.town.chen.id)
        chen.is_active = False
    gone = await own.issue()
    assert isinstance(gone, Decision)
    assert "不在职" in gone.reason
