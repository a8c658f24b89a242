"""Who may touch the files: the store, and nobody beside it."""

from pathlib import Path

import app

FOLDERS = ("segments/", "originals/", "derivatives/", "incoming")
APP = Path(app.__file__).parent


def test_no_module_outside_the_store_knows_where_its_files_lie() -> None:
    """Promise P3: whoever cannot name an original's path cannot open it."""
    strangers = [path for path in APP.rglob("*.py") if APP / "storage" not in path.parents]

    knowing = [
        path.name for path in strangers for folder in FOLDERS if f'"{folder}' in path.read_text()
    ]

    assert knowing == []


def test_no_module_outside_the_store_asks_where_the_store_is() -> None:
    asking = [
        str(path.relative_to(APP))
        for path in APP.rglob("*.py")
        if ".storage_url" in path.read_text() and path.name != "settings.py"
    ]

    assert set(asking) <= {"main.py", "workers/run.py"}
