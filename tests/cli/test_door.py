"""The plain door beside TLS: which port it takes, and what happens when that is taken."""

import argparse
import socket

import pytest

from app.cli.door import Door, open_door, setup_port, usual_port
from app.embedded.refusal import StartRefusedError


@pytest.mark.parametrize(("port", "door"), [(8000, 8001), (443, 80), (0, 0), (65535, 65535)])
def test_the_usual_port_is_the_next_one_or_where_people_arrive(port: int, door: int) -> None:
    assert usual_port(port) == door


@pytest.mark.parametrize(("word", "port"), [("off", None), ("0", 0), ("8080", 8080)])
def test_the_port_can_be_chosen_or_switched_off(word: str, port: int | None) -> None:
    assert setup_port(word) == port


@pytest.mark.parametrize("word", ["", "no", "-1", "65536", "80.5"])
def test_what_is_no_port_is_refused(word: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="off"):
        setup_port(word)


def test_it_tells_the_address_that_terminals_reach() -> None:
    door = open_door("127.0.0.1", 0, "liuhen.example.cn", required=True)

    assert isinstance(door, Door)
    assert door.address == f"http://liuhen.example.cn:{door.listener.getsockname()[1]}"
    door.listener.close()


def test_a_taken_port_only_costs_the_door_unless_it_was_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        sentence = open_door("127.0.0.1", port, "a.cn", required=False)

        assert isinstance(sentence, str)
        assert "--setup-port" in sentence
        with pytest.raises(StartRefusedError, match=f"端口 {port}"):
            open_door("127.0.0.1", port, "a.cn", required=True)
