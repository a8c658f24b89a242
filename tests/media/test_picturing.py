"""Pictures for whoever views them: upright, of a bounded size, with the mark in their pixels."""

import io
import os
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

from app.media.lettering import draw_lines, lay_out
from app.media.marking import MarkLimits, MarkProblem
from app.media.picture_wire import Look, PictureSource
from app.media.picturing import LONGEST_SIDE, MOST_BYTES, mark_pictures
from tests.media.marked import MARK, STREET, street


def coded(picture: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **how)
    return made.getvalue()


async def marked(
    path: Path,
    *contents: bytes,
    container: str = "jpeg",
    looks: Sequence[Look] = (Look.PICTURE,),
    tile: tuple[int, int] = (1, 1),
    max_pixels: int = 64_000_000,
) -> list[Image.Image] | MarkProblem:
    """Burn the mark in through the real sandboxed child, as a page does."""
    path.write_bytes(b"".join(contents))
    places = [sum(map(len, contents[:number])) for number in range(len(contents))]
    sources = [
        PictureSource(container, place, len(content), look, tile)
        for place, content, look in zip(places, contents, looks, strict=True)
    ]
    descriptor = os.open(path, os.O_RDONLY)
    try:
        outcome = await mark_pictures(
            descriptor,
            sources,
            MARK,
            limits=MarkLimits(wall_seconds=60, max_pixels=max_pixels),
            sandbox="required",
        )
    finally:
        os.close(descriptor)
    if isinstance(outcome, MarkProblem):
        return outcome
    return [Image.open(io.BytesIO(jpeg)).convert("RGB") for jpeg in outcome]


def brightest(picture: Image.Image) -> int:
    """Return the brightest level of a grey picture."""
    return max(level for level, many in enumerate(picture.histogram()) if many)


def distance_of(picture: Image.Image, code: str) -> float:
    """Return how far the corner is from what this code would look like there."""
    stamp = lay_out(draw_lines((code,)), *picture.size, 28)[1]
    drawn = Image.new("RGB", stamp.picture.size, STREET)
    drawn.paste(stamp.picture, (0, 0), stamp.picture)
    found = picture.crop((stamp.x, 0, picture.width, stamp.picture.height))
    difference = ImageChops.difference(found.convert("L"), drawn.convert("L"))
    return float(ImageStat.Stat(difference).rms[0])


async def one(path: Path, content: bytes, **how: object) -> Image.Image:
    outcome = await marked(path, content, **how)  # type: ignore[arg-type]
    assert isinstance(outcome, list), outcome
    (picture,) = outcome
    return picture


async def test_the_code_stands_in_the_corner_of_a_photo_in_small_letters(tmp_path: Path) -> None:
    picture = await one(tmp_path / "a", coded(street((1600, 1200))))

    assert picture.size == (1600, 1200)
    assert distance_of(picture, MARK.lines[0]) < distance_of(picture, "7K3QD-0M9XV")
    assert distance_of(picture, MARK.lines[0]) < 12


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (640, 480)), (6, (480, 640)), (3, (640, 480))]
)
async def test_a_turned_photo_is_marked_upright_and_tells_nothing_of_its_camera(
    tmp_path: Path, orientation: int, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "secret camera"
    content = coded(street((640, 480)), exif=exif.tobytes())

    picture = await one(tmp_path / "a", content)

    assert picture.size == size
    corner = picture.crop((size[0] - 200, 0, *(size[0], 30))).convert("L")
    assert brightest(corner) > 200
    assert not picture.getexif()


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "WEBP", "AVIF"])
async def test_pictures_of_every_kind_become_a_jpeg(tmp_path: Path, kind: str) -> None:
    content = coded(street((400, 300)), kind)

    picture = await one(tmp_path / "a", content, container=kind.lower())

    assert picture.size == (400, 300)


async def test_a_huge_photo_is_made_smaller(tmp_path: Path) -> None:
    """A hundred million pixels, as the latest phones take them."""
    content = coded(Image.new("L", (12_000, 9_000), 128))

    picture = await one(tmp_path / "a", content)

    assert picture.size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)


async def test_many_stills_are_marked_in_one_go_in_their_order(tmp_path: Path) -> None:
    stills = [coded(Image.new("RGB", (320, 180), (level, 0, 0))) for level in (50, 120, 190)]
    sheet = coded(Image.new("RGB", (320, 180), STREET))

    pictures = await marked(
        tmp_path / "a",
        *stills,
        sheet,
        looks=[Look.PICTURE] * 3 + [Look.TILES],
        tile=(160, 90),
    )

    assert isinstance(pictures, list)
    reds = [picture.getpixel((10, 60))[0] for picture in pictures[:3]]  # type: ignore[index]
    assert [round(red / 10) for red in reds] == [5, 12, 19]
    assert pictures[3].size == (320, 180)
    for left in (0, 160):
        for top in (0, 90):
            tile = pictures[3].crop((left, top, left + 160, top + 90)).convert("L")
            assert brightest(tile.crop((0, 70, 160, 90))) > 180
            assert brightest(tile.crop((0, 0, 160, 60))) < 130


async def test_on_a_page_the_mark_is_printed_small(tmp_path: Path) -> None:
    paper = Image.new("RGB", (1414, 2000), "white")
    ImageDraw.Draw(paper).rectangle((200, 300, 900, 1500), outline="black", width=4)

    picture = await one(tmp_path / "a", coded(paper), looks=(Look.PAGE,))

    assert 255 - brightest(ImageOps.invert(picture.crop((1000, 0, 1414, 60)).convert("L"))) < 60
    beside = picture.crop((0, 200, 190, 1700)).convert("L")
    assert 200 < 255 - brightest(ImageOps.invert(beside)) < 235
    assert beside.histogram()[255] > 0.9 * beside.width * beside.height


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff\xd8\xffnonsense", "undecodable"),
        (coded(Image.new("1", (4000, 4000)), "PNG"), "too_large"),
        (b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13), "undecodable"),
    ],
    ids=["nonsense", "pixels", "cut"],
)
async def test_what_takes_no_mark_says_why(tmp_path: Path, content: bytes, problem: str) -> None:
    container = "png" if content.startswith(b"\x89PNG") else "jpeg"

    outcome = await marked(tmp_path / "a", content, container=container, max_pixels=10**7)

    assert outcome == MarkProblem(problem)


async def test_a_file_that_does_not_fit_into_memory_is_not_even_read() -> None:
    source = PictureSource("jpeg", 0, MOST_BYTES + 1, Look.PICTURE)

    outcome = await mark_pictures(-1, [source], MARK, limits=MarkLimits(), sandbox="required")

    assert outcome == MarkProblem("too_large")
