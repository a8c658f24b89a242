"""What the parts of a Word document (DOCX) may do: what runs, and what is fetched from elsewhere.

What a document only declares harms nobody: a program is a part that is there. What a part is goes
by its declared type, by what refers to it and by its first bytes, whatever it is called.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from urllib.parse import unquote
from xml.parsers import expat

from app.pages.problems import PaperProblem

TYPES = "[Content_Types].xml"
_RELATIONS = ".rels"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAM_TYPES = re.compile("vbaproject|vbadata|macroenabled")
_OBJECT_TYPES = re.compile("oleobject|activex")
_OBJECTS = frozenset({"activexcontrol", "activexcontrolbinary", "control", "oleobject"})
"""Last words of the kinds of reference by which an object of another program is shown."""
_FETCHED = frozenset({"afchunk", "attachedtemplate", "frame", "subdocument"})
"""Those whose target is opened with the document, without anybody being asked."""
_LOCAL = re.compile(r"(?:file:/*)?[a-z]:/|(?!//)[^:]*\Z")
"""A place on the machine of whoever opens it: Word notes there which of its templates was used."""

Read = Callable[[str], bytes]


def problem_in(archive: zipfile.ZipFile, read: Read) -> PaperProblem | None:
    """Return what speaks against the parts of a document; ``read`` returns one of them whole.

    Raises:
        KeyError: it has no list of types.
        ValueError: a list of types or references is none, or declares entities.
    """
    names = [name for name in archive.namelist() if not name.endswith("/")]
    by_ending, by_part = _declared(read(TYPES))
    found = set()
    for name in names:
        part = _plain(name)
        declared = by_part.get(part, by_ending.get(part.rpartition(".")[2], ""))
        with archive.open(name) as opened:
            is_ole = opened.read(len(_OLE)) == _OLE
        found.add(_problem_of_part(part, declared, is_ole=is_ole))
        if part.endswith(_RELATIONS):
            found.update(_problem_of_reference(one) for one in _elements(read(name)))
    order = PaperProblem.HAS_PROGRAM, PaperProblem.HAS_OBJECT, PaperProblem.FETCHES
    return next((problem for problem in order if problem in found), None)


def _declared(content: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Return the declared types, by the ending of names and by part."""
    by_ending, by_part = {}, {}
    for one in _elements(content):
        declared = one.get("contenttype", "").lower()
        if "extension" in one:
            by_ending[one["extension"].lower()] = declared
        elif "partname" in one:
            by_part[_plain(one["partname"])] = declared
    return by_ending, by_part


def _problem_of_part(part: str, declared: str, *, is_ole: bool) -> PaperProblem | None:
    if _PROGRAM_TYPES.search(declared) or part.endswith("vbaproject.bin"):
        return PaperProblem.HAS_PROGRAM
    if is_ole or _OBJECT_TYPES.search(declared):
        return PaperProblem.HAS_OBJECT
    return None


def _problem_of_reference(one: dict[str, str]) -> PaperProblem | None:
    kind = one.get("type", "").rpartition("/")[2].lower()
    if kind in _OBJECTS:
        return PaperProblem.HAS_OBJECT
    is_outside = one.get("targetmode", "").lower() == "external"
    target = unquote(one.get("target", "")).strip().lower().replace("\\", "/")
    if kind in _FETCHED and is_outside and not _LOCAL.match(target):
        return PaperProblem.FETCHES
    return None


def _elements(content: bytes) -> Iterator[dict[str, str]]:
    """Yield the attributes of every element, their names in small letters.

    Raises:
        ValueError: it is no XML, or declares something: no honest document does.
    """
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.StartElementHandler = lambda _, attributes: found.append(
        {name.lower(): value for name, value in attributes.items()}
    )
    try:
        parser.Parse(content, True)  # noqa: FBT003 - The parser takes no names.
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    yield from found


def _refuse_declaration(*_: object) -> None:
    message = "declares a document type"
    raise ValueError(message)


def _plain(name: str) -> str:
    """Return the name of a part as all spellings of it are compared."""
    return unquote(name).replace("\\", "/").lstrip("/").lower()
