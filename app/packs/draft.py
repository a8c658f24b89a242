"""Read a regulation or an agency's own settings that are not in force, to try them out."""

import hashlib
from dataclasses import dataclass

from app.packs.load import read_document, read_pack, under_its_parents
from app.policy.pack import Pack
from app.policy.pack_overlay import overlay, unlawful_settings
from app.policy.pack_parsing import PackError, parse, read_sound_part
from app.policy.pack_problems import problems_of


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be in force: a regulation under its parents, or settings upon the own one."""

    pack: Pack
    title: str
    is_regulation: bool
    sha256: str


def read_draft(content: bytes, own_id: str) -> Draft:
    """Return what a file would put in force for a unit that lives by the regulation ``own_id``.

    A regulation lists its articles; a file without any is an agency's own settings.

    Raises:
        PackError: with every problem, each naming its key.
    """
    document = read_document(content)
    digest = hashlib.sha256(content).hexdigest()
    if "articles" in document:
        pack = parse(document, sha256=digest)
        return Draft(under_its_parents(pack), pack.title, is_regulation=True, sha256=digest)
    regulation = read_pack(own_id)
    unlawful = unlawful_settings(regulation, read_sound_part(document))
    problems = [*problems_of(document), *unlawful]
    if problems:
        raise PackError(problems)
    own = parse(document, sha256=digest)
    return Draft(overlay(regulation, own), own.title, is_regulation=False, sha256=digest)
