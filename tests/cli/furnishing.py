"""The demonstration once it has come to rest, as whoever tries the product out leaves it."""

import asyncio
import json
import time
from pathlib import Path

import asyncpg
import httpx
import pytest

from app.embedded.roles import DATABASE
from app.embedded.services import Services, app_url_of, start_services
from app.policy.vocabulary import JobState
from tests.cli.running import Running, eventually, running

CLIPS = 9
"""Ten are handed in, and one of them twice."""
UNFINISHED = [JobState.QUEUED.value, JobState.RUNNING.value]
PATIENCE_SECONDS = 300.0
"""One process makes it for all; where it is tired of waiting, the others begin anew."""
INBOX = "inbox.json"
"""What the clerk saw in the inbox then, beside the data."""


def furnish(data: Path) -> None:
    """Run the demonstration until all of it has arrived and been looked at, and note the inbox."""
    with running(data, "--demo") as office:
        names = settled_inbox(office, data)
        assert eventually(
            lambda: not office.child("app.cli.demo_clips") and asyncio.run(_is_idle(data)),
            seconds=PATIENCE_SECONDS,
        )
    (data / INBOX).write_text(json.dumps(names), encoding="utf-8")


def settled_inbox(office: Running, data: Path) -> list[str]:
    """Sign in as the clerk and return the inbox's file names once nothing more arrives."""
    account = json.loads((data / "demo.json").read_text(encoding="utf-8"))["accounts"]["clerk"]
    same_origin = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(
        base_url=office.url, headers=same_origin, timeout=PATIENCE_SECONDS
    ) as browser:
        signed = browser.post("/sign-in", data=account)
        assert signed.status_code == 303
        for _ in range(4 * int(PATIENCE_SECONDS)):
            page = browser.get("/inbox").text
            results = page[page.index('id="results"') :]
            names = _names_in(results)
            if "校验中" not in results and "提取中" not in results and len(names) == CLIPS:
                return names
            time.sleep(0.25)
    pytest.fail(f"the office never settled: {names}")


def _names_in(results: str) -> list[str]:
    endings = (".mp4", ".jpg", ".ts", ".avi", ".m4a", ".wav")
    words = results.replace(">", "\n").replace("<", "\n").splitlines()
    return sorted({word.strip() for word in words if word.strip().endswith(endings)})


def without_a_clip(data: Path) -> Path:
    """Let the demonstration forget that it has handed in a clip, and all that it has said."""
    (data / "logs" / "demo.log").unlink()
    with start_services(data, durable=False) as services:
        asyncio.run(_rename_an_upload(services))
    return data


async def _rename_an_upload(services: Services) -> None:
    address = services.admin_url.replace("+asyncpg", "")
    admin = await asyncpg.connect(address, database=DATABASE)
    # It is by the name that the demonstration knows what has arrived.
    done = await admin.execute(
        "UPDATE upload SET file_name = 'another.m4a' WHERE file_name LIKE '%.m4a'"
    )
    assert done == "UPDATE 1"
    await admin.close()


async def _is_idle(data: Path) -> bool:
    connection = await asyncpg.connect(app_url_of(data).replace("+asyncpg", ""))
    waiting: int = await connection.fetchval(
        "SELECT count(*) FROM job WHERE state = ANY($1)", UNFINISHED
    )
    await connection.close()
    return waiting == 0
