"""Who may use the upload door, and what its refusals leave in the ledger."""

from datetime import timedelta
from uuid import UUID

import pytest

from app import ids
from app.clock import current_time
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import SignInSession
from tests.ledger.lines import whole_ledger
from tests.uploads.fixtures import Site, shared_site
from tests.uploads.server import BODY, pairs

__all__ = ["shared_site"]

TEN = b"0123456789"


async def kinds_in(shared_site: Site) -> list[LedgerKind]:
    async with shared_site.sessions() as session:
        return [line.kind for line in await whole_ledger(session)]


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("PATCH", {**BODY, "Upload-Offset": "0"}),
        ("DELETE", {}),
    ],
    ids=["look", "append", "terminate"],
)
def test_a_strangers_upload_looks_like_one_that_never_was(
    method: str, headers: dict[str, str], shared_site: Site
) -> None:
    path = shared_site.server.create(10)
    stranger = {"Authorization": f"Bearer {shared_site.town.stranger_terminal_token}", **headers}

    theirs = shared_site.server.request(method, path, stranger)
    nobodys = shared_site.server.request(method, f"/files/{ids.new_id()}", stranger)

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.text == nobodys.text
    assert set(theirs.headers) == set(nobodys.headers)
    assert shared_site.server.offset_of(path) == 0


async def test_asking_for_somebody_elses_upload_is_an_event(shared_site: Site) -> None:
    path = shared_site.server.create(10)
    stranger = {"Authorization": f"Bearer {shared_site.town.stranger_terminal_token}"}

    shared_site.server.request("HEAD", path, stranger)

    async with shared_site.sessions() as session:
        last = (await history_of(session, UUID(path.rpartition("/")[2])))[-1]
    assert last.kind is LedgerKind.UPLOAD_REFUSED
    assert last.actor_id == shared_site.town.stranger_terminal.id
    assert last.detail == {"code": "not_owner"}


async def test_an_administrator_may_not_upload_and_the_refusal_is_in_the_ledger(
    shared_site: Site,
) -> None:
    headers = await browser(shared_site, shared_site.town.sun.id)

    answer = shared_site.server.request("POST", "/files", {**headers, "Upload-Length": "10"})

    assert answer.status_code == 403
    assert "管理员" in answer.text
    assert LedgerKind.UPLOAD_REFUSED in await kinds_in(shared_site)


async def test_an_officer_uploads_with_her_session(shared_site: Site) -> None:
    headers = await browser(shared_site, shared_site.town.chen.id)
    created = shared_site.server.request("POST", "/files", {**headers, "Upload-Length": "10"})
    path = created.headers["Location"]

    answer = shared_site.server.patch(path, 0, TEN, headers)

    assert answer.headers["Liuhen-Recording"]


async def test_an_upload_tells_its_story_in_two_subjects(shared_site: Site) -> None:
    path = shared_site.server.create(10, filename="现场.mp4")
    shared_site.server.patch(path, 0, TEN[:4])

    recording = shared_site.server.patch(path, 4, TEN[4:]).headers["Liuhen-Recording"]

    assert await story(shared_site, path.rpartition("/")[2]) == [
        LedgerKind.UPLOAD_CREATED,
        LedgerKind.UPLOAD_COMPLETED,
    ]
    assert await story(shared_site, recording) == [LedgerKind.RECORDING_RECEIVED]


async def test_termination_is_an_event(shared_site: Site) -> None:
    path = shared_site.server.create(10)

    shared_site.server.request("DELETE", path)

    assert (await story(shared_site, path.rpartition("/")[2]))[-1] is LedgerKind.UPLOAD_TERMINATED


async def test_asking_to_delete_evidence_is_an_event(shared_site: Site) -> None:
    path = shared_site.server.create(10)
    shared_site.server.patch(path, 0, TEN)

    shared_site.server.request("DELETE", path)

    assert (await story(shared_site, path.rpartition("/")[2]))[-1] is LedgerKind.UPLOAD_REFUSED


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Length": str(64 * 1024**3 + 1)},
        {"Upload-Length": "1", "Upload-Metadata": pairs({"sha256": "no"})},
    ],
    ids=["over the limit", "bad metadata"],
)
async def test_a_refused_creation_is_an_event(headers: dict[str, str], shared_site: Site) -> None:
    shared_site.server.request("POST", "/files", headers)

    assert LedgerKind.UPLOAD_REFUSED in await kinds_in(shared_site)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Upload-Offset": "3"}, "offset_mismatch"),
        ({"Upload-Offset": "0"}, "too_large"),
        ({"Upload-Offset": "0", "Upload-Checksum": f"sha1 {'A' * 27}="}, "checksum_mismatch"),
    ],
    ids=["wrong offset", "longer than declared", "damaged on the way"],
)
async def test_a_refused_body_is_an_event_of_its_upload(
    headers: dict[str, str], code: str, shared_site: Site
) -> None:
    path = shared_site.server.create(10)
    body = TEN if "Upload-Checksum" in headers else TEN + b"A"

    answer = shared_site.server.request("PATCH", path, {**BODY, **headers}, body)

    async with shared_site.sessions() as session:
        last = (await history_of(session, UUID(path.rpartition("/")[2])))[-1]
    assert answer.headers["Liuhen-Error"] == code
    assert answer.text.endswith("。")
    assert (last.kind, last.detail) == (LedgerKind.UPLOAD_REFUSED, {"code": code})


async def story(shared_site: Site, subject: str) -> list[LedgerKind]:
    async with shared_site.sessions() as session:
        return [line.kind for line in await history_of(session, UUID(subject))]


async def browser(shared_site: Site, person_id: UUID | None) -> dict[str, str]:
    """What a page of ours sends along for somebody who has signed in."""
    secret, now = ids.new_secret(), current_time()
    assert person_id is not None
    async with shared_site.sessions() as session, session.begin():
        session.add(
            SignInSession(
                id=ids.new_id(),
                token_hash=ids.digest_of_secret(secret),
                person_id=person_id,
                address="127.0.0.1",
                user_agent="Chromium",
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(hours=1),
            )
        )
    cookie = {"Cookie": f"liuhen={secret}", "Sec-Fetch-Site": "same-origin"}
    return {"Authorization": "", "User-Agent": "Chromium", **cookie}
