"""Small regulations for the tests of single rules: a value for each key, each with an article."""

from collections.abc import Mapping
from typing import Any

from app.policy.pack import Pack
from app.policy.pack_parsing import parse
from tests.policy.law import HEAD


def regulation(values: Mapping[str, Any], *, left_open: tuple[str, ...] = ()) -> Pack:
    """Return a pack in which the article of each key is named after the key."""
    return parse(
        {
            "pack": HEAD,
            "provisions": {
                key: {"value": value, "article": f"条款 {key}", "summary": "试行"}
                for key, value in values.items()
            },
            "openings": {
                key: {"article": f"条款 {key}", "summary": "由机关确定"} for key in left_open
            },
        }
    )
