"""The bundle itself: the same contents give the same bytes, and its names lead nowhere."""

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app import ids
from app.access.bundle_sheet import sheet_of
from app.access.bundling import BundledFile, Progress, canonical, safe_name, write_bundle
from app.storage.disk import DiskStore
from app.storage.store import StoredPart
from tests.access.copies import opened
from tests.world import NOW

CONTENT = b"evidence" * 200_000
MANIFEST = {
    "act": "复制",
    "articles": [],
    "code": "12345-67896",
    "copies": 1,
    "files": [],
    "issued_at": "2026-11-21T10:00:00+08:00",
    "issued_by": "刘敏",
    "left_out": [{"number": 1, "record_id": "x", "reason": "<b>已划去</b>"}],
    "medium": "光盘",
    "regulation": {"pack": "ruzhou", "sha256": "0" * 64, "title": "制度", "version": 2},
    "request_no": "调阅〔2026〕1号",
    "taker": "<script>alert(1)</script>",
    "taker_unit": "",
    "unit": "水政监察大队",
}


def file_in(store: DiskStore, content: bytes) -> BundledFile:
    """Keep the bytes and return them as a file of a bundle."""
    key = ids.new_id()
    writer = store.begin_segment(key, 0, 1)
    writer.write((content,))
    stored = writer.finish()
    storage_key = store.assemble_original(key, (StoredPart(stored.key, stored.length, ""),))
    store.discard_segments(key)
    return BundledFile(
        1,
        1,
        safe_name(1, "录像", "mp4"),
        "录像",
        "录像",
        key,
        storage_key,
        len(content),
        hashlib.sha256(content).hexdigest(),
        hashlib.new("sm3", content).hexdigest(),
    )


def bundle_of(store: DiskStore, *files: BundledFile) -> bytes:
    key = ids.new_id()
    progress = Progress()
    part = write_bundle(store, (key, 1), files, MANIFEST, progress=progress, now=NOW).part
    assert progress.done_bytes == sum(len(CONTENT) for _ in files)
    assert part.length == store._root.joinpath(part.key).stat().st_size
    return store._root.joinpath(part.key).read_bytes()


def test_the_same_contents_at_the_same_moment_give_the_same_bytes(store: DiskStore) -> None:
    file = file_in(store, CONTENT)

    first, second = bundle_of(store, file), bundle_of(store, file)

    assert first == second
    assert opened(first)[file.name] == CONTENT
    assert json.loads(opened(first)["manifest.json"]) == MANIFEST


def test_what_is_said_to_be_large_can_be_read_by_the_same_tools(store: DiskStore) -> None:
    """Beyond 4 GiB a member is written in the form ZIP64; the size that is known decides."""
    file = replace(file_in(store, CONTENT), size_bytes=5 * 1024**3)

    assert opened(bundle_of(store, file))[file.name] == CONTENT


def test_the_list_runs_nothing_and_shows_words_as_words() -> None:
    sheet = sheet_of(MANIFEST).decode()

    assert "<script" not in sheet
    assert "<b>" not in sheet
    assert "&lt;script&gt;" in sheet
    assert "第 1 项：&lt;b&gt;已划去" in sheet


@example(title="\U0001f600" * 200, ending="pdf")
@given(title=st.text(max_size=200), ending=st.sampled_from(["", "pdf"]))
def test_no_title_leads_out_of_the_folder(title: str, ending: str) -> None:
    name = safe_name(7, title, ending)

    folder, _, rest = name.partition("/")
    assert folder == "资料"
    assert rest.startswith("0007-")
    assert not set(rest) & set('\\/:*?"<>|\x00\n')
    assert len(rest.encode()) <= 255


def test_the_digest_does_not_depend_on_the_order_of_what_is_said() -> None:
    turned = dict(reversed(MANIFEST.items()))

    assert canonical(turned) == canonical(MANIFEST)


@pytest.mark.parametrize("title", ["", " ", "."])
def test_an_empty_title_still_gives_a_name(title: str) -> None:
    assert safe_name(1, title, "pdf").endswith(".pdf")
