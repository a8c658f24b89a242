"""The process that reads one untrusted original, and then ends.

It is given the original as an open, read-only descriptor and answers in frames on standard
output. Everything is imported first, then every right is given up, then the file is read. It
leaves by ``os._exit``: there is nothing to tidy, and no handler of a damaged heap may run.
"""

import os
import sys
import threading

from app.media import wire
from app.media.extent import walk_boxes
from app.media.facts import MediaFacts, Storyboard, Thumbnail
from app.media.findings import FindingCode, MediaFinding
from app.media.judge import judge
from app.media.photo import read_photo, shrink_photo
from app.media.preload import PRELOADED
from app.media.probe import Probed, open_container, probe
from app.media.sandbox import confine
from app.media.source import DescriptorReader
from app.media.stills import make_stills
from app.media.wire import Request
from app.policy.vocabulary import MediaKind

assert PRELOADED
_ISO_CONTAINERS = frozenset({"mp4", "mov", "3gp", "m4a", "heic"})


def main() -> None:
    """Confine this process, read the file named by the request, answer, and end."""
    request = Request.from_argument(sys.argv[1])
    layers = confine(
        address_space_bytes=request.address_space_bytes, cpu_seconds=request.cpu_seconds
    )
    if request.sandbox_required and not layers.holds:
        os._exit(wire.EXIT_UNCONFINED)
    answer = Answer()
    answer.ready()
    try:
        read_original(request, answer)
    except Exception as error:  # The door of this process: hostile media raises anything.
        finding = _explain(error, request)
        if answer.has_facts:
            answer.end([finding])
        else:
            answer.facts(MediaKind(request.kind), None, [finding])
            answer.end([])
    os._exit(0)


class Answer:
    """Sends frames; two threads make pictures, and their frames must not interleave."""

    def __init__(self) -> None:
        self.has_facts = False
        self._writing = threading.Lock()

    def ready(self) -> None:
        """Say that everything is imported and confined; what follows is the file's doing."""
        self._send(wire.READY, b"")

    def facts(
        self, kind: MediaKind, facts: MediaFacts | None, findings: list[MediaFinding]
    ) -> None:
        """Send what was read without decoding pictures; the first frame, once."""
        self.has_facts = True
        value = {"kind": kind, "facts": facts.to_json() if facts else None}
        found = [finding.to_json() for finding in findings]
        self._send(wire.FACTS, wire.to_json_bytes(value | {"findings": found}))

    def thumbnail(self, thumbnail: Thumbnail) -> None:
        """Send one picture."""
        self._send(wire.THUMBNAIL, wire.pack_thumbnail(thumbnail))

    def storyboard(self, storyboard: Storyboard) -> None:
        """Send the sheet of the seek bar."""
        self._send(wire.STORYBOARD, wire.pack_storyboard(storyboard))

    def end(self, findings: list[MediaFinding], *, rotation: int = 0) -> None:
        """Send the last frame, which proves that the child was not cut short."""
        found = [finding.to_json() for finding in findings]
        self._send(wire.END, wire.to_json_bytes({"findings": found, "rotation": rotation}))

    def _send(self, kind: bytes, payload: bytes) -> None:
        with self._writing:
            wire.write_frame(kind, payload)


def read_original(request: Request, answer: Answer) -> None:
    """Read facts and pictures of the original and send them."""
    if request.kind == MediaKind.PHOTO and request.demuxer is None:
        _read_photo(request, answer)
        return
    with open_container(request) as container:
        probed = probe(container, request)
        may_decode = judge(probed, request)
        answer.facts(probed.kind, probed.facts, probed.findings)
        if not may_decode or probed.video is None:
            answer.end([])
            return
        stills, storyboard = make_stills(container, probed, request, answer.thumbnail)
        if storyboard is not None and probed.kind is MediaKind.VIDEO:
            answer.storyboard(storyboard)
        findings = _judge_stills(probed, stills.decoded, stills.failed)
        answer.end(findings, rotation=stills.rotation)


def _read_photo(request: Request, answer: Answer) -> None:
    photo = read_photo(request)
    answer.facts(MediaKind.PHOTO, photo.facts, photo.findings)
    sent = len(photo.findings)
    thumbnail = shrink_photo(photo, request)
    if thumbnail is not None:
        answer.thumbnail(thumbnail)
    answer.end(photo.findings[sent:], rotation=photo.facts.rotation)


def _judge_stills(probed: Probed, decoded: int, failed: int) -> list[MediaFinding]:
    if failed == 0:
        return []
    if decoded == 0:
        return [MediaFinding(FindingCode.UNDECODABLE, {"tried": failed})]
    # The missing end of a truncated file is already told by its own finding.
    if probed.playable_ms is not None:
        return []
    return [MediaFinding(FindingCode.DAMAGED_PARTS, {"failed": failed, "decoded": decoded})]


def _explain(error: Exception, request: Request) -> MediaFinding:
    if isinstance(error, MemoryError):
        return MediaFinding(FindingCode.UNDECODABLE, {"out_of_memory": 1})
    if request.container in _ISO_CONTAINERS:
        reader = DescriptorReader(request.descriptor, request.size_bytes)
        walk = walk_boxes(reader.read_at, request.size_bytes)
        if not walk.has_index:
            detail = {"size_bytes": request.size_bytes}
            detail["declared_bytes"] = min(walk.declared_bytes, 2**62)
            return MediaFinding(FindingCode.NO_INDEX, detail)
    return MediaFinding(FindingCode.UNDECODABLE)
