"""The words of a mark as pictures: drawn before the sandbox closes, fitted to a picture after.

The code is ASCII and can be drawn on any machine, by the letters that Pillow brings along. Chinese
names need a font of the system. Where there is none they are left away, and whoever asks is told
what was drawn, so that nothing claims a name that nobody can read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_FOLDERS = tuple(map(Path, ("/usr/share/fonts", "/usr/local/share/fonts")))
_CHINESE = ("NotoSansCJK*Regular*", "NotoSansSC*", "SourceHanSans*Regular*", "wqy-*", "simhei*")
_DRAWN_PX = 96
_PADDING = 0.25
PART_OF_SIDE = 14
"""The letters of the code on a picture are as high as this part of the shorter side."""
PART_OF_PAGE = 48
"""Letters on paper are read from near by: the code is as high as print, a photo still shows it."""
_LEAST_PAGE_PX = 17
"""However small a scan is, its code can be read."""
_PART_OF_TILE = 7
_MOST_OF_WIDTH = 0.94
_SECOND = 0.6
_SHADE, _INK = 150, 255
_PAPER_SHADE = 96
"""What is printed on a page still stands out under a mark."""
_FAINT, _COLUMNS, _ROWS = 40, 4, 9
"""How dark the code is that lies all over a page, up to 255, and how close it lies."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was drawn: its text, and its letters in white on black."""

    text: str
    mask: Image.Image


@dataclass(frozen=True, slots=True)
class Stamp:
    """A picture to lay over another one, and where its upper left corner goes."""

    x: int
    y: int
    picture: Image.Image


def draw_lines(texts: Sequence[str]) -> tuple[Line, ...]:
    """Draw each line, the code first; what no font can draw is left out. Opens font files."""
    latin, chinese = ImageFont.load_default(_DRAWN_PX), _chinese_font()
    drawn = []
    for text in texts:
        if chinese is not None and not text.isascii():
            drawn.append(Line(text, _mask(text, chinese)))
            continue
        plain = "".join(letter for letter in text if letter.isascii()).strip()
        if plain:
            drawn.append(Line(plain, _mask(plain, latin)))
    return tuple(drawn)


def lay_out(
    lines: Sequence[Line],
    width: int,
    height: int,
    part_of_side: int = PART_OF_SIDE,
    shade: int = _SHADE,
) -> tuple[Stamp, ...]:
    """Return what goes over a picture of this size: all lines below, the code again above.

    Twice, at opposite edges, so that whoever cuts one off still has the other. ``shade`` is how
    much of the picture the ground of the letters hides, up to 255.
    """
    tall = min(width, height) / part_of_side
    first = _fitted(lines[0].mask, tall, width)
    others = [_fitted(line.mask, tall * _SECOND, width) for line in lines[1:]]
    low, high = _band([first, *others], shade), _band([first], shade)
    return (
        Stamp(0, height - low.height, low),
        Stamp(width - high.width, 0, high),
    )


def stamp_picture(
    picture: Image.Image, lines: Sequence[Line], part_of_side: int = PART_OF_SIDE
) -> None:
    """Burn the lines into an RGB picture."""
    for stamp in lay_out(lines, picture.width, picture.height, part_of_side):
        picture.paste(stamp.picture, (stamp.x, stamp.y), stamp.picture)


def lay_out_on_page(lines: Sequence[Line], width: int, height: int) -> tuple[Stamp, ...]:
    """Return what goes over a page: in small print and lightly, and the code faintly all over it.

    What is cut out of the middle of a page, such as one paragraph, still says whose copy it was.
    """
    part = max(1, min(PART_OF_PAGE, min(width, height) // _LEAST_PAGE_PX))
    edges = lay_out(lines, width, height, part, _PAPER_SHADE)
    return (*edges, *_scattered(lines[0], width, height, part))


def _scattered(code: Line, width: int, height: int, part: int) -> Iterator[Stamp]:
    """Yield the code in rows, every other row moved by half a step, so faint that print is read."""
    mask = _fitted(code.mask, min(width, height) / part, width)
    letters = Image.new("RGBA", mask.size, (_INK, _INK, _INK, 0))
    letters.putalpha(mask.point(lambda level: level * _FAINT // _INK))
    across = max(width / _COLUMNS, mask.width * 1.5)
    down = max(height / _ROWS, mask.height * 2)
    for row in range(int(height / down)):
        y = round((row + 0.5) * down - mask.height / 2)
        x = mask.width / 4 + row % 2 * across / 2
        while x + mask.width <= width:
            yield Stamp(round(x), y, letters)
            x += across


def stamp_page(picture: Image.Image, lines: Sequence[Line]) -> None:
    """Burn the lines into the picture of a page, grey or RGB, as they would be printed on it."""
    for stamp in lay_out_on_page(lines, picture.width, picture.height):
        printed = on_paper(stamp.picture)
        ink = printed if picture.mode == "L" else printed.convert(picture.mode)
        picture.paste(ink, (stamp.x, stamp.y), stamp.picture.getchannel("A"))


def stamp_tiles(picture: Image.Image, lines: Sequence[Line], width: int, height: int) -> None:
    """Burn the code alone into each tile of a sheet; there is no room in it for more."""
    band = lay_out(lines[:1], width, height, _PART_OF_TILE)[0]
    for top in range(0, picture.height, height):
        for left in range(0, picture.width, width):
            place = left + band.x, top + band.y
            picture.paste(band.picture, place, band.picture)


def on_paper(stamp: Image.Image) -> Image.Image:
    """Return the letters of a stamp in black on white; paper is printed."""
    return stamp.convert("L").point(lambda level: _INK - level)


def _chinese_font() -> Font | None:
    for path in chinese_fonts():
        try:
            return ImageFont.truetype(path, _DRAWN_PX)
        except OSError:
            continue
    return None


def chinese_fonts() -> Iterator[Path]:
    """Yield the files of Chinese fonts that the system has, the best first."""
    for pattern in _CHINESE:
        for folder in _FOLDERS:
            yield from sorted(folder.rglob(f"{pattern}.[ot]t[cf]"))


def _mask(text: str, font: Font) -> Image.Image:
    left, top, right, bottom = font.getbbox(text)
    mask = Image.new("L", (max(1, int(right - left)), max(1, int(bottom - top))))
    ImageDraw.Draw(mask).text((-left, -top), text, fill=_INK, font=font)
    return mask


def _fitted(mask: Image.Image, tall: float, width: int) -> Image.Image:
    scale = min(tall / mask.height, _MOST_OF_WIDTH * width / mask.width)
    size = max(1, round(mask.width * scale)), max(1, round(mask.height * scale))
    return mask.resize(size, Image.Resampling.LANCZOS)


def _band(masks: Sequence[Image.Image], shade: int) -> Image.Image:
    """Return the letters in white on a dark ground that lets the picture through."""
    gap = max(1, round(masks[0].height * _PADDING))
    width = max(mask.width for mask in masks) + 2 * gap
    height = sum(mask.height + gap for mask in masks) + gap
    # A band of even size keeps both colours of a video's pixels in step.
    band = Image.new("RGBA", (width + width % 2, height + height % 2), (0, 0, 0, shade))
    y = gap
    for mask in masks:
        band.paste((_INK, _INK, _INK, _INK), (gap, y), mask)
        y += mask.height + gap
    return band
