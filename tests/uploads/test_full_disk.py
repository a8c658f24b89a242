"""Promise P11: a disk that is full in the middle of a body; nothing acknowledged is lost."""

import resource
from uuid import UUID

import pytest

from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from tests.uploads.fixtures import Site
from tests.uploads.server import MIB

CONTENT = bytes(range(256)) * (3 * MIB // 256)


def allow(site: Site, file_bytes: int) -> None:
    """Let the server write files of at most this size, as if the disk ended there."""
    resource.prlimit(site.server.pid, resource.RLIMIT_FSIZE, (file_bytes, resource.RLIM_INFINITY))


@pytest.fixture
def patient_site(site: Site) -> Site:
    """A server that keeps a body in one piece, however slowly it comes."""
    site.server.stop()
    site.server.environment["LIUHEN_UPLOAD_CHECKPOINT_SECONDS"] = "3600"
    site.server.start()
    return site


async def test_a_disk_full_in_the_middle_is_said_noted_and_survived(patient_site: Site) -> None:
    site = patient_site
    path = site.server.create(len(CONTENT), filename="巡查.mp4")
    site.server.patch(path, 0, CONTENT[:MIB])
    allow(site, MIB)
    refused = site.server.patch(path, MIB, CONTENT[MIB:])
    after = site.server.offset_of(path)
    allow(site, resource.RLIM_INFINITY)

    done = site.server.patch(path, after, CONTENT[after:])

    async with site.sessions() as session:
        events = await history_of(session, UUID(path.rpartition("/")[2]))
    assert refused.status_code == 507
    assert "存储空间不足" in refused.text
    assert after == MIB
    assert done.headers["Liuhen-Recording"]
    assert [(event.kind, event.detail.get("code")) for event in events] == [
        (LedgerKind.UPLOAD_CREATED, None),
        (LedgerKind.UPLOAD_REFUSED, "storage_full"),
        (LedgerKind.UPLOAD_COMPLETED, None),
    ]
