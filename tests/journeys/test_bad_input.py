"""Bad content at the outermost door: what the terminal, the clerk and the ledger are told of it.

Each file goes through the running product; whatever it is, the bytes are kept and the page says
in a sentence what is wrong and what to do.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.cli.furnishing import PATIENCE_SECONDS
from tests.cli.running import Running, copied, running
from tests.clips import ClipKind, make_clip
from tests.journeys.test_the_main_job import Terminal, terminal_of

ODD_NAME = "执法记录" * 75 + "\"'<b>../../etc/passwd</b>.mp4"


@dataclass(frozen=True, slots=True)
class Office:
    """The running product, its camera, and the clerk's browser."""

    running: Running
    terminal: Terminal
    clerk: httpx.Client

    def send(self, content: bytes, metadata: dict[str, str]) -> str:
        """Hand in a file and return its recording once it has settled."""
        path = self.terminal.create(len(content), **metadata)
        self.terminal.send(path, content, upto=len(content))
        head = httpx.head(
            f"{self.terminal.url}{path}",
            headers=self.terminal.headers(),
            timeout=PATIENCE_SECONDS,
        )
        recording: str = head.headers["Liuhen-Recording"]
        self.terminal.receipt(recording)
        return recording

    def page(self, recording: str) -> str:
        """Return what the clerk sees of a recording."""
        return unescape(self.clerk.get(f"/recordings/{recording}").text)


@dataclass(frozen=True, slots=True)
class Case:
    """A file, and what must become of it; the words are those on the clerk's page."""

    clip: ClipKind
    state: str
    words: str
    event: str
    codes: frozenset[str] = frozenset()
    metadata: dict[str, str] = field(default_factory=dict)


CASES = {
    "an empty file": Case(
        ClipKind.EMPTY,
        "quarantined",
        "文件大小为 0 字节，没有任何内容。",
        "隔离待查，原件保留",
        frozenset({"empty_file"}),
    ),
    "no metadata": Case(ClipKind.SILENT_MP4, "processed", "未命名文件", "检查完成"),
    "an odd name": Case(
        ClipKind.MP4, "processed", ODD_NAME, "检查完成", metadata={"filename": ODD_NAME}
    ),
    "a text named mp4": Case(
        ClipKind.TEXT,
        "quarantined",
        "系统从内容上未能认出这是音视频或照片，与文件名无关",
        "隔离待查，原件保留",
        frozenset({"not_media"}),
        {"filename": "a.mp4", "filetype": "video/mp4"},
    ),
    "a playlist naming another file": Case(
        ClipKind.FFCONCAT,
        "quarantined",
        "播放列表",
        "隔离待查，原件保留",
        frozenset({"playlist_refused"}),
        {"filename": "a.mp4"},
    ),
    "a picture of 16000x8000": Case(
        ClipKind.HUGE_PICTURE,
        "quarantined",
        "画面尺寸超出允许的上限",
        "隔离待查，原件保留",
        frozenset({"too_many_pixels"}),
        {"filename": "a.png"},
    ),
    "a truncated mp4": Case(
        ClipKind.TRUNCATED_MP4,
        "damaged",
        "文件末尾缺失，只有前面一部分可以播放。",
        "封存完成，媒体有损",
        frozenset({"truncated"}),
        {"filename": "a.mp4"},
    ),
    "a digest that does not match": Case(
        ClipKind.M4A,
        "quarantined",
        "与上传方申报的 SHA-256 摘要不一致",
        "隔离待查，原件保留",
        frozenset({"digest_mismatch"}),
        {"filename": "a.m4a", "sha256": "0" * 64},
    ),
}


@pytest.fixture(scope="module")
def office(furnished_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One product for all cases; they do not disturb each other."""
    data = copied(furnished_once, tmp_path_factory.mktemp("office") / "data")
    with running(data, "--demo") as product:
        account = json.loads((data / "demo.json").read_text(encoding="utf-8"))["accounts"]["clerk"]
        headers = {"Sec-Fetch-Site": "same-origin"}
        with httpx.Client(base_url=product.url, headers=headers, timeout=PATIENCE_SECONDS) as clerk:
            assert clerk.post("/sign-in", data=account).status_code == 303
            yield Office(product, terminal_of(product, data), clerk)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_bad_content_is_kept_named_and_noted(case: Case, office: Office, tmp_path: Path) -> None:
    content = make_clip(case.clip, tmp_path / "clip").read_bytes()

    recording = office.send(content, case.metadata)

    receipt, page = office.terminal.receipt(recording), office.page(recording)
    assert receipt["state"] == case.state
    assert receipt["sha256"] == hashlib.sha256(content).hexdigest()
    assert case.codes <= {finding["code"] for finding in receipt["findings"]}
    assert case.words in page
    assert case.event in page


def test_the_same_file_twice_is_kept_once_and_said(office: Office, tmp_path: Path) -> None:
    content = make_clip(ClipKind.MKV, tmp_path / "clip.mkv", seconds=1.0).read_bytes()
    first = office.send(content, {"filename": "a.mkv"})

    second = office.send(content, {"filename": "b.mkv"})

    page = office.page(second)
    assert office.terminal.receipt(first)["sha256"] == office.terminal.receipt(second)["sha256"]
    assert "本单位先前已收到内容完全相同的文件，内容只保存一份。" in page
    assert "重复送达，内容只存一份" in page
