import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import (
    PATIENCE_SECONDS,
    Running,
    command,
    copied,
    descendants,
    environ,
    eventually,
    living,
    refused,
    running,
)


@pytest.fixture(scope="module")
def product(used_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A product that tests share, for it is expected to outlive whatever they do."""
    data = copied(used_once, tmp_path_factory.mktemp("shared") / "data")
    with running(data) as product:
        yield product


def test_a_start_says_where_to_go_and_answers_there(product: Running) -> None:
    assert product.health() == 200


def test_a_second_start_finds_the_database_as_it_was_left(
    used_once: Path, product: Running
) -> None:
    first, second = (
        (data / "logs" / "postgres.log").read_text().count("CREATE TABLE")
        for data in (used_once, product.data)
    )

    assert product.health() == 200
    assert first
    assert second == first


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_stop_is_orderly_and_leaves_no_process(data: Path, number: signal.Signals) -> None:
    with running(data) as product:
        ours = descendants(product.process.pid)

        status = product.stop(number)

        assert status == 0
        assert len(ours) > 4
        assert living(ours) == set()
        said = (data / "logs" / "postgres.log").read_text()
        assert said.splitlines()[-1].endswith("database system is shut down")


def test_a_stop_before_the_product_is_ready_is_orderly_too(tmp_path: Path) -> None:
    started = command("serve", "--data", tmp_path / "data", "--port", "0")
    with subprocess.Popen(started, env=environ(), stdout=subprocess.DEVNULL) as process:
        assert eventually(lambda: len(descendants(process.pid)) > 1)
        ours = descendants(process.pid)

        process.send_signal(signal.SIGTERM)
        status = process.wait(PATIENCE_SECONDS)

    assert status == 0
    assert eventually(lambda: not living(ours))


def test_a_killed_supervisor_leaves_no_process_and_the_next_start_works(data: Path) -> None:
    with running(data) as product:
        ours = descendants(product.process.pid)

        product.stop(signal.SIGKILL)

        assert eventually(lambda: not living(ours))
    with running(data) as product:
        assert product.health() == 200


@pytest.mark.parametrize(
    "words",
    ["app.workers.run", "app.cli api", "bin/postgres -D", "valkey-server"],
    ids=["worker", "api", "database", "queue"],
)
def test_a_killed_child_is_started_again(product: Running, words: str) -> None:
    first = eventually(lambda: product.child(words))
    assert first

    os.kill(first, signal.SIGKILL)

    assert eventually(lambda: product.child(words) not in {0, first})
    assert eventually(lambda: product.health() == 200)


def test_a_directory_in_use_is_refused_and_its_user_named(product: Running) -> None:
    sentence = refused("--data", product.data, "--port", "0")

    assert f"进程 {product.process.pid}" in sentence
    assert "--data" in sentence


@pytest.fixture(
    scope="module",
    params=["deep/" * 20 + "data", "数据 目录"],
    ids=["too deep for a socket", "not ASCII"],
)
def elsewhere(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """An installation of its own, begun from nothing in an odd place."""
    with running(tmp_path_factory.mktemp("elsewhere") / request.param) as product:
        yield product


def test_any_place_can_hold_the_data(elsewhere: Running) -> None:
    assert elsewhere.health() == 200
    assert not (elsewhere.data / "run").exists()


def test_two_installations_run_side_by_side(product: Running, elsewhere: Running) -> None:
    assert product.url != elsewhere.url
    assert product.health() == elsewhere.health() == 200


def test_the_default_directory_lies_where_the_command_was_typed(tmp_path: Path) -> None:
    typed = command("serve", "--port", "0")
    with subprocess.Popen(typed, cwd=tmp_path, env=environ(), stdout=subprocess.DEVNULL) as process:
        made = eventually((tmp_path / "data" / "VERSION").exists)
        process.send_signal(signal.SIGTERM)

    assert made


def test_a_taken_port_is_named_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        sentence = refused("--data", tmp_path / "data", "--port", str(port))

    assert f"端口 {port} 已被其他程序占用" in sentence
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "newer",
    [{"layout": 2}, {"app": "99.0.0"}, {"postgres_major": 19}],
    ids=["layout", "program", "PostgreSQL"],
)
def test_data_of_a_newer_version_is_refused(tmp_path: Path, newer: dict[str, object]) -> None:
    version = {"layout": 1, "app": "0.1.0", "postgres_major": 18} | newer
    (tmp_path / "VERSION").write_text(json.dumps(version))

    sentence = refused("--data", tmp_path, "--port", "0")

    assert "由更新的版本" in sentence
    assert json.loads((tmp_path / "VERSION").read_text()) == version


def test_an_address_open_to_the_network_is_refused_without_tls(tmp_path: Path) -> None:
    sentence = refused("--data", tmp_path / "data", "--host", "0.0.0.0", "--port", "0")

    assert "LIUHEN_TRUSTED_PROXY" in sentence
    assert "--tls" in sentence


def test_a_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    sentence = refused("--data", tmp_path / "file" / "data", "--port", "0")

    assert "无法使用数据目录" in sentence
