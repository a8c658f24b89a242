"""The first steps of an installation: from nothing to somebody who can sign in and a terminal."""

import subprocess
from pathlib import Path

import httpx

from tests.cli.running import PATIENCE_SECONDS, in_a_process, liuhen, running

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def test_an_empty_installation_becomes_one_that_somebody_can_use(data: Path) -> None:
    def register(*words: str) -> subprocess.CompletedProcess[str]:
        return liuhen("register", "--data", data, *words)

    with running(data) as office:
        in_a_process("register", "--data", data, "unit", "JX", "郏县水利局", "--pack", "ruzhou")
        unit = register("unit", "JX-SZ", "水政监察大队", "--parent", "JX")
        words = ("person", "wang", "王芳", "--unit", "JX-SZ")
        person = register(*words, "--role", "record_keeper", "--role", "officer")
        device = register("device", "JX-1", "--unit", "JX-SZ", "--kind", "body_camera")
        token = liuhen("enrol", "JX-1", "--data", data).stdout.strip()
        password = person.stdout.strip()
        entered = sign_in(office.url, "wang", password)
        fresh = register("password", "wang").stdout.strip()
        refused = [
            register(*words),
            register("person", "li", "李强", "--unit", "XX"),
            register(
                *("person", "li", "李强", "--unit", "JX"),
                *("--role", "audit_administrator", "--role", "officer"),
            ),
            register("password", "nobody"),
            register("unit", "ZZ", "长子县水利局"),
            register("unit", "JX-2", "二中队", "--parent", "JX", "--pack", "zhangzi"),
        ]
        old, new = sign_in(office.url, "wang", password), sign_in(office.url, "wang", fresh)

    assert (unit.returncode, person.returncode, device.returncode) == (0, 0, 0)
    assert len(token) == 43
    assert (entered, old, new) == (303, 422, 303)
    assert [done.returncode for done in refused] == [1, 1, 1, 1, 1, 1]
    assert "已被使用" in refused[0].stderr
    assert "没有代码为“XX”的单位" in refused[1].stderr
    assert "三员须由三人分任" in refused[2].stderr
    assert "没有用户名为“nobody”的人员" in refused[3].stderr
    assert "须用 --pack 写明适用的规定" in refused[4].stderr
    assert "随其机关适用同一规定" in refused[5].stderr


def sign_in(url: str, username: str, password: str) -> int:
    form = {"username": username, "password": password}
    address = f"{url}/sign-in"
    answer = httpx.post(address, data=form, headers=SAME_ORIGIN, timeout=PATIENCE_SECONDS)
    return answer.status_code
