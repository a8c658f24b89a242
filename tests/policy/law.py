"""The five regulations as units live by them, and how tables of cases name their articles."""

from collections.abc import Mapping
from typing import Any

from app.policy.decision import Decision, Ruling
from app.policy.pack import Pack
from app.policy.pack_parsing import parse

_SHORT = {
    "《山西省行政执法全过程记录办法》": "山西",
    "音像记录管理制度": "音像",
    "调阅监督制度": "调阅",
}
HEAD = {
    "id": "tiny",
    "title": "试行规定",
    "issuer": "某局",
    "document_no": "某水〔2026〕1号",
    "version": 1,
}


def articles_of(found: Decision | Ruling[Any]) -> list[str]:
    """Return the articles as lawyers shorten them: 山西 before those of the province's text."""
    return [_shortened(citation.article) for citation in found.citations]


def tiny(values: Mapping[str, Any]) -> Pack:
    """Return a pack of one article, 第一条, with these values."""
    return parse(
        {
            "pack": HEAD,
            "provisions": {
                key: {"value": value, "article": "第一条", "summary": "试行"}
                for key, value in values.items()
            },
        }
    )


SILENT = tiny({})


def _shortened(article: str) -> str:
    for long, short in _SHORT.items():
        article = article.replace(long, short)
    return article
