"""Read forms: text in, a form model or field errors out; what was typed is never lost."""

from dataclasses import dataclass
from typing import NamedTuple

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from app.errors import InvalidInputError
from app.unseen import without_unseen

MAX_FIELDS = 50
MAX_PART_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, in a sentence that says how to mend it."""

    field: str
    message: str


class Option(NamedTuple):
    """One choice of a list, under a heading where the choices come in groups."""

    value: str
    text: str
    group: str = ""


async def read_fields(request: Request) -> dict[str, str]:
    """Return the text fields of a posted form, trimmed; the last of equal names wins.

    Passwords are read with ``read_raw`` because their spaces count. Files are ignored.
    """
    return {name: tidy(value) for name, value in (await read_raw(request)).items()}


async def read_raw(request: Request) -> dict[str, str]:
    """Return the text fields of a posted form exactly as typed."""
    return dict(texts_of(await posted_form(request)))


async def posted_form(request: Request, *, max_fields: int = MAX_FIELDS) -> FormData:
    """Return a posted form without files, as it was sent.

    Raises:
        InvalidInputError: its letters are written in no way that we read.
    """
    try:
        return await request.form(max_fields=max_fields, max_files=0, max_part_size=MAX_PART_BYTES)
    except ValueError as error:
        # Forms may name their encoding, and some of those that Python knows refuse everything.
        raise InvalidInputError from error


def texts_of(form: FormData) -> list[tuple[str, str]]:
    """Return the names and texts of a form in order."""
    return [
        (storable(name), storable(value))
        for name, value in form.multi_items()
        if not isinstance(value, UploadFile)
    ]


def tidy(text: str) -> str:
    r"""Return typed text without blanks around it and without signs that nobody sees.

    >>> tidy(" 李\u200b大\u202e山\ufeff ")
    '李大山'
    """
    return without_unseen(text).strip()


def storable(text: str) -> str:
    r"""Return ``text`` as the database can hold it: no NUL, no half of a surrogate pair.

    Nobody types these; whoever sends them is to meet "not found" or "wrong", not a breakdown.

    >>> storable("a\x00b")
    'a\ufffdb'
    """
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def same_site_path(target: str) -> str:
    r"""Return ``target`` if it is a path of our own, else the start page.

    Browsers read ``//host`` and ``/\host`` as other sites, and drop tabs and newlines.

    >>> same_site_path("/inbox?state=processed")
    '/inbox?state=processed'
    >>> same_site_path("//example.org"), same_site_path("/\\example.org")
    ('/', '/')
    """
    is_path = target.startswith("/") and not target.startswith(("//", "/\\"))
    is_plain = target.isprintable() and "\\" not in target
    return target if is_path and is_plain else "/"
