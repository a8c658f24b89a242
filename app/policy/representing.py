"""Whether two cases speak of one party.

Whoever asks asks in the right of one party (汝州调阅 7, 山西 18): what lies in another case is
theirs only if the same party stands in it.
"""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """As whom a case knows a party; ``document_no`` is empty where nobody has entered it."""

    name: str
    document_no: str = ""


def is_same_party(one: Identity, other: Identity) -> bool:
    """Return whether both are one person or body: of one name, and of no two documents.

    >>> is_same_party(Identity("李大山", "410482001x"), Identity("李大山", "410482001X"))
    True
    >>> is_same_party(Identity("砂石(汝州)有限公司"), Identity("砂石（汝州）有限公司"))
    True
    >>> is_same_party(Identity("李大山", "4104821970"), Identity("李大山", "4104821985"))
    False
    """
    documents = {_plain(each.document_no) for each in (one, other)} - {""}
    return _plain(one.name) == _plain(other.name) and len(documents) <= 1


def _plain(text: str) -> str:
    """Return text without what only tells how it was typed."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
