"""Photos as pixels: which files may be opened as which, upright, flat, and not too small."""

from PIL import Image, ImageFile, ImageOps

FORMATS = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "gif": ("GIF",),
    "bmp": ("BMP",),
    "webp": ("WEBP",),
    "avif": ("AVIF",),
}
SMALLEST_SIDE = 240
"""Letters on a smaller picture cannot be read."""


def upright(image: Image.Image) -> tuple[Image.Image, bool]:
    """Return an opened picture upright in RGB, as far as the file goes, and whether it is whole."""
    is_whole = _load(image)
    return flattened(ImageOps.exif_transpose(image)), is_whole


def flattened(image: Image.Image) -> Image.Image:
    """Return RGB; what was transparent becomes white, as it would on paper."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    paper = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(paper, layered).convert("RGB")


def enlarged(picture: Image.Image) -> Image.Image:
    """Return a picture large enough for letters that can be read."""
    side = min(picture.size)
    if side >= SMALLEST_SIDE:
        return picture
    factor = SMALLEST_SIDE / side
    return picture.resize((round(picture.width * factor), round(picture.height * factor)))


def _load(image: Image.Image) -> bool:
    """Decode as far as the file goes; return whether that was all of it."""
    try:
        image.load()
    except OSError:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        image.load()
        return False
    return True
