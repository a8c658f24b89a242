"""The system user is made once, whoever asks for it at the same time."""

import os
import pwd
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from app.embedded import identity
from app.embedded.identity import service_user


class Accounts:
    """The accounts of a machine that has no such user yet."""

    def __init__(self) -> None:
        self.made: list[int] = []
        self.looks = 0
        self.another_looked = Event()

    def look_up(self, name: str) -> pwd.struct_passwd:
        self.looks += 1
        if self.looks > 1:
            self.another_looked.set()
        if self.made:
            number = self.made[-1]
            return pwd.struct_passwd((name, "x", number, number, "", "/", "/usr/sbin/nologin"))
        raise KeyError(name)

    def add(self) -> None:
        """Take so long that another start would look before there is a user."""
        self.another_looked.wait(0.3)
        self.made.append(900 + len(self.made))


def test_two_first_starts_at_once_run_as_one_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    accounts = Accounts()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(identity, "_add_user", accounts.add)
    monkeypatch.setattr(pwd, "getpwnam", accounts.look_up)

    with ThreadPoolExecutor(2) as starts:
        asked = [starts.submit(service_user, tmp_path / "none", []) for _ in range(2)]
        users = [each.result() for each in asked]

    assert accounts.made == [900]
    assert {user.uid for user in users if user} == {900}
