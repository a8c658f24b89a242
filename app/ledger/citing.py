"""What a stored decision rested on, as an event's detail holds it.

A pack may change later. So an event names the text by pack, version and digest beside the
article, and stays readable against the version that is kept (适用规定).
"""

from collections.abc import Iterable
from typing import Any

from app.policy.decision import Citation


def cited(citations: Iterable[Citation]) -> dict[str, Any]:
    """Return the detail ``citations`` of an event; nothing when a decision rests on no article."""
    found = [
        {
            "pack": each.pack,
            "version": each.version,
            "sha256": each.sha256,
            "article": each.article,
        }
        for each in citations
    ]
    return {"citations": found} if found else {}
