"""One recording, from the officer's terminal to the clerk's page, through every kind of accident.

The whole product runs as ``bin/serve --demo`` runs it: real servers, real files, real kills.
"""

import hashlib
import io
import json
import signal
import socket
import time
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from app.demo.clips import make_large_clip
from tests.cli.furnishing import INBOX, PATIENCE_SECONDS, settled_inbox
from tests.cli.running import Running, running

SIZE = 24 * 1024 * 1024
CHUNK = 4 * 1024 * 1024
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}


@dataclass(frozen=True, slots=True)
class Terminal:
    """A camera with its token, at whatever address the product has now."""

    url: str
    token: str

    def headers(self, **more: str) -> dict[str, str]:
        shown = {name.replace("_", "-"): value for name, value in more.items()}
        return TUS | {"Authorization": f"Bearer {self.token}"} | shown

    def create(self, size: int, **metadata: str) -> str:
        """Open an upload and return its path."""
        pairs = ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in metadata.items())
        answer = httpx.post(
            f"{self.url}/files",
            headers=self.headers(Upload_Length=str(size), Upload_Metadata=pairs),
            timeout=PATIENCE_SECONDS,
        )
        assert answer.status_code == 201, answer.text
        return urlsplit(answer.headers["Location"]).path

    def offset(self, path: str) -> int:
        answer = httpx.head(f"{self.url}{path}", headers=self.headers(), timeout=PATIENCE_SECONDS)
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])

    def send(self, path: str, content: bytes, *, upto: int) -> httpx.Response:
        """Patch chunk by chunk from the offset the server names."""
        answer = httpx.Response(500)
        offset = self.offset(path)
        while offset < upto:
            chunk = content[offset : min(offset + CHUNK, upto)]
            answer = httpx.patch(
                f"{self.url}{path}",
                headers=self.headers(Upload_Offset=str(offset)) | BYTES,
                content=chunk,
                timeout=PATIENCE_SECONDS,
            )
            assert answer.status_code == 204, answer.text
            offset = int(answer.headers["Upload-Offset"])
        return answer

    def drop_midway(self, path: str, content: bytes) -> None:
        """Begin a chunk and vanish: half of its bytes, then a reset."""
        offset = self.offset(path)
        parts = urlsplit(self.url)
        head = "".join(
            f"{name}: {value}\r\n"
            for name, value in (
                self.headers(Upload_Offset=str(offset)) | BYTES | {"Content-Length": str(CHUNK)}
            ).items()
        )
        with socket.create_connection((parts.hostname, parts.port or 80)) as link:
            link.sendall(f"PATCH {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{head}\r\n".encode())
            link.sendall(content[offset : offset + CHUNK // 2])

    def receipt(self, recording_id: str) -> dict[str, Any]:
        """Ask for the receipt until the recording has settled."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            answer = httpx.get(
                f"{self.url}/api/recordings/{recording_id}",
                headers=self.headers(),
                timeout=PATIENCE_SECONDS,
            )
            assert answer.status_code == 200, answer.text
            receipt: dict[str, Any] = answer.json()
            if receipt["state"] not in {"received", "sealed"}:
                return receipt
            time.sleep(0.1)
        pytest.fail("the recording never settled")


def terminal_of(office: Running, data: Path) -> Terminal:
    content = json.loads((data / "demo.json").read_text(encoding="utf-8"))
    assert content["url"] == office.url
    assert content["upload_url"] == f"{office.url}/files"
    return Terminal(office.url, content["terminal"]["token"])


def kill_everything(office: Running) -> None:
    """Pull the plug on the supervisor; its children die with it."""
    office.process.send_signal(signal.SIGKILL)
    office.process.wait(PATIENCE_SECONDS)


def test_an_upload_survives_a_lost_client_and_a_killed_server(
    tmp_path: Path, office_data: Path
) -> None:
    source = make_large_clip(tmp_path / "shift.mp4", size_bytes=SIZE)
    content = source.read_bytes()
    digest = hashlib.sha256(content).hexdigest()

    with running(office_data, "--demo") as office:
        terminal = terminal_of(office, office_data)
        path = terminal.create(
            len(content), filename="夜间巡查.mp4", filetype="video/mp4", sha256=digest
        )
        terminal.send(path, content, upto=2 * CHUNK)
        terminal.drop_midway(path, content)
        before = terminal.offset(path)
        kill_everything(office)
    with running(office_data, "--demo") as office:
        again = terminal_of(office, office_data)
        after = again.offset(path)
        answer = again.send(path, content, upto=len(content))
        receipt = again.receipt(answer.headers["Liuhen-Recording"])
        pictures = [
            httpx.get(
                f"{again.url}{item['url']}", headers=again.headers(), timeout=PATIENCE_SECONDS
            )
            for item in receipt["thumbnails"]
        ]
        accounts = json.loads((office_data / "demo.json").read_text(encoding="utf-8"))["accounts"]

    assert again.token == terminal.token, "credentials outlive a restart"
    assert 2 * CHUNK <= before <= after, "what was acknowledged is never lost"
    assert receipt["state"] == "processed"
    assert receipt["sha256"] == digest
    assert receipt["sm3"] == hashlib.new("sm3", content).hexdigest()
    assert receipt["size_bytes"] == len(content)
    assert receipt["media"]["container"] == "mp4"
    assert len(pictures) >= 3
    assert {Image.open(io.BytesIO(p.content)).size for p in pictures} == {(320, 180)}
    assert set(accounts) == ACCOUNTS


ACCOUNTS = {
    "officer",
    "recorder",
    "collector",
    "clerk",
    "handler",
    "leader",
    "deputy",
    "inspector",
    "legal",
    "devicekeeper",
    "sysadmin",
    "secadmin",
    "auditadmin",
}


def test_the_demonstration_becomes_a_living_office(office_data: Path) -> None:
    """Every clip arrives through the upload door and settles; a restart sends nothing twice."""
    first = json.loads((office_data / INBOX).read_text(encoding="utf-8"))

    with running(office_data, "--demo") as office:
        second = settled_inbox(office, office_data)

    assert first == second
