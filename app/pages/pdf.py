"""Pages and words of a PDF, within pypdf's own limits and those of the process."""

import codecs
import io
from collections.abc import Iterator

import pypdf.filters
import pypdf.generic
from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError

from app.pages.problems import PaperProblem
from app.pages.refusing import RefusedPaperError
from app.pages.wire import MOST_POINTS, Request

_BUFFER_BYTES = 64 * 1024
_A4 = 595, 842
_ENCODINGS = (
    *("ascii", "latin-1", "cp1252", "cp437", "charmap", "mac-roman"),
    *("utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "unicode-escape"),
    *("gbk", "gb2312", "gb18030", "big5", "big5hkscs", "shift-jis", "euc-jp", "euc-kr"),
)
# Behind the sandbox there are no files, from which these would be loaded when first needed.
PRELOADED = (*map(codecs.lookup, _ENCODINGS), pypdf.filters, pypdf.generic)


class PdfPages:
    """An opened PDF."""

    def __init__(self, source: io.RawIOBase, request: Request) -> None:
        """Walk the tree of pages.

        Raises:
            RefusedPaperError: it has a password, too many pages, or costs too much.
            PyPdfError, ValueError and others: it cannot be read.
        """
        try:
            reader = PdfReader(io.BufferedReader(source, _BUFFER_BYTES))
            if reader.is_encrypted:
                raise RefusedPaperError(PaperProblem.ENCRYPTED)
            self.count = len(reader.pages)
        except LimitReachedError as error:
            raise RefusedPaperError(PaperProblem.TOO_COSTLY) from error
        if self.count > request.max_pages:
            raise RefusedPaperError(PaperProblem.TOO_MANY_PAGES)
        if not self.count:
            raise RefusedPaperError(PaperProblem.DAMAGED)
        self._reader = reader

    def sizes(self) -> Iterator[tuple[int, int]]:
        """Yield how wide and high each page is as it is read; A4 where it does not say."""
        for page in self._reader.pages:
            try:
                box, turned = page.cropbox, page.rotation
                size = round(abs(box.width)), round(abs(box.height))
            except (
                PyPdfError,
                ArithmeticError,
                AttributeError,
                LookupError,
                TypeError,
                ValueError,
            ):
                yield _A4
                continue
            if not 0 < min(size) <= max(size) <= MOST_POINTS:
                size = _A4
            yield size if turned % 180 == 0 else (size[1], size[0])

    def texts(self) -> Iterator[str]:
        """Yield the words of each page; one whose words cannot be made out yields none.

        Raises:
            RefusedPaperError: a page unpacks to far more than any page needs.
        """
        for page in self._reader.pages:
            try:
                # A page without fonts has no words, yet whoever shows it has to unpack it.
                contents = page.get_contents()
                if contents is not None:
                    contents.get_data()
                yield page.extract_text() + "\n"
            except LimitReachedError as error:
                raise RefusedPaperError(PaperProblem.TOO_COSTLY) from error
            except (
                PyPdfError,
                ArithmeticError,
                AttributeError,
                LookupError,
                TypeError,
                ValueError,
            ):
                # Programs write fonts in every way; the page can be shown all the same.
                continue
