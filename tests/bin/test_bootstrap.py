import base64
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.bin.checkout import call, copy_checkout, stamp_as_complete

NOBODY_LISTENS = "http://127.0.0.1:9/simple"


class Index(BaseHTTPRequestHandler):
    """A package index that offers a file of the right name and the wrong content."""

    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization", "")))
        body = b'<a href="../../files/pip-26.3-py3-none-any.whl">pip</a>'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def index() -> Iterator[ThreadingHTTPServer]:
    Index.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_start_without_a_network_says_so_in_one_sentence(tmp_path: Path) -> None:
    checkout = copy_checkout(tmp_path)

    done = call(checkout, "bin/serve", PIP_INDEX_URL=NOBODY_LISTENS)

    assert done.returncode == 1
    assert "无法连接" in done.stderr.splitlines()[-1]
    assert "PIP_INDEX_URL" in done.stderr.splitlines()[-1]


def test_a_complete_environment_is_used_without_asking_the_network(tmp_path: Path) -> None:
    checkout = copy_checkout(tmp_path)
    stamp_as_complete(checkout)
    (checkout / "app" / "cli").mkdir(parents=True)
    (checkout / "app" / "cli" / "__main__.py").write_text("import sys; print(sys.argv[1:])")

    done = call(checkout, "bin/serve", "--port", "1", PIP_INDEX_URL=NOBODY_LISTENS)

    assert done.stdout.strip() == "['serve', '--port', '1']"
    assert done.stderr == ""


@pytest.mark.parametrize(
    "changed", ["requirements/embedded.lock", "package-lock.json"], ids=["Python", "front end"]
)
def test_a_changed_lock_file_asks_for_an_installation(tmp_path: Path, changed: str) -> None:
    checkout = copy_checkout(tmp_path)
    stamp_as_complete(checkout)
    (checkout / changed).write_text("changed")

    done = call(checkout, "bin/serve", PIP_INDEX_URL=NOBODY_LISTENS)

    assert done.returncode == 1
    assert "运行环境" in done.stderr


def test_an_environment_without_its_stamp_is_made_again(tmp_path: Path) -> None:
    checkout = copy_checkout(tmp_path)
    stamp_as_complete(checkout)
    (checkout / ".venv" / "liuhen-stamp.json").unlink()

    call(checkout, "bin/serve", PIP_INDEX_URL=NOBODY_LISTENS)

    assert not (checkout / ".venv").exists()


def test_the_index_and_its_account_come_from_the_configuration_of_pip(
    tmp_path: Path, index: ThreadingHTTPServer
) -> None:
    checkout = copy_checkout(tmp_path / "checkout")
    config = tmp_path / "pip.conf"
    config.write_text(
        f"[global]\nindex-url = http://clerk:s%40t@127.0.0.1:{index.server_port}/simple\n"
    )

    done = call(checkout, "bin/serve", PIP_CONFIG_FILE=str(config))

    account = "Basic " + base64.b64encode(b"clerk:s@t").decode()
    assert Index.asked[0] == ("/simple/pip/", account)
    assert "仓库中没有所需的" in done.stderr


def test_an_installer_with_another_hash_is_not_run(
    tmp_path: Path, index: ThreadingHTTPServer
) -> None:
    checkout = copy_checkout(tmp_path)

    done = call(checkout, "bin/serve", PIP_INDEX_URL=f"http://127.0.0.1:{index.server_port}/simple")

    assert Index.asked[-1][0] == "/files/pip-26.3-py3-none-any.whl"
    assert done.returncode == 1
    assert not list((checkout / "build").glob("*.whl"))


def test_an_old_python_is_named_with_the_version_that_is_needed(tmp_path: Path) -> None:
    checkout = copy_checkout(tmp_path / "checkout")
    old = tmp_path / "old"
    old.mkdir()
    (old / "python3").write_text("#!/bin/sh\n[ $1 = -V ] || exit 1\necho Python 3.9.2\n")
    (old / "python3").chmod(0o755)
    (old / "dirname").symlink_to("/usr/bin/dirname")

    done = call(checkout, "bin/serve", PATH=str(old))

    assert done.returncode == 1
    assert "Python 3.11" in done.stderr
    assert "Python 3.9.2" in done.stderr


@pytest.mark.parametrize("script", ["serve", "test", "check", "liuhen"])
def test_every_script_can_be_run(script: str, tmp_path: Path) -> None:
    checkout = copy_checkout(tmp_path)

    assert os.access(checkout / "bin" / script, os.X_OK)
