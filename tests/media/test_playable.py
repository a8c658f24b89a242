import pytest

from app.media.facts import StreamFacts
from app.media.findings import FindingCode
from app.media.playable import why_not_playable
from app.policy.vocabulary import MediaKind


def video(codec: str, pixel_format: str | None = "yuv420p") -> StreamFacts:
    return StreamFacts(0, "video", codec, pixel_format=pixel_format)


def audio(codec: str) -> StreamFacts:
    return StreamFacts(1, "audio", codec)


@pytest.mark.parametrize(
    ("container", "streams"),
    [
        ("mp4", (video("h264"), audio("aac"))),
        ("mov", (video("h264"),)),
        ("webm", (video("vp8"), audio("opus"))),
        ("mp4", (video("libdav1d"), audio("aac"))),
    ],
)
def test_what_every_browser_plays(container: str, streams: tuple[StreamFacts, ...]) -> None:
    assert why_not_playable(container, MediaKind.VIDEO, streams) is None


@pytest.mark.parametrize(
    ("container", "streams", "reason"),
    [
        ("mp4", (video("hevc"), audio("aac")), FindingCode.HEVC_NOT_PLAYABLE),
        ("mp4", (video("mpeg4"), audio("aac")), FindingCode.VIDEO_CODEC_NOT_PLAYABLE),
        ("mp4", (video("h264", "yuv422p10le"),), FindingCode.VIDEO_CODEC_NOT_PLAYABLE),
        ("mov", (video("h264"), audio("pcm_alaw")), FindingCode.AUDIO_CODEC_NOT_PLAYABLE),
        ("mpegts", (video("h264"), audio("aac")), FindingCode.CONTAINER_NOT_PLAYABLE),
        ("avi", (video("h264"), audio("pcm_alaw")), FindingCode.CONTAINER_NOT_PLAYABLE),
        ("matroska", (video("h264"), audio("aac")), FindingCode.CONTAINER_NOT_PLAYABLE),
    ],
)
def test_the_reason_why_a_browser_cannot(
    container: str, streams: tuple[StreamFacts, ...], reason: FindingCode
) -> None:
    assert why_not_playable(container, MediaKind.VIDEO, streams) is reason


def test_plain_wav_plays_and_a_law_wav_does_not() -> None:
    plain = why_not_playable("wav", MediaKind.AUDIO, (audio("pcm_s16le"),))
    a_law = why_not_playable("wav", MediaKind.AUDIO, (audio("pcm_alaw"),))

    assert plain is None
    assert a_law is FindingCode.AUDIO_CODEC_NOT_PLAYABLE
