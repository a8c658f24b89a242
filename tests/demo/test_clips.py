import io
from pathlib import Path

import av
from PIL import Image

from app.demo.clips import DEFAULT_START, ClipKind, make_clip, make_large_clip


def test_a_large_clip_has_the_size_asked_for_and_plays(tmp_path: Path) -> None:
    path = make_large_clip(tmp_path / "large.mp4", size_bytes=5_000_000, size=(320, 180))

    with av.open(str(path)) as container:
        frames = sum(1 for _ in container.decode(video=0))
    assert 5_000_000 < path.stat().st_size < 5_600_000
    assert frames > 15


def test_a_clip_carries_the_time_it_shows(tmp_path: Path) -> None:
    path = make_clip(ClipKind.MP4, tmp_path / "clip.mp4", seconds=1)

    with av.open(str(path)) as container:
        assert container.metadata["creation_time"].startswith("2026-11-20T01:30:00")
        assert container.duration == 1_000_000


def test_a_photo_carries_the_time_it_shows(tmp_path: Path) -> None:
    path = make_clip(ClipKind.JPEG, tmp_path / "photo.jpg", start=DEFAULT_START)

    exif = Image.open(io.BytesIO(path.read_bytes())).getexif()

    assert exif[306] == "2026:11:20 09:30:00"
