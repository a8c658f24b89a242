"""Words of a Word document, and the number of pages that it tells.

Its pages are made by whatever prints it, so what it tells is only proposed to the clerk.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

from app.pages.problems import PaperProblem
from app.pages.refusing import RefusedPaperError
from app.pages.wire import Request
from app.pages.word_parts import problem_in

_BODY, _TOLD = "word/document.xml", "docProps/app.xml"
_PAGES = re.compile(rb"<(?:\w+:)?Pages>\s*(\d{1,9})\s*</")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<(/w:p|w:tab|w:br)[ />]")


class WordPages:
    """An opened DOCX; ``told`` is the number of pages that was written down when it was saved."""

    def __init__(self, source: io.RawIOBase, request: Request) -> None:
        """Look for what runs and for what is fetched from elsewhere.

        Raises:
            RefusedPaperError: there is something, or a part is far larger than it says.
            BadZipFile, KeyError, ValueError: it cannot be read.
        """
        self._most = request.max_unpacked_bytes
        self._archive = zipfile.ZipFile(io.BufferedReader(source))
        problem = problem_in(self._archive, self._part)
        if problem is not None:
            raise RefusedPaperError(problem)
        self.told = self._pages_told(request.max_pages)

    def texts(self) -> Iterator[str]:
        """Yield the words of the body, all at once."""
        body = self._part(_BODY).decode("utf-8", "replace")
        yield "".join(
            unescape(found[1]) if found[1] is not None else _between(found[2])
            for found in _TEXT.finditer(body)
        )

    def _pages_told(self, most: int) -> int | None:
        """Return what the document says of itself; ``None`` when it says nothing that can be so."""
        if _TOLD not in self._archive.namelist():
            return None
        found = _PAGES.search(self._part(_TOLD))
        pages = int(found[1]) if found else 0
        return pages if 0 < pages <= most else None

    def _part(self, name: str) -> bytes:
        with self._archive.open(name) as part:
            # What the archive says of its size is not believed.
            content = part.read(self._most + 1)
        if len(content) > self._most:
            raise RefusedPaperError(PaperProblem.TOO_COSTLY)
        return content


def _between(tag: str) -> str:
    return "\n" if tag == "/w:p" else " "
