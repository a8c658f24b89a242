"""Small regulations for tests: a head, and values in short."""

from typing import Any

from app.policy.pack import Pack
from app.policy.pack_parsing import parse

HEAD: dict[str, Any] = {
    "id": "county",
    "title": "县局办法",
    "issuer": "某局",
    "document_no": "某水〔2026〕1号",
    "version": 1,
}
PROVINCE = {**HEAD, "id": "province", "title": "省办法"}


def entry(value: Any, article: str = "第一条") -> dict[str, Any]:
    """Return one provision as a file holds it."""
    return {"value": value, "article": article, "summary": "概要"}


def pack_of(
    provisions: dict[str, Any], head: dict[str, Any] = HEAD, *, openings: tuple[str, ...] = ()
) -> Pack:
    """Return a regulation with these values; those above the county's cite article 9."""
    article = "第一条" if head is HEAD else "第九条"
    return parse(
        {
            "pack": head,
            "provisions": {key: entry(value, article) for key, value in provisions.items()},
            "openings": {key: {"article": article, "summary": "概要"} for key in openings},
        },
        sha256=head["id"],
    )


def province(provisions: dict[str, Any], *, openings: tuple[str, ...] = ()) -> Pack:
    """Return a regulation that stands above the county's."""
    return pack_of(provisions, PROVINCE, openings=openings)
