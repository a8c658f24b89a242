"""The clients that others wrote upload and resume against this server."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from tusclient.client import TusClient

from app.settings import PROJECT_ROOT
from app.storage.disk import DiskStore
from tests.uploads.desk import digest_kept
from tests.uploads.fixtures import Site
from tests.uploads.server import MIB, Server

DATA = os.urandom(3 * MIB + 1)
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.mp4"
    path.write_bytes(DATA)
    return path


async def kept(site: Site, url: str) -> str:
    return (await digest_kept(site.sessions, DiskStore(site.files), UUID(url[-36:])))[0]


@pytest.mark.parametrize("checksum", [False, True], ids=["plain", "with checksums"])
async def test_tuspy_uploads(checksum: bool, shared_site: Site, source: Path) -> None:
    client = tuspy(shared_site)

    with source.open("rb") as file:
        uploader = client.uploader(file_stream=file, chunk_size=MIB, upload_checksum=checksum)
        uploader.upload()

    assert await kept(shared_site, str(uploader.url)) == DIGEST


async def test_tuspy_resumes(shared_site: Site, source: Path) -> None:
    client = tuspy(shared_site)
    with source.open("rb") as file:
        first = client.uploader(file_stream=file, chunk_size=MIB)
        first.upload(stop_at=MIB)

        second = client.uploader(file_stream=file, chunk_size=MIB, url=first.url)
        second.upload()

    assert first.offset == MIB
    assert await kept(shared_site, str(second.url)) == DIGEST


@pytest.mark.parametrize("mode", ["whole", "deferred", "cut"])
async def test_tus_js_client_uploads(mode: str, shared_site: Site, source: Path) -> None:
    seen = run_tus_js_client(shared_site.server, source, mode)

    assert UUID(seen["recording"])
    assert await kept(shared_site, seen["url"]) == DIGEST


def tuspy(site: Site) -> TusClient:
    return TusClient(
        f"{site.server.url}/files", headers={"Authorization": f"Bearer {site.server.token}"}
    )


def run_tus_js_client(server: Server, source: Path, mode: str) -> dict[str, str]:
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    script = Path(__file__).with_name("upload.mjs")
    command: list[str | Path] = [node, script, PROJECT_ROOT / "node_modules", source]
    command += [f"{server.url}/files", server.token, str(MIB), mode]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen: dict[str, str] = json.loads(done.stdout)
    return seen
