"""The access desk: one visitor's request, from the papers to the register."""

from typing import Any
from uuid import UUID

from app import ids
from app.models import (
    AccessApproval,
    AccessItem,
    AccessLookup,
    AccessPaper,
    AccessPermit,
    AccessRequest,
    CopyIssue,
    ReadingTerminal,
    RegisterLine,
    Viewing,
)
from tests.torture.authz.furnishing.parts import DAY, Parts
from tests.world import NOW

_ROOM = "10.9.0.0/16"


async def furnish(parts: Parts) -> None:
    """A visitor's request that was granted, with its papers, a sitting, a copy and its line."""
    request = await _ask(parts)
    await _show_papers(parts, request)
    permit = await _approve(parts, request)
    viewing = await _sit_down(parts, request, permit)
    await _issue(parts, request, permit)
    await parts.add("line_id", _line(parts, request, viewing))
    parts.found.setdefault("granted_id", request)


async def _ask(parts: Parts) -> UUID:
    home, add = parts.home, parts.add
    request = await add(
        "request_id",
        AccessRequest(
            unit_id=home.unit,
            year=2026,
            serial=7,
            requester="public_organ",
            act="view",
            wanted="whole",
            purpose="核查案件",
            material="采砂的录像",
            wanted_days=3,
            asked_by_id=home.keeper.id,
            applicant_name="马警官",
            applicant_unit="公安局",
            applicant_document="警官证",
            applicant_contact="139",
            case_id=parts.found["case_id"],
            state="granted",
            asked_at=NOW,
        ),
    )
    await add(
        "item_id",
        AccessItem(request_id=request, recording_id=home.recording, is_granted=True),
    )
    return request


async def _show_papers(parts: Parts, request: UUID) -> None:
    """The papers, and what was answered about what was sought."""
    home, add = parts.home, parts.add
    await add(
        "paper_id",
        AccessPaper(
            request_id=request,
            kind="intro_letter",
            document_no="介1",
            original_id=await parts.original("paper"),
            media_type="application/pdf",
            file_name="介绍信.pdf",
            taken_by_id=home.keeper.id,
            taken_at=NOW,
        ),
    )
    await add(
        "lookup_id",
        AccessLookup(
            # An answer is asked for below its request, by the request that doors are given.
            request_id=parts.found["request_id"],
            result="partly_found",
            sought="采砂的录像",
            places="音像资料库",
            told="其余没有记录",
            answered_by_id=home.keeper.id,
            answered_at=NOW,
            basis={"citations": []},
        ),
    )


async def _approve(parts: Parts, request: UUID) -> UUID:
    home, add = parts.home, parts.add
    await add(
        "approval_id",
        AccessApproval(
            request_id=request,
            asked_by_id=home.keeper.id,
            approver_id=home.leader.id,
            office="bureau_leader",
            answer="approved",
            reason="同意",
            reply="已说明",
            replied_at=NOW,
            decided_at=NOW,
        ),
    )
    return await add(
        "permit_id",
        AccessPermit(
            request_id=request,
            unit_id=home.unit,
            from_at=NOW - DAY,
            until_at=NOW + DAY,
            act="view",
            ceiling="none",
            in_reading_room=True,
            granted_at=NOW,
        ),
    )


async def _sit_down(parts: Parts, request: UUID, permit: UUID) -> UUID:
    home, add = parts.home, parts.add
    terminal = await add(
        "terminal_id",
        ReadingTerminal(
            unit_id=home.unit,
            name="阅览室一号",
            token_hash=ids.digest_of_secret(ids.new_secret()),
            networks=[_ROOM],
            enrolled_by_id=home.keeper.id,
            enrolled_at=NOW,
        ),
    )
    return await add(
        "viewing_id",
        Viewing(
            request_id=request,
            permit_id=permit,
            unit_id=home.unit,
            terminal_id=terminal,
            served_by_id=home.keeper.id,
            code=f"{home.code}7K2P",
            address="10.9.0.1",
            started_at=NOW,
            last_seen_at=NOW,
            spans={},
        ),
    )


async def _issue(parts: Parts, request: UUID, permit: UUID) -> None:
    home, add = parts.home, parts.add
    await add(
        "copy_id",
        CopyIssue(
            request_id=request,
            permit_id=permit,
            unit_id=home.unit,
            act="copy",
            medium="disc",
            code=f"{home.code}8K2P",
            manifest=_manifest(parts),
            manifest_sha256="0" * 64,
            bundle_id=await parts.original("bundle"),
            issued_by_id=home.keeper.id,
            issued_at=NOW,
            taker_name="马警官",
            taker_document="警官证",
            received_at=NOW,
        ),
    )


def _manifest(parts: Parts) -> dict[str, Any]:
    """What a copy says of itself; every word of it is the secret of whoever may know it."""
    said = parts.word("copy_issue", "taker_name")
    words = "act code issued_at issued_by medium request_no taker taker_unit unit"
    file = dict.fromkeys(("kind", "name", "title", "sha256", "sm3"), said)
    return dict.fromkeys(words.split(), said) | {
        "articles": [],
        "copies": 1,
        "files": [file | {"size_bytes": 1}],
        "left_out": [],
        "regulation": {"pack": "ruzhou", "sha256": "", "title": said, "version": 1},
    }


def _line(parts: Parts, request: UUID, viewing: UUID) -> RegisterLine:
    said = parts.word("register_line", "columns")
    names = "applicant unit papers reason material case approver way from to keeper note"
    columns: dict[str, Any] = dict.fromkeys(names.split(), said)
    return RegisterLine(
        unit_id=parts.home.unit,
        year=2026,
        line_no=7,
        at=NOW,
        kind="viewed",
        request_id=request,
        viewing_id=viewing,
        copy_id=None,
        columns=columns,
    )
