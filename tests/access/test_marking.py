"""标记件 in a copy: the code in the picture leads to the request, the list tells what is what."""

import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.issuing import issue_copy
from app.access.tracing import trace
from app.models import CopyIssue, Original, Recording
from app.pages.stamping import stamp_paper
from app.policy.access_words import ApprovalAnswer, CopyForm, CopyOrderState
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester
from tests.access import approving, desk
from tests.access.copies import (
    PAPER,
    Counter,
    bytes_of,
    counter,
    kept,
    laid_out,
    opened,
    paper_in,
)
from tests.media.marked import film, frames
from tests.papers import files
from tests.world import NOW

__all__ = ["counter", "laid_out"]


@pytest.fixture
async def filmed(counter: Counter, tmp_path: Path) -> Counter:
    """The same counter where the recording is a real video."""
    content = film(tmp_path / "a.mp4").read_bytes()
    async with counter.sessions() as session, session.begin():
        recording = await session.get_one(Recording, counter.recording_id)
        recording.original_id = await kept(session, counter.desk.store, content)
    return counter


async def made(counter: Counter, form: CopyForm) -> CopyIssue:
    """Order a copy of this form and let a worker make it."""
    order_id = await counter.issue(form=form)
    assert isinstance(order_id, UUID), order_id
    assert (await counter.order(order_id)).state == CopyOrderState.WAITING.value
    await issue_copy(await counter.bench(order_id))
    order = await counter.order(order_id)
    assert order.state == CopyOrderState.SEALED.value, order.problem
    (issue,) = await counter.issues()
    return issue


async def original_of(counter: Counter, record_id: UUID) -> Original:
    async with counter.sessions() as session:
        recording = await session.get_one(Recording, record_id)
        return await session.get_one(Original, recording.original_id)


async def test_beside_the_originals_go_renditions_that_name_theirs(filmed: Counter) -> None:
    video = await original_of(filmed, filmed.recording_id)
    before = bytes_of(filmed.desk.store, video)

    issue = await made(filmed, CopyForm.BOTH)

    members = opened(await filmed.bundle(issue))
    manifest = json.loads(members["manifest.json"])
    found = {(UUID(file["record_id"]), file["form"]): file for file in manifest["files"]}
    records = (filmed.document_id, filmed.recording_id)
    assert found.keys() == {(each, form) for each in records for form in ("exact", "marked")}
    for file in manifest["files"]:
        content = members[file["name"]]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert hashlib.new("sm3", content).hexdigest() == file["sm3"]
    exact, marked = (found[filmed.recording_id, form] for form in ("exact", "marked"))
    assert (exact["sha256"], exact["sm3"]) == (video.sha256, video.sm3)
    assert marked["mark"]["original"] == {
        "sha256": video.sha256,
        "size_bytes": video.size_bytes,
        "sm3": video.sm3,
    }
    assert marked["mark"]["burnt_in"][0] == issue.code
    assert marked["mark"]["parameters"]["picture"] == "libx264"
    assert "PyAV" in marked["mark"]["tool"]
    assert len(frames(members[marked["name"]])) == 15
    assert bytes_of(filmed.desk.store, video) == before
    assert filmed.desk.store.uploads_with_segments() == ()


async def test_instead_of_the_originals_and_the_list_to_read_says_so(filmed: Counter) -> None:
    issue = await made(filmed, CopyForm.MARKED)

    members = opened(await filmed.bundle(issue))
    assert PAPER not in members.values()
    assert [file["form"] for file in issue.manifest["files"]] == ["marked", "marked"]
    sheet = members["清单.html"].decode()
    assert f"标记件（{issue.code}" in sheet
    for file in issue.manifest["files"]:
        assert file["mark"]["original"]["sha256"] in sheet


async def test_the_code_in_the_picture_leads_to_the_request(filmed: Counter) -> None:
    issue = await made(filmed, CopyForm.MARKED)
    (burnt,) = {file["mark"]["burnt_in"][0] for file in issue.manifest["files"]}

    async with filmed.sessions() as session, session.begin():
        found = await trace(session, filmed.town.zhao, burnt, now=NOW)

    assert found is not None
    assert (found.is_copy, found.request_id) == (True, filmed.request_id)


class KilledError(Exception):
    """The worker dies here."""


async def test_a_scan_goes_as_a_marked_pdf_beside_its_tiff_though_a_worker_was_killed(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = files.tiff(2)
    async with counter.sessions() as session, session.begin():
        town, store = counter.town, counter.desk.store
        document_id = await paper_in(session, town, store, counter.case_id, scan)
        request_id = await desk.received(
            session,
            town,
            Requester.PUBLIC_ORGAN,
            case_id=counter.case_id,
            act=ConsultAct.COPY,
            documents={document_id},
        )
        await desk.verified(session, town, request_id)
    counter = replace(counter, request_id=request_id)
    order_id = await counter.issue(form=CopyForm.BOTH)
    assert isinstance(order_id, UUID), order_id

    async def killed(*asked: Any, **how: Any) -> None:
        await stamp_paper(*asked, **how)
        raise KilledError

    with monkeypatch.context() as dying:
        dying.setattr("app.access.marking.stamp_paper", killed)
        with pytest.raises(KilledError):
            await issue_copy(await counter.bench(order_id))
    await issue_copy(await counter.bench(order_id, attempt=2))

    (issue,) = await counter.issues()
    members = opened(await counter.bundle(issue))
    exact, marked = issue.manifest["files"]
    assert (exact["form"], members[exact["name"]]) == ("exact", scan)
    assert (marked["form"], marked["name"].endswith("询问笔录.pdf")) == ("marked", True)
    assert marked["mark"]["original"]["sha256"] == hashlib.sha256(scan).hexdigest()
    assert marked["mark"]["burnt_in"][0] == issue.code
    assert marked["mark"]["parameters"] == {"pages": 2, "from": "tiff", "is_whole": True}
    reader = PdfReader(io.BytesIO(members[marked["name"]]))
    assert (len(reader.pages), issue.code in str(reader.metadata)) == (2, True)
    assert counter.desk.store.uploads_with_segments() == ()


async def unfit(session: AsyncSession, counter: Counter) -> None:
    """Let the recording be a file that bears no mark."""
    recording = await session.get_one(Recording, counter.recording_id)
    recording.original_id = await kept(session, counter.desk.store, files.docx())


async def test_what_bears_no_mark_goes_along_as_it_is_and_the_list_says_why(
    filmed: Counter,
) -> None:
    async with filmed.sessions() as session, session.begin():
        await unfit(session, filmed)

    issue = await made(filmed, CopyForm.MARKED)

    told = {UUID(file["record_id"]): file for file in issue.manifest["files"]}
    assert told[filmed.document_id]["form"] == "marked"
    assert told[filmed.recording_id]["form"] == "exact"
    assert "不能加标记" in told[filmed.recording_id]["unmarked"]
    assert "不能加标记" in opened(await filmed.bundle(issue))["清单.html"].decode()


async def marked_only(counter: Counter, *, has_document: bool = True) -> Counter:
    """Return the counter at a request that the head approved for marked renditions alone."""
    async with counter.sessions() as session, session.begin():
        request_id = await desk.ask(
            session,
            counter.town.chen,
            case_id=counter.case_id,
            act=ConsultAct.COPY,
            documents={counter.document_id} if has_document else set(),
            recordings={counter.recording_id},
        )
        head = await approving.head_of(session, counter.town)
        outcome = await approving.answered(
            session, head, request_id, ApprovalAnswer.APPROVED, is_marked_only=True
        )
        assert outcome is None
    return replace(counter, request_id=request_id)


@pytest.mark.parametrize("form", [CopyForm.EXACT, CopyForm.BOTH])
async def test_where_the_approval_gives_marked_ones_alone_no_original_leaves(
    filmed: Counter, form: CopyForm
) -> None:
    counter = await marked_only(filmed)

    refused = await counter.issue(form=form)

    assert isinstance(refused, Decision)
    assert "只给标记件" in refused.reason
    assert await counter.issues() == []


async def test_and_what_bears_no_mark_stays_behind(filmed: Counter) -> None:
    counter = await marked_only(filmed)
    async with counter.sessions() as session, session.begin():
        await unfit(session, counter)

    issue = await made(counter, CopyForm.MARKED)

    assert [file["form"] for file in issue.manifest["files"]] == ["marked"]
    (left,) = issue.manifest["left_out"]
    assert left["record_id"] == str(counter.recording_id)
    assert "没有附上" in left["reason"]


async def test_where_nothing_bears_a_mark_nothing_is_issued(filmed: Counter) -> None:
    counter = await marked_only(filmed, has_document=False)
    async with counter.sessions() as session, session.begin():
        await unfit(session, counter)
    order_id = await counter.issue(form=CopyForm.MARKED)
    assert isinstance(order_id, UUID)

    await issue_copy(await counter.bench(order_id))

    order = await counter.order(order_id)
    assert order.state == CopyOrderState.FAILED.value
    assert "没有可以复制的资料" in order.problem
    assert (await counter.permit()).uses == 0


async def test_a_requester_without_a_unit_is_named_alone(filmed: Counter) -> None:
    async with filmed.sessions() as session, session.begin():
        request_id = await desk.received(
            session,
            filmed.town,
            Requester.PUBLIC_ORGAN,
            case_id=filmed.case_id,
            act=ConsultAct.COPY,
            recordings={filmed.recording_id},
        )
        request = await desk.row_of(session, request_id)
        request.applicant_unit = ""
        await desk.verified(session, filmed.town, request_id)

    issue = await made(replace(filmed, request_id=request_id), CopyForm.MARKED)

    (file,) = issue.manifest["files"]
    assert file["mark"]["burnt_in"][1] == "马警官 2026-11-21"
