"""Words of a Word document; its pages are nowhere written down, so they are not counted."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

from app.pages.passing import PaperType
from app.pages.problems import PaperProblem
from app.pages.refusing import RefusedPaperError
from app.pages.wire import Request

_TYPES, _BODY = "[Content_Types].xml", "word/document.xml"
_PROGRAMS = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<(/w:p|w:tab|w:br)[ />]")


class WordPages:
    """A DOCX is looked into; the older DOC is kept as it is, without its words."""

    count: int | None = None

    def __init__(self, source: io.RawIOBase, request: Request) -> None:
        """Look for programs.

        Raises:
            RefusedPaperError: there is one, or a part is far larger than it says.
            BadZipFile: it cannot be read.
        """
        self._most = request.max_unpacked_bytes
        self._archive: zipfile.ZipFile | None = None
        if request.media_type == PaperType.DOCX:
            self._archive = zipfile.ZipFile(io.BufferedReader(source))
            if _PROGRAMS.search(self._part(_TYPES)):
                raise RefusedPaperError(PaperProblem.HAS_PROGRAM)

    def texts(self) -> Iterator[str]:
        """Yield the words of the body, all at once."""
        if self._archive is not None:
            body = self._part(_BODY).decode("utf-8", "replace")
            yield "".join(
                unescape(found[1]) if found[1] is not None else _between(found[2])
                for found in _TEXT.finditer(body)
            )

    def _part(self, name: str) -> bytes:
        assert self._archive is not None
        with self._archive.open(name) as part:
            # What the archive says of its size is not believed.
            content = part.read(self._most + 1)
        if len(content) > self._most:
            raise RefusedPaperError(PaperProblem.TOO_COSTLY)
        return content


def _between(tag: str) -> str:
    return "\n" if tag == "/w:p" else " "
