"""Whether bytes are a scan that may be kept: told by their content, never by their name.

Pictures are decoded in the sandbox alone; nothing untrusted touches the disk.
"""

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime

from app.errors import InvalidInputError
from app.media.facts import MediaFacts
from app.media.findings import Verdict
from app.media.inspect import inspect_media
from app.media.limits import MediaLimits
from app.media.sandbox import SandboxMode
from app.media.sniff import HEAD_BYTES, sniff

MOST_BYTES = 10 * 1024 * 1024
_IMAGES = {"jpeg": "image/jpeg", "png": "image/png"}
_PDF = "application/pdf"
_TAIL_BYTES = 4096
_LIMITS = MediaLimits(wall_seconds=20, cpu_seconds=15, max_thumbnails=1)


class NoScanError(InvalidInputError):
    """What was sent is no scan that may be kept."""

    code = "not_a_scan"
    message = "这个文件不是 PDF、JPEG 或 PNG 格式的扫描件，没有保存。请重新扫描或拍照后上传。"


@dataclass(frozen=True, slots=True)
class VettedScan:
    """Bytes that turned out to be a scan; a PDF has no size in pixels."""

    content: bytes
    media_type: str
    width: int | None = None
    height: int | None = None


async def vet_scan(content: bytes, *, sandbox: SandboxMode, now: datetime) -> VettedScan:
    """Return what the bytes are. Pictures are decoded in a sandboxed child, about half a second.

    Call it without an open transaction.

    Raises:
        NoScanError: with a sentence for what the file is instead.
    """
    if not content:
        raise NoScanError("文件是空的，没有保存。请重新扫描或拍照后上传。")
    if len(content) > MOST_BYTES:
        raise NoScanError(
            f"文件超过 {MOST_BYTES // 1024 // 1024} MB，没有保存。请降低扫描的清晰度后重新上传。"
        )
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_TAIL_BYTES:]:
            raise NoScanError("PDF 文件不完整，可能没有传完，没有保存。请打开确认后重新上传。")
        return VettedScan(content, _PDF)
    media_type = _IMAGES.get(sniff(content[:HEAD_BYTES], len(content)).container)
    if media_type is None:
        raise NoScanError
    facts = await _decoded(content, sandbox, now)
    return VettedScan(content, media_type, facts.width, facts.height)


async def _decoded(content: bytes, sandbox: SandboxMode, now: datetime) -> MediaFacts:
    """Return the facts of a picture that the sandbox could decode to its end."""
    descriptor = await asyncio.to_thread(_in_memory, content)
    try:
        found = await inspect_media(
            descriptor, size_bytes=len(content), now=now, limits=_LIMITS, sandbox=sandbox
        )
    finally:
        os.close(descriptor)
    if found.verdict is not Verdict.OK or found.facts is None:
        raise NoScanError("图片已损坏、不完整或过大，无法显示，没有保存。请重新扫描或拍照后上传。")
    return found.facts


def _in_memory(content: bytes) -> int:
    """Return a read-only descriptor of the bytes; nothing untrusted touches the disk yet."""
    writing = os.memfd_create("scan", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(writing), "wb") as target:
            target.write(content)
        return os.open(f"/proc/self/fd/{writing}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(writing)
