"""Documents come into the file once, with both digests, or not at all (长子 9, 山西 17)."""

import errno
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from app.errors import ConflictError, NotFoundError, StorageFullError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseDocument, Original
from app.pages.passing import UnfitDocumentError
from app.papers.adding import AlreadyInFileError, NewDocument, add_document, title_from
from app.people.problems import NotAcceptableError
from app.policy.case_words import CaseState
from app.policy.decision import Decision
from app.storage.disk import DiskStore
from app.uploads.errors import BodyBrokenError
from tests.cases.office import open_sand_case
from tests.papers import files
from tests.papers.conftest import Office
from tests.papers.desk import add, row_of
from tests.storage.faults import FaultPlan, FaultySyscalls


async def test_a_document_is_kept_once_with_both_digests(office: Office) -> None:
    content = files.pdf("Report")

    document_id = await add(
        office.desk, office.town.chen, office.case_id, content, file_name="调查终结报告.pdf"
    )

    row = await row_of(office.sessions, document_id)
    async with office.sessions() as session:
        original = await session.get_one(Original, row.original_id)
        case = await session.get_one(Case, office.case_id)
        (added,) = await history_of(session, document_id)
    assert original.sha256 == hashlib.sha256(content).hexdigest()
    assert original.sm3 == hashlib.new("sm3", content).hexdigest()
    assert (row.kind, row.title, row.state) == ("调查终结报告", "调查终结报告", "received")
    assert (row.stage, row.position, row.file_version) == ("investigation", 1, 1)
    assert (row.media_type, row.is_final, row.is_concluding) == ("application/pdf", False, False)
    assert added.kind is LedgerKind.DOCUMENT_ADDED
    assert added.actor_id == office.town.chen.id
    assert added.detail["sha256"] == original.sha256
    assert case.revision == 2
    assert office.desk.store.uploads_with_segments() == ()


async def test_what_is_said_of_a_document_is_kept(office: Office) -> None:
    document_id = await add(
        office.desk,
        office.town.chen,
        office.case_id,
        file_name="扫描0001.pdf",
        kind="行政处罚决定书",
        title="行政处罚决定书（𠮷某）",
        document_no="汝水罚决〔2026〕1号",
        made_on=date(2026, 11, 20),
        is_final=True,
    )

    row = await row_of(office.sessions, document_id)
    assert (row.kind, row.title) == ("行政处罚决定书", "行政处罚决定书（𠮷某）")
    assert (row.document_no, row.made_on) == ("汝水罚决〔2026〕1号", date(2026, 11, 20))
    assert (row.is_final, row.is_concluding, row.file_name) == (True, True, "扫描0001.pdf")


async def test_documents_stand_in_the_order_in_which_they_came(office: Office) -> None:
    first = await add(office.desk, office.town.chen, office.case_id, file_name="询问笔录1.pdf")
    second = await add(office.desk, office.town.liu, office.case_id, file_name="询问笔录2.pdf")

    assert (await row_of(office.sessions, first)).position == 1
    assert (await row_of(office.sessions, second)).position == 2


async def test_the_same_bytes_come_into_a_file_once(office: Office) -> None:
    content = files.pdf("same")
    await add(office.desk, office.town.chen, office.case_id, content, file_name="询问笔录.pdf")

    with pytest.raises(AlreadyInFileError, match="已经有内容完全相同的文书“询问笔录”"):
        await add(office.desk, office.town.chen, office.case_id, content, file_name="询问笔录2.pdf")

    assert await _documents(office) == 1


async def test_the_same_bytes_in_two_cases_are_kept_once(office: Office) -> None:
    content = files.pdf("same")
    other = await _another_case(office)
    first = await add(office.desk, office.town.chen, office.case_id, content)

    second = await add(office.desk, office.town.chen, other, content)

    rows = [await row_of(office.sessions, document) for document in (first, second)]
    assert rows[0].original_id == rows[1].original_id


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "空.pdf"),
        (files.macro_docx(), "询问笔录.docx"),
        (files.pdf("x")[:200], "询问笔录.pdf"),
    ],
    ids=["empty", "macro", "cut"],
)
async def test_what_is_unfit_leaves_nothing_behind(
    office: Office, content: bytes, name: str, tmp_path: Path
) -> None:
    with pytest.raises(UnfitDocumentError):
        await add(office.desk, office.town.chen, office.case_id, content, file_name=name)

    assert await _documents(office) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_sender_who_goes_away_leaves_nothing_behind(office: Office, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield files.pdf("x")[:100]
        raise BodyBrokenError

    with pytest.raises(BodyBrokenError):
        await add_document(
            *(office.desk, office.town.chen, office.case_id, NewDocument()),
            file_name="询问笔录.pdf",
            stream=broken(),
        )

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("said", "name", "field"),
    [
        ({}, "扫描0001.pdf", "kind"),
        ({"kind": "没有的种类"}, "询问笔录.pdf", "kind"),
        ({"title": "长" * 201}, "询问笔录.pdf", "title"),
        ({"document_no": "长" * 201}, "询问笔录.pdf", "document_no"),
        ({"made_on": date(2026, 11, 22)}, "询问笔录.pdf", "made_on"),
    ],
    ids=["no kind", "unknown kind", "long title", "long number", "tomorrow"],
)
async def test_what_is_wrong_is_told_by_field(
    office: Office, said: dict[str, Any], name: str, field: str
) -> None:
    with pytest.raises(NotAcceptableError) as refused:
        await add(office.desk, office.town.chen, office.case_id, file_name=name, **said)

    assert [problem.field for problem in refused.value.problems] == [field]
    assert await _documents(office) == 0


async def test_a_stranger_finds_no_case_to_add_to(office: Office) -> None:
    with pytest.raises(NotFoundError):
        await add(office.desk, office.town.qian, office.case_id)


async def test_a_leader_knows_the_case_and_adds_nothing(office: Office) -> None:
    outcome = await add_document(
        *(office.desk, office.town.zhao, office.case_id, NewDocument()),
        file_name="询问笔录.pdf",
        stream=files.in_pieces(files.pdf("x")),
    )

    assert isinstance(outcome, Decision)
    async with office.sessions() as session:
        history = await history_of(session, office.case_id)
    assert history[-1].kind is LedgerKind.ACT_REFUSED
    assert await _documents(office) == 0


async def test_nothing_comes_into_a_bound_file(office: Office) -> None:
    """Ruzhou's consultation rule, article 9."""
    async with office.sessions() as session, session.begin():
        await session.execute(update(Case).values(state=CaseState.FILE_BOUND.value))

    outcome = await add_document(
        *(office.desk, office.town.chen, office.case_id, NewDocument()),
        file_name="询问笔录.pdf",
        stream=files.in_pieces(files.pdf("x")),
    )

    assert isinstance(outcome, Decision)
    assert "已立卷" in outcome.reason
    assert outcome.citations


async def test_a_newer_draft_takes_the_place_of_the_older(office: Office) -> None:
    older = await add(office.desk, office.town.chen, office.case_id, file_name="询问笔录1.pdf")
    await add(office.desk, office.town.chen, office.case_id, file_name="送达回证.pdf")

    newer = await add(
        office.desk,
        office.town.chen,
        office.case_id,
        file_name="询问笔录2.pdf",
        replaces_id=older,
    )

    row = await row_of(office.sessions, newer)
    assert (row.position, row.replaces_id) == (1, older)


async def test_a_final_document_is_not_replaced(office: Office) -> None:
    final = await add(office.desk, office.town.chen, office.case_id, is_final=True)

    with pytest.raises(ConflictError, match="已经定稿"):
        await add(
            office.desk,
            office.town.chen,
            office.case_id,
            file_name="询问笔录2.pdf",
            replaces_id=final,
        )


def test_a_title_is_taken_from_the_file() -> None:
    assert title_from("送达回证 1.pdf") == "送达回证 1"
    assert title_from(".pdf") == ".pdf"
    assert title_from(" ") == "未命名文书"


async def _documents(office: Office) -> int:
    async with office.sessions() as session:
        return await session.scalar(select(func.count()).select_from(CaseDocument)) or 0


async def _another_case(office: Office) -> UUID:
    async with office.sessions() as session, session.begin():
        return await open_sand_case(session, office.town, case_no="汝水罚〔2026〕2号")


@pytest.mark.parametrize("at", [1, 2, 3, 5, 7, 9])
async def test_a_full_disk_is_told_and_nothing_is_half_added(
    office: Office, tmp_path: Path, at: int
) -> None:
    """Promise P11, whichever call it is that no longer fits."""
    plan = FaultPlan(code=errno.ENOSPC)
    store = DiskStore(tmp_path / "full", FaultySyscalls(plan))
    plan.calls.clear()
    plan.at = at
    desk = replace(office.desk, store=store)

    with pytest.raises(StorageFullError):
        await add(desk, office.town.chen, office.case_id)

    assert await _documents(office) == 0
    assert store.uploads_with_segments() == ()
