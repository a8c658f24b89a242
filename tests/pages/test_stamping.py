"""A stamp on every page of a PDF; what cannot be stamped says why."""

import io
import os
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import FloatObject, NameObject, RectangleObject

from app.media.mark_wire import Marked
from app.media.marking import MarkProblem
from app.pages.stamping import is_pdf, stamp_pdf
from tests.media.marked import MARK
from tests.papers import files


async def stamped(path: Path, content: bytes) -> tuple[Marked | MarkProblem, bytes]:
    """Stamp through the real sandboxed child, as a worker does."""
    path.write_bytes(content)
    out = bytearray()

    async def take(piece: bytes) -> None:
        out.extend(piece)

    descriptor = os.open(path, os.O_RDONLY)
    try:
        outcome = await stamp_pdf(descriptor, MARK, take, size_bytes=len(content))
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
        low, high = page.images
        assert low.image is not None
        assert high.image is not None
        assert low.image.width > high.image.width > 100
    assert reader.metadata is not None
    assert str(reader.metadata["/Keywords"]) == MARK.note
    assert (tmp_path / "a.pdf").read_bytes() == content


async def test_the_pictures_of_the_stamp_lie_in_the_document_once(tmp_path: Path) -> None:
    _, few = await stamped(tmp_path / "a.pdf", files.scan(2))
    _, many = await stamped(tmp_path / "b.pdf", files.scan(80))

    assert len(many) < 3 * len(few)


@pytest.mark.parametrize("turned", [90, 180, 270])
async def test_a_turned_page_is_stamped_upright(tmp_path: Path, turned: int) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf("words"))))
    writer.pages[0].rotate(turned)
    out = io.BytesIO()
    writer.write(out)

    _, rendition = await stamped(tmp_path / "a.pdf", out.getvalue())

    (page,) = PdfReader(io.BytesIO(rendition)).pages
    assert page.rotation == 0
    assert len(page.images) == 2


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


@pytest.mark.parametrize(("content", "told"), [(files.pdf("a"), True), (files.docx(), False)])
def test_a_pdf_is_told_by_its_first_bytes(tmp_path: Path, content: bytes, *, told: bool) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)

    assert is_pdf(descriptor) is told
    os.close(descriptor)
