"""Requests that other sites make a browser send, and cookies shown from where they do not live."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from tests.matrix.cast import Visitor
from tests.torture.authz.doors import Door
from tests.torture.authz.exchanges import AGENT, Ask, Line, exchange
from tests.torture.authz.knocking import Knocker
from tests.torture.authz.settling import Scene, connected

FOREIGN_SITES = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour site": {"Sec-Fetch-Site": "same-site"},
    "another site that says none of it": {"Origin": "http://elsewhere.example"},
    "another site in a frame without origin": {"Origin": "null"},
    "a browser that says nothing": {},
}
FORBIDDEN = 403
SEE_OTHER = 303
OK = 200


def post_from_elsewhere(
    knocker: Knocker, doors: Sequence[Door], visitor: Visitor, sites: Sequence[str]
) -> None:
    """Let other sites send everything that changes something, in the name of who may do it."""
    before = asyncio.run(_events(knocker.scene))
    for door in doors:
        if not door.is_changing:
            continue
        ask = door.ask(visitor, knocker.scene.theirs)
        plain = {k: v for k, v in ask.headers.items() if k != "Sec-Fetch-Site"}
        if "Content-Type" not in plain:
            plain["Content-Type"] = "application/x-www-form-urlencoded"
        for site in sites:
            foreign = replace(ask, headers=plain | FOREIGN_SITES[site])
            answer = knocker.alone(foreign, visitor)
            if answer.status != FORBIDDEN:
                what = f"a request from {site} was let through"
                raise exchange(what, visitor.name, (foreign, answer))
    after = asyncio.run(_events(knocker.scene))
    if before != after:
        raise AssertionError(f"requests from other sites left {after - before} events behind")


async def _events(scene: Scene) -> int:
    admin = await connected(scene.admin_dsn)
    try:
        return int(await admin.fetchval("SELECT count(*) FROM ledger_event"))
    finally:
        await admin.close()


def steal_a_cookie(knocker: Knocker, visitor: Visitor, line: Line, *, binds_address: bool) -> None:
    """Show a cookie in another browser, which ends it, and from another address.

    ``line`` begins at another address than the visitor's.
    """
    own = Ask("GET", "/account", {"Accept": "text/html", "User-Agent": AGENT, **visitor.headers})
    _expect(knocker.line, own, visitor, OK, "one's own cookie")
    if binds_address:
        _expect(line, own, visitor, SEE_OTHER, "a cookie from another address")
        _expect(knocker.line, own, visitor, SEE_OTHER, "a cookie that was shown elsewhere")
    else:
        _expect(line, own, visitor, OK, "a cookie whose phone has moved")
        other = own.with_headers(User_Agent="another/2")
        _expect(knocker.line, other, visitor, SEE_OTHER, "a cookie in another browser")
        _expect(knocker.line, own, visitor, SEE_OTHER, "a cookie that was shown elsewhere")
    asyncio.run(knocker.scene.revive())


def _expect(line: Line, ask: Ask, visitor: Visitor, status: int, what: str) -> None:
    answer = line.send(ask)
    if answer.status != status or (status == SEE_OTHER and not answer.is_entrance):
        raise exchange(
            f"{what}: {status} was due, {answer.status} came", visitor.name, (ask, answer)
        )
