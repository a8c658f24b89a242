"""A drawn river bank with a boat, a digger and an officer, for clips that a person can recognise.

Drawn, not filmed: no real person, plate or place can appear in a demonstration or a test.
"""

import math
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Size = tuple[int, int]
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_CHINESE_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)


class RiverBank:
    """The scene of one clip; ``picture`` draws a moment of it."""

    def __init__(self, size: Size, *, device_no: str, label: str, start: datetime) -> None:
        self._size = size
        self._start = start
        self._unit = size[1] / 360
        self._font, chinese = chinese_font(round(16 * self._unit))
        # Without a Chinese font the label would be empty boxes; the device number is enough.
        self._caption = f"{device_no}  {label}" if chinese or label.isascii() else device_no
        self._background = _landscape(size)

    def picture(self, seconds: float, frame_no: int) -> Image.Image:
        """Return the picture at a moment of the clip, with time and frame number burnt in."""
        image = self._background.copy()
        draw = ImageDraw.Draw(image)
        self._waves(draw, seconds)
        self._boat(draw, seconds)
        self._digger(draw, seconds)
        self._officer(draw, seconds)
        self._burn_in(draw, seconds, frame_no)
        return image

    def _waves(self, draw: ImageDraw.ImageDraw, seconds: float) -> None:
        width, height = self._size
        for row in range(5):
            y = height * (0.60 + 0.07 * row)
            shift = (seconds * (20 + 9 * row) * self._unit) % 90
            for x in range(-90, width + 90, 90):
                box = (x + shift, y, x + shift + 40 * self._unit, y + 6 * self._unit)
                draw.arc(box, 180, 360, fill=(190, 215, 235), width=2)

    def _boat(self, draw: ImageDraw.ImageDraw, seconds: float) -> None:
        width, height = self._size
        unit = self._unit
        x = (seconds * 45 * unit) % (width + 160 * unit) - 120 * unit
        y = height * 0.66 + 4 * unit * math.sin(seconds * 2)
        hull = [(x, y), (x + 110 * unit, y), (x + 92 * unit, y + 20 * unit)]
        draw.polygon([*hull, (x + 14 * unit, y + 20 * unit)], fill=(150, 60, 45))
        draw.rectangle((x + 30 * unit, y - 20 * unit, x + 62 * unit, y), fill=(235, 235, 225))

    def _digger(self, draw: ImageDraw.ImageDraw, seconds: float) -> None:
        width, height = self._size
        unit, x, y = self._unit, width * 0.70, height * 0.50
        draw.rectangle((x, y, x + 60 * unit, y + 14 * unit), fill=(60, 60, 60))
        draw.rectangle((x + 12 * unit, y - 26 * unit, x + 48 * unit, y), fill=(225, 165, 30))
        angle = 0.5 + 0.4 * math.sin(seconds * 1.3)
        elbow = (x - 30 * unit * math.cos(angle), y - 20 * unit - 40 * unit * math.sin(angle))
        arm = [(x + 16 * unit, y - 14 * unit), elbow, (elbow[0] - 22 * unit, elbow[1] + 40 * unit)]
        draw.line(arm, fill=(200, 140, 20), width=max(3, round(6 * unit)))

    def _officer(self, draw: ImageDraw.ImageDraw, seconds: float) -> None:
        width, height = self._size
        unit, x, y = self._unit, width * 0.16, height * 0.78
        sway = 3 * unit * math.sin(seconds * 3)
        draw.rectangle((x + sway, y, x + 30 * unit + sway, y + 60 * unit), fill=(25, 45, 95))
        head = (x + 5 * unit + sway, y - 22 * unit, x + 25 * unit + sway, y - 2 * unit)
        draw.ellipse(head, fill=(225, 185, 150))
        cap = (x + 3 * unit + sway, y - 26 * unit, x + 27 * unit + sway, y - 17 * unit)
        draw.rectangle(cap, fill=(20, 30, 70))

    def _burn_in(self, draw: ImageDraw.ImageDraw, seconds: float, frame_no: int) -> None:
        moment = self._start + timedelta(seconds=seconds)
        clock = moment.strftime("%Y-%m-%d %H:%M:%S") + f".{moment.microsecond // 100_000}"
        unit = self._unit
        for text, y in (
            (f"{clock}  #{frame_no:05d}", 6 * unit),
            (self._caption, self._size[1] - 26 * unit),
        ):
            draw.text((9 * unit, y + unit), text, font=self._font, fill=(0, 0, 0))
            draw.text((8 * unit, y), text, font=self._font, fill=(255, 255, 255))


def _landscape(size: Size) -> Image.Image:
    width, height = size
    column = Image.new("RGB", (1, height))
    for y in range(height):
        column.putpixel((0, y), _colour_at(y / height))
    image = column.resize(size)
    draw = ImageDraw.Draw(image)
    ridge = [
        (x, height * (0.36 + 0.05 * math.sin(x / width * 9) + 0.03 * math.sin(x / width * 23)))
        for x in range(0, width + 16, 16)
    ]
    draw.polygon([(0, height * 0.5), *ridge, (width, height * 0.5)], fill=(88, 120, 92))
    draw.rectangle((0, height * 0.48, width, height * 0.56), fill=(176, 158, 112))
    return image


def _colour_at(depth: float) -> tuple[int, int, int]:
    """Sky above, water in the middle, the near bank below."""
    if depth < 0.5:
        return (140 + round(120 * depth), 185 + round(80 * depth), 235)
    if depth < 0.9:
        return (70, 120 - round(40 * (depth - 0.5)), 150)
    return (120, 105, 75)


def chinese_font(size: int) -> tuple[_Font, bool]:
    """Return a typeface of this size in pixels, and whether it has Chinese characters."""
    for path in _CHINESE_FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size), True
    return ImageFont.load_default(size), False
