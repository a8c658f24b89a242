"""Under which names a machine may be reached, and what people type for them."""

import socket

import pytest

from app.certificates.addresses import main_address, own_addresses
from app.certificates.names import as_host, names_of, names_of_this_machine, read_names
from app.embedded.refusal import StartRefusedError


def test_the_machine_knows_itself_by_name_and_loopback() -> None:
    names = names_of_this_machine()

    assert {"localhost", "127.0.0.1", "::1"} <= set(names.words())
    assert as_host(socket.gethostname()) in {*names.hosts, ""}


def test_addresses_of_this_machine_can_be_bound() -> None:
    for address in own_addresses():
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        with socket.socket(family) as spot:
            spot.bind((str(address), 0))


def test_no_address_is_local_to_the_machine_or_the_line() -> None:
    found = own_addresses()

    assert [one for one in found if one.is_loopback or one.is_link_local] == []
    assert main_address() in {*found, None}


def test_what_was_asked_for_comes_first_and_once() -> None:
    names = names_of_this_machine("liuhen.example.cn", "LIUHEN.example.cn.", "203.0.113.9")

    assert names.words()[0] == "liuhen.example.cn"
    assert names.words().count("liuhen.example.cn") == 1
    assert "203.0.113.9" in names


@pytest.mark.parametrize("word", ["0.0.0.0", "::", "not_a_name", "-x", "a..b", "1.2.3", "", "*"])
def test_what_no_browser_can_ask_for_is_left_out(word: str) -> None:
    assert names_of(word).words() == ()


def test_names_are_compared_as_browsers_do() -> None:
    names = names_of("执法.example.cn", "FD00::0:2")

    assert names.words() == ("xn--dqu15u.example.cn", "fd00::2")
    assert "fd00:0::2" in names


def test_what_others_lack_is_named() -> None:
    ours, theirs = names_of("a.cn", "10.0.0.1", "10.0.0.2"), names_of("10.0.0.1")

    assert ours.missing_from(theirs) == ("a.cn", "10.0.0.2")


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("", ()),
        ("a.cn,10.0.0.1", ("a.cn", "10.0.0.1")),
        (" a.cn， b.cn、[fd00::1]\n", ("a.cn", "b.cn", "[fd00::1]")),
    ],
    ids=["nothing", "comma", "as people type"],
)
def test_the_setting_is_a_list(setting: str, words: tuple[str, ...]) -> None:
    assert read_names(setting) == words


@pytest.mark.parametrize(
    "word",
    ["https://a.cn", "a.cn:8000", "a_b.cn", "0.0.0.0", "10.0.0.256", "*.a.cn", "a.cn/b", "x" * 64],
)
def test_what_is_no_name_is_refused_by_its_own_word(word: str) -> None:
    with pytest.raises(StartRefusedError) as refusal:
        read_names(f"a.cn,{word}")

    assert f"“{word}”" in str(refusal.value)
