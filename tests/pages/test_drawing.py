"""One page of a PDF as a picture with a mark in it, drawn by the real child in its sandbox (P9)."""

import io
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import FloatObject, NameObject, RectangleObject

from app.media.lettering import chinese_fonts
from app.media.marking import MarkProblem
from app.pages.drawing import DrawLimits, draw_pdf_page
from tests.media.marked import MARK
from tests.pages import written
from tests.papers import files

Draw = Callable[..., Awaitable[bytes | MarkProblem]]
BROKEN = MarkProblem("undecodable")
COSTLY = MarkProblem("too_costly")


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    async def draw(
        content: bytes, page: int = 1, limits: DrawLimits | None = None
    ) -> bytes | MarkProblem:
        descriptor = os.open(files.kept(content, tmp_path), os.O_RDONLY)
        try:
            return await draw_pdf_page(
                descriptor, MARK, page, size_bytes=len(content), limits=limits or DrawLimits()
            )
        finally:
            os.close(descriptor)

    return draw


def picture(drawn: bytes | MarkProblem) -> Image.Image:
    assert isinstance(drawn, bytes), drawn
    return Image.open(io.BytesIO(drawn)).convert("L")


def ink(drawn: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Return how many dark pixels there are in a part of a page."""
    return sum(level < 128 for level in drawn.crop(box).tobytes())


HEAD = (100, 140, 700, 240)
"""Where ``files.pdf`` and ``written`` put their line."""


async def test_each_page_is_drawn_by_itself(draw: Draw) -> None:
    content = files.pdf("some words", "", pages=2)

    first, second = picture(await draw(content, 1)), picture(await draw(content, 2))

    assert first.size == second.size == (1414, 2000)
    assert ink(first, HEAD) > 200
    assert ink(second, HEAD) == 0


async def test_the_mark_stands_above_and_below_and_in_the_data(draw: Draw) -> None:
    drawn = await draw(files.pdf(""))
    page = picture(drawn)

    assert ink(page, (700, 0, 1414, 60)) > 200
    assert ink(page, (0, 1800, 700, 2000)) > 200
    assert ink(page, (0, 300, 1414, 1700)) == 0
    assert isinstance(drawn, bytes)
    assert Image.open(io.BytesIO(drawn)).info["comment"].decode() == MARK.note


async def test_whatever_is_cut_out_of_a_page_bears_the_code(draw: Draw) -> None:
    """Half as wide and a fifth as high as the page: about a paragraph."""
    page = picture(await draw(files.pdf("")))
    across, down = 707, 400
    cuts = [
        page.crop((x, y, x + across, y + down))
        for x in (0, 200, 350, 500, 707)
        for y in range(100, 1500, 70)
    ]

    faint = [sum(190 < level < 235 for level in cut.tobytes()) for cut in cuts]

    assert min(faint) > 500


async def test_print_stands_out_under_the_code_that_lies_all_over_a_page(draw: Draw) -> None:
    page = picture(await draw(files.pdf("")))

    assert min(page.crop((0, 300, 1414, 1700)).tobytes()) > 180


async def test_the_document_is_not_touched(draw: Draw, tmp_path: Path) -> None:
    content = files.pdf("words")
    await draw(content)

    assert (tmp_path / "paper").read_bytes() == content


async def test_chinese_of_which_no_letters_are_enclosed_is_drawn(draw: Draw) -> None:
    """Many programs name SimSun and enclose nothing; a font of the system stands in for it.

    Where the system has none the line stays blank, and the page is drawn all the same.
    """
    has_font = next(chinese_fonts(), None) is not None

    page = picture(await draw(written.chinese_pdf("行政处罚决定书")))

    assert (ink(page, HEAD) > 2000) is has_font


async def test_what_was_filled_into_a_form_is_drawn(draw: Draw) -> None:
    page = picture(await draw(written.form_pdf()))

    assert ink(page, HEAD) > 5000


@pytest.mark.parametrize(
    ("turned", "size"), [(90, (2000, 1414)), (180, (1414, 2000)), (270, (2000, 1414))]
)
async def test_a_turned_page_is_drawn_as_it_is_read(
    draw: Draw, turned: int, size: tuple[int, int]
) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf("words"))))
    writer.pages[0].rotate(turned)

    assert picture(await draw(written.bytes_of(writer))).size == size


@pytest.mark.parametrize(
    ("box", "size"),
    [
        pytest.param((0, 0, 14_400, 14_400), (2000, 2000), id="five metres square"),
        pytest.param((0, 0, 2_000_000, 10), (2000, 240), id="seven hundred metres long"),
        pytest.param((100, 200, 400, 600), (1500, 2000), id="not beginning at nought"),
        pytest.param((0, 0, 1, 1), (2000, 2000), id="a dot"),
    ],
)
async def test_no_page_is_larger_than_a_screen_can_show(
    draw: Draw, box: tuple[int, int, int, int], size: tuple[int, int]
) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf("words"))))
    writer.pages[0][NameObject("/MediaBox")] = RectangleObject([FloatObject(each) for each in box])

    assert picture(await draw(written.bytes_of(writer))).size == size


@pytest.mark.parametrize(
    ("content", "page"),
    [
        pytest.param(files.pdf("words"), 2, id="no such page"),
        pytest.param(files.pdf("words"), 0, id="page nought"),
        pytest.param(files.encrypted_pdf(), 1, id="a password"),
        pytest.param(b"%PDF-1.7 nonsense", 1, id="nonsense"),
        pytest.param(files.pdf("words")[:200], 1, id="cut"),
        pytest.param(files.endless_pdf(), 1, id="a tree that comes back to its root"),
    ],
)
async def test_what_cannot_be_drawn_has_a_name(draw: Draw, content: bytes, page: int) -> None:
    assert await draw(content, page) == BROKEN


async def test_a_bomb_ends_its_own_process_alone(draw: Draw) -> None:
    assert await draw(files.nested_bomb_pdf()) == COSTLY
    assert isinstance(await draw(files.pdf("words")), bytes)


async def test_a_picture_of_ten_billion_pixels_fills_no_memory(draw: Draw) -> None:
    """What the file does not hold is left out of the page."""
    assert picture(await draw(written.picture_bomb())).size == (1414, 2000)


async def test_a_page_that_takes_too_long_is_given_up(draw: Draw) -> None:
    limits = replace(DrawLimits(), cpu_seconds=1, wall_seconds=600)

    assert await draw(written.slow_page(20_000), 1, limits) == COSTLY


async def test_a_page_that_wants_too_much_memory_is_given_up(draw: Draw) -> None:
    limits = replace(DrawLimits(), address_space_bytes=16_000_000)

    assert await draw(files.pdf("words"), 1, limits) in {BROKEN, COSTLY}


async def test_a_picture_larger_than_any_page_is_not_taken(draw: Draw) -> None:
    limits = replace(DrawLimits(), least_bytes=100)

    assert await draw(files.pdf("words"), 1, limits) == COSTLY
