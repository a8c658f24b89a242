"""How the API is served: addresses go into no log, whatever stands in them."""

import argparse

import pytest
import uvicorn

from app.cli import api
from app.settings import PROJECT_ROOT


def test_the_product_writes_no_access_log(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[uvicorn.Config] = []

    class Recorded(uvicorn.Server):
        def run(self, sockets: object = None) -> None:
            del sockets
            seen.append(self.config)

    monkeypatch.setattr(uvicorn, "Server", Recorded)

    api.run(
        argparse.Namespace(host="127.0.0.1", port=0, fd=None, gate=None, certificate=None, key=None)
    )

    assert [config.access_log for config in seen] == [False]


def test_the_proxy_we_ship_writes_no_access_log() -> None:
    lines = (PROJECT_ROOT / "deploy/nginx.conf").read_text(encoding="utf-8").splitlines()

    assert [line.strip() for line in lines if "access_log" in line] == ["access_log off;"]
