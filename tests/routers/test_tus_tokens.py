"""Tokens that do not count: refused at once, and in the ledger without drowning it."""

from app.devices.terminals import revoke_tokens
from app.ledger.kinds import LedgerKind
from app.policy.actor import WORKER
from tests.ledger.lines import whole_ledger
from tests.uploads.fixtures import Site, site
from tests.world import NOW

__all__ = ["site"]


async def kinds_in(site: Site) -> list[LedgerKind]:
    async with site.sessions() as session:
        return [line.kind for line in await whole_ledger(session)]


async def test_a_revoked_terminal_is_refused_at_its_next_request(site: Site) -> None:
    path = site.server.create(10)
    async with site.sessions() as session, session.begin():
        await revoke_tokens(session, WORKER, "RZ-0001", NOW)

    answer = site.server.patch(path, 0, b"0123456789")

    assert answer.status_code == 401
    assert LedgerKind.TERMINAL_REFUSED in await kinds_in(site)


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
