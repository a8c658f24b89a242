"""How the upload door says things: headers that every answer has, and the table of refusals."""

from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.responses import Response

from app.errors import (
    ConflictError,
    InvalidInputError,
    LiuhenError,
    NotFoundError,
    StorageFailureError,
    StorageFullError,
)
from app.policy.decision import Decision
from app.routers.deps import TokenRevokedError
from app.uploads.checksum import ALGORITHMS
from app.uploads.errors import (
    BodyBrokenError,
    ChecksumMismatchError,
    GraceEndedError,
    GraceFullError,
    SenderSilentError,
    TooLargeError,
    UploadGoneError,
    UploadKeptError,
    UploadLockedError,
)
from app.uploads.protocol import BODY_TYPE, EXTENSIONS, VERSION
from app.uploads.queries import UploadView
from app.uploads.reception import Received

METHODS = "OPTIONS, POST, HEAD, PATCH, DELETE"


class SignInNeededError(LiuhenError):
    """No credential, or one that does not count."""

    code = "not_identified"
    message = "令牌缺失或不正确，服务器没有接收任何内容。请检查终端的登记情况。"


class WrongMethodError(LiuhenError):
    """A method the protocol does not know here."""

    code = "method_not_allowed"
    message = "此地址只接受上传协议的请求方式。请检查上传程序。"


class WrongVersionError(LiuhenError):
    """``Tus-Resumable`` is missing or names a version we do not speak (C2)."""

    code = "version_unsupported"
    message = "上传协议的版本缺失或不受支持，服务器没有处理此请求。请改用 tus 1.0.0。"


class WrongBodyTypeError(InvalidInputError):
    """A body that is not announced as upload bytes (C7, E5)."""

    code = "body_type_unsupported"
    message = f"上传内容的类型应为 {BODY_TYPE}，服务器没有接收任何内容。请检查上传程序。"


class UnavailableError(LiuhenError):
    """The database is away; nothing was acknowledged."""

    code = "unavailable"
    message = "服务暂时不可用，本次内容未被确认。请稍后重试。"


class RefusedError(LiuhenError):
    """A rule said no; its reason is the sentence."""

    code = "not_allowed"
    message = "您无权进行此项上传。"


STATUSES: dict[type[LiuhenError], int] = {
    BodyBrokenError: 409,
    ChecksumMismatchError: 460,
    ConflictError: 409,
    GraceEndedError: 403,
    GraceFullError: 403,
    InvalidInputError: 400,
    LiuhenError: 500,
    NotFoundError: 404,
    RefusedError: 403,
    SenderSilentError: 408,
    SignInNeededError: 401,
    StorageFailureError: 500,
    StorageFullError: 507,
    TokenRevokedError: 401,
    TooLargeError: 413,
    UnavailableError: 503,
    UploadGoneError: 410,
    UploadKeptError: 403,
    UploadLockedError: 423,
    WrongBodyTypeError: 415,
    WrongMethodError: 405,
    WrongVersionError: 412,
}
"""The nearest class wins, so a refinement without a line of its own answers like its parent."""


def status_of(error: LiuhenError) -> int:
    """Return the status of an error: that of the nearest class in the table."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def failed(error: LiuhenError) -> Response:
    """Return the answer to an error: a sentence for people, a stable code for machines."""
    answer = Response(error.message, status_of(error), media_type="text/plain; charset=utf-8")
    answer.headers["Liuhen-Error"] = error.code
    answer.headers["Cache-Control"] = "no-store"
    match error:
        case SignInNeededError() | TokenRevokedError():
            answer.headers["WWW-Authenticate"] = "Bearer"
        case WrongMethodError():
            answer.headers["Allow"] = METHODS
        case WrongVersionError():
            answer.headers["Tus-Version"] = VERSION
        case SenderSilentError() | UploadLockedError():
            answer.headers["Connection"] = "close"
    return answer


def refused(decision: Decision) -> Response:
    """Return the answer to a refusal by rule, with its articles."""
    sentences = [decision.reason, *(str(citation) for citation in decision.citations)]
    return failed(RefusedError("\n".join(sentences)))


def options(most_bytes: int) -> Response:
    """Return what this server can do (C3)."""
    return Response(
        status_code=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": ",".join(EXTENSIONS),
            "Tus-Max-Size": str(most_bytes),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
            "Allow": METHODS,
        },
    )


def described(view: UploadView) -> Response:
    """Return what ``HEAD`` tells (C5, E4, E6)."""
    answer = Response(status_code=200, headers={"Cache-Control": "no-store"})
    answer.headers["Upload-Offset"] = str(view.offset)
    if view.length is None:
        answer.headers["Upload-Defer-Length"] = "1"
    else:
        answer.headers["Upload-Length"] = str(view.length)
    if view.metadata_text:
        answer.headers["Upload-Metadata"] = view.metadata_text
    if view.recording_id is not None:
        answer.headers["Liuhen-Recording"] = str(view.recording_id)
    else:
        answer.headers["Upload-Expires"] = http_date(view.expires_at)
    return answer


def with_progress(answer: Response, received: Received, *, show_offset: bool) -> Response:
    """Add how far the upload is, and the recording once there is one."""
    if show_offset:
        answer.headers["Upload-Offset"] = str(received.offset)
    answer.headers["Upload-Expires"] = http_date(received.expires_at)
    if received.recording_id is not None:
        answer.headers["Liuhen-Recording"] = str(received.recording_id)
        del answer.headers["Upload-Expires"]
    return answer


def http_date(moment: datetime) -> str:
    """Return an IMF-fixdate, as ``Upload-Expires`` wants it.

    >>> http_date(datetime(2026, 11, 21, 7, 40, tzinfo=UTC))
    'Sat, 21 Nov 2026 07:40:00 GMT'
    """
    return format_datetime(moment.astimezone(UTC), usegmt=True)
