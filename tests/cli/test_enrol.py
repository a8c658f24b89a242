"""Enrolling a terminal from the command line, beside a running product."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.cli.running import PATIENCE_SECONDS, Running, copied, in_a_process, liuhen, running


@pytest.fixture(scope="module")
def office(furnished_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration agency, which has several terminals."""
    data = copied(furnished_once, tmp_path_factory.mktemp("office") / "data")
    with running(data, "--demo") as office:
        yield office


def status_with(url: str, token: str) -> int:
    """A terminal asks for a receipt that was never there; a revoked one is not even told so."""
    shown = {"Authorization": f"Bearer {token}"}
    address = f"{url}/api/recordings/{uuid4()}"
    return httpx.get(address, headers=shown, timeout=PATIENCE_SECONDS).status_code


def test_a_token_is_printed_once_works_at_once_and_ends_when_revoked(office: Running) -> None:
    enrolled = in_a_process("enrol", "RZ-JLY-0002", "--data", office.data)
    token = enrolled.stdout.strip()
    before = status_with(office.url, token)
    revoked = liuhen("enrol", "RZ-JLY-0002", "--data", office.data, "--revoke")
    after = status_with(office.url, token)
    unknown = in_a_process("enrol", "XX-9999", "--data", office.data)

    assert len(token) == 43
    assert "只显示这一次" in enrolled.stderr
    assert (before, after) == (404, 401)
    assert "已撤销" in revoked.stdout
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "没有编号为“XX-9999”的设备" in unknown.stderr


def test_without_a_running_product_it_says_what_to_do(tmp_path: Path) -> None:
    done = liuhen("enrol", "RZ-JLY-0002", "--data", tmp_path / "nowhere")

    assert done.returncode == 1
    assert "没有运行中的留痕" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_code_is_printed_that_a_terminal_can_use_once(office: Running) -> None:
    made = liuhen("enrol", "RZ-JLY-0002", "--data", office.data, "--code")
    code = {"code": made.stdout.strip()}
    first = httpx.post(f"{office.url}/api/enrolments", json=code, timeout=PATIENCE_SECONDS)
    second = httpx.post(f"{office.url}/api/enrolments", json=code, timeout=PATIENCE_SECONDS)

    assert "15 分钟内有效" in made.stderr
    assert (first.status_code, second.status_code) == (201, 403)
    assert first.json()["device_no"] == "RZ-JLY-0002"


def test_a_second_token_ends_the_first(office: Running) -> None:
    enrolled = [liuhen("enrol", "RZ-JLY-0002", "--data", office.data) for _ in range(2)]
    answers = [status_with(office.url, done.stdout.strip()) for done in enrolled]

    assert answers == [401, 404]
