"""A recording as the player's fragments take it, whoever watches and under whichever address."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Player:
    """Context of ``recordings/_evidence_player.html``; an empty address leaves its part out."""

    kind: str
    fps: float | None
    duration_ms: int | None
    media_src: str
    poster_src: str
    track_src: str


def player_at(
    base: str,
    *,
    kind: str,
    fps: float | None,
    duration_ms: int | None,
    poster: int | None,
    has_storyboard: bool,
) -> Player:
    """Return the player of a recording whose content lies below ``base``.

    ``poster`` is the number of the keyframe that stands there before anything plays.
    """
    return Player(
        kind=kind,
        fps=fps,
        duration_ms=duration_ms,
        media_src=f"{base}/media",
        poster_src="" if poster is None else f"{base}/thumbnails/{poster}.jpg",
        track_src=f"{base}/storyboard.vtt" if has_storyboard else "",
    )
