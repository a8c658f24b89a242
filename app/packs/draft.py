"""Read a regulation or an agency's own settings that are not in force, to try them out."""

import hashlib
from dataclasses import dataclass

from app.packs.load import LawTexts, read_document, under_its_parents
from app.policy.pack import Pack
from app.policy.pack_overlay import lawful_part, overlay, unlawful_settings
from app.policy.pack_parsing import PackError, parse, read_sound_part
from app.policy.pack_problems import problems_of


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be in force: a regulation with the present settings, or settings upon it.

    ``clashes`` are present settings that a new regulation does not allow, in words; they are left
    out of ``pack``.
    """

    pack: Pack
    title: str
    is_regulation: bool
    sha256: str
    clashes: tuple[str, ...] = ()


def read_draft(content: bytes, present: LawTexts) -> Draft:
    """Return what a file would put in force for a unit that lives by ``present``.

    A regulation lists its articles; a file without any is an agency's own settings.

    Raises:
        PackError: with every problem, each naming its key.
    """
    document = read_document(content)
    digest = hashlib.sha256(content).hexdigest()
    if "articles" in document:
        return _of_regulation(parse(document, sha256=digest), present.settings)
    unlawful = unlawful_settings(present.whole, read_sound_part(document))
    problems = [*problems_of(document), *unlawful]
    if problems:
        raise PackError(problems)
    own = parse(document, sha256=digest)
    return Draft(overlay(present.whole, own), own.title, is_regulation=False, sha256=digest)


def _of_regulation(pack: Pack, settings: Pack | None) -> Draft:
    whole = under_its_parents(pack)
    if settings is None:
        return Draft(whole, pack.title, is_regulation=True, sha256=pack.sha256)
    kept = overlay(whole, lawful_part(whole, settings))
    clashes = unlawful_settings(whole, settings)
    return Draft(kept, pack.title, is_regulation=True, sha256=pack.sha256, clashes=clashes)
