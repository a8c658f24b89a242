"""Sixty thumbnails of a long recording: our reader against the ffmpeg command line.

Ours is what a worker does: a fresh confined child per file, its start included. It also reads the
facts, which the command line does not. Pictures are compared before any time is taken.
Run ``bench/thumbnails.py`` in an environment with requirements/bench.lock; ``--small`` is quick.
"""

# ruff: noqa: E402 - the project is imported from beside this folder, not installed

import argparse
import asyncio
import io
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import av
from PIL import Image, ImageChops, ImageStat

from app.demo.scene import RiverBank
from app.media.facts import Thumbnail
from app.media.inspect import inspect_media
from app.media.limits import MediaLimits

COUNT = 60
ROUNDS = 3
LEAST_PSNR_DB = 30.0
LIMITS = MediaLimits(max_thumbnails=COUNT, max_tiles=0)
TUNED = ["-analyzeduration", "0", "-probesize", "32", "-fpsprobesize", "0"]
TUNED_SEEK = ["-noaccurate_seek", "-skip_frame", "nokey", "-threads", "1", "-an"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="4 minutes instead of 30")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench")
    arguments = parser.parse_args()
    minutes = 4 if arguments.small else 30
    arguments.folder.mkdir(parents=True, exist_ok=True)
    film = make_film(arguments.folder, minutes)
    tools = command_lines()
    describe(film, minutes, tools)
    moments = [(2 * k + 1) * minutes * 60 / (2 * COUNT) for k in range(COUNT)]
    # The tuned form drops a keyframe that lies before its moment, so it is given the very
    # moments of keyframes; then both sides make the same pictures.
    pictures = ours(film)
    keyframes = [picture.time_ms / 1000 for picture in pictures]
    compare_pictures(film, next(iter(tools.values())), pictures, arguments.folder)
    sides: dict[str, Callable[[], object]] = {"ours": lambda: ours(film)}
    for name, tool in tools.items():
        sides[f"{name} usual -ss, two at once"] = lambda tool=tool: each(
            moments, lambda t: usual(tool, film, t, arguments.folder)
        )
        sides[f"{name} tuned, two at once"] = lambda tool=tool: each(
            keyframes, lambda t: tuned(tool, film, t, arguments.folder)
        )
    report(measure(sides))


def make_film(folder: Path, minutes: int) -> Path:
    """Encode 20 s of 1080p H.264 once (25 frames/s, a keyframe each 2 s), repeat by copying."""
    path = folder / f"film-{minutes}min.mp4"
    if path.exists():
        return path
    size, fps = (1920, 1080), 25
    scene = RiverBank(
        size, device_no="SX-0001", label="bench", start=datetime(2026, 11, 20, tzinfo=UTC)
    )
    noises = [Image.effect_noise(size, 40).convert("RGB") for _ in range(5)]
    partial = path.with_suffix(".partial")
    with av.open(str(partial), "w", format="mp4", options={"movflags": "+faststart"}) as made:
        options = {"preset": "veryfast", "bf": "0", "g": "50", "sc_threshold": "0"}
        options |= {"maxrate": "6M", "bufsize": "6M"}
        stream = made.add_stream("libx264", rate=fps, options=options)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.bit_rate = 6_000_000  # as a body camera writes
        packets = []
        for number in range(20 * fps):
            picture = Image.blend(scene.picture(number / fps, number), noises[number % 5], 0.2)
            packets += stream.encode(av.VideoFrame.from_image(picture))
        packets += stream.encode(None)
        ticks = round(Fraction(1, fps) / packets[0].time_base)
        data = [(bytes(packet), packet.is_keyframe, packet.time_base) for packet in packets]
        for number in range(minutes * 60 * fps):
            content, key, time_base = data[number % len(data)]
            packet = av.Packet(content)
            packet.stream, packet.time_base = stream, time_base
            packet.pts = packet.dts = number * ticks
            packet.duration, packet.is_keyframe = ticks, key
            made.mux(packet)
    partial.rename(path)
    return path


def command_lines() -> dict[str, str]:
    """Return the ffmpeg programs at hand: the wheel's, and the system's where there is one."""
    found = {}
    try:
        import imageio_ffmpeg  # noqa: PLC0415 - optional

        tool = imageio_ffmpeg.get_ffmpeg_exe()
        found[f"ffmpeg {version_of(tool)} (wheel)"] = tool
    except ImportError:
        pass
    system = shutil.which("ffmpeg")
    if system:
        found[f"ffmpeg {version_of(system)} (system)"] = system
    if not found:
        sys.exit("No ffmpeg at hand: install requirements/bench.lock or the system's ffmpeg.")
    return found


def version_of(tool: str) -> str:
    first = subprocess.run([tool, "-version"], capture_output=True, text=True, check=True)
    return first.stdout.split()[2].split("-")[0]


def describe(film: Path, minutes: int, tools: dict[str, str]) -> None:
    libraries = av.library_versions
    print(f"film: {minutes} min, 1920x1080 H.264, {film.stat().st_size / 1e6:.0f} MB")
    print(f"python {platform.python_version()}, PyAV {av.__version__},", end=" ")
    print(f"libavcodec {'.'.join(map(str, libraries['libavcodec']))}; {', '.join(tools)}")
    print(f"cores {os.cpu_count()}, load average {os.getloadavg()[0]:.2f} before")


def ours(film: Path) -> tuple[Thumbnail, ...]:
    """Inspect as a worker does; the start of the child is inside."""
    inspection = asyncio.run(
        inspect_media(
            film,
            size_bytes=film.stat().st_size,
            now=datetime(2026, 11, 21, tzinfo=UTC),
            limits=LIMITS,
        )
    )
    assert len(inspection.thumbnails) == COUNT, (len(inspection.thumbnails), inspection.findings)
    return inspection.thumbnails


def usual(tool: str, film: Path, moment: float, folder: Path) -> Path:
    out = folder / f"usual-{moment:.0f}.jpg"
    command = [tool, "-v", "error", "-y", "-ss", str(moment), "-i", str(film)]
    subprocess.run([*command, *drawing(out)], check=True, stdin=subprocess.DEVNULL)
    return out


def tuned(tool: str, film: Path, moment: float, folder: Path) -> Path:
    out = folder / f"tuned-{moment:.0f}.jpg"
    command = [tool, "-v", "error", "-y", *TUNED, "-ss", str(moment), *TUNED_SEEK, "-i", str(film)]
    subprocess.run([*command, *drawing(out)], check=True, stdin=subprocess.DEVNULL)
    return out


def drawing(out: Path) -> list[str]:
    return ["-frames:v", "1", "-vf", "scale=320:180:flags=area", "-q:v", "3", str(out)]


def each(moments: list[float], one: Callable[[float], Path]) -> list[Path]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, moments))


def compare_pictures(film: Path, tool: str, pictures: tuple[Thumbnail, ...], folder: Path) -> None:
    """Stop unless both sides show the same frames; a fast wrong picture is worth nothing."""
    values = [
        psnr(
            Image.open(io.BytesIO(picture.jpeg)),
            Image.open(tuned(tool, film, picture.time_ms / 1000, folder)),
        )
        for picture in pictures[::10]
    ]
    print(f"PSNR of {len(values)} sampled pairs: {min(values):.1f} to {max(values):.1f} dB")
    if min(values) < LEAST_PSNR_DB:
        sys.exit("The two sides do not show the same frames; no times are reported.")


def psnr(one: Image.Image, other: Image.Image) -> float:
    assert one.size == other.size, (one.size, other.size)
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    mean_square = statistics.mean(value**2 for value in ImageStat.Stat(difference).rms)
    return math.inf if mean_square == 0 else 10 * math.log10(255**2 / mean_square)


def measure(sides: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, side in sides.items():
            start = time.perf_counter()
            side()
            times[name].append(time.perf_counter() - start)
    return times


def report(times: dict[str, list[float]]) -> None:
    base = statistics.median(times["ours"])
    print(f"{COUNT} thumbnails, wall seconds, {ROUNDS} interleaved rounds")
    for name, values in times.items():
        median = statistics.median(values)
        rounds = " ".join(f"{value:.2f}" for value in values)
        print(f"  {name:<44} {median:7.2f}  ({rounds})  {median / base:5.1f} x ours")
    print(f"load average {os.getloadavg()[0]:.2f} after")


if __name__ == "__main__":
    main()
