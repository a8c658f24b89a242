"""What was kept of a copy, byte for byte, and the scan of its signed receipt."""

import os
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.access.copies import find_issue, open_bundle, still_may_open
from app.access.issued import open_receipt
from app.db import transaction
from app.policy.decision import Decision
from app.routers.deps import ResourcesDep, identify
from app.routers.downloads import disposition
from app.routers.errors import refusal
from app.routers.ranges import Span
from app.routers.streaming import OpenFileResponse, ViewingRightEndedError
from app.routers.visitor import visitor_of_request
from app.storage.threads import in_threads

router = APIRouter(include_in_schema=False)
_NOTHING_RUNS = "default-src 'none'; sandbox; frame-ancestors 'none'"
_TYPES = {b"%PDF": ("application/pdf", "pdf"), b"\x89PNG": ("image/png", "png")}
_JPEG = ("image/jpeg", "jpg")


@router.get("/access/copies/{issue_id:uuid}/bundle", name="access_copy_bundle")
async def send_bundle(issue_id: UUID, request: Request, resources: ResourcesDep) -> Response:
    """Answer the exact bytes that were issued, to the keeper alone; the event commits before."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        opened = await open_bundle(session, visitor.actor, issue_id, now=now)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    store = resources.store
    descriptor = await in_threads(store, store.open_original, opened.storage_key)

    async def recheck() -> None:
        async with transaction(resources.sessions) as session:
            now = resources.clock()
            actor = await identify(request, session, now)
            allowed = await still_may_open(session, actor, issue_id, now=now)
        if not allowed:
            raise ViewingRightEndedError("您打开这份复制件的权限已经结束，传送已停止。")

    headers = {
        "Content-Disposition": disposition(opened.file_name),
        "Content-Length": str(opened.size_bytes),
        "Content-Type": "application/zip",
    }
    span = Span(0, opened.size_bytes)
    return OpenFileResponse(
        resources, issue_id, descriptor=descriptor, span=span, recheck=recheck, headers=headers
    )


@router.get("/access/copies/{issue_id:uuid}/receipt", name="access_copy_receipt")
async def send_receipt(issue_id: UUID, request: Request, resources: ResourcesDep) -> Response:
    """Answer the scan of the signed receipt, to keep; its event commits before it leaves."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        opened = await open_receipt(session, visitor.actor, issue_id, now=now)
    store = resources.store
    descriptor = await in_threads(store, store.open_original, opened.storage_key)
    try:
        first = await in_threads(store, os.pread, descriptor, 4, 0)
    except BaseException:
        os.close(descriptor)
        raise
    kind, ending = _TYPES.get(first, _JPEG)

    async def recheck() -> None:
        async with transaction(resources.sessions) as session:
            actor = await identify(request, session, resources.clock())
            await find_issue(session, actor, issue_id)

    headers = {
        "Content-Disposition": disposition(f"签收单.{ending}"),
        "Content-Length": str(opened.size_bytes),
        "Content-Security-Policy": _NOTHING_RUNS,
        "Content-Type": kind,
    }
    span = Span(0, opened.size_bytes)
    return OpenFileResponse(
        resources, issue_id, descriptor=descriptor, span=span, recheck=recheck, headers=headers
    )
