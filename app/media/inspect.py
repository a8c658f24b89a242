"""Inspect one untrusted original: the only door of this package for workers.

Bad media never raises here. Whatever it does to the child (crash, hang, eat memory, answer
nonsense) becomes a finding, and the original is kept. Only our own faults raise: an unreadable
path, or a machine that cannot give the sandbox.
"""

import asyncio
import fcntl
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.media.answer import ChildAnswer, GarbledAnswerError, read_answer
from app.media.declared import type_mismatch
from app.media.errors import MediaReaderError, SandboxUnavailableError
from app.media.facts import Inspection
from app.media.findings import FindingCode, MediaFinding, first_of_each, verdict_of
from app.media.launch import start_child, stop_child
from app.media.limits import MediaLimits
from app.media.sandbox import SandboxMode
from app.media.sniff import HEAD_BYTES, Sniffed, sniff
from app.media.starttime import clock_finding
from app.media.wire import EXIT_UNCONFINED, Request
from app.policy.vocabulary import MediaKind

_DEFAULT_LIMITS = MediaLimits()


async def inspect_media(
    original: Path | int,
    *,
    size_bytes: int,
    now: datetime,
    limits: MediaLimits = _DEFAULT_LIMITS,
    sandbox: SandboxMode = "required",
    declared_type: str | None = None,
    filename: str | None = None,
) -> Inspection:
    """Say what the original is, make its stills, and list what is wrong with it.

    Args:
        original: a path, or a descriptor that stays the caller's; it is read by position.
        size_bytes: the size recorded when the original was sealed.
        now: judges the recording's own clock.
        limits: what one file may cost.
        sandbox: with ``required`` nothing is read where the filter cannot be installed.
        declared_type: what the sender called it; compared, never obeyed.
        filename: as ``declared_type``.

    Raises:
        ValueError: the descriptor is open for writing.
        OSError: the original cannot be opened or read at all.
        SandboxUnavailableError: ``required`` and not to be had.
        MediaReaderError: the child died before it read a byte.
    """
    async with _descriptor(original) as descriptor:
        head = await asyncio.to_thread(os.pread, descriptor, HEAD_BYTES, 0)
        sniffed = sniff(head, size_bytes)
        if sniffed.refusal is not None:
            return _refused(MediaFinding(sniffed.refusal))
        request = _request(descriptor, size_bytes, sniffed, limits, sandbox)
        answer = await _ask_child(request, limits)
    findings = list(answer.findings)
    mismatch = type_mismatch(sniffed, filename=filename, declared_type=declared_type)
    clock = clock_finding(answer.facts, now) if answer.facts else None
    findings += [found for found in (mismatch, clock) if found is not None]
    return _inspection(answer, sniffed, first_of_each(findings))


@asynccontextmanager
async def _descriptor(original: Path | int) -> AsyncIterator[int]:
    if isinstance(original, int):
        if fcntl.fcntl(original, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY:
            raise ValueError("an original is given to a decoder for reading only")
        yield original
        return
    descriptor = await asyncio.to_thread(os.open, original, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _refused(finding: MediaFinding) -> Inspection:
    findings = (finding,)
    return Inspection(verdict_of(findings), MediaKind.OTHER, None, findings)


def _request(
    descriptor: int, size_bytes: int, sniffed: Sniffed, limits: MediaLimits, sandbox: SandboxMode
) -> Request:
    return Request(
        descriptor=descriptor,
        size_bytes=size_bytes,
        container=sniffed.container,
        kind=sniffed.kind,
        demuxer=sniffed.demuxer,
        sandbox_required=sandbox == "required",
        address_space_bytes=limits.address_space_bytes,
        cpu_seconds=limits.cpu_seconds,
        max_pixels=limits.max_pixels,
        max_streams=limits.max_streams,
        max_thumbnails=limits.max_thumbnails,
        thumbnail_width=limits.thumbnail_width,
        max_tiles=limits.max_tiles,
        tile_width=limits.tile_width,
        tile_height=limits.tile_height,
        tile_interval_ms=limits.tile_interval_ms,
        jpeg_quality=limits.jpeg_quality,
    )


async def _ask_child(request: Request, limits: MediaLimits) -> ChildAnswer:
    """Start a child, read its frames, and turn every way of dying into a finding."""
    answer = ChildAnswer()
    child = await start_child(request)
    assert child.stdout is not None
    failure: MediaFinding | None = None
    try:
        async with asyncio.timeout(limits.wall_seconds):
            await read_answer(child.stdout, answer, limits)
            await child.wait()
    except TimeoutError:
        seconds = int(limits.wall_seconds)
        failure = MediaFinding(FindingCode.TIMEOUT, {"limit_seconds": seconds})
    except GarbledAnswerError:
        failure = MediaFinding(FindingCode.DECODER_CRASHED, {"garbled": 1})
    finally:
        exit_code = await stop_child(child)
    if not answer.ready:
        raise SandboxUnavailableError if exit_code == EXIT_UNCONFINED else MediaReaderError
    failure = failure or _death(exit_code, answer, limits)
    if failure is not None:
        answer.findings.append(failure)
    return answer


def _death(exit_code: int, answer: ChildAnswer, limits: MediaLimits) -> MediaFinding | None:
    if exit_code == 0 and answer.complete:
        return None
    if exit_code == -signal.SIGXCPU:
        return MediaFinding(FindingCode.TIMEOUT, {"limit_cpu_seconds": limits.cpu_seconds})
    detail = {"signal": -exit_code} if exit_code < 0 else {"exit_code": exit_code}
    return MediaFinding(FindingCode.DECODER_CRASHED, detail)


def _inspection(
    answer: ChildAnswer, sniffed: Sniffed, findings: tuple[MediaFinding, ...]
) -> Inspection:
    facts = answer.facts
    if facts is not None and answer.rotation:
        facts = replace(facts, rotation=answer.rotation)
    verdict = verdict_of(findings)
    stills = tuple(
        replace(thumbnail, ordinal=ordinal)
        for ordinal, thumbnail in enumerate(
            sorted(answer.thumbnails.values(), key=lambda still: still.time_ms)
        )
    )
    has_nothing = any(found.code is FindingCode.UNDECODABLE for found in findings)
    expects_stills = answer.kind in {MediaKind.VIDEO, MediaKind.PHOTO}
    if facts and expects_stills and not stills and verdict == "ok" and not has_nothing:
        findings += (MediaFinding(FindingCode.NO_PREVIEW),)
    return Inspection(
        verdict=verdict,
        kind=answer.kind or sniffed.kind,
        facts=facts,
        findings=findings,
        thumbnails=stills,
        storyboard=answer.storyboard,
    )
