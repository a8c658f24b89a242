"""Pages of a TIFF, as scanners and fax machines make them: counted, then drawn for the browser.

Browsers show no TIFF. Each page becomes a JPEG that can be made again at any time; the original
stays as it came.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, JpegImagePlugin, TiffImagePlugin

from app.pages.problems import PaperProblem
from app.pages.refusing import RefusedPaperError
from app.pages.wire import PagePicture

_FIRST, _ENTRY_BYTES = 4, 12
_DPI, _MOST_STRETCH = "dpi", 4
# Behind the sandbox there are no files, from which these would be loaded when first needed.
PRELOADED = (JpegImagePlugin, TiffImagePlugin)


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """How much a scan may hold; ``max_pixels`` is of one page."""

    max_bytes: int
    max_pages: int
    max_pixels: int


class TiffPages:
    """An opened TIFF; it is held in memory, because the decoder asks for all of it at once."""

    def __init__(
        self, source: io.RawIOBase | io.BytesIO, size_bytes: int, limits: ScanLimits
    ) -> None:
        """Walk from page to page and look at the size of each, before anything is decoded.

        Raises:
            RefusedPaperError: it is too large, or has too many pages or pixels.
            OSError, ValueError and others: it cannot be read.
        """
        if size_bytes > limits.max_bytes:
            raise RefusedPaperError(PaperProblem.TOO_COSTLY)
        self._limits = limits
        # Our own limit is judged right after the header; the warning would only be noise.
        Image.MAX_IMAGE_PIXELS = None
        content = source.read()
        self.count = self._walk(content)
        self._image = Image.open(io.BytesIO(content), formats=("TIFF",))
        for number in range(self.count):
            self._image.seek(number)
            if self._image.width * self._image.height > limits.max_pixels:
                raise RefusedPaperError(PaperProblem.TOO_COSTLY)

    def _walk(self, content: bytes) -> int:
        """Return the number of pages; a chain that comes back to itself ends there.

        The decoder takes a file that was cut for a shorter one, so each table must be whole.
        """
        order = "<" if content.startswith(b"I") else ">"
        (place,) = struct.unpack_from(f"{order}I", content, _FIRST)
        seen: set[int] = set()
        while place and place not in seen:
            seen.add(place)
            if len(seen) > self._limits.max_pages:
                raise RefusedPaperError(PaperProblem.TOO_MANY_PAGES)
            (entries,) = struct.unpack_from(f"{order}H", content, place)
            (place,) = struct.unpack_from(f"{order}I", content, place + 2 + entries * _ENTRY_BYTES)
        if not seen:
            raise RefusedPaperError(PaperProblem.DAMAGED)
        return len(seen)

    def pictures(self, side: int, quality: int) -> Iterator[PagePicture]:
        """Yield the pages in order as a browser shows them, their longer side in pixels.

        Raises:
            OSError, ValueError and others: a page is not whole or cannot be made out.
        """
        for image in self.images():
            page = plain(image)
            page.thumbnail((2 * side, 2 * side))
            page = stretched(page, image)
            page.thumbnail((side, side))
            found = io.BytesIO()
            page.save(found, "JPEG", quality=quality)
            yield PagePicture(page.width, page.height, found.getvalue())

    def images(self) -> Iterator[Image.Image]:
        """Yield each page as the file has it, decoded; what was yielded before is gone then.

        Raises:
            OSError, ValueError and others: a page is not whole or cannot be made out.
        """
        for number in range(self.count):
            self._image.seek(number)
            self._image.load()
            yield self._image


def plain(image: Image.Image) -> Image.Image:
    """Return grey or RGB; what was transparent becomes white, as it would on paper."""
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 256) + 0).convert("L")
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def stretched(page: Image.Image, told: Image.Image) -> Image.Image:
    """Return the page as it looked on paper: a fax has fewer lines to the inch than columns."""
    across, down = told.info.get(_DPI, (1, 1))
    if (
        across == down
        or min(across, down) <= 0
        or max(across, down) > _MOST_STRETCH * min(across, down)
    ):
        return page
    if across > down:
        return page.resize((page.width, round(page.height * across / down)))
    return page.resize((round(page.width * down / across), page.height))
