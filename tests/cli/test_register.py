"""The first steps of an installation: from nothing to somebody who can sign in and a terminal."""

import subprocess
from pathlib import Path

import httpx

from tests.cli.running import command, environ, running

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def test_an_empty_installation_becomes_one_that_somebody_can_use(tmp_path: Path) -> None:
    data = tmp_path / "data"

    def liuhen(*words: str) -> subprocess.CompletedProcess[str]:
        head, *rest = words
        at_data = (
            [head, "--data", str(data), *rest]
            if head == "register"
            else [*words, "--data", str(data)]
        )
        return subprocess.run(
            command(*at_data), env=environ(), capture_output=True, text=True, check=False
        )

    with running(data) as office:
        liuhen("register", "unit", "JX", "郏县水利局")
        unit = liuhen("register", "unit", "JX-SZ", "水政监察大队", "--parent", "JX")
        words = ("register", "person", "wang", "王芳", "--unit", "JX-SZ")
        person = liuhen(*words, "--role", "record_keeper", "--role", "officer")
        device = liuhen("register", "device", "JX-1", "--unit", "JX-SZ", "--kind", "body_camera")
        token = liuhen("enrol", "JX-1").stdout.strip()
        password = person.stdout.strip()
        entered = sign_in(office.url, "wang", password)
        fresh = liuhen("register", "password", "wang").stdout.strip()
        refused = [
            liuhen(*words),
            liuhen("register", "person", "li", "李强", "--unit", "XX"),
            liuhen(
                *("register", "person", "li", "李强", "--unit", "JX"),
                *("--role", "audit_administrator", "--role", "officer"),
            ),
            liuhen("register", "password", "nobody"),
        ]
        old, new = sign_in(office.url, "wang", password), sign_in(office.url, "wang", fresh)

    assert (unit.returncode, person.returncode, device.returncode) == (0, 0, 0)
    assert len(token) == 43
    assert (entered, old, new) == (303, 422, 303)
    assert [done.returncode for done in refused] == [1, 1, 1, 1]
    assert "已被使用" in refused[0].stderr
    assert "没有代码为“XX”的单位" in refused[1].stderr
    assert "三员须由三人分任" in refused[2].stderr
    assert "没有用户名为“nobody”的人员" in refused[3].stderr


def sign_in(url: str, username: str, password: str) -> int:
    form = {"username": username, "password": password}
    return httpx.post(f"{url}/sign-in", data=form, headers=SAME_ORIGIN).status_code
