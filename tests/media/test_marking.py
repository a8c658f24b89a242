"""标记件: a rendition bears the code of the copy, whatever the original is; the original stays."""

import hashlib
import io
from pathlib import Path

import av
import pytest
from PIL import Image

from app.media import lettering
from app.media.lettering import draw_lines, lay_out
from app.media.mark_wire import Marked
from app.media.marking import Mark, MarkLimits, MarkProblem
from tests.clips import ClipKind
from tests.media.conftest import ClipMaker
from tests.media.marked import CODE, MARK, film, frames, marked, moments, read_code, shared, street


async def test_every_picture_of_a_video_bears_the_code_and_the_original_stays(
    tmp_path: Path,
) -> None:
    path = film(tmp_path / "a.mp4", is_heard=True)
    before = hashlib.sha256(path.read_bytes()).digest()

    outcome, rendition = await marked(path)

    assert isinstance(outcome, Marked)
    assert (outcome.lines, outcome.ending) == (MARK.lines, "mp4")
    pictures = frames(rendition)
    assert len(pictures) == 15
    for picture in (pictures[0], pictures[7], pictures[-1]):
        assert read_code(picture) == CODE
    assert hashlib.sha256(path.read_bytes()).digest() == before
    with av.open(io.BytesIO(rendition), "r") as container:
        assert [stream.type for stream in container.streams] == ["audio", "video"]
        assert container.metadata["comment"] == MARK.note


async def test_the_code_is_read_after_it_was_sent_on_smaller_and_compressed_again(
    tmp_path: Path,
) -> None:
    _, rendition = await marked(film(tmp_path / "a.mp4", size=(1280, 720)))

    sent_on = shared(frames(rendition)[3], width=400)
    assert read_code(sent_on, made_at=(1280, 720)) == CODE


def test_a_code_with_one_other_letter_is_not_read_as_this_one() -> None:
    """The reader of these tests is not blind."""
    picture = street((640, 360))
    other = CODE.replace("K", "H")
    lettering.stamp_picture(picture, draw_lines((other,)))

    assert read_code(picture) != CODE


@pytest.mark.parametrize("turned", [90, 180, -90])
async def test_a_turned_video_is_upright_with_upright_letters(tmp_path: Path, turned: int) -> None:
    path = film(tmp_path / "a.mp4", turned=turned)

    outcome, rendition = await marked(path)

    picture = frames(rendition)[0]
    assert isinstance(outcome, Marked)
    assert picture.size == ((640, 360) if turned == 180 else (360, 640))
    assert read_code(picture) == CODE
    with av.open(str(path)) as container:
        told = next(container.decode(video=0)).rotation
    expected = street((640, 360)).rotate(told, expand=True).convert("L")
    found, (wide, high) = picture.convert("L"), picture.size
    for place in ((0.27, 0.5), (0.73, 0.5), (0.5, 0.27), (0.5, 0.73)):
        pixel = int(place[0] * wide), int(place[1] * high)
        assert found.getpixel(pixel) == pytest.approx(expected.getpixel(pixel), abs=12)


@pytest.mark.parametrize(
    ("size", "shown"),
    [((321, 241), (320, 240)), ((64, 48), (320, 240)), ((1000, 62), (3840, 238))],
    ids=["odd", "tiny", "a strip"],
)
async def test_odd_sizes_become_even_and_large_enough(
    tmp_path: Path, size: tuple[int, int], shown: tuple[int, int]
) -> None:
    outcome, rendition = await marked(film(tmp_path / "a.mkv", size=size, codec="ffv1"))

    picture = frames(rendition)[0]
    assert isinstance(outcome, Marked)
    assert picture.size == shown
    assert read_code(picture) == CODE


async def test_a_variable_frame_rate_keeps_its_moments(tmp_path: Path) -> None:
    uneven = (0, 40, 200, 230, 900, 2400, 2433)

    _, rendition = await marked(film(tmp_path / "a.mkv", moments=uneven))

    assert moments(rendition) == pytest.approx([each / 1000 for each in uneven], abs=0.002)


@pytest.mark.parametrize(
    ("codec", "pixels"),
    [("libx264", "yuv420p10le"), ("libx265", "yuv420p10le"), ("libx264", "yuv444p")],
)
async def test_pictures_of_ten_bits_and_full_colour_are_marked(
    tmp_path: Path, codec: str, pixels: str
) -> None:
    path = film(tmp_path / "a.mkv", codec=codec, pixels=pixels)

    outcome, rendition = await marked(path)

    assert isinstance(outcome, Marked)
    assert read_code(frames(rendition)[5]) == CODE


async def test_a_silent_video_has_no_sound_afterwards_either(clip: ClipMaker) -> None:
    outcome, rendition = await marked(clip(ClipKind.SILENT_MP4))

    assert isinstance(outcome, Marked)
    with av.open(io.BytesIO(rendition), "r") as container:
        assert [stream.type for stream in container.streams] == ["video"]


async def test_of_a_truncated_video_what_is_there_is_marked_and_said(clip: ClipMaker) -> None:
    outcome, rendition = await marked(clip(ClipKind.TRUNCATED_MP4))

    assert isinstance(outcome, Marked)
    assert outcome.parameters["is_whole"] is False
    assert 40 < len(frames(rendition)) < 80


@pytest.mark.parametrize("kind", [ClipKind.M4A, ClipKind.WAV_ALAW, ClipKind.AMR])
async def test_a_sound_recording_bears_it_in_its_data_alone(
    clip: ClipMaker, kind: ClipKind
) -> None:
    outcome, rendition = await marked(clip(kind))

    assert isinstance(outcome, Marked)
    assert (outcome.lines, outcome.ending) == ((), "m4a")
    with av.open(io.BytesIO(rendition), "r") as container:
        assert container.metadata["comment"] == MARK.note
        assert (container.duration or 0) / 1e6 == pytest.approx(6, abs=0.3)


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png")])
async def test_a_photo_bears_the_code(tmp_path: Path, kind: str, ending: str) -> None:
    path = tmp_path / "photo"
    street((800, 600)).save(path, kind)

    outcome, rendition = await marked(path)

    assert isinstance(outcome, Marked)
    assert outcome.ending == ending
    picture = Image.open(io.BytesIO(rendition))
    assert picture.format == kind
    assert read_code(picture.convert("RGB")) == CODE


async def test_a_photo_is_turned_as_its_camera_said(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    street((800, 600)).save(path, exif=exif)

    _, rendition = await marked(path)

    picture = Image.open(io.BytesIO(rendition)).convert("RGB")
    assert picture.size == (600, 800)
    assert read_code(picture) == CODE


async def test_a_photo_that_was_cut_short_is_marked_and_said(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    street((1600, 1200)).save(path, quality=95)
    path.write_bytes(path.read_bytes()[:-4000])

    outcome, _ = await marked(path)

    assert isinstance(outcome, Marked)
    assert outcome.parameters["is_whole"] is False


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        (ClipKind.TEXT, "not_media"),
        (ClipKind.EMPTY, "not_media"),
        (ClipKind.FFCONCAT, "not_media"),
        (ClipKind.UNFINISHED_MP4, "undecodable"),
        (ClipKind.HUGE_PICTURE, "too_large"),
    ],
)
async def test_what_takes_no_mark_says_why_and_gives_nothing(
    clip: ClipMaker, kind: ClipKind, problem: str
) -> None:
    outcome, rendition = await marked(clip(kind))

    assert outcome == MarkProblem(problem)
    assert rendition == b""


async def test_a_video_of_too_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    outcome, _ = await marked(film(tmp_path / "a.mp4"), limits=MarkLimits(max_pixels=1000))

    assert outcome in {MarkProblem("too_large"), MarkProblem("undecodable")}


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        (MarkLimits(wall_seconds=0.5), "timeout"),
        (MarkLimits(cpu_seconds=1), "too_costly"),
    ],
    ids=["time", "processor"],
)
@pytest.mark.usefixtures("has_begun")
async def test_a_rendition_has_limits(clip: ClipMaker, limits: MarkLimits, problem: str) -> None:
    outcome, _ = await marked(clip(ClipKind.LARGE_MP4), limits=limits)

    assert outcome == MarkProblem(problem)


async def test_a_rendition_that_grows_too_large_is_given_up(tmp_path: Path) -> None:
    """A short film passes the limit as soon as a long one."""
    limits = MarkLimits(growth=0, least_bytes=1000)

    outcome, rendition = await marked(film(tmp_path / "a.mp4"), limits=limits)

    assert outcome == MarkProblem("too_costly")
    assert len(rendition) <= limits.least_bytes


def test_without_a_chinese_font_the_code_is_drawn_and_no_name_is_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lettering, "_FOLDERS", (tmp_path,))

    assert [line.text for line in draw_lines((*MARK.lines, "马警官"))] == [CODE, "2026-11-21"]


@pytest.mark.parametrize("size", [(320, 240), (240, 3840), (3840, 2160), (16, 16)])
def test_the_letters_fit_into_the_picture(size: tuple[int, int]) -> None:
    long = Mark((CODE, "宝丰县水利局" * 6), "")

    for stamp in lay_out(draw_lines(long.lines), *size):
        assert stamp.x >= -2
        assert stamp.y >= -2
        assert stamp.picture.width <= size[0] + 6
