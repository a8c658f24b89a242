"""What an error says, whatever the shape of the answer: status, code, words and a reference.

One table maps each domain error to a status. Only domain errors may speak for themselves.
"""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.errors import (
    ConflictError,
    InvalidInputError,
    LiuhenError,
    NotFoundError,
    StorageFailureError,
    StorageFullError,
)
from app.ids import new_id
from app.people.passwords import SignInBusyError
from app.policy.decision import Citation
from app.routers.api import UnauthenticatedError
from app.routers.confirmation import ConfirmationNeededError
from app.routers.csrf import ForeignRequestError
from app.routers.deps import TokenRevokedError
from app.routers.leaks import TokenLeakedError

STATUS_OF: dict[type[LiuhenError], int] = {
    SignInBusyError: 503,
    TokenLeakedError: 401,
    TokenRevokedError: 401,
    UnauthenticatedError: 401,
    LiuhenError: 500,
    ConfirmationNeededError: 403,
    ConflictError: 409,
    ForeignRequestError: 403,
    InvalidInputError: 422,
    NotFoundError: 404,
    StorageFailureError: 500,
    StorageFullError: 507,
}
"""An error without a row of its own takes the row of its nearest parent."""

TITLES = {
    401: "请先登录",
    403: "没有权限进行这项操作",
    404: "没有找到您要的内容",
    409: "内容已经发生变化",
    422: "提交的内容有误",
    429: "操作过于频繁",
    500: "系统没有完成这次操作",
    503: "系统此刻繁忙",
    507: "存储空间不足",
}

MESSAGES = {
    400: "请求的格式不正确，系统没有执行。",
    403: "您的岗位不能进行这项操作。",
    404: NotFoundError.message,
    405: "这个地址不支持这种操作。请从页面上的按钮重新操作。",
    413: "提交的内容过大，系统没有接收。",
    422: InvalidInputError.message,
    429: "短时间内的操作次数过多，系统暂时不再受理。",
    500: "系统内部出现问题，没有完成这次操作。",
}

CODES = {
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    500: "internal",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything an error answer says, whatever its shape."""

    status: int
    code: str
    message: str
    reference: str
    basis: tuple[Citation, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    heading: str = ""
    onward: str = ""
    is_unset: bool = False
    """Whether it was refused because the agency has yet to set something."""

    @property
    def title(self) -> str:
        """Return the heading of the page this problem is shown on."""
        return self.heading or TITLES[page_status(self.status)]


def page_status(status: int) -> int:
    """Return the status whose page serves this one too."""
    if status in TITLES:
        return status
    return 422 if status < 500 else 500


def new_reference() -> str:
    """Return a short number that a person can read out on the telephone."""
    digits = new_id().hex[-10:].upper()
    return f"{digits[:5]}-{digits[5:]}"


def problem_of(error: Exception) -> Problem:
    """Translate an error; only domain errors may speak for themselves."""
    reference = new_reference()
    match error:
        case LiuhenError():
            status = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
            return Problem(
                status,
                error.code,
                error.message,
                reference,
                heading=error.heading,
                onward=error.onward,
            )
        case HTTPException(status_code=status, headers=headers):
            kept = tuple((headers or {}).items())
            return Problem(status, _code_of(status), _message_of(status), reference, headers=kept)
        case RequestValidationError():
            return Problem(422, "invalid_input", MESSAGES[422], reference)
        case _:
            return Problem(500, "internal", MESSAGES[500], reference)


def _code_of(status: int) -> str:
    return CODES.get(status, HTTPStatus(status).phrase.lower().replace(" ", "_"))


def _message_of(status: int) -> str:
    return MESSAGES.get(status, MESSAGES[page_status(status)])
