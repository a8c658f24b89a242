"""Whatever a device calls its file arrives as it is, and stays data."""

from uuid import UUID

import pytest

from app.models import Recording
from tests.uploads.fixtures import Site

NAMES = {
    "three hundred characters": "执法记录" * 75,
    "quotes and a path": "../../etc/\"'<b>passwd</b>.mp4",
    "line breaks": "a\r\nSet-Cookie: b\n",
    "right to left": "\u202e4pm.gpj",
    "beyond the basic plane": "🎥𠮷.mp4",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
async def test_a_name_is_kept_as_it_came(name: str, shared_site: Site) -> None:
    path = shared_site.server.create(4, filename=name)

    recording = shared_site.server.patch(path, 0, b"\x00\x01\x02\x03").headers["Liuhen-Recording"]

    async with shared_site.sessions() as session:
        assert (await session.get_one(Recording, UUID(recording))).file_name == name


def test_no_name_reaches_the_file_system(shared_site: Site) -> None:
    path = shared_site.server.create(4, filename="../../../evil.mp4")

    shared_site.server.patch(path, 0, b"abcd")

    assert not [found for found in shared_site.files.parent.rglob("*") if "evil" in found.name]


async def test_a_nul_is_replaced_and_the_header_kept(shared_site: Site) -> None:
    path = shared_site.server.create(4, filename="a\x00b")

    recording = shared_site.server.patch(path, 0, b"abcd").headers["Liuhen-Recording"]

    async with shared_site.sessions() as session:
        assert (await session.get_one(Recording, UUID(recording))).file_name == "a\ufffdb"
