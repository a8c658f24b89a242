"""Tokens that do not count: refused at once, and in the ledger without drowning it."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from app import clock
from app.devices.terminals import enrol, revoke_tokens
from app.ledger.kinds import LedgerKind
from app.models import Upload
from app.policy.actor import WORKER
from app.settings import MIB
from tests.ledger.lines import whole_ledger
from tests.uploads.fixtures import Site, site

__all__ = ["site"]


async def kinds_in(site: Site) -> list[LedgerKind]:
    async with site.sessions() as session:
        return [line.kind for line in await whole_ledger(session)]


async def revoke(site: Site) -> None:
    """A moment after the town was settled, by the real clock of the server."""
    async with site.sessions() as session, session.begin():
        await revoke_tokens(session, WORKER, "RZ-0001", clock.current_time())


async def set_aside(site: Site) -> list[bool]:
    async with site.sessions() as session:
        return list(await session.scalars(select(Upload.is_set_aside).order_by(Upload.id)))


async def test_what_a_revoked_terminal_begins_is_taken_and_set_aside(site: Site) -> None:
    await revoke(site)

    path = site.server.create(10)
    answer = site.server.patch(path, 0, b"0123456789")

    assert answer.status_code == 204
    assert "Liuhen-Recording" in answer.headers
    assert site.server.offset_of(path) == 10
    assert await set_aside(site) == [True]


async def test_what_was_begun_before_the_revocation_and_ended_after_it_is_set_aside(
    site: Site,
) -> None:
    path = site.server.create(10)
    site.server.patch(path, 0, b"01234")
    await revoke(site)

    answer = site.server.patch(path, 5, b"56789")

    assert answer.status_code == 204
    assert await set_aside(site) == [True]


async def test_what_ended_before_the_revocation_is_not_set_aside(site: Site) -> None:
    path = site.server.create(10)
    site.server.patch(path, 0, b"0123456789")

    await revoke(site)

    assert site.server.offset_of(path) == 10
    assert await set_aside(site) == [False]


async def test_a_body_on_its_way_when_the_token_ends_is_set_aside(site: Site) -> None:
    """The request was let in with a living token; what counts is the moment it is complete."""
    path = site.server.create(10)
    with site.server.begin_patch(path, 0, 10, b"01234") as connection:
        async with asyncio.timeout(120):
            while not await is_being_written(site):
                await asyncio.sleep(0.02)
        await revoke(site)

        connection.sendall(b"56789")
        answer = connection.recv(4096)

    assert answer.startswith(b"HTTP/1.1 204")
    assert await set_aside(site) == [True]


async def is_being_written(site: Site) -> bool:
    async with site.sessions() as session:
        return await session.scalar(select(Upload.holder)) is not None


async def test_half_of_an_upload_by_a_revoked_token_sets_all_of_it_aside(site: Site) -> None:
    """The terminal is enrolled anew before the last byte: what came between stays doubtful."""
    path = site.server.create(10)
    await revoke(site)
    site.server.patch(path, 0, b"01234")
    async with site.sessions() as session, session.begin():
        site.server.token = (await enrol(session, WORKER, "RZ-0001", clock.current_time())).token

    answer = site.server.patch(path, 5, b"56789")

    assert answer.status_code == 204
    assert await set_aside(site) == [True]


async def test_a_revoked_terminal_cannot_take_back_what_it_began(site: Site) -> None:
    path = site.server.create(10)
    await revoke(site)

    answer = site.server.request("DELETE", path)

    assert answer.status_code == 401
    assert answer.headers["Liuhen-Error"] == "token_revoked"
    assert site.server.offset_of(path) == 0


async def test_a_revoked_terminal_asks_for_no_receipt(site: Site) -> None:
    path = site.server.create(1)
    recording = site.server.patch(path, 0, b"0").headers["Liuhen-Recording"]
    await revoke(site)

    answer = site.server.request("GET", f"/api/recordings/{recording}")

    assert answer.status_code == 401
    assert answer.json()["error"] == "token_revoked"
    assert LedgerKind.TERMINAL_REFUSED in await kinds_in(site)


async def test_the_upload_of_another_stays_hidden_from_a_revoked_terminal(site: Site) -> None:
    path = site.server.create(10)
    await revoke(site)
    stranger = {"Authorization": f"Bearer {site.town.stranger_terminal_token}"}
    theirs = site.server.request("POST", "/files", {**stranger, "Upload-Length": "1"})

    answer = site.server.request("HEAD", theirs.headers["Location"])

    assert answer.status_code == 404
    assert site.server.offset_of(path) == 0


async def test_the_days_of_a_revoked_terminal_end(site: Site) -> None:
    long_ago = clock.current_time() - timedelta(days=31)
    async with site.sessions() as session, session.begin():
        await revoke_tokens(session, WORKER, "RZ-0001", long_ago)

    answer = site.server.request("POST", "/files", {"Upload-Length": "1"})

    assert answer.status_code == 403
    assert answer.headers["Liuhen-Error"] == "revoked_upload_ended"
    assert "期限也已过" in answer.text
    assert LedgerKind.UPLOAD_REFUSED in await kinds_in(site)


async def test_a_flood_of_uploads_by_a_revoked_terminal_is_one_event(site: Site) -> None:
    long_ago = clock.current_time() - timedelta(days=31)
    async with site.sessions() as session, session.begin():
        await revoke_tokens(session, WORKER, "RZ-0001", long_ago)

    answers = [
        site.server.request("POST", "/files", {"Upload-Length": "1"}).status_code for _ in range(5)
    ]

    assert answers == [403] * 5
    assert (await kinds_in(site)).count(LedgerKind.UPLOAD_REFUSED) == 1


async def test_the_bytes_of_a_revoked_terminal_end(site: Site) -> None:
    await revoke(site)
    site.server.create(4 * MIB - 10)
    fits = site.server.request("POST", "/files", {"Upload-Length": "10"})

    answer = site.server.request("POST", "/files", {"Upload-Length": "1"})

    assert fits.status_code == 201
    assert answer.status_code == 403
    assert answer.headers["Liuhen-Error"] == "revoked_upload_full"


async def test_a_length_that_comes_later_cannot_evade_the_limit(site: Site) -> None:
    await revoke(site)
    path = site.server.request("POST", "/files", {"Upload-Defer-Length": "1"}).headers["Location"]
    site.server.create(4 * MIB - 4)

    fixed = site.server.patch(path, 0, b"01234", {"Upload-Length": "5"})
    streamed = site.server.patch(path, 0, b"01234")
    fits = site.server.patch(path, 0, b"0123", {"Upload-Length": "4"})

    assert (fixed.status_code, fixed.headers["Liuhen-Error"]) == (403, "revoked_upload_full")
    assert streamed.status_code == 413
    assert fits.status_code == 204


async def committed(site: Site) -> int:
    async with site.sessions() as session:
        return await session.scalar(select(func.sum(Upload.committed_offset))) or 0


async def test_files_of_unknown_length_sent_at_once_share_the_limit(site: Site) -> None:
    await revoke(site)
    deferred = {"Upload-Defer-Length": "1"}
    paths = [site.server.request("POST", "/files", deferred).headers["Location"] for _ in "ab"]
    begun = [site.server.begin_patch(path, 0, 3 * MIB, b"x") for path in paths]
    async with asyncio.timeout(120):
        while await committed(site) < len(begun):
            await asyncio.sleep(0.05)

    statuses = []
    for connection in begun:
        with connection:
            connection.sendall(b"x" * (3 * MIB - 1))
            statuses.append(connection.recv(4096).split()[1])

    assert statuses == [b"204", b"403"]
    assert 3 * MIB <= await committed(site) <= 4 * MIB


async def test_the_files_of_a_revoked_terminal_end(site: Site) -> None:
    await revoke(site)
    for _ in range(8):
        site.server.create(0)

    answer = site.server.request("POST", "/files", {"Upload-Length": "0"})

    assert answer.status_code == 403
    assert answer.headers["Liuhen-Error"] == "revoked_upload_full"


async def test_an_address_with_the_token_is_refused_and_not_in_the_log(site: Site) -> None:
    answer = site.server.request("POST", f"/files?token={site.server.token}")

    assert answer.status_code == 401
    assert answer.headers["Liuhen-Error"] == "token_in_url"
    site.server.stop()
    assert site.server.token not in site.server.log_path.read_text()


async def test_a_flood_of_wrong_tokens_is_one_event(site: Site) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    site.server.request("HEAD", "/files/x", wrong)
    site.server.request("HEAD", "/files/x", wrong)

    site.server.request("HEAD", "/files/x", wrong)

    assert (await kinds_in(site)).count(LedgerKind.TERMINAL_REFUSED) == 1


async def test_a_missing_token_is_not_an_event(site: Site) -> None:
    before = await kinds_in(site)

    site.server.request("HEAD", "/files/x", {"Authorization": ""})

    assert await kinds_in(site) == before
