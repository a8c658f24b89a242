"""Where the bootstrap reads and writes, all of it inside the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REQUIREMENTS = ROOT / "requirements"
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
BUILD = ROOT / "build"
LOG = BUILD / "bootstrap.log"
