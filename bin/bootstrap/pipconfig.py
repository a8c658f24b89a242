"""Read the settings of pip that say where packages come from, in pip's own order."""

import configparser
import os
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_INDEX = "https://pypi.org/simple"


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What is needed to fetch one file the way pip would."""

    indexes: tuple[str, ...]
    find_links: tuple[str, ...]
    certificates: str
    proxy: str

    def pages(self, project: str) -> Iterator[str]:
        """Yield the pages that may link to files of ``project``."""
        for spot in self.find_links:
            yield spot if "://" in spot else Path(spot).expanduser().resolve().as_uri()
        for index in self.indexes:
            yield f"{index.rstrip('/')}/{project}/"


def read_settings(environ: Mapping[str, str] | None = None) -> IndexSettings:
    """Return the settings in force; the environment wins over files, nearer files over farther."""
    environ = os.environ if environ is None else environ
    values: dict[str, str] = {}
    for file in config_files(environ):
        values |= values_of(file)
    for name in ("index-url", "extra-index-url", "find-links", "cert", "proxy", "no-index"):
        value = environ.get("PIP_" + name.upper().replace("-", "_"))
        values |= {name: value} if value is not None else {}
    if values.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
        indexes: tuple[str, ...] = ()
    else:
        first = values.get("index-url", DEFAULT_INDEX)
        indexes = (first, *shlex.split(values.get("extra-index-url", "")))
    fallback = environ.get("REQUESTS_CA_BUNDLE") or environ.get("CURL_CA_BUNDLE", "")
    return IndexSettings(
        indexes=indexes,
        find_links=tuple(shlex.split(values.get("find-links", ""))),
        certificates=values.get("cert") or fallback,
        proxy=values.get("proxy", ""),
    )


def config_files(environ: Mapping[str, str]) -> list[Path]:
    """Return pip's configuration files, farthest first."""
    named = environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    home = Path(environ.get("HOME") or Path.home())
    shared = environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")
    files = [Path(folder) / "pip" / "pip.conf" for folder in shared if folder]
    files += [Path("/etc/pip.conf"), home / ".pip" / "pip.conf"]
    files.append(Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf")
    return [*files, Path(named)] if named else files


def values_of(file: Path) -> dict[str, str]:
    """Return the settings of one file that concern ``pip install``."""
    reader = configparser.RawConfigParser()
    try:
        reader.read(file, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeError):
        return {}
    values: dict[str, str] = {}
    for section in ("global", "install"):
        if reader.has_section(section):
            values |= {name.replace("_", "-"): value for name, value in reader.items(section)}
    return values
