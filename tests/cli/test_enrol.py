"""Enrolling a terminal from the command line, beside a running product."""

import subprocess
from pathlib import Path
from uuid import uuid4

import httpx

from tests.cli.running import command, environ, running


def liuhen(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words), env=environ(), capture_output=True, text=True, check=False
    )


def status_with(url: str, token: str) -> int:
    """A terminal asks for a receipt that was never there; a revoked one is not even told so."""
    shown = {"Authorization": f"Bearer {token}"}
    return httpx.get(f"{url}/api/recordings/{uuid4()}", headers=shown).status_code


def test_a_token_is_printed_once_works_at_once_and_ends_when_revoked(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data, "--demo") as office:
        enrolled = liuhen("enrol", "RZ-JLY-0002", "--data", data)
        token = enrolled.stdout.strip()
        before = status_with(office.url, token)
        revoked = liuhen("enrol", "RZ-JLY-0002", "--data", data, "--revoke")
        after = status_with(office.url, token)
        unknown = liuhen("enrol", "XX-9999", "--data", data)

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


def test_a_code_is_printed_that_a_terminal_can_use_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data, "--demo") as office:
        made = liuhen("enrol", "RZ-JLY-0002", "--data", data, "--code")
        code = {"code": made.stdout.strip()}
        first = httpx.post(f"{office.url}/api/enrolments", json=code)
        second = httpx.post(f"{office.url}/api/enrolments", json=code)

    assert "15 分钟内有效" in made.stderr
    assert (first.status_code, second.status_code) == (201, 403)
    assert first.json()["device_no"] == "RZ-JLY-0002"


def test_a_second_token_ends_the_first(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data, "--demo") as office:
        first = liuhen("enrol", "RZ-JLY-0002", "--data", data).stdout.strip()
        second = liuhen("enrol", "RZ-JLY-0002", "--data", data).stdout.strip()
        answers = [status_with(office.url, token) for token in (first, second)]

    assert answers == [401, 404]
