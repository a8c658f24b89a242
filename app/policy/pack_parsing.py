"""Read a pack from a parsed TOML document, whole or not at all."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from app.policy.decision import Citation
from app.policy.pack import Article, MissingParent, Pack, Provision
from app.policy.pack_keys import KEYS
from app.policy.pack_problems import part, problems_of, problems_of_provision


class PackError(ValueError):
    """A pack cannot be used; ``problems`` lists everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problems))


def parse(document: Mapping[str, Any], *, sha256: str = "") -> Pack:
    """Return the pack described by a parsed TOML document.

    Args:
        document: The sections ``[pack]``, ``[provisions."KEY"]``, ``[openings."KEY"]``,
            ``[floors."KEY"]`` and ``[[articles]]``. A regulation lists its articles; an agency's
            own settings are provisions alone.
        sha256: Of the file, kept with every decision that rests on it.

    Raises:
        PackError: with every problem found, each naming its key.
    """
    problems = list(problems_of(document))
    if problems:
        raise PackError(problems)
    head = document["pack"]
    law = _Law(head["id"], head["version"], sha256)
    return Pack(
        id=head["id"],
        title=head["title"],
        issuer=head["issuer"],
        document_no=head["document_no"],
        version=head["version"],
        sha256=sha256,
        interpreter=head.get("interpreter", ""),
        issued_on=head.get("issued_on"),
        effective_from=head.get("effective_from"),
        parents=tuple(head.get("parents", ())),
        missing_parents=tuple(
            MissingParent(entry["title"], entry["region"])
            for entry in head.get("missing_parents", ())
        ),
        articles=tuple(
            Article(entry["number"], entry["summary"], tuple(entry.get("rows", ())))
            for entry in document.get("articles", ())
        ),
        provisions=MappingProxyType(
            {
                key: _provision(key, entry, law)
                for key, entry in document.get("provisions", {}).items()
            }
        ),
        openings=MappingProxyType(
            {
                key: law.cite(entry["article"], entry["summary"])
                for key, entry in document.get("openings", {}).items()
            }
        ),
        floors=MappingProxyType(
            {key: _provision(key, entry, law) for key, entry in document.get("floors", {}).items()}
        ),
    )


def read_sound_part(document: Mapping[str, Any]) -> Pack:
    """Return the values of a document that can be read, so that they are judged with the rest.

    For telling problems only; nothing may be decided by it.
    """
    law = _Law("", 0, "")
    return Pack(
        id="",
        title="",
        issuer="",
        document_no="",
        provisions={
            key: _provision(key, entry, law)
            for key, entry in part(document, "provisions").items()
            if not any(problems_of_provision(key, entry))
        },
    )


class _Law:
    """Which text is cited."""

    def __init__(self, pack: str, version: int, sha256: str) -> None:
        self._mark = (pack, version, sha256)

    def cite(self, article: str, summary: str) -> Citation:
        pack, version, sha256 = self._mark
        return Citation(pack, article, summary, version, sha256)


def _provision(key: str, entry: Mapping[str, Any], law: _Law) -> Provision:
    value, own = KEYS[key].kind.read(entry["value"]), entry.get("items", {})
    listed = value if isinstance(value, tuple) else ()
    return Provision(
        key=key,
        value=value,
        citation=law.cite(entry["article"], entry["summary"]),
        by_item=MappingProxyType(
            {
                item: tuple(_citations(own.get(item, entry["article"]), entry["summary"], law))
                for item in listed
                if isinstance(item, str)
            }
        ),
    )


def _citations(said: Any, summary: str, law: _Law) -> Iterator[Citation]:
    """Yield what one item of a list rests on: one article or several, each with its summary.

    An article alone has the summary of the whole list, as editions wrote it that agencies may
    have adopted.
    """
    for each in said if isinstance(said, list) else [said]:
        if isinstance(each, str):
            yield law.cite(each, summary)
        else:
            yield law.cite(each["article"], each["summary"])
