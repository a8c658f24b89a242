"""A stamp on every page of a PDF or a TIFF; what cannot be stamped says why."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image, TiffImagePlugin
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import FloatObject, NameObject, RectangleObject

from app.media.mark_wire import Marked
from app.media.marking import MarkProblem
from app.pages.passing import PaperType
from app.pages.stamping import stamp_paper, type_to_stamp
from tests.media.marked import MARK
from tests.papers import files


async def stamped(
    path: Path, content: bytes, media_type: PaperType = PaperType.PDF
) -> tuple[Marked | MarkProblem, bytes]:
    """Stamp through the real sandboxed child, as a worker does."""
    path.write_bytes(content)
    out = bytearray()

    async def take(piece: bytes) -> None:
        out.extend(piece)

    descriptor = os.open(path, os.O_RDONLY)
    try:
        outcome = await stamp_paper(descriptor, media_type, MARK, take, size_bytes=len(content))
    finally:
        os.close(descriptor)
    return outcome, bytes(out)


async def test_every_page_bears_a_stamp_and_keeps_its_words(tmp_path: Path) -> None:
    content = files.pdf("first", "second", pages=3)

    outcome, rendition = await stamped(tmp_path / "a.pdf", content)

    assert isinstance(outcome, Marked)
    assert (outcome.lines, outcome.parameters["pages"]) == (MARK.lines, 3)
    reader = PdfReader(io.BytesIO(rendition))
    assert [page.extract_text().strip() for page in reader.pages] == ["first", "second", ""]
    for page in reader.pages:
        low, high, faint = page.images
        assert low.image is not None
        assert high.image is not None
        assert faint.image is not None
        assert low.image.width > high.image.width > faint.image.width > 100
    assert reader.metadata is not None
    assert str(reader.metadata["/Keywords"]) == MARK.note
    assert (tmp_path / "a.pdf").read_bytes() == content


async def test_the_pictures_of_the_stamp_lie_in_the_document_once(tmp_path: Path) -> None:
    _, few = await stamped(tmp_path / "a.pdf", files.scan(2))
    _, many = await stamped(tmp_path / "b.pdf", files.scan(80))

    assert len(many) - len(few) < 78 * 1_000


@pytest.mark.parametrize("turned", [90, 180, 270])
async def test_a_turned_page_is_stamped_upright(tmp_path: Path, turned: int) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf("words"))))
    writer.pages[0].rotate(turned)
    out = io.BytesIO()
    writer.write(out)

    _, rendition = await stamped(tmp_path / "a.pdf", out.getvalue())

    (page,) = PdfReader(io.BytesIO(rendition)).pages
    assert page.rotation == 0
    assert len(page.images) == 3


async def test_a_page_that_does_not_begin_at_nought_is_stamped_where_it_is_seen(
    tmp_path: Path,
) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf("words"))))
    box = RectangleObject([FloatObject(each) for each in (100, 200, 400, 600)])
    writer.pages[0][NameObject("/MediaBox")] = box
    out = io.BytesIO()
    writer.write(out)

    _, rendition = await stamped(tmp_path / "a.pdf", out.getvalue())

    (page,) = PdfReader(io.BytesIO(rendition)).pages
    contents = page.get_contents()
    assert contents is not None
    assert b"100" in contents.get_data()
    assert b"200" in contents.get_data()


async def test_a_document_with_a_password_takes_no_stamp(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf("words"))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)

    outcome, rendition = await stamped(tmp_path / "a.pdf", out.getvalue())

    assert (outcome, rendition) == (MarkProblem("undecodable"), b"")


@pytest.mark.parametrize("content", [b"%PDF-1.7 nonsense", files.pdf("words")[:200]])
async def test_a_broken_document_takes_no_stamp(tmp_path: Path, content: bytes) -> None:
    outcome, rendition = await stamped(tmp_path / "a.pdf", content)

    assert (outcome, rendition) == (MarkProblem("undecodable"), b"")


async def test_every_page_of_a_scan_bears_the_mark_in_its_pixels(tmp_path: Path) -> None:
    content = files.tiff(3, size=(1240, 1754))

    outcome, rendition = await stamped(tmp_path / "a.tif", content, PaperType.TIFF)

    assert isinstance(outcome, Marked)
    assert (outcome.ending, outcome.lines) == ("pdf", MARK.lines)
    assert outcome.parameters == {"pages": 3, "from": "tiff", "is_whole": True}
    reader = PdfReader(io.BytesIO(rendition))
    assert reader.metadata is not None
    assert str(reader.metadata["/Keywords"]) == MARK.note
    for number, page in enumerate(reader.pages):
        (picture,) = pictures_of(page)
        assert picture.size == (1240, 1754)
        assert (page.mediabox.width, page.mediabox.height) == (446.4, 631.44)
        assert darkness(picture, (0, 10, 10 + 5 * number, 40)) == 1
        assert 0.05 < darkness(picture, (900, 0, 1240, 60)) < 0.6
        assert 0.05 < darkness(picture, (0, 1640, 400, 1754)) < 0.6
        assert darkness(picture, (0, 60, 1240, 1600)) == 0
    assert (tmp_path / "a.tif").read_bytes() == content


@pytest.mark.parametrize(("mode", "drawn"), [("RGB", "RGB"), ("L", "L"), ("P", "RGB")])
async def test_a_scan_in_colours_or_grey_stays_so(tmp_path: Path, mode: str, drawn: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (620, 877), "white").save(made, "TIFF")

    _, rendition = await stamped(tmp_path / "a.tif", made.getvalue(), PaperType.TIFF)

    (page,) = PdfReader(io.BytesIO(rendition)).pages
    (picture,) = pictures_of(page)
    assert (picture.mode, picture.size) == (drawn, (620, 877))
    assert darkness(picture, (420, 0, 620, 30)) > 0.05
    assert round(page.mediabox.height) == 842


async def test_a_fax_is_as_high_as_it_was_on_paper(tmp_path: Path) -> None:
    _, rendition = await stamped(tmp_path / "a.tif", files.fax(), PaperType.TIFF)

    (page,) = PdfReader(io.BytesIO(rendition)).pages
    (picture,) = pictures_of(page)
    assert picture.size == (400, 560)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (files.tiff_bomb(), "too_large"),
        (files.tiny_pages(301), "too_large"),
        (files.tiff(2)[:300], "undecodable"),
        (b"II*\0nonsense", "undecodable"),
    ],
    ids=["pixels", "pages", "cut", "nonsense"],
)
async def test_a_scan_that_takes_no_mark_says_why(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    outcome, rendition = await stamped(tmp_path / "a.tif", content, PaperType.TIFF)

    assert (outcome, rendition) == (MarkProblem(problem), b"")


async def test_the_raw_file_of_a_camera_is_no_scan(tmp_path: Path) -> None:
    """Its first page is a small preview; marked, it would pass for the picture."""
    made, told = io.BytesIO(), TiffImagePlugin.ImageFileDirectory_v2()
    told[254] = 1
    Image.new("RGB", (160, 120)).save(made, "TIFF", tiffinfo=told)

    outcome, _ = await stamped(tmp_path / "a.dng", made.getvalue(), PaperType.TIFF)

    assert outcome == MarkProblem("undecodable")


def pictures_of(page: PageObject) -> list[Image.Image]:
    """Return the pictures of a page as a reader shows them."""
    found = [each.image for each in page.images]
    return [image for image in found if image is not None]


def darkness(picture: Image.Image, box: tuple[int, int, int, int]) -> float:
    """Return which part of a box is ink."""
    grey = picture.crop(box).convert("L")
    return sum(grey.histogram()[:128]) / (grey.width * grey.height)


@pytest.mark.parametrize(
    ("content", "told"),
    [(files.pdf("a"), PaperType.PDF), (files.tiff(1), PaperType.TIFF), (files.docx(), None)],
)
def test_a_document_is_told_by_its_first_bytes(
    tmp_path: Path, content: bytes, told: PaperType | None
) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)

    assert type_to_stamp(descriptor) is told
    os.close(descriptor)
