"""Every pack that ships can be used."""

import pytest

from app.packs.load import read_pack, shipped_packs


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_a_shipped_pack_parses_and_names_itself(pack_id: str) -> None:
    pack = read_pack(pack_id)

    assert pack.id == pack_id
    assert pack.provisions


def test_an_unknown_pack_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        read_pack("atlantis")
