"""Photos: facts, EXIF time and one upright thumbnail. Runs in the sandboxed child only."""

import io
from dataclasses import dataclass, field, replace

from PIL import ExifTags, Image, ImageFile, ImageOps

from app.media.facts import MediaFacts, Thumbnail
from app.media.findings import FindingCode, MediaFinding
from app.media.pictures import FORMATS, flattened
from app.media.playable import why_not_playable
from app.media.source import DescriptorReader
from app.media.starttime import read_start_time
from app.media.stills import encode_jpeg
from app.media.wire import Request
from app.policy.vocabulary import MediaKind

_ROTATIONS = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}


@dataclass(slots=True)
class Photo:
    """What was read before any pixel was decoded."""

    facts: MediaFacts
    image: Image.Image | None
    findings: list[MediaFinding] = field(default_factory=list)


def read_photo(request: Request) -> Photo:
    """Read header and EXIF; a picture beyond the pixel limit keeps ``image`` None."""
    # Our own limit is judged right after the header; PIL's warning would only be noise.
    Image.MAX_IMAGE_PIXELS = None
    reader = DescriptorReader(request.descriptor, request.size_bytes)
    image = Image.open(io.BufferedReader(reader), formats=FORMATS[request.container])
    facts = _facts(image, request)
    if image.width * image.height > request.max_pixels:
        detail = {"width": image.width, "height": image.height}
        return Photo(facts, None, [MediaFinding(FindingCode.TOO_MANY_PIXELS, detail)])
    photo = Photo(_with_exif(facts, image), image)
    if facts.not_playable_reason is not None:
        photo.findings.append(MediaFinding(facts.not_playable_reason))
    return photo


def shrink_photo(photo: Photo, request: Request) -> Thumbnail | None:
    """Return an upright thumbnail; a photo cut short is decoded as far as it goes, and said so."""
    image = photo.image
    if image is None:
        return None
    width = request.thumbnail_width
    image.draft("RGB", (2 * width, 2 * width))
    try:
        image.load()
    except OSError:
        photo.findings.append(
            MediaFinding(FindingCode.TRUNCATED, {"size_bytes": request.size_bytes})
        )
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        image.load()
    image.thumbnail((2 * width, 2 * width))
    upright = flattened(ImageOps.exif_transpose(image))
    upright.thumbnail((width, 2 * width))
    jpeg = encode_jpeg(upright, request.jpeg_quality)
    return Thumbnail(0, 0, upright.width, upright.height, jpeg)


def _facts(image: Image.Image, request: Request) -> MediaFacts:
    reason = why_not_playable(request.container, MediaKind.PHOTO, ())
    return MediaFacts(
        container=request.container,
        width=image.width,
        height=image.height,
        browser_playable=reason is None,
        not_playable_reason=reason,
    )


def _with_exif(facts: MediaFacts, image: Image.Image) -> MediaFacts:
    exif = image.getexif()
    details = exif.get_ifd(ExifTags.IFD.Exif)
    rotation = _ROTATIONS.get(exif.get(ExifTags.Base.Orientation, 1), 0)
    raw = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    offset = details.get(ExifTags.Base.OffsetTimeOriginal) or ""
    if not isinstance(raw, str) or not isinstance(offset, str):
        return replace(facts, rotation=rotation)
    text = "".join(letter for letter in f"{raw}{offset}" if letter.isprintable())
    start = read_start_time(text)
    return replace(
        facts,
        rotation=rotation,
        start_time=start.moment,
        start_time_raw=start.raw,
        start_time_source=start.source,
    )
