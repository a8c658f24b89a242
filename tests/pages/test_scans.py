"""Pages of a TIFF: counted, drawn one by one, and never more of them than a limit allows."""

import io
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from app.media.limits import MIB
from app.pages import wire
from app.pages.limits import PageLimits
from app.pages.passing import PaperType
from app.pages.problems import PaperProblem
from app.pages.read import ChildAnswer, GarbledAnswerError, PaperFacts, read_answer, read_paper
from app.pages.wire import PagePicture
from tests.pages.test_read import answering
from tests.papers import files

Draw = Callable[..., Awaitable[tuple[PaperFacts, list[PagePicture]]]]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    async def draw(
        content: bytes, limits: PageLimits | None = None
    ) -> tuple[PaperFacts, list[PagePicture]]:
        kept: list[PagePicture] = []

        async def keep(number: int, picture: PagePicture) -> None:
            kept.append(picture)
            assert number == len(kept)

        descriptor = os.open(files.kept(content, tmp_path), os.O_RDONLY)
        try:
            facts = await read_paper(
                descriptor,
                size_bytes=len(content),
                media_type=PaperType.TIFF,
                limits=limits or PageLimits(),
                keep=keep,
            )
        finally:
            os.close(descriptor)
        return facts, kept

    return draw


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw", "raw", "tiff_deflate"])
async def test_each_page_of_a_scan_is_drawn_in_order(draw: Draw, compression: str) -> None:
    facts, pages = await draw(files.tiff(3, compression=compression))

    drawn = [Image.open(io.BytesIO(page.jpeg)).convert("L") for page in pages]
    assert (facts.page_count, facts.problem, facts.text) == (3, None, "")
    assert [(page.width, page.height) for page in pages] == [(240, 340)] * 3
    assert [image.size for image in drawn] == [(240, 340)] * 3
    assert [image.getpixel((12, 25)) < 80 for image in drawn] == [False, True, True]  # type: ignore[operator]


async def test_a_large_page_is_drawn_smaller(draw: Draw) -> None:
    _, (page,) = await draw(files.tiff(1, size=(2480, 3508)))

    assert (page.width, page.height) == (1414, 2000)


async def test_a_fax_is_drawn_as_it_looked_on_paper(draw: Draw) -> None:
    _, (page,) = await draw(files.fax())

    assert (page.width, page.height) == (400, 560)


async def test_a_page_of_colours_sixteen_bits_or_glass_is_drawn_too(draw: Draw) -> None:
    for mode in ("RGB", "CMYK", "P", "RGBA", "I;16", "L"):
        found = io.BytesIO()
        Image.new(mode, (60, 80)).save(found, "TIFF")
        facts, pages = await draw(found.getvalue())
        assert (facts.problem, len(pages)) == (None, 1)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (files.cut_tiff, PaperProblem.DAMAGED),
        (files.tiff_bomb, PaperProblem.TOO_COSTLY),
        (lambda: b"II*\0\x08\0\0\0 nothing of the kind", PaperProblem.DAMAGED),
    ],
    ids=["cut", "a bomb", "no scan at all"],
)
async def test_what_is_wrong_with_a_scan_has_a_name(
    draw: Draw, content: Callable[[], bytes], problem: PaperProblem
) -> None:
    facts, _ = await draw(content())

    assert facts.problem is problem


async def test_two_thousand_pages_are_drawn_and_none_is_held_in_memory(draw: Draw) -> None:
    limits = replace(PageLimits(), address_space_bytes=512 * MIB).of_a_scan()

    facts, pages = await draw(files.tiny_pages(2000), limits)

    assert (facts.page_count, facts.problem, len(pages)) == (2000, None, 2000)


async def test_more_pages_than_the_limit_are_refused_before_one_is_drawn(draw: Draw) -> None:
    limits = replace(PageLimits(), max_picture_pages=3)

    facts, pages = await draw(files.tiff(4), limits)

    assert (facts.problem, pages) == (PaperProblem.TOO_MANY_PAGES, [])


@pytest.mark.parametrize("part", [0.2, 0.4, 0.6, 0.8])
async def test_a_scan_that_was_cut_anywhere_is_never_shown_as_a_shorter_one(
    draw: Draw, part: float
) -> None:
    whole = files.tiff(4)

    facts, _ = await draw(whole[: round(len(whole) * part)])

    assert facts.problem is PaperProblem.DAMAGED


async def test_pages_that_come_back_to_the_first_end(draw: Draw) -> None:
    facts, pages = await draw(files.tiff_ring())

    assert (facts.page_count, len(pages)) == (1, 1)


async def test_a_scan_that_is_too_large_for_memory_is_not_opened(draw: Draw) -> None:
    limits = replace(PageLimits(), max_picture_bytes=100)

    facts, pages = await draw(files.tiff(1), limits)

    assert (facts.problem, pages) == (PaperProblem.TOO_COSTLY, [])


@pytest.mark.parametrize(
    "payload",
    [
        wire.PAGE_HEAD.pack(0, 10) + b"\xff\xd8\xff",
        wire.PAGE_HEAD.pack(90_000, 10) + b"\xff\xd8\xff",
        wire.PAGE_HEAD.pack(10, 10) + b"<script>",
    ],
    ids=["no width", "too wide", "no picture"],
)
async def test_a_page_that_is_none_is_not_kept(payload: bytes) -> None:
    async def keep(_number: int, _picture: PagePicture) -> None:
        raise AssertionError

    sent = answering((wire.COUNT, b'{"pages": 1}'), (wire.PAGE, payload))
    with pytest.raises(GarbledAnswerError):
        await read_answer(sent, ChildAnswer(), PageLimits(), keep)


async def test_more_pages_than_were_counted_are_not_kept() -> None:
    kept = []

    async def keep(number: int, _picture: PagePicture) -> None:
        kept.append(number)

    page = (wire.PAGE, wire.PAGE_HEAD.pack(10, 10) + b"\xff\xd8\xff")
    with pytest.raises(GarbledAnswerError):
        await read_answer(
            answering((wire.COUNT, b'{"pages": 1}'), page, page), ChildAnswer(), PageLimits(), keep
        )
    assert kept == [1]
