"""The upload page of a browser, and the plain form beside the resumable queue."""

from dataclasses import dataclass

ACCEPT = (
    "video/*,audio/*,image/*,.mp4,.mov,.avi,.ts,.mkv,.webm,.3gp,.wmv,.flv,.dav,"
    ".wav,.amr,.aac,.mp3,.m4a,.jpg,.jpeg,.png"
)


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Context of ``uploading/index.html``."""

    endpoint: str
    max_bytes: int
    accept: str = ACCEPT
    message: str = ""
    problems: tuple[str, ...] = ()
